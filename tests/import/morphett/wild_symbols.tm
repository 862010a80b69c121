tapes 1
blank _
input 0 1
start 0
halt halt-accept
two-way
0 _ -> 1o _ L
0 0 -> 0 0 R
0 1 -> 0 1 R
1o 0 -> done 1 L
1o 1 -> 1o 0 L
1o _ -> done 1 S
done 0 -> done 0 L
done 1 -> done 1 L
done _ -> halt-accept _ R
