# A binary counter, lowest digit first, counts up until it overflows: 2^n numbers in
# n + 1 cells.  Tape 2 has a mark below cell 0, and its head moves along with head 1.
# generator: 0^k-1 [01]
tapes 2
blank _
input 0 1
start begin
halt  done

begin 0 _ -> count 1 x  S S     # mark cell 0 and count for the first time
begin 1 _ -> carry 0 x  R R
begin _ _ -> done  _ _  S S     # no digits

count 0 x -> count 1 x  S S     # in cell 0: add one
count 1 x -> carry 0 x  R R
count 0 _ -> count 0 _  L L     # on the way back to it
count 1 _ -> count 1 _  L L

carry 1 _ -> carry 0 _  R R
carry 0 _ -> count 1 _  L L
carry _ _ -> done  _ _  S S     # behind the last digit: overflow
