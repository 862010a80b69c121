# goes to the end of a word, wiping it, and then back and forth between two cells; the output is empty
# On a word of 2^c letters the cells are number 2^c - 1 and 2^c: each of the 20 steps there changes
# c + 1 bits of the head's position. Each writes a symbol that the cell has not had.
# generator: a^k
tapes 1
blank _
input a
start right
halt  done

right a -> right _ R
right _ -> low   0 L

# low, high: the head is on cell 2^c - 1, 2^c
low  _ -> high 0 R
high 0 -> low  1 L
low  0 -> high 1 R
high 1 -> low  2 L
low  1 -> high 2 R
high 2 -> low  3 L
low  2 -> high 3 R
high 3 -> low  4 L
low  3 -> high 4 R
high 4 -> low  5 L
low  4 -> high 5 R
high 5 -> low  6 L
low  5 -> high 6 R
high 6 -> low  7 L
low  6 -> high 7 R
high 7 -> low  8 L
low  7 -> high 8 R
high 8 -> low  9 L
low  8 -> high 9 R
high 9 -> low  _ L
low  9 -> done _ R
