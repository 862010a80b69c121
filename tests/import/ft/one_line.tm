tapes 1
blank %20
input %23 % %2F %2C %5E
start a%20b
halt h
two-way
no-rule halt
a%20b %23 -> a%20b % R
a%20b %2C -> a%20b %5E R
a%20b %20 -> h %2F L
