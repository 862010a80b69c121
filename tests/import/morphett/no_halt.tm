tapes 1
blank _
input 1 0
start 0
halt halt
two-way
no-rule halt
0 _ -> 1 1 R
1 _ -> 0 0 R
