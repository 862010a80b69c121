tapes 1
blank _
input a b
start 0
halt halt-yes! halt-no
two-way
no-rule halt
0 a -> 0 b R
0 b -> 1 a L
1 b -> halt-yes! b S
1 a -> halt-no b L
