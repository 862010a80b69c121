tapes 1
blank _
input 0 1 2 3 4
start A
halt Z
two-way
A _ -> B 1 R
A 0 -> B 1 R
A 1 -> B 3 R
A 2 -> Z 1 R
A 3 -> A 3 L
A 4 -> A 1 R
B _ -> A 2 L
B 0 -> A 2 L
B 1 -> A 3 R
B 2 -> B 4 L
B 3 -> B 0 L
B 4 -> A 0 L
