# Collatz: count the odd numbers on the way from n to 1 by n -> n/2 or 3n+1, in unary; e.g. 11 -> 111
# (3, 10, 5, 16, 8, 4, 2, 1). n is binary with its lowest digit first and its highest digit 1: zeros
# behind that can make the count too large; without any 1 the machine gets stuck. Tape 2 is the tally.
# generator: 1 [01]^k-1
tapes 2
blank _
input 0 1
start start
halt  done

# cell 0: $ instead of x for a digit dropped
start  0 _ -> halve  $ _ R S
start  1 _ -> triple $ 1 R R

# halve: drop the low zeros; the first 1 begins an odd number
halve  0 _ -> halve  x _ R S
halve  1 _ -> triple x 1 R R

# triple: its lowest digit 1 gave 3+1 = 0 and carry 2; no digit above it: the number is 1
triple 0 _ -> carry1 0 _ R S
triple 1 _ -> carry2 1 _ R S
triple _ _ -> home   _ _ L L

# 3 times digit plus carry
carry0 0 _ -> carry0 0 _ R S
carry0 1 _ -> carry1 1 _ R S
carry0 _ _ -> back   _ _ L S
carry1 0 _ -> carry0 1 _ R S
carry1 1 _ -> carry2 0 _ R S
carry1 _ _ -> back   1 _ L S
carry2 0 _ -> carry1 0 _ R S
carry2 1 _ -> carry2 1 _ R S
carry2 _ _ -> carry1 0 _ R S

# back: to the lowest digit
back   0 _ -> back   0 _ L S
back   1 _ -> back   1 _ L S
back   x _ -> halve  x _ R S
back   $ _ -> halve  $ _ R S

# home: clear tape 1; write: move the tally there
home   x 1 -> home   _ 1 L S
home   $ 1 -> write  1 _ R L
write  _ 1 -> write  1 _ R L
write  _ _ -> done   _ _ S S
