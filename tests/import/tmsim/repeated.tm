tapes 2
blank _
input 0 1
start q0
halt q2
two-way
no-rule halt
q0 0 _ -> q0 0 1 R R
q0 1 _ -> qReject 1 _ S S
q0 _ _ -> q2 _ _ S S
