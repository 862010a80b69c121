tapes 1
blank _
input 0 1 2
start A
halt Z
two-way
A _ -> B 1 R
A 0 -> B 1 R
A 1 -> B 2 L
A 2 -> Z 1 R
B _ -> A 2 L
B 0 -> A 2 L
B 1 -> B 2 R
B 2 -> B 1 L
