tapes 1
blank _
input a b n
start start
halt accept reject
two-way
no-rule halt
start a -> haveA _ R
start b -> haveB _ R
start _ -> accept _ R
haveA a -> haveA a R
haveA b -> haveA b R
haveA _ -> matchA _ L
haveB a -> haveB a R
haveB b -> haveB b R
haveB _ -> matchB _ L
matchA a -> return _ L
matchA b -> reject n R
matchA _ -> accept _ R
matchB b -> return _ L
matchB a -> reject n R
matchB _ -> accept _ R
return a -> return a L
return b -> return b L
return _ -> start _ R
