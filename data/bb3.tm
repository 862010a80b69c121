# BB(3), the busy beaver of 3 states and 2 symbols: 1RB1RZ_1LB0RC_1LC1LA
# From the empty tape it halts after 21 steps, the last one included, and leaves 5 cells that are not 0.
# Its head has been on 1 cell left of the start and 3 right of it.
# The blank _ is read like 0 but never written: an output may have no blank inside.
# generator: [01]^k
two-way
tapes 1
blank _
zero  0
input 0 1
start A
halt  Z

A _ -> B 1 R
A 0 -> B 1 R
A 1 -> Z 1 R

B _ -> B 1 L
B 0 -> B 1 L
B 1 -> C 0 R

C _ -> C 1 L
C 0 -> C 1 L
C 1 -> A 1 L
