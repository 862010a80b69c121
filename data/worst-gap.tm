# writes one cell at every step of a long run, and looks at its neighbour then; the output is empty
# As worst-rewrites, but for the last step: there the head of tape 2 goes on to cell 1. The numbers
# 0 and 1 differ in one bit, so that all the writes of cell 0 are as close to what this head looks
# for as a wrong cell can be.
# generator: [01]^k
tapes 2
blank _
input 0 1
start start
halt  done

# cell 0 of tape 1 has the digits o and i, for 0 and 1
start 0 _ -> count o x S S
start 1 _ -> count i x S S
start _ _ -> done  _ x S R

count 0 x -> count 0 x L S
count o x -> count i x S S
count i x -> carry o x R S

carry 1 x -> carry 0 x R S
carry 0 x -> count 1 x L S
carry _ x -> wipe  _ x L S

wipe  0 x -> wipe  _ x L S
wipe  o x -> done  _ x S R
