tapes 1
blank %20
input x _
start 0
halt yes
two-way
no-rule halt
0 x -> go%2C%20left x R
0 %20 -> 0 %20 L
go%2C%20left x -> a%2Fb _ R
go%2C%20left _ -> a%2Cb _ R
go%2C%20left %20 -> yes %20 R
a%2Fb x -> a%2Cb x L
a%2Cb x -> %2D> x L
%2D> x -> ääääääääääääääääääääääääääääääää x L
%2D> %20 -> yes %20 L
ääääääääääääääääääääääääääääääää x -> yes x L
