# BB(2,3), the busy beaver of 2 states and 3 symbols: 1RB2LB1RZ_2LA2RB1LB
# From the empty tape it halts after 38 steps, the last one included, and leaves 9 cells that are not 0.
# Its head has been on 6 cells left of the start and 2 right of it.
# The blank _ is read like 0 but never written: an output may have no blank inside.
# generator: [012]^k
two-way
tapes 1
blank _
zero  0
input 0 1 2
start A
halt  Z

A _ -> B 1 R
A 0 -> B 1 R
A 1 -> B 2 L
A 2 -> Z 1 R

B _ -> A 2 L
B 0 -> A 2 L
B 1 -> B 2 R
B 2 -> B 1 L
