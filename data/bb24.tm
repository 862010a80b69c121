# BB(2,4), the busy beaver of 2 states and 4 symbols: 1RB2LA1RA1RA_1LB1LA3RB1RZ
# From the empty tape it halts after 3,932,964 steps, the last one included, and leaves 2,050 cells that are not 0.
# Its head has been on 15 cells left of the start and 2,034 right of it.
# The blank _ is read like 0 but never written: an output may have no blank inside.
# generator: [0123]^k
two-way
tapes 1
blank _
zero  0
input 0 1 2 3
start A
halt  Z

A _ -> B 1 R
A 0 -> B 1 R
A 1 -> A 2 L
A 2 -> A 1 R
A 3 -> A 1 R

B _ -> B 1 L
B 0 -> B 1 L
B 1 -> A 1 L
B 2 -> B 3 R
B 3 -> Z 1 R
