tapes 1
blank 0
input 1
start A
halt H
two-way
A 0 -> B 1 R
A 1 -> C 1 L
B 0 -> A 1 L
B 1 -> B 1 R
C 0 -> B 1 L
C 1 -> H 1 R
