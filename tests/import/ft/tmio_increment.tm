tapes 1
blank %20
input 1 0
start right
halt done
two-way
right 1 -> right 1 R
right 0 -> right 0 R
right %20 -> carry %20 L
carry 1 -> carry 0 L
carry 0 -> done 1 L
carry %20 -> done 1 L
