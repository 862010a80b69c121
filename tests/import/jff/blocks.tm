tapes 1
blank _
input a <
start q0
halt q0.7
two-way
no-rule halt
q0 _ -> q0.7 < L
q0 a -> q0 _ R
