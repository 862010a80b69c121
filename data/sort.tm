# sort the letters a, b, c of a word; e.g. cab -> abc
# Gnome sort: swaps two neighbours that are out of order and steps back, else steps on.
# generator: [abc]^k
tapes 1
blank _
input a b c
start look
halt  done

# look: at a letter whose left neighbour is in order (in cell 0 the move L stays: nothing to its left)
look   a -> past_a a R
look   b -> past_b b R
look   c -> past_c c R
look   _ -> done   _ S

# past_x: the left neighbour is x
past_a a -> past_a a R
past_a b -> past_b b R
past_a c -> past_c c R
past_a _ -> done   _ S
past_b a -> put_a  b L
past_b b -> past_b b R
past_b c -> past_c c R
past_b _ -> done   _ S
past_c a -> put_a  c L
past_c b -> put_b  c L
past_c c -> past_c c R
past_c _ -> done   _ S

# put_x: second half of the swap, then compare x with its new left neighbour
put_a  b -> look   a L
put_a  c -> look   a L
put_b  c -> look   b L
