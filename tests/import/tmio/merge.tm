tapes 1
blank %20
input 0 1 x
start a
halt h
two-way
no-rule halt
a 0 -> a 0 R
a 1 -> a 1 R
a %20 -> h 1 S
b %20 -> h 0 S
b 0 -> b 0 R
b 1 -> b 1 R
c x -> b x L
d 0 -> d 0 L
d 1 -> d 1 L
d x -> a x R
d %20 -> h 1 S
