tapes 1
blank _
input a b
start 0
halt halt
two-way
no-rule halt
0 a -> 1 b R
1 b -> 0 a L
1 a -> halt a S
