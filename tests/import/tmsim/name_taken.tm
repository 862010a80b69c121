tapes 1
blank _
input 0 1
start halt
halt a b
two-way
no-rule halt
halt 0 -> a 0 R
halt 1 -> b 1 L
halt _ -> halt_2 _ S
halt_2 _ -> halt 0 R
