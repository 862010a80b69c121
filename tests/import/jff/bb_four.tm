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
B 1 -> C 0 L
C _ -> Z 1 R
C 0 -> Z 1 R
C 1 -> D 1 L
D _ -> D 1 R
D 0 -> D 1 R
D 1 -> A 0 R
