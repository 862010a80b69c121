# palindrome: 1 if a word of bits reads the same backwards, else 0; e.g. 0110 -> 1
# Erases the first bit, looks for its equal at the end, erases that too, and so on inwards.
# generator: [01]^k
tapes 1
blank _
input 0 1
start start
halt  done

# the first bit makes room for the mark $, where the answer goes
start  0 -> carry0 $ R
start  1 -> carry1 $ R
start  _ -> done   1 S

# take the bit to the end
carry0 0 -> carry0 0 R
carry0 1 -> carry0 1 R
carry0 _ -> check0 _ L
carry1 0 -> carry1 0 R
carry1 1 -> carry1 1 R
carry1 _ -> check1 _ L

# compare; a blank or $ here is the bit's own cell: the middle of an odd word
check0 0 -> back   _ L
check0 1 -> no     _ L
check0 _ -> yes    _ L
check0 $ -> done   1 S
check1 0 -> no     _ L
check1 1 -> back   _ L
check1 _ -> yes    _ L
check1 $ -> done   1 S

# to the first bit that is left
back   0 -> back   0 L
back   1 -> back   1 L
back   _ -> next   _ R
back   $ -> next   $ R
next   0 -> carry0 _ R
next   1 -> carry1 _ R
next   _ -> yes    _ L

# to cell 0 with the answer, erasing what is left
yes    _ -> yes    _ L
yes    $ -> done   1 S
no     0 -> no     _ L
no     1 -> no     _ L
no     _ -> no     _ L
no     $ -> done   0 S
