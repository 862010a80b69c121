tapes 1
blank %20
input 0 1
start q
halt h
two-way
no-rule halt
q 0 -> p 1 R
q 1 -> p 1 R
q %20 -> p %20 L
p 0 -> q 0 L
p 1 -> h 0 S
unused 0 -> unused 0 R
