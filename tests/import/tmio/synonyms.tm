tapes 1
blank %20
input a b n
start start
halt accept reject
two-way
no-rule halt
start a -> haveA %20 R
start b -> haveB %20 R
start %20 -> accept %20 R
haveA a -> haveA a R
haveA b -> haveA b R
haveA %20 -> matchA %20 L
haveB a -> haveB a R
haveB b -> haveB b R
haveB %20 -> matchB %20 L
matchA a -> return %20 L
matchA b -> reject n R
matchA %20 -> accept %20 R
matchB b -> return %20 L
matchB a -> reject n R
matchB %20 -> accept %20 R
return a -> return a L
return b -> return b L
return %20 -> start %20 R
