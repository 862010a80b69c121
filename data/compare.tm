# check a claim about two binary numbers, a<b, a=b or a>b: 1 if it is true, else 0; e.g. 101<110 -> 1
# Moves a to tape 2, compares from the lowest digits up: the last difference counts. An empty b
# counts as 0; a needs a digit and there must be one relation sign, or the machine gets stuck.
# generator: 1 [01]^k-1 [<,=,>] 1 [01]^k-1
tapes 2
blank _
input 0 1 < = >
start start
halt  done

# both tapes get the mark $ in cell 0
start 0 _ -> first 0 $ S R
start 1 _ -> first 1 $ S R
first 0 _ -> save  $ 0 R R
first 1 _ -> save  $ 1 R R

# save: a to tape 2; seek: the end of b
save  0 _ -> save  _ 0 R R
save  1 _ -> save  _ 1 R R
save  < _ -> seek  < _ R S
save  = _ -> seek  = _ R S
save  > _ -> seek  > _ R S
seek  0 _ -> seek  0 _ R S
seek  1 _ -> seek  1 _ R S
seek  _ _ -> eq    _ _ L L

# eq, lt, gt: how a compares with b so far; tape 1 shows b's digit or the sign, tape 2 a's digit or $
eq    0 0 -> eq    _ 0 L L
eq    1 1 -> eq    _ 1 L L
eq    1 0 -> lt    _ 0 L L
eq    0 1 -> gt    _ 1 L L
eq    0 $ -> eq    _ $ L S
eq    1 $ -> lt    _ $ L S
eq    < 0 -> eq    < 0 S L
eq    = 0 -> eq    = 0 S L
eq    > 0 -> eq    > 0 S L
eq    < 1 -> gt    < 1 S L
eq    = 1 -> gt    = 1 S L
eq    > 1 -> gt    > 1 S L
eq    < $ -> no    _ $ L S
eq    = $ -> yes   _ $ L S
eq    > $ -> no    _ $ L S

lt    0 0 -> lt    _ 0 L L
lt    1 1 -> lt    _ 1 L L
lt    1 0 -> lt    _ 0 L L
lt    0 1 -> gt    _ 1 L L
lt    0 $ -> lt    _ $ L S
lt    1 $ -> lt    _ $ L S
lt    < 0 -> lt    < 0 S L
lt    = 0 -> lt    = 0 S L
lt    > 0 -> lt    > 0 S L
lt    < 1 -> gt    < 1 S L
lt    = 1 -> gt    = 1 S L
lt    > 1 -> gt    > 1 S L
lt    < $ -> yes   _ $ L S
lt    = $ -> no    _ $ L S
lt    > $ -> no    _ $ L S

gt    0 0 -> gt    _ 0 L L
gt    1 1 -> gt    _ 1 L L
gt    1 0 -> lt    _ 0 L L
gt    0 1 -> gt    _ 1 L L
gt    0 $ -> gt    _ $ L S
gt    1 $ -> lt    _ $ L S
gt    < 0 -> gt    < 0 S L
gt    = 0 -> gt    = 0 S L
gt    > 0 -> gt    > 0 S L
gt    < 1 -> gt    < 1 S L
gt    = 1 -> gt    = 1 S L
gt    > 1 -> gt    > 1 S L
gt    < $ -> no    _ $ L S
gt    = $ -> no    _ $ L S
gt    > $ -> yes   _ $ L S

# to cell 0 with the answer; b and a are erased already
yes   _ $ -> yes   _ $ L S
yes   $ $ -> done  1 $ S S
no    _ $ -> no    _ $ L S
no    $ $ -> done  0 $ S S
