# binary subtraction a-b, 0 if b is larger, with as many digits as a; e.g. 1010-11 -> 0111
# Moves a to tape 2, subtracts there from the lowest digit, writes tape 2 back. An empty b counts
# as 0; a needs a digit and there must be one minus sign, or the machine gets stuck.
# generator: 1 [01]^k - 1 [01]^k-1
tapes 2
blank _
input 0 1 -
start start
halt  done

# both tapes get the mark $ in cell 0
start  0 _ -> first  0 $ S R
start  1 _ -> first  1 $ S R
first  0 _ -> save   $ 0 R R
first  1 _ -> save   $ 1 R R

# save: a to tape 2; seek: the end of b
save   0 _ -> save   _ 0 R R
save   1 _ -> save   _ 1 R R
save   - _ -> seek   - _ R S
seek   0 _ -> seek   0 _ R S
seek   1 _ -> seek   1 _ R S
seek   _ _ -> sub    _ _ L L

# sub, borrow: digit of b on tape 1 (- if none left), of a on tape 2 ($ if none left)
sub    0 0 -> sub    _ 0 L L
sub    0 1 -> sub    _ 1 L L
sub    1 0 -> borrow _ 1 L L
sub    1 1 -> sub    _ 0 L L
sub    0 $ -> sub    _ $ L S
sub    1 $ -> borrow _ $ L S
sub    - 0 -> sub    - 0 S L
sub    - 1 -> sub    - 1 S L
sub    - $ -> home   _ $ L R
borrow 0 0 -> borrow _ 1 L L
borrow 0 1 -> sub    _ 0 L L
borrow 1 0 -> borrow _ 0 L L
borrow 1 1 -> borrow _ 1 L L
borrow 0 $ -> borrow _ $ L S
borrow 1 $ -> borrow _ $ L S
borrow - 0 -> borrow - 1 S L
borrow - 1 -> sub    - 0 S L
borrow - $ -> under  _ $ L R

# home: head 1 to the mark; write: the digits
home   _ 0 -> home   _ 0 L S
home   _ 1 -> home   _ 1 L S
home   $ 0 -> write  0 0 R R
home   $ 1 -> write  1 1 R R
write  _ 0 -> write  0 0 R R
write  _ 1 -> write  1 1 R R
write  _ _ -> done   _ _ S S

# under, zeros: the same if b was larger
under  _ 0 -> under  _ 0 L S
under  _ 1 -> under  _ 1 L S
under  $ 0 -> zeros  0 0 R R
under  $ 1 -> zeros  0 1 R R
zeros  _ 0 -> zeros  0 0 R R
zeros  _ 1 -> zeros  0 1 R R
zeros  _ _ -> done   _ _ S S
