tapes 1
blank _
input 0 1
start A
halt Z
two-way
A _ -> B 1 R
A 0 -> B 1 R
A 1 -> B 1 L
B _ -> A 1 L
B 0 -> A 1 L
B 1 -> Z 1 R
