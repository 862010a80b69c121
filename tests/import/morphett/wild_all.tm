tapes 1
blank _
input 1 0
start 0
halt HALT
two-way
a 1 -> b 0 R
0 _ -> b _ L
b _ -> b _ L
b 0 -> a 0 S
0 1 -> a 1 R
0 0 -> 0 1 R
b 1 -> HALT 1 S
a _ -> b 1 R
a 0 -> b 1 R
