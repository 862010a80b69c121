tapes 1
blank _
input a b
start q0
halt end
two-way
no-rule halt
q0 a -> q1 b R
q0 b -> q0 b R
q0 _ -> end _ S
q1 a -> q1 a L
q1 b -> q0 b L
