# BB(5), the busy beaver of 5 states and 2 symbols: 1RB1LC_1RC1RB_1RD0LE_1LA1LD_1RZ0LA
# From the empty tape it halts after 47,176,870 steps, the last one included, and leaves 4,098 cells that are not 0.
# Its head has been on 12,243 cells left of the start and 45 right of it.
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
