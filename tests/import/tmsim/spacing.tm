tapes 1
blank _
input 1 x
start q%200
halt q%209 q9b
two-way
q%200 1 -> q%200 1 R
q%200 _ -> q%209 1 S
q%200 x -> q9b x L
