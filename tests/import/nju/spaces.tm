tapes 1
blank .
input a %23
start p
halt q
two-way
no-rule halt
p a -> p = R
p . -> q %23 L
