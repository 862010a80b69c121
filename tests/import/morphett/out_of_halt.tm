tapes 1
blank _
input 0 1
start 0
halt halt
two-way
0 0 -> halt 1 R
0 1 -> halt 0 R
