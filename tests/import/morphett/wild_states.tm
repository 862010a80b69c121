tapes 1
blank _
input 0 1 x y
start 0
halt halt
two-way
no-rule halt
0 0 -> a 0 R
a 1 -> b 1 R
b 0 -> 0 1 L
b x -> b y L
0 x -> 0 0 R
a x -> a 0 R
0 _ -> halt _ S
a _ -> halt _ S
b _ -> halt _ S
