tapes 1
blank _
input é 😀 ✓
start q0
halt Ende
two-way
q0 é -> q0 😀 R
q0 _ -> Ende _ L
q0 😀 -> q0 😀 L
q0 ✓ -> q0 ✓ L
