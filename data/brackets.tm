# balanced brackets: 1 if the brackets of a word balance, else 0; digits are skipped; e.g. (0(1)) -> 1
# Crosses out each closing bracket together with the nearest open one to its left.
# generator: [(),(()),()()]^k/4 (^k/4 [01] )^k/4
tapes 1
blank _
input ( ) 0 1
start start
halt  done

# cell 0 holds [ for an open bracket, $ for anything else
start ( -> scan  [ R
start ) -> fail  $ R
start 0 -> scan  $ R
start 1 -> scan  $ R
start _ -> done  1 S

# scan: right to the next closing bracket
scan  ( -> scan  ( R
scan  0 -> scan  0 R
scan  1 -> scan  1 R
scan  x -> scan  x R
scan  ) -> match x L
scan  _ -> tidy  _ L

# match: left to its open bracket
match 0 -> match 0 L
match 1 -> match 1 L
match x -> match x L
match ( -> scan  x R
match [ -> scan  $ R
match $ -> fail  $ R

# tidy: no closing bracket left; erase to cell 0 and look for open ones
tidy  0 -> tidy  _ L
tidy  1 -> tidy  _ L
tidy  x -> tidy  _ L
tidy  ( -> wipe  _ L
tidy  [ -> done  0 S
tidy  $ -> done  1 S

# fail: closing bracket without an open one; erase from the right end
fail  ( -> fail  ( R
fail  ) -> fail  ) R
fail  0 -> fail  0 R
fail  1 -> fail  1 R
fail  x -> fail  x R
fail  _ -> wipe  _ L

# wipe: not balanced; erase to cell 0
wipe  ( -> wipe  _ L
wipe  ) -> wipe  _ L
wipe  0 -> wipe  _ L
wipe  1 -> wipe  _ L
wipe  x -> wipe  _ L
wipe  [ -> done  0 S
wipe  $ -> done  0 S
