# visits some cells, and then rewrites others for as long as a context with a summary allows; the
# output is empty
# On a word of i times a and then j times b the head of tape 2 goes over twice as many cells and stays.
# The head of tape 3 stays on cell 0. Both write their cell at each step. Tape 1 keeps the time: its
# head goes over the word five times, and then there and back over the b. With the right i and j the
# last context is full when the run ends. Words that do not begin with a get stuck; others have no output.
# generator: a^k/2 a b^k/2
tapes 3
blank _
input a b
start start
halt  done

# cell 0 of tape 1 has the mark $ for its a
start  a _ _ -> right1 $ _ x R R S

right1 a _ x -> right1 a _ x R R S
right1 b _ x -> right1 b _ x R R S
right1 _ _ x -> left2  _ _ x L R S
left2  b _ x -> left2  b _ x L R S
left2  a _ x -> left2  a _ x L R S
left2  $ _ x -> right3 $ _ x R S S

right3 a _ x -> right3 a _ x R S S
right3 b _ x -> right3 b _ x R S S
right3 _ _ x -> left4  _ _ x L S S
left4  b _ x -> left4  b _ x L S S
left4  a _ x -> left4  a _ x L S S
left4  $ _ x -> right5 _ _ x R S S

# the a are wiped
right5 a _ x -> right5 _ _ x R S S
right5 b _ x -> right5 b _ x R S S
right5 _ _ x -> left6  _ _ x L S S

# there and back over the b, which are wiped
left6  b _ x -> left6  b _ x L S S
left6  _ _ x -> right7 _ _ x R S S
right7 b _ x -> right7 _ _ x R S S
right7 _ _ x -> done   _ _ x S S S
