tapes 1
blank _
input 0 1
start q0
halt halt
two-way
q0 0 -> halt 0 S
q0 1 -> halt 1 S
q0 _ -> halt _ S
