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
B _ -> C 0 L
B 0 -> C 0 L
B 1 -> C 1 L
C _ -> D 0 R
C 0 -> D 0 R
C 1 -> B 0 L
D _ -> A 1 R
D 0 -> A 1 R
D 1 -> E 0 R
E _ -> D 1 R
E 0 -> D 1 R
E 1 -> Z 1 R
