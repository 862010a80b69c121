# a third of a binary number, rounded down, with as many digits as the input; e.g. 1110 -> 0100
# Long division in one pass from the highest digit: every cell is written once.
# generator: 1 [01]^k-1
tapes 1
blank _
input 0 1
start rem0
halt  done

# rem0, rem1, rem2: remainder modulo 3 of the digits read so far
rem0 0 -> rem0 0 R
rem0 1 -> rem1 0 R
rem1 0 -> rem2 0 R
rem1 1 -> rem0 1 R
rem2 0 -> rem1 1 R
rem2 1 -> rem2 1 R
rem0 _ -> done _ S
rem1 _ -> done _ S
rem2 _ -> done _ S
