tapes 1
blank _
input a b n
start start
halt halt
two-way
start a -> haveA _ R
start b -> haveB _ R
start _ -> halt _ R
haveA a -> haveA a R
haveA b -> haveA b R
haveA _ -> matchA _ L
haveB a -> haveB a R
haveB b -> haveB b R
haveB _ -> matchB _ L
matchA a -> return _ L
matchA b -> halt n R
matchA _ -> halt _ R
matchB b -> return _ L
matchB a -> halt n R
matchB _ -> halt _ R
return a -> return a L
return b -> return b L
return _ -> start _ R
