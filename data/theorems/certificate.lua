-- SPDX-License-Identifier: MIT
-- What all certificates begin with, and which theorem follows (doc/bounds.md, section 11).

function certificate()
  line("tmprec-certificate 1")
  names()
  claim()
  scope()
  arithmetic("arithmetic")
  arithmetic_of(1)
  if layers_differ then
    check(theorem == SNAP)   -- the theorem is not about layers that differ
    snap_layers()
  else
    covered()
    if theorem == SNAP then snap() end
    if theorem == SNAP_ACC then snap_acc() end
    if theorem == HALF_SNAP then half_snap() end
    if theorem == TOLERANT then tolerant() end
    if theorem == EVERY_OPERATION then every_operation() end
    if theorem == WALK then walk() end
  end
  line("end")
end

-- Each theorem, family of formats, rounding mode and order of sums is a number of its own.
function names()
  SNAP = 1; SNAP_ACC = 2; HALF_SNAP = 3; TOLERANT = 4; EVERY_OPERATION = 5; WALK = 6
  act = 0; attn = 1; logit = 2; exp = 3; acc = 4; param = 5
  real = 0; fixed = 1; float = 2; ieee = 3; grid = 4; posit = 5
  rne = 0; rna = 1; rtz = 2; raz = 3; rup = 4; rdn = 5; rto = 6; rsr = 7
  sequential = 0; pairwise = 1; compensated = 2
end

-- A claim, and a theorem that says so.
function claim()
  theorem = 0
  if given("claim|exact_act") then
    if given("theorem|snap") then theorem = SNAP
    else theorem = SNAP_ACC; line("theorem|snap-acc") end
  else
    line("claim|exact")
    if given("theorem|half-snap") then theorem = HALF_SNAP
    elseif given("theorem|tolerant") then theorem = TOLERANT
    elseif given("theorem|every-operation") then theorem = EVERY_OPERATION
    else theorem = WALK; line("theorem|walk") end
  end
end

-- All machines have at most 16 tapes and 2^32 states and symbols.  Of one machine, or one run, K, d_Q, d_G and the
-- number of ties are hypotheses.
function scope()
  all = given("scope|all")
  if not (all or given("scope|machine")) then line("scope|run") end
  scot = given("mode|scot")
  if not scot then line("mode|cot") end
  r = line("r|?")
  n = line("n|?")
  ties = line("ties|?")
  K, d_Q, d_G = line("machine|?|?|?")
  check(r >= 4 and r <= 60 and floor(r / 2) == r / 2 and n >= 5)
  check(n <= 2^r and ties >= 1 and ties <= n)
  if all then
    check(K == 0 and d_Q == 0 and d_G == 0)
    check(all_ties())   -- a context may have more ties
    K = 16; d_Q = 32; d_G = 32
  else
    check(K >= 1 and K <= 16 and d_Q >= 1 and d_Q <= 32 and d_G >= 1 and d_G <= 32)
  end
  N = n - 2
  b = 0   -- the bits of positions 0 .. n-2
  while 2^b < n - 1 do b = b + 1 end
  classes()
end

-- One write more than `ties` does not fit into n tokens: one is in the prompt, the others are steps, with position
-- blocks between every r of them.  A summary would begin once the trace is three times the prompt.
function all_ties()
  return max(3, one_if(scot) * (floor(before_ties() / 3) + 2)) + ties + floor((ties - 1) / r) * (r + 2) + 2 > n
end
function before_ties() return one_if(ties > 1) * (ties - 1 + floor((ties - 2) / r) * (r + 2)) end

-- --- The arithmetic ------------------------------------------------------------------------------------------

function covered()
  check(known_sums)   -- no theorem is about this order of sums, or this accumulator
  if theorem == EVERY_OPERATION then check(operations_covered())   -- the theorem is not about this arithmetic
  elseif theorem == WALK then check(nothing_rounded())   -- the theorem is not about this arithmetic
  else sites_covered() end
end

-- Rounding by sites (doc/bounds.md, section 4.1); where all keys tie the total is n - 1 at most.
function sites_covered()
  check(by_sites and not noise and rounded[act])   -- the theorem is not about this arithmetic
  check(one_if(rounded[acc]) == one_if(theorem == SNAP_ACC))   -- the theorem is not about this arithmetic
  for s in range(act, param) do
    check(not rounded[s] or (mode[s] ~= rsr and not shared[s]))   -- the theorem is not about this arithmetic
  end
  check(round(exp, 1) == 1 and round(attn, 1) == 1 and round(act, 1) == 1)
  total = round(exp, n - 1)
  if rounded[param] then biases() end
  if theorem == HALF_SNAP or theorem == TOLERANT then
    check(garbage_covered())   -- the theorem is not about this arithmetic
  end
end

-- All biases are integers from -max(r + 2, d_Q + K d_G - 1) to 1, and param has to hold them; beta is taken in 192
-- bits.
function biases()
  check(not all and denominator(param) == 1 and P[param] <= 128)
  for i in range(-max(r + 2, d_Q + K * d_G - 1), 1) do check(round(param, i) == i) end
end

-- Where activations keep small errors (doc/half-snapping.md and doc/tolerant-search.md, sections 1.1).
function garbage_covered() return is_nearest(act) and family[act] ~= posit and family[logit] == real and family[exp] == real and
    (theorem == HALF_SNAP or family[attn] == real or is_nearest(attn)) end

-- doc/walk.md, section 1.1
function nothing_rounded() return by_sites and not noise and not (rounded[act] or rounded[attn] or rounded[logit] or
    rounded[exp] or rounded[acc] or rounded[param]) end

-- doc/every-operation.md, section 1.1, but for the range of exponents.
function operations_covered() return by_operations and not noise and is_nearest(act) and P[act] >= 2 and
    (family[act] == float or family[act] == ieee) and not flushes[act] and not shared[act] end

-- The arithmetic of this layer applies from here on: `there`, as a text; `alike`, as that of the layer before; beta; what is
-- known of each site, and of all together.  `step`: the exponent of the least step, in fixed point and eXmY.
function arithmetic_of(l)
  there, alike, beta = layer(l, r)
  family = array(); mode = array(); P = array(); step = array(); flushes = array(); shared = array(); rounded = array()
  for s in range(act, param) do
    local flushing, sharing, rounding, sites, operations, noises, first, exceptions, sums
    family[s], mode[s], P[s], step[s], flushing, sharing, rounding, sites, operations, noises, first, exceptions, sums, order =
      facts(s)
    flushes[s] = flushing ~= 0; shared[s] = sharing ~= 0; rounded[s] = rounding ~= 0
    by_sites = sites ~= 0; by_operations = operations ~= 0; noise = noises ~= 0
    subtracts_first = first ~= 0; layers_differ = exceptions ~= 0; known_sums = sums ~= 0
  end
end

-- --- Numbers -------------------------------------------------------------------------------------------------

-- e^x at most.  Less than e^-69400 is less than any number that a certificate can state but 0, which it is of a logit
-- of minus infinity.
function e(x) if x > -2^99999 then return exp_up(max(x, -69400)) else return 0 end end

function is_nearest(s) return mode[s] == rne or mode[s] == rna end
function is_down(s) return mode[s] == rtz or mode[s] == rdn end

-- The exponent of the least normal value of an eXmY.  The number that makes any value a multiple of a power of 2.
function least_normal(s) return step[s] + P[s] - 1 end
function denominator(s) if family[s] == grid then return 2^P[s] - 1 else return 1 end end

function min(x, y) if x <= y then return x else return y end end
function max(x, y) if x >= y then return x else return y end end
function down(x) return -up(-x) end
function floor(x) return x // 1 end

-- 1 if it holds, else 0.  What is no condition at all is refused by `check`.
function one_if(condition) check(condition or not condition) if condition then return 1 else return 0 end end

-- for i in range(first, last)
function range(first, last)
  local i = first - 1
  return function() if i < last then i = i + 1 return i end end
end

-- --- What a certificate states -------------------------------------------------------------------------------

-- The number Y after `LABEL <=`, which X is at most; after `LABEL >=`, which it is at least.  What follows from Y
-- follows from X, too.
function upper(LABEL, X)
  local Y = number(LABEL .. "|<=")
  check(X <= Y)   -- the number that is stated is too small
  return Y
end

function lower(LABEL, X)
  local Y = number(LABEL .. "|>=")
  check(X >= Y)   -- the number that is stated is too large
  return Y
end

-- The same, and a hypothesis: Y and the LIMIT have the number on the next line between them.
function less(LABEL, X, LIMIT)
  local Y = upper(LABEL, X)
  local Z = number("less")
  check(Y < Z and Z <= LIMIT)   -- the hypothesis does not hold
  return Y
end

function within(LABEL, X, LIMIT)
  local Y = upper(LABEL, X)
  local Z = number("within")
  check(Y <= Z and Z <= LIMIT)   -- the hypothesis does not hold
  return Y
end

function least(LABEL, X, LIMIT)
  local Y = lower(LABEL, X)
  local Z = number("least")
  check(Y >= Z and Z >= LIMIT)   -- the hypothesis does not hold
  return Y
end

function above(LABEL, X, LIMIT)
  local Y = lower(LABEL, X)
  local Z = number("above")
  check(Y > Z and Z >= LIMIT)   -- the hypothesis does not hold
  return Y
end
