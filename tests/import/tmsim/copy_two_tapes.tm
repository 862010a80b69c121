tapes 2
blank _
input a b
start copy
halt end
two-way
no-rule halt
copy a _ -> copy a a R R
copy b _ -> copy b b R R
copy _ _ -> back _ _ L S
back a _ -> back a _ L S
back b _ -> back b _ L S
back _ _ -> end _ _ R S
