tapes 1
blank _
input | * % ; ~ $
start eachA
halt done
two-way
no-rule halt
eachA | -> toB _ R
eachA * -> skip * R
toB | -> toB | R
toB * -> eachB * R
eachB _ -> skip _ L
eachB | -> eachB % R
eachB % -> eachB $ S
eachB ; -> eachB $ S
skip | -> skip | R
skip ~ -> skip ~ R
skip _ -> done _ R
