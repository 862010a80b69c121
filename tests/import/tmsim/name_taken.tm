tapes 1
blank _
input 0 1
start halt
halt halt_3
two-way
halt 0 -> halt_3 0 R
halt 1 -> halt_3 1 L
halt _ -> halt_2 _ S
halt_2 _ -> halt 0 R
