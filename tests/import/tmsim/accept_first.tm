tapes 1
blank _
input 0 1
start s
halt f
two-way
no-rule halt
s 0 -> s 1 R
s 1 -> f 0 L
