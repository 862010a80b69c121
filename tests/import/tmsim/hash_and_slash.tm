tapes 1
blank _
input | ~ ; %
start q0
halt qa
two-way
no-rule halt
q0 | -> q1 ; R
q1 ~ -> q1 | R
q1 ; -> q1 ~ L
q1 _ -> qa % S
