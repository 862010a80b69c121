# rotate a word of bits by one place: the last bit comes to the front; e.g. 11010 -> 01101
# One pass right that shifts, one pass back to the mark $ in cell 0: every cell is written twice.
# generator: [01]^k
tapes 1
blank _
input 0 1
start start
halt  done

start 0 -> hold0 $ R
start 1 -> hold1 $ R
start _ -> done  _ S

# put down the bit held, take up the one found
hold0 0 -> hold0 0 R
hold0 1 -> hold1 0 R
hold0 _ -> back0 _ L
hold1 0 -> hold0 1 R
hold1 1 -> hold1 1 R
hold1 _ -> back1 _ L

# carry the last bit to cell 0
back0 0 -> back0 0 L
back0 1 -> back0 1 L
back0 $ -> done  0 S
back1 0 -> back1 0 L
back1 1 -> back1 1 L
back1 $ -> done  1 S
