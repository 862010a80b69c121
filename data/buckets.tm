# sort the letters a, b, c of a word with two buckets, in linear time; e.g. cab -> abc
# The b go to tape 2, the c to tape 3; then tape 1 is filled from its right end: c, b, a.
# generator: [abc]^k
tapes 3
blank _
input a b c
start start
halt  done

# cell 0 of tape 1 holds the mark $
start a _ _ -> scan $ _ _ R S S
start b _ _ -> scan $ b _ R R S
start c _ _ -> scan $ _ c R S R
start _ _ _ -> done _ _ _ S S S

scan  a _ _ -> scan _ _ _ R S S
scan  b _ _ -> scan _ b _ R R S
scan  c _ _ -> scan _ _ c R S R
scan  _ _ _ -> pour _ _ _ L L L

# an empty bucket shows a blank in cell 0
pour  _ b c -> pour c b _ L S L
pour  _ _ c -> pour c _ _ L S L
pour  _ b _ -> pour b _ _ L L S
pour  _ _ _ -> pour a _ _ L S S
pour  $ _ c -> done c _ _ S S S
pour  $ b _ -> done b _ _ S S S
pour  $ _ _ -> done a _ _ S S S
