tapes 1
blank .
input x y
start a
halt d
two-way
no-rule halt
a x -> b y R
a y -> a y L
b x -> b y R
b y -> b y L
c x -> b y R
c y -> d y S
c . -> d . S
