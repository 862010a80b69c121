tapes 2
blank _
input 0 1
start 0
halt halt_accept
two-way
no-rule halt
0 0 _ -> cp 0 _ S S
0 1 _ -> cp 1 _ S S
cp 0 _ -> cp 0 0 R R
cp 1 _ -> cp 1 1 R R
cp _ _ -> mh _ _ L L
mh 0 0 -> mh 0 0 S L
mh 1 1 -> mh 1 1 S L
mh 0 _ -> cmp 0 _ S R
mh 1 _ -> cmp 1 _ S R
cmp 0 0 -> cmp _ _ L R
cmp 1 1 -> cmp _ _ L R
cmp _ _ -> accept _ _ S S
cmp 0 1 -> reject _ _ L R
accept _ _ -> halt_accept 1 _ R S
