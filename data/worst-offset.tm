# says a word again, after a single step
# Each symbol of the output is found by a subtraction of positions. On a word of 2^(r-1) - 4 letters,
# the longest that a context of 2^r tokens has room for, the last of them borrows as often as any can.
# generator: [01]^k
tapes 1
blank _
input 0 1
start start
halt  done

start 0 -> done 0 S
start 1 -> done 1 S
start _ -> done _ S
