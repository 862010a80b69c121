tapes 1
blank _
input 0 1
start A
halt Z
two-way
A _ -> B 1 R
A 0 -> B 1 R
A 1 -> C 1 L
B _ -> C 1 R
B 0 -> C 1 R
B 1 -> B 1 R
C _ -> D 1 R
C 0 -> D 1 R
C 1 -> E 0 L
D _ -> A 1 L
D 0 -> A 1 L
D 1 -> D 1 L
E _ -> Z 1 R
E 0 -> Z 1 R
E 1 -> A 0 L
