tapes 1
blank %20
input a b
start scan
halt no yes
two-way
scan a -> scan a R
scan b -> no b R
scan %20 -> yes %20 S
