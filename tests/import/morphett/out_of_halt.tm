tapes 1
blank _
input 0 1
start 0
halt halt Halted
two-way
no-rule halt
0 0 -> halt 1 R
0 1 -> Halted 0 R
