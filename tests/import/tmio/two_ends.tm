tapes 1
blank _
input a b
start scan
halt halt
two-way
scan a -> scan a R
scan b -> halt b R
scan _ -> halt _ S
