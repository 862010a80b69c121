tapes 1
blank _
input 1 x
start 0
halt halt
two-way
no-rule halt
0 1 -> 1 x R
1 1 -> 1 x R
1 _ -> halt _ L
0 _ -> halt _ S
