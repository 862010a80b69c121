tapes 1
blank □
input é 😀 ✓
start größe
halt Ende
two-way
größe é -> größe 😀 R
größe □ -> Ende □ L
größe 😀 -> größe 😀 L
größe ✓ -> größe ✓ L
