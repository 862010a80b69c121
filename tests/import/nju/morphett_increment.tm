tapes 1
blank _
input 0 1
start 0
halt halt
two-way
0 0 -> 0 0 R
0 1 -> 0 1 R
0 _ -> 1 _ L
1 0 -> halt 1 S
1 1 -> 1 0 L
1 _ -> halt 1 S
