# BB(2), the busy beaver of 2 states and 2 symbols: 1RB1LB_1LA1RZ
# From the empty tape it halts after 6 steps, the last one included, and leaves 4 cells that are not 0.
# Its head has been on 2 cells left of the start and 1 right of it.
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
B 1 -> Z 1 R
