tapes 1
blank _
input a b
start start
halt halt
two-way
start a -> start b R
start b -> start a R
start _ -> back _ L
back a -> back a L
back b -> back b L
back _ -> halt _ R
