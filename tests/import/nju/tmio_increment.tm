tapes 1
blank _
input 1 0
start right
halt done
two-way
right 1 -> right 1 R
right 0 -> right 0 R
right _ -> carry _ L
carry 1 -> carry 0 L
carry 0 -> done 1 L
carry _ -> done 1 L
