tapes 1
blank %20
input 0 1
start b
halt halt
two-way
no-rule halt
b %20 -> c 0 R
c %20 -> e %20 R
e %20 -> f 1 R
f %20 -> b %20 R
