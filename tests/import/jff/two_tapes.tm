tapes 2
blank □
input a _ %2C
start q1
halt halt
two-way
no-rule halt
q1 □ □ -> a%20b □ _ S L
q1 a □ -> q1 a %2C R R
