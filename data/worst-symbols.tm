# rewrites one cell with another symbol at each step, as often as a context allows; the output is empty
# The word is a number of position bits, 4, 6 or 8. The head stays on cell 0 for 5, 27 or 112 steps:
# of all runs whose contexts have at most 2^4, 2^6 or 2^8 tokens, none writes one cell more often.
# Each step has an entry of its own in the table, since it can tell the steps apart only by state and
# symbol. Words of any other length get stuck or have no output.
# generator: [468]
tapes 1
blank _
input 4 6 8
start start
halt  done

start 8 -> s1 a S
start 6 -> s6 f S
start 4 -> s7 l S

s1 a -> s1 b S
s1 b -> s1 c S
s1 c -> s1 d S
s1 d -> s1 e S
s1 e -> s1 f S
s1 f -> s1 g S
s1 g -> s1 h S
s1 h -> s1 i S
s1 i -> s1 j S
s1 j -> s1 k S
s1 k -> s1 l S
s1 l -> s1 m S
s1 m -> s1 n S
s1 n -> s1 o S
s1 o -> s1 p S
s1 p -> s2 a S

s2 a -> s2 b S
s2 b -> s2 c S
s2 c -> s2 d S
s2 d -> s2 e S
s2 e -> s2 f S
s2 f -> s2 g S
s2 g -> s2 h S
s2 h -> s2 i S
s2 i -> s2 j S
s2 j -> s2 k S
s2 k -> s2 l S
s2 l -> s2 m S
s2 m -> s2 n S
s2 n -> s2 o S
s2 o -> s2 p S
s2 p -> s3 a S

s3 a -> s3 b S
s3 b -> s3 c S
s3 c -> s3 d S
s3 d -> s3 e S
s3 e -> s3 f S
s3 f -> s3 g S
s3 g -> s3 h S
s3 h -> s3 i S
s3 i -> s3 j S
s3 j -> s3 k S
s3 k -> s3 l S
s3 l -> s3 m S
s3 m -> s3 n S
s3 n -> s3 o S
s3 o -> s3 p S
s3 p -> s4 a S

s4 a -> s4 b S
s4 b -> s4 c S
s4 c -> s4 d S
s4 d -> s4 e S
s4 e -> s4 f S
s4 f -> s4 g S
s4 g -> s4 h S
s4 h -> s4 i S
s4 i -> s4 j S
s4 j -> s4 k S
s4 k -> s4 l S
s4 l -> s4 m S
s4 m -> s4 n S
s4 n -> s4 o S
s4 o -> s4 p S
s4 p -> s5 a S

s5 a -> s5 b S
s5 b -> s5 c S
s5 c -> s5 d S
s5 d -> s5 e S
s5 e -> s5 f S
s5 f -> s5 g S
s5 g -> s5 h S
s5 h -> s5 i S
s5 i -> s5 j S
s5 j -> s5 k S
s5 k -> s5 l S
s5 l -> s5 m S
s5 m -> s5 n S
s5 n -> s5 o S
s5 o -> s5 p S
s5 p -> s6 a S

s6 a -> s6 b S
s6 b -> s6 c S
s6 c -> s6 d S
s6 d -> s6 e S
s6 e -> s6 f S
s6 f -> s6 g S
s6 g -> s6 h S
s6 h -> s6 i S
s6 i -> s6 j S
s6 j -> s6 k S
s6 k -> s6 l S
s6 l -> s6 m S
s6 m -> s6 n S
s6 n -> s6 o S
s6 o -> s6 p S
s6 p -> s7 a S

s7 a -> s7 b S
s7 b -> s7 c S
s7 c -> s7 d S
s7 d -> s7 e S
s7 e -> s7 f S
s7 f -> s7 g S
s7 g -> s7 h S
s7 h -> s7 i S
s7 i -> s7 j S
s7 j -> s7 k S
s7 k -> s7 l S
s7 l -> s7 m S
s7 m -> s7 n S
s7 n -> s7 o S
s7 o -> done _ S
