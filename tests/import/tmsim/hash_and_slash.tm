tapes 1
blank _
input %23 %5E %2F %
start q0
halt qa
two-way
no-rule halt
q0 %23 -> q1 %2F R
q1 %5E -> q1 %23 R
q1 %2F -> q1 %5E L
q1 _ -> qa % S
