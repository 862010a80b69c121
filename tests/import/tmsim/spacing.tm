tapes 1
blank _
input 1 x
start q_0
halt q_9 q9b
two-way
q_0 1 -> q_0 1 R
q_0 _ -> q_9 1 S
q_0 x -> q9b x L
