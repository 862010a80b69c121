tapes 1
blank _
input 0 1
start b
halt halt
two-way
no-rule halt
b _ -> c 0 R
c _ -> e _ R
e _ -> f 1 R
f _ -> b _ R
