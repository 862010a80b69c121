tapes 1
blank _
input 0 1
start 0
halt halt
two-way
0 0 -> b 1 R
0 1 -> c 1 L
b 0 -> 0 1 L
b 1 -> b 1 R
c 0 -> b 1 L
c 1 -> halt 1 R
0 _ -> b 1 R
b _ -> 0 1 L
c _ -> b 1 L
