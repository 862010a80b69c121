tapes 1
blank .
input 1 - =
start scanright
halt HALT
two-way
no-rule halt
scanright . -> scanright . R
scanright 1 -> scanright 1 R
scanright - -> scanright - R
scanright = -> eraseone . L
eraseone 1 -> subone = L
eraseone - -> HALT . L
subone 1 -> subone 1 L
subone - -> skip - L
skip . -> skip . L
skip 1 -> scanright . R
