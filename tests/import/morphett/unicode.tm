tapes 1
blank _
input ✓ ✗ 😀
start 0
halt halt-😀
two-way
no-rule halt
0 ✓ -> größe ✗ R
größe ✗ -> 0 ✓ L
0 😀 -> halt-😀 😀 S
