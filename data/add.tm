# binary addition a+b, with as many digits as the longer one, one more on overflow; e.g. 110+101 -> 1011
# Moves a to tape 2, adds from the lowest digits (q3; qc with a carry), collects the sum on tape 2
# and writes it back; s marks cell 0. a and b need a digit and there must be one plus sign, or the
# machine gets stuck.
# generator: 1 [01]^k + 1 [01]^k
tapes 2
blank _
input 0 1 +
start q0
halt halt
q0 1 _ -> q0.5 1 s S R
q0 0 _ -> q0.5 0 s S R
q0.5 1 _ -> q1 s 1 R R
q0.5 0 _ -> q1 s 0 R R
q1 0 _ -> q1 _ 0 R R
q1 1 _ -> q1 _ 1 R R
q1 + _ -> q2 _ _ R S
q2 0 _ -> q2 0 _ R S
q2 1 _ -> q2 1 _ R S
q2 _ _ -> q3 _ _ L L
q3 0 0 -> q3 0 _ L L
q3 0 s -> q3 0 s L S
q3 _ 0 -> q3 0 _ L L
q3 1 0 -> q3 1 _ L L
q3 1 s -> q3 1 s L S
q3 0 1 -> q3 1 _ L L
q3 _ 1 -> q3 1 _ L L
q3 1 1 -> qc 0 _ L L
qc 0 0 -> q3 1 _ L L
qc 0 s -> q3 1 s L S
qc _ 0 -> q3 1 _ L L
qc _ s -> q4 1 s S R
qc _ 1 -> qc 0 _ L L
qc 1 0 -> qc 0 _ L L
qc 0 1 -> qc 0 _ L L
qc 1 1 -> qc 1 _ L L
qc 1 s -> qc 0 s L S
q3 _ s -> q4 _ s R R
q4 0 _ -> q4 _ 0 R R
q4 1 _ -> q4 _ 1 R R
q4 _ _ -> q5 _ _ L S
q5 _ _ -> q5 _ _ L L
q5 _ 0 -> q5 _ 0 L L
q5 _ 1 -> q5 _ 1 L L
q5 _ s -> q5 _ s L L
q5 s _ -> q5 s _ L L
q5 s 0 -> q5 s 0 L L
q5 s 1 -> q5 s 1 L L
q5 s s -> q6 s s S R
q6 _ 0 -> q6 0 _ R R
q6 _ 1 -> q6 1 _ R R
q6 s 0 -> q6 0 _ R R
q6 s 1 -> q6 1 _ R R
q6 _ _ -> halt _ _ S S
