tapes 1
blank %20
input 0 1
start q0
halt accept
two-way
no-rule halt
q0 %20 -> accept %20 R
q0 0 -> q0 0 R
q0 1 -> q1 1 R
q1 0 -> q2 0 R
q1 1 -> q0 1 R
q2 0 -> q1 0 R
q2 1 -> q2 1 R
