tapes 1
blank _
input a b
start 0
halt halt
two-way
0 a -> 0 b R
0 b -> 1 a L
1 b -> halt b S
1 a -> halt b L
