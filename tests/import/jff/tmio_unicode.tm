tapes 1
blank _
input é 😀 ✓
start größe
halt Ende
two-way
größe é -> größe 😀 R
größe _ -> Ende _ L
größe 😀 -> größe 😀 L
größe ✓ -> größe ✓ L
