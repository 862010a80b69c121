# value of a Boolean formula of 0, 1, ! (not), & (and), | (or), > (implies), = (equals) and parentheses: 0 or 1;
# e.g. (1&0)|!1 -> 0
# ! binds strongest, then & | > = in this order; 1>0>0 is 1>(0>0), the others group from the left. A
# word that is no formula gets stuck, the empty one too.
#
# One pass over tape 1, with a stack on tape 2. What waits there for its right side: ( and !, and in
# two cells, one on the other, the left value and the operator. An operator that is read is put there
# only when those on top which bind at least as strongly are done with. The stack begins in cell 1
# over the blank of cell 0. What is read of tape 1 is erased, but for cell 0, the end of the way back.
# generator: [(1&0)|,(0>1)=,!(1|0)&]^k [01]
tapes 2
blank _
input 0 1 ! & | > = ( )
wildcard *
start start
halt  done

# start: head 2 to the first free cell
start   0 _ -> first   0 _ S R
start   1 _ -> first   1 _ S R
start   ! _ -> first   ! _ S R
start   ( _ -> first   ( _ S R

# first, operand: a formula begins here; head 2 is on the free cell above the stack
first   0 _ -> have.0  0 _ R L
first   1 _ -> have.1  1 _ R L
first   ! _ -> operand ! ! R R
first   ( _ -> operand ( ( R R
operand 0 _ -> have.0  _ _ R L
operand 1 _ -> have.1  _ _ R L
operand ! _ -> operand _ ! R R
operand ( _ -> operand _ ( R R

# have.0, have.1: the value of what was read last; head 2 is on the top of the stack
# ! and & bind at least as strongly as whatever may follow
have.0  * ! -> have.1  * _ S L
have.1  * ! -> have.0  * _ S L
have.0  * & -> false   * _ S L
have.1  * & -> left    * _ S L

# | waits for &
have.0  * | -> left    * _ S L
have.0  & | -> put.0   & | S R
have.1  * | -> true    * _ S L
have.1  & | -> put.1   & | S R

# > waits for & | and another >
have.0  * > -> negate  * _ S L
have.0  & > -> put.0   & > S R
have.0  | > -> put.0   | > S R
have.0  > > -> put.0   > > S R
have.1  * > -> true    * _ S L
have.1  & > -> put.1   & > S R
have.1  | > -> put.1   | > S R
have.1  > > -> put.1   > > S R

# = waits for & | >
have.0  * = -> negate  * _ S L
have.0  & = -> put.0   & = S R
have.0  | = -> put.0   | = S R
have.0  > = -> put.0   > = S R
have.1  * = -> left    * _ S L
have.1  & = -> put.1   & = S R
have.1  | = -> put.1   | = S R
have.1  > = -> put.1   > = S R

# ( waits for all of them, until it meets its )
have.0  & ( -> put.0   & ( S R
have.0  | ( -> put.0   | ( S R
have.0  > ( -> put.0   > ( S R
have.0  = ( -> put.0   = ( S R
have.0  ) ( -> have.0  _ _ R L
have.1  & ( -> put.1   & ( S R
have.1  | ( -> put.1   | ( S R
have.1  > ( -> put.1   > ( S R
have.1  = ( -> put.1   = ( S R
have.1  ) ( -> have.1  _ _ R L

# nothing waits: after the last symbol this is the answer
have.0  & _ -> put.0   & _ S R
have.0  | _ -> put.0   | _ S R
have.0  > _ -> put.0   > _ S R
have.0  = _ -> put.0   = _ S R
have.0  _ _ -> tell.0  _ _ L S
have.1  & _ -> put.1   & _ S R
have.1  | _ -> put.1   | _ S R
have.1  > _ -> put.1   > _ S R
have.1  = _ -> put.1   = _ S R
have.1  _ _ -> tell.1  _ _ L S

# left, false, true, negate: the result, where the left value is on top of the stack
left    * 0 -> have.0  * _ S L
left    * 1 -> have.1  * _ S L
false   * 0 -> have.0  * _ S L
false   * 1 -> have.0  * _ S L
true    * 0 -> have.1  * _ S L
true    * 1 -> have.1  * _ S L
negate  * 0 -> have.1  * _ S L
negate  * 1 -> have.0  * _ S L

# put.0, put.1: the value goes to the stack; put.op: then the operator
put.0   * _ -> put.op  * 0 S R
put.1   * _ -> put.op  * 1 S R
put.op  & _ -> operand _ & R R
put.op  | _ -> operand _ | R R
put.op  > _ -> operand _ > R R
put.op  = _ -> operand _ = R R

# tell.0, tell.1: over the blanks to cell 0, which is not blank
tell.0  _ _ -> tell.0  _ _ L S
tell.0  * _ -> done    0 _ S S
tell.1  _ _ -> tell.1  _ _ L S
tell.1  * _ -> done    1 _ S S
