tapes 1
blank _
input 0 1 2 3
start A
halt Z
two-way
zero 0
A _ -> B 1 R
A 0 -> B 1 R
A 1 -> A 2 L
A 2 -> A 1 R
A 3 -> A 1 R
B _ -> B 1 L
B 0 -> B 1 L
B 1 -> A 1 L
B 2 -> B 3 R
B 3 -> Z 1 R
