tapes 1
blank _
input 0 1
start q
halt h
two-way
no-rule halt
q 0 -> p 1 R
q 1 -> p 1 R
q _ -> p _ L
p 0 -> q 0 L
p 1 -> h 0 S
unused 0 -> unused 0 R
