tapes 1
blank _
input %23 %2F %2C %5E !
start 0
halt halt
two-way
no-rule halt
0 %23 -> 0 %2F R
0 %2F -> 0 %2C R
0 %2C -> 0 %5E R
0 %5E -> a%2Cb%2Fc %23 R
a%2Cb%2Fc %23 -> %23start %23 L
%23start ! -> 0 ! R
%23start %23 -> halt _ S
