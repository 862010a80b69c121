# BB(4), the busy beaver of 4 states and 2 symbols: 1RB1LB_1LA0LC_1RZ1LD_1RD0RA
# From the empty tape it halts after 107 steps, the last one included, and leaves 13 cells that are not 0.
# Its head has been on 10 cells left of the start and 3 right of it.
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
