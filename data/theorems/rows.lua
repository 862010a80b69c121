-- SPDX-License-Identifier: MIT
-- Rows of attention scores: what other keys weigh beside the best ones, and what a head adds (doc/bounds.md, sections
-- 3, 4).

-- --- Classes (section 3) -------------------------------------------------------------------------------------

-- Number i: `what`; v, which is v*; whether all values are 0 and 1 (flag), several keys may be best (many), and the
-- output is added to 1 or -1, too (added); other keys: so many, scores of a best one and of them, whether they have a
-- value.
function class(i)
  highs = one_if(family[logit] ~= real) * r
  local highest = 6 + 2 * highs
  v = one_if(i == 2 * floor(i / 2))
  local j = floor((i - 6) / 2)
  flag = 0; added = 0; kinds = 0
  if i >= 4 and i < highest then class_C(i, j)
  elseif i < 4 then class_of(i)
  else class_of(i - highest + 4) end
  many = flag == 1 and v == 1
end

function class_of(i)
  if i == 0 then row = A; what = "A (position), set"; by_distance() end
  if i == 1 then row = A; what = "A (position), not set"; by_distance(); added = 1 end
  if i == 2 then row = B; what = "B (marker), set"; keys(N, 1, 0, 0) end
  if i == 3 then row = B; what = "B (marker), at the marker"; added = 1; keys(1, 2, 1, 1); keys(N, 2, 0, 1) end
  if i == 4 then row = D; what = "D (read), written"; by_distance(); keys(1, r, 1, 0); keys(N, r, 0, 1) end
  if i == 5 then row = D; what = "D (read), not written"; keys(N, 1, 0, 1) end
  if i == 6 then row = E; what = "E (esumm), at esumm"; keys(1, 2, 1, 0); keys(2, 2, 0, 0); keys(max(0, N - 3), 2, 0, 1) end
  if i == 7 then row = E; what = "E (esumm), elsewhere"; added = 1; keys(N, 1, 0, 1) end
end

function class_C(i, j)
  row = C; flag = 1
  local match = r
  if i < 6 then
    if v == 1 then what = "C (written), matched"
    else what = "C (written), not matched" end
  else
    match = r + j + 1
    local bit = r - 1 - j
    if v == 1 then what = "C (high, bit " .. text(bit) .. "), matched"
    else what = "C (high, bit " .. text(bit) .. "), not matched" end
  end
  if v == 1 then keys(1, match, match - 1, 0) end
  keys(N, match - 1 + v, match - 2, 1)
end

-- Positions that differ in h bits: as many as binomial coefficients say, and at most N.
function by_distance()
  local choices = 1
  for h in range(1, b) do
    choices = choices * (b - h + 1) / h
    keys(min(choices, N), r, r - 2 * h, 1)
  end
end

function keys(count, best, next_best, has_value)
  kinds = kinds + 1
  count_of[kinds] = count; best_of[kinds] = best; behind_of[kinds] = next_best; valued_of[kinds] = has_value
end

function classes()
  A = 0; B = 1; C = 2; D = 3; E = 4; highs = 0
  last_class = 7 + 2 * one_if(scot)
  count_of = array(); best_of = array(); behind_of = array(); valued_of = array()
end

-- --- Exponentials --------------------------------------------------------------------------------------------

-- lead = logit of score `next_best` - logit of score `best`.
function difference(best, next_best)
  if by_operations then lead = round_logit(act, round(act, beta * next_best) - round(act, beta * best))
  elseif subtracts_first then lead = round_logit(logit, beta * (next_best - best))
  else lead = round_logit(logit, beta * next_best) - round(logit, beta * best) end
end

-- Those of all classes, each once: e_of[key(k)] is that of kind k, -1 before it is stated.
function exponentials()
  local last = last_class + 2 * one_if(family[logit] ~= real) * r
  e_of = array()
  for i in range(0, last) do
    class(i)
    for k in range(1, kinds) do e_of[key(k)] = -1 end
  end
  for i in range(0, last) do
    class(i)
    for k in range(1, kinds) do
      if e_of[key(k)] < 0 then
        difference(best_of[k], behind_of[k])
        e_of[key(k)] = upper("exp|" .. text(best_of[k]) .. "|" .. text(behind_of[k]), e(lead))
      end
    end
  end
end

function key(k) return best_of[k] * 1024 + behind_of[k] end

-- The largest and the least logit, of |s| = 2r or twice that, are numbers.
function logits()
  local lead = round_logit(logit, beta * 2 * r * (1 + one_if(subtracts_first)))
  lead = round_logit(logit, -beta * 2 * r * (1 + one_if(subtracts_first)))
end

-- decay = e^(-beta gap), of a gap of at least `lead`, where logits are not rounded.
function decays(name, lead)
  local gap = lower("gap|" .. text(name), lead)
  check(gap > 0)
  decay = upper("exp|" .. text(name), e(-beta * gap))
end

-- --- What others weigh (section 4.2) -------------------------------------------------------------------------

-- all, weighed: what all other keys and those with a value sum up to; largest, largest_weighed: of one; counted: of
-- the latter.
function start_row()
  all_others = 0; weighed = 0; largest = 0; largest_weighed = 0; counted = 0
end

-- `count` more of them, of an exponential of at most x before exp rounds it.
function others_of(count, x, has_value)
  x = round(exp, x)
  all_others = all_others + count * x
  largest = max(largest, x)
  if has_value == 1 then
    weighed = weighed + count * x
    largest_weighed = max(largest_weighed, x)
    counted = min(counted + count, N)
  end
end

function others_of_class()
  start_row()
  for k in range(1, kinds) do others_of(count_of[k], e_of[key(k)], valued_of[k]) end
end

-- x / (m + x), or where exp is rounded x over the rounded total of m ones at least.
function share(x, m) return up(x / (round(exp, m) + one_if(family[exp] == real) * x)) end

-- 1 over the least positive value, if all values up to some more are its multiples; else 0.
function per_least()
  steps = 0
  if family[attn] == grid then steps = denominator(attn) end
  if family[attn] == fixed or (family[attn] == ieee and not flushes[attn]) then steps = 2^-step[attn] end
end

-- W: what the others weigh at most beside m best keys, by the bound that the certificate names.
function others(m)
  if given("by|growth") then by_growth(m)
  elseif given("by|count") then by_count(m)
  elseif given("by|steps") then by_steps(m)
  else by_least(m) end
end

function by_growth(m)
  check(family[attn] == real or is_down(attn) or family[attn] == float or (is_nearest(attn) and family[attn] ~= posit))
  local grown = 1
  if family[attn] ~= real and not is_down(attn) then
    grown = 1 + 2^-(one_if(family[attn] == float) * (P[attn] - one_if(not is_nearest(attn))))
  end
  W = upper("others|" .. text(m), share(weighed, m) * grown)
end

function by_count(m)
  check(family[attn] ~= real)
  W = upper("others|" .. text(m), counted * round(attn, share(largest_weighed, m)))
end

function by_steps(m)
  per_least()
  check(steps > 0)
  local grown = 1
  if family[attn] == ieee then grown = 1 + 2^-(P[attn] - 1 + one_if(is_nearest(attn))) end
  W = upper("others|" .. text(m), share(weighed, m) * grown + counted / steps / (1 + one_if(is_nearest(attn))))
end

function by_least(m)
  line("by|least")
  per_least()
  check(family[exp] == real and is_nearest(attn) and largest_weighed * steps > 0 and largest_weighed * steps < 3 / 2)
  W = upper("others|" .. text(m), max(0, 2 - 1 / (largest_weighed * steps)))
end

-- --- Outputs (section 4.2) -----------------------------------------------------------------------------------

-- The weight of one of m best keys beside others that sum up to `more`; of one other key.
function best_weight(m, more) return round(attn, 1 / round(exp, up(m + more))) end
function other_weight(x, m) return round(attn, share(x, m)) end

-- `others` beside 1, 2, 4, .. best keys up to M, and `output` of 1 to M.
function output(M)
  local power = 0
  W_of = array()
  while 2^power <= M do
    others(2^power)
    W_of[power] = W
    power = power + 1
  end
  if many then output_of_ties(M)
  elseif v == 1 then low = best_weight(1, all_others) - W_of[0]; high = best_weight(1, 0) + W_of[0]
  else low = (flag - 1) * W_of[0]; high = W_of[0] end
  low = lower("output", low)
  high = upper("output", high)
end

function output_of_ties(M)
  if M > 1024 and family[exp] == real and (family[attn] == real or family[attn] == float) then output_by_values()
  else output_by_blocks(M) end
end

-- Where a weight is off by a part of it only: m / (m + y) is 1 / (1 + y) at least.
function output_by_values()
  local off = 0
  if family[attn] == float then
    if is_nearest(attn) then off = 1 / (2^P[attn] + 1)
    else off = 2^(1 - P[attn]) end
  end
  low = 1 / (1 + all_others)
  if is_nearest(attn) or is_down(attn) or mode[attn] == rto then low = low * (1 - off) end
  high = 1 + off * one_if(not is_down(attn)) + W_of[0]
end

-- From a to z ties, one at a time up to 1023, then blocks of the ratio 1025/1024 at most: weights fall with the number
-- of ties, so they add up to a times the weight of z at least, and to z times the weight of a at most.
function output_by_blocks(M)
  low = best_weight(1, all_others); high = 0
  local a = 1; local power = 0
  while a <= M do
    local z = min(M, a + floor(a / 1024))
    if 2^(power + 1) <= a then power = power + 1 end
    low = min(low, a * best_weight(z, all_others))
    high = max(high, z * best_weight(a, 0) + W_of[power])
    a = z + 1
  end
end
