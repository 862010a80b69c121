# primality of a number in unary (a row of ones): 1 if it is prime, else 0; e.g. 11111 -> 1
# Trial division: head 1 crosses the number while head 2 goes back and forth over the divisor d;
# d divides if both arrive at an end together. d = 2, 3, ... A word with a 0 gets stuck.
# generator: 1^k
tapes 2
blank _
input 1 0
start start
halt  done

# a number n is $ and n-1 ones: n moves from $ to the blank behind; tape 2 starts as $ 1, d = 2
start 1 _ -> two   $ $ R R
start _ _ -> done  0 _ S S
two   1 _ -> back  1 1 L L
two   _ _ -> no    _ _ L S

# back: both heads to the marks
back  1 1 -> back  1 1 L L
back  1 $ -> back  1 $ L S
back  $ $ -> first $ $ R R

# first: head 2 goes right for the first time; arriving together now means d = n
first 1 1 -> first 1 1 R R
first 1 _ -> left  1 _ R L
first _ _ -> yes   _ _ L S

# left, right: head 2 goes left, right
left  1 1 -> left  1 1 R L
left  1 $ -> right 1 $ R R
left  _ 1 -> grow  _ 1 L R
left  _ $ -> no    _ $ L S
right 1 1 -> right 1 1 R R
right 1 _ -> left  1 _ R L
right _ 1 -> grow  _ 1 L R
right _ _ -> no    _ _ L S

# grow: head 2 adds a one to d, head 1 is already going back (d < n: head 2 is home first)
grow  1 1 -> grow  1 1 L R
grow  1 _ -> back  1 1 L L

# yes, no: to cell 0 with the answer, erasing the number
yes   1 _ -> yes   _ _ L S
yes   $ _ -> done  1 _ S S
no    1 $ -> no    _ $ L S
no    1 _ -> no    _ _ L S
no    $ $ -> done  0 $ S S
no    $ _ -> done  0 _ S S
