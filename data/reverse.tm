# reverse a word of bits; e.g. 0111 -> 1110
# Moves the word to tape 2, goes back to the mark $ in cell 0, writes tape 2 from its end.
# generator: [01]^k
tapes 2
blank _
input 0 1
start start
halt  done

start  0 _ -> save   $ 0 R R
start  1 _ -> save   $ 1 R R
start  _ _ -> done   _ _ S S
save   0 _ -> save   _ 0 R R
save   1 _ -> save   _ 1 R R
save   _ _ -> rewind _ _ L L

# head 2 waits on the last bit
rewind _ 0 -> rewind _ 0 L S
rewind _ 1 -> rewind _ 1 L S
rewind $ 0 -> write  0 _ R L
rewind $ 1 -> write  1 _ R L

# in cell 0 of tape 2 the move L stays and finds the bit erased
write  _ 0 -> write  0 _ R L
write  _ 1 -> write  1 _ R L
write  _ _ -> done   _ _ S S
