tapes 1
blank %20
input a b
start scan
halt halt
two-way
scan a -> scan a R
scan b -> halt b R
scan %20 -> halt %20 S
