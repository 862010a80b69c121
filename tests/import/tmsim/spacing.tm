tapes 1
blank _
input 1 x
start q_0
halt halt
two-way
q_0 1 -> q_0 1 R
q_0 _ -> halt 1 S
q_0 x -> halt x L
