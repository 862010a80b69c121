# parity of a word of bits: 1 if it has an odd number of ones, else 0; e.g. 0111 -> 1
# Erases the word on the way right, goes back to the mark $ in cell 0: every cell is written twice.
# generator: [01]^k
tapes 1
blank _
input 0 1
start start
halt  done

start 0 -> even $ R
start 1 -> odd  $ R
start _ -> done 0 S

# even, odd: number of ones read so far
even 0 -> even _ R
even 1 -> odd  _ R
even _ -> say0 _ L
odd  0 -> odd  _ R
odd  1 -> even _ R
odd  _ -> say1 _ L

# back to cell 0 with the answer
say0 _ -> say0 _ L
say0 $ -> done 0 S
say1 _ -> say1 _ L
say1 $ -> done 1 S
