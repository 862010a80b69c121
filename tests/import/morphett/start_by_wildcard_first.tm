tapes 1
blank _
input 0 1
start 0
halt halt
two-way
no-rule halt
0 _ -> a 1 L
b _ -> a 1 L
a _ -> a 1 L
b 0 -> a 0 R
a 1 -> halt 1 R
