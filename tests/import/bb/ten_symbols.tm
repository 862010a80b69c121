tapes 1
blank _
input 0 1 2 3 4 5 6 7 8 9
start A
halt Z
two-way
zero 0
A _ -> A 1 R
A 0 -> A 1 R
A 1 -> A 2 R
A 2 -> A 3 R
A 3 -> A 4 R
A 4 -> A 5 R
A 5 -> A 6 R
A 6 -> A 7 R
A 7 -> A 8 R
A 8 -> A 9 R
A 9 -> Z 0 L
