tapes 1
blank _
input ä ö □ 😀
start Anfang
halt Ende
two-way
no-rule halt
Anfang ä -> Anfang ö R
Anfang ö -> Übertrag ä R
Anfang _ -> Ende □ S
Übertrag □ -> Übertrag 😀 L
Übertrag 😀 -> Anfang ä R
