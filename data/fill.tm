# fill the gaps between the first and the last 1 with ones; e.g. 0100100 -> 0111100
# Tape 2 notes for each cell whether a 1 stands at or before it. Both heads go right together and
# back together: every cell of both tapes is written at most twice.
# generator: [01]^k
tapes 2
blank _
input 0 1
start start
halt  done

start   0 _ -> outside 0 $ R R
start   1 _ -> inside  1 $ R R
start   _ _ -> done    _ _ S S

# outside: no 1 so far; inside: there was one
outside 0 _ -> outside 0 0 R R
outside 1 _ -> inside  1 1 R R
outside _ _ -> tail    _ _ L L
inside  0 _ -> inside  0 1 R R
inside  1 _ -> inside  1 1 R R
inside  _ _ -> tail    _ _ L L

# tail: behind the last 1, zeros stay
tail    0 0 -> tail    0 0 L L
tail    0 1 -> tail    0 1 L L
tail    1 1 -> fill    1 1 L L
tail    0 $ -> done    0 $ S S
tail    1 $ -> done    1 $ S S

# fill: before the last 1; done where no 1 came earlier
fill    0 1 -> fill    1 1 L L
fill    1 1 -> fill    1 1 L L
fill    0 0 -> done    0 0 S S
fill    0 $ -> done    0 $ S S
fill    1 $ -> done    1 $ S S
