tapes 1
blank _
input 0 1
start A
halt Z
two-way
A _ -> B 1 R
A 0 -> B 1 R
A 1 -> A 1 R
B _ -> C 0 L
B 0 -> C 0 L
B 1 -> E 1 L
C _ -> D 1 L
C 0 -> D 1 L
C 1 -> C 1 L
D _ -> A 1 L
D 0 -> A 1 L
D 1 -> B 0 L
E _ -> F 1 L
E 0 -> F 1 L
E 1 -> E 1 R
F _ -> Z 1 R
F 0 -> Z 1 R
F 1 -> A 0 R
