tapes 1
blank _
input 0 1
start q0
halt qYes qNo halt
two-way
q0 0 -> qYes 0 S
q0 1 -> qNo 1 S
q0 _ -> halt _ S
