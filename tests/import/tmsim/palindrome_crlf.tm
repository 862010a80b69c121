tapes 1
blank _
input a b
start q0
halt yes
two-way
no-rule halt
q0 a -> ra _ R
q0 b -> rb _ R
q0 _ -> yes _ S
ra a -> ra a R
ra b -> ra b R
ra _ -> la _ L
la a -> back _ L
la _ -> yes _ S
rb a -> rb a R
rb b -> rb b R
rb _ -> lb _ L
lb b -> back _ L
lb _ -> yes _ S
back a -> back a L
back b -> back b L
back _ -> q0 _ R
