# As many zeros as ones, the zeros first? Takes away the first 0 and the last 1 again and again; e.g. 0011 -> 1
# generator: 0^k 1^k
tapes 1
blank _
input 0 1
start mark
halt  done

# the mark $ takes the place of the first 0
mark 0 -> right $ R
mark 1 -> no    $ R
mark _ -> done  1 S

# to the end of the word, where the last 1 goes
right 0 -> right 0 R
right 1 -> right 1 R
right _ -> last  _ L
last  1 -> left  _ L
last  0 -> wipe0 _ L
last  x -> wipe0 _ L
last  $ -> done  0 S

# back to what is left of the word, whose first 0 goes
left  0 -> left  0 L
left  1 -> left  1 L
left  x -> first x R
left  $ -> first $ R
first 0 -> right x R
first 1 -> no    1 R
first _ -> wipe1 _ L

# the answer stands in cell 0 of an empty tape
no    0 -> no    0 R
no    1 -> no    1 R
no    _ -> wipe0 _ L
wipe0 0 -> wipe0 _ L
wipe0 1 -> wipe0 _ L
wipe0 x -> wipe0 _ L
wipe0 $ -> done  0 S
wipe1 x -> wipe1 _ L
wipe1 $ -> done  1 S
