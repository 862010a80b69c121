tapes 1
blank B
input 0 1
start s
halt halt
two-way
s 0 -> halt 0 R
s 1 -> halt B L
