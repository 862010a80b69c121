tapes 1
blank _
input 0 1
start A
halt Z
two-way
zero 0
A _ -> B 1 R
A 0 -> B 1 R
A 1 -> Z 1 R
B _ -> B 1 L
B 0 -> B 1 L
B 1 -> C 0 R
C _ -> C 1 L
C 0 -> C 1 L
C 1 -> A 1 L
