# copy a word of bits behind itself; e.g. 011 -> 011011
# Marks a bit (x for 0, y for 1), carries it to the end as 0' or 1', goes back to the mark, and so on.
# generator: [01]^k
tapes 1
blank _
input 0 1
start next
halt  done

# next: the next bit to copy; a primed one means that all are copied
next   0  -> carry0 x  R
next   1  -> carry1 y  R
next   0' -> unmark 0  R
next   1' -> unmark 1  R
next   _  -> done   _  S

# append the bit
carry0 0  -> carry0 0  R
carry0 1  -> carry0 1  R
carry0 0' -> carry0 0' R
carry0 1' -> carry0 1' R
carry0 _  -> back   0' L
carry1 0  -> carry1 0  R
carry1 1  -> carry1 1  R
carry1 0' -> carry1 0' R
carry1 1' -> carry1 1' R
carry1 _  -> back   1' L

# back to the marked bit, restore it
back   0  -> back   0  L
back   1  -> back   1  L
back   0' -> back   0' L
back   1' -> back   1' L
back   x  -> next   0  R
back   y  -> next   1  R

# take the primes off the copy
unmark 0' -> unmark 0  R
unmark 1' -> unmark 1  R
unmark _  -> done   _  S
