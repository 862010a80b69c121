# count the ones of a word in binary; e.g. 0110111 -> 101
# Tape 2 is a counter, lowest digit first; its cell 0 holds that digit as o (0) or i (1), to be found again.
# generator: [01]^k
tapes 2
blank _
input 0 1
start start
halt  done

# cell 0 of tape 1 holds the mark $
start 0 _ -> scan  $ o R S
start 1 _ -> scan  $ i R S
start _ _ -> done  0 _ S S

# scan: head 2 on the lowest digit
scan  0 o -> scan  _ o R S
scan  0 i -> scan  _ i R S
scan  1 o -> scan  _ i R S
scan  1 i -> carry _ o R R
scan  _ o -> top   _ o S R
scan  _ i -> top   _ i S R

# carry: into the higher digits, while head 1 waits on the next symbol
carry 0 1 -> carry 0 0 S R
carry 1 1 -> carry 1 0 S R
carry _ 1 -> carry _ 0 S R
carry 0 0 -> low   0 1 S L
carry 1 0 -> low   1 1 S L
carry _ 0 -> low   _ 1 S L
carry 0 _ -> low   0 1 S L
carry 1 _ -> low   1 1 S L
carry _ _ -> low   _ 1 S L

# low: back to the lowest digit
low   0 0 -> low   0 0 S L
low   1 0 -> low   1 0 S L
low   _ 0 -> low   _ 0 S L
low   0 o -> scan  0 o S S
low   1 o -> scan  1 o S S
low   _ o -> scan  _ o S S

# top: to the highest digit; home: head 1 to the mark
top   _ 0 -> top   _ 0 S R
top   _ 1 -> top   _ 1 S R
top   _ _ -> home  _ _ L L
home  _ 1 -> home  _ 1 L S
home  _ o -> home  _ o L S
home  _ i -> home  _ i L S
home  $ 1 -> write 1 1 R L
home  $ o -> done  0 o S S
home  $ i -> done  1 i S S

# write: the digits from the highest to the lowest
write _ 0 -> write 0 0 R L
write _ 1 -> write 1 1 R L
write _ o -> done  0 o S S
write _ i -> done  1 i S S
