tapes 1
blank _
input 1 x
start q%200
halt halt
two-way
q%200 1 -> q%200 1 R
q%200 _ -> halt 1 S
q%200 x -> halt x L
