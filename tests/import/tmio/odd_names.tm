tapes 1
blank %
input x _
start 0
halt yes
two-way
no-rule halt
0 x -> go__left x R
0 % -> 0 % L
go__left x -> a_b _ R
go__left _ -> a_b_2 _ R
go__left % -> yes % R
a_b x -> a_b_2 x L
a_b_2 x -> _ x L
_ x -> ääääääääääääääääääääääääääääääää x L
_ % -> yes % L
ääääääääääääääääääääääääääääääää x -> yes x L
