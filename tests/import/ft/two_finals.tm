tapes 1
blank B
input 0 1
start s
halt no yes
two-way
no-rule halt
s 0 -> no 0 R
s 1 -> yes B L
