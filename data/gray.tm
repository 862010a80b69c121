# Gray code to binary: each output bit is the parity of the input bits up to there; e.g. 110 -> 100
# One pass: every cell is written once.
# generator: 1 [01]^k-1
tapes 1
blank _
input 0 1
start even
halt  done

# even, odd: number of ones read so far
even 0 -> even 0 R
even 1 -> odd  1 R
odd  0 -> odd  1 R
odd  1 -> even 0 R
even _ -> done _ S
odd  _ -> done _ S
