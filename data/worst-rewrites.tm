# rewrites one cell at every step of a long run; the output is empty
# Tape 1 counts a binary number up, lowest digit first, until it overflows, and is wiped then. The
# head of tape 2 stays on cell 0 and writes it at each step: a run of t steps has t rewrites of one
# cell, and a word of b digits t > 2^b. No context of as many tokens has room for many more.
# generator: [01]^k
tapes 2
blank _
input 0 1
start start
halt  done

# cell 0 of tape 1 has the digits o and i, for 0 and 1
start 0 _ -> count o x S S
start 1 _ -> count i x S S
start _ _ -> done  _ x S S

count 0 x -> count 0 x L S
count o x -> count i x S S
count i x -> carry o x R S

carry 1 x -> carry 0 x R S
carry 0 x -> count 1 x L S
carry _ x -> wipe  _ x L S

wipe  0 x -> wipe  _ x L S
wipe  o x -> done  _ x S S
