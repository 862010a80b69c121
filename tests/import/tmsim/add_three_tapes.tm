tapes 3
blank _
input 1 +
start q0
halt q3
two-way
no-rule halt
q0 1 _ _ -> q0 _ 1 _ R R S
q0 + _ _ -> q1 _ _ _ R S S
q1 1 _ _ -> q1 _ _ 1 R S R
q1 _ _ _ -> q2 _ _ _ S L S
q2 _ 1 _ -> q2 1 _ _ R L S
q2 _ _ _ -> q3 _ _ _ S S S
