# a number in unary (a row of ones) in binary, lowest digit first; e.g. 111111 -> 011
# Each pass crosses out every second one of those left; whether their number was odd is the next
# digit, kept in the leftmost cells, which are crossed out by then. A word with a 0 gets stuck.
# generator: 1^k
tapes 1
blank _
input 1 0
start start
halt  done

# cell 0 is crossed out first: $, where the lowest digit goes
start 1 -> one  $ R
start _ -> done 0 S

# none, one, odd, even: ones met in this pass (i: kept by it or by an earlier one; x: crossed out)
none  x -> none x R
none  i -> one  x R
one   x -> one  x R
one   1 -> even i R
one   i -> even i R
one   _ -> last _ L
even  x -> even x R
even  1 -> odd  x R
even  i -> odd  x R
even  _ -> put0 _ L
odd   x -> odd  x R
odd   1 -> even i R
odd   i -> even i R
odd   _ -> put1 _ L

# put0, put1: back to the digits; set0, set1: add the new one behind them
put0  x -> put0 x L
put0  i -> put0 i L
put0  $ -> none 0 R
put0  0 -> set0 0 R
put0  1 -> set0 1 R
set0  x -> none 0 R
put1  x -> put1 x L
put1  i -> put1 i L
put1  $ -> none 1 R
put1  0 -> set1 0 R
put1  1 -> set1 1 R
set1  x -> none 1 R

# last: a single one was left, the highest digit; erase all behind the digits
last  x -> last _ L
last  $ -> done 1 S
last  0 -> top  0 R
last  1 -> top  1 R
top   _ -> done 1 S
