tapes 1
blank _
input 0 1
start q0
halt qAccept
two-way
no-rule halt
q0 0 -> q1 _ R
q0 1 -> q0 _ R
q0 _ -> qAccept _ S
q1 0 -> q0 _ R
q1 1 -> q1 _ R
