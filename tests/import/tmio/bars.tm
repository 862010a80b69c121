tapes 1
blank %20
input | * %23 %2C %5E %2F
start eachA
halt done
two-way
no-rule halt
eachA | -> toB %20 R
eachA * -> skip * R
toB | -> toB | R
toB * -> eachB * R
eachB %20 -> skip %20 L
eachB | -> eachB %23 R
eachB %23 -> eachB %2F S
eachB %2C -> eachB %2F S
skip | -> skip | R
skip %5E -> skip %5E R
skip %20 -> done %20 R
