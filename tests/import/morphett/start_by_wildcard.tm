tapes 1
blank _
input 1 0
start 0
halt halt
two-way
no-rule halt
a 1 -> halt 1 R
0 _ -> a 1 L
a _ -> a 1 L
0 0 -> a 0 R
a 0 -> a 0 R
