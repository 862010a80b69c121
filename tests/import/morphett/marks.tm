tapes 1
blank _
input % | ; ~ !
start 0
halt halt
two-way
no-rule halt
0 % -> 0 | R
0 | -> 0 ; R
0 ; -> 0 ~ R
0 ~ -> a_b_c % R
a_b_c % -> _start % L
_start ! -> 0 ! R
_start % -> halt _ S
