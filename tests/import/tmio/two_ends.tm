tapes 1
blank _
input a b
start scan
halt no yes
two-way
scan a -> scan a R
scan b -> no b R
scan _ -> yes _ S
