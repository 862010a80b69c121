-- SPDX-License-Identifier: MIT
-- Theorem snap-acc (doc/bounds.md, section 5.4): snap where partial sums are rounded at acc.  Names are those of that
-- section, whose table of intervals is below, row by row: w, w' are w-, w+; W is W(m); half is u/2.

function snap_acc()
  logits()
  exponentials()
  integers_are_values()
  bounded = order ~= compensated and is_nearest(acc)   -- there are bounds of sums with other terms
  of_format()
  for i in range(0, last_class + 2 * highs) do
    class(i)
    line("row|" .. what)
    others_of_class()
    if not many then sum_of_one()
    elseif ties <= 1024 then sums_of_ties()
    else sum_of_many_ties() end
    low = lower("sum", low)
    high = upper("sum", high)
    rounds()
  end
end

-- R of ends that are rounded outwards before.
function R_up(x) return round(acc, up(x)) end
function R_down(x) return round(acc, down(x)) end

-- All integers of at most max(2r, d_Q + K d_G, 2K) in magnitude are values.
function integers_are_values()
  check((family[acc] == float or family[acc] == ieee or family[acc] == fixed) and not flushes[acc])
  most = max(2 * r, max(d_Q + K * d_G, 2 * K))
  for i in range(-most, most) do check(round(acc, i) == i) end
end

-- h, g, q, a: half a unit in the last place of 1; growth of sums in order and in pairs; half a step.
function of_format()
  g = 2; q = 0; a = 0; h = 0; half = 0
  if family[acc] ~= float then a = 2^(step[acc] - 1) end
  if family[acc] == fixed then h = a
  else
    h = 2^-P[acc]; half = h / 2
    if bounded and order == pairwise then
      power(h, b + 1, 2^1000)
      q = upper("pairs", grown - 1)
    end
    if bounded and order == sequential and family[acc] == float then
      power(h, N, 2^1000)
      g = upper("growth", grown)
      g = min(g, 2)
    end
  end
end

-- grown = (1 + x)^m, at most, or something that is not below the limit, either.
function power(x, m, limit)
  grown = 1; square = 1 + x
  while m > 0 and grown < limit do
    if floor(m / 2) ~= m / 2 then grown = up(grown * square) end
    m = floor(m / 2)
    square = up(square * square)
    if m > 0 and square >= limit then grown = square end
  end
end

-- --- All other weights lost ----------------------------------------------------------------------------------

-- sum = the sum of m numbers x alone, in this order: from below, or from above.
function sum_from_below(x, m)
  if m == 1 then sum = min(R_down(x), -R_up(-x))
  else sum_in_order(x, m, R_down) end
end

function sum_from_above(x, m)
  if m == 1 then sum = max(R_up(x), -R_down(-x))
  else sum_in_order(x, m, R_up) end
end

-- R is R_down or R_up.
function sum_in_order(x, m, R)
  if order == sequential then sum = 0; one_by_one(x, m, R)
  elseif order == pairwise then in_pairs(R(x), m)
  else compensated_sum(x, m) end
end

-- seq(sum, x, m); where adding x changes nothing, it will not.
function one_by_one(x, m, R)
  before = -1
  while m > 0 and before ~= sum do before = sum; sum = R(sum + x); m = m - 1 end
end

-- Of m terms the first half is the larger one.  By the binary digits of m, from the first on: the sums of so many
-- terms, and one more.
function in_pairs(x, m)
  digits = 1
  while 2 * digits <= m do digits = 2 * digits end
  sum = x; next_sum = round(acc, x + x)
  while digits > 1 do
    digits = digits / 2
    both = round(acc, sum + next_sum)
    if floor(m / digits) == 2 * floor(m / digits / 2) then next_sum = both; sum = round(acc, sum + sum)
    else sum = both; next_sum = round(acc, next_sum + next_sum) end
  end
end

-- Kahan's: y = R(x - c), s' = R(s + y), c = R(R(s' - s) - y).  Nothing is known of terms that differ.
function compensated_sum(x, m)
  check(w == w_max)
  local c = 0; sum = 0
  for i in range(1, m) do
    local y = round(acc, x - c)
    local new = round(acc, sum + y)
    c = round(acc, round(acc, new - sum) - y)
    sum = new
  end
end

-- --- Beside others -------------------------------------------------------------------------------------------

-- x(A, m, W) = (A + B) q + B, B = m a + W, or 0 for p:P.
function more(m) return one_if(family[acc] ~= float) * (m * a + W) end
function error_in_pairs(A, m) return (A + more(m)) * q + more(m) end

-- `others m`, and the weights of m best keys.
function weights(m)
  others(m)
  w = best_weight(m, all_others); w_max = best_weight(m, 0)
end

-- At most one best key.
function sum_of_one()
  weights(1)
  if W == 0 and v == 1 then low = min(R_down(w), -R_up(-w)); high = max(R_up(w_max), -R_down(-w_max))
  else
    check(W == 0 or bounded)   -- a sum that is not known
    if v == 1 then hit_in_sum()
    else miss_of_sum() end
  end
end

function miss_of_sum()
  if order == sequential then high = g * W
  else high = W + error_in_pairs(W, 0) end
  low = (flag - 1) * high
end

function hit_in_sum()
  if order == sequential then low = R_down(w - g * W) - 2 * W; high = R_up(w_max + g * W) + 2 * W
  else low = w - W - error_in_pairs(w_max + W, 1); high = w_max + W + error_in_pairs(w_max + W, 1) end
end

-- From 1 to M ties.
function sums_of_ties()
  for m in range(1, ties) do
    weights(m)
    sum_of_ties(m)
    if m == 1 then least_sum = low; most_sum = high end
    least_sum = min(least_sum, low); most_sum = max(most_sum, high)
  end
  low = least_sum; high = most_sum
end

function sum_of_ties(m)
  if other_weight(largest, m) == 0 then
    sum_from_below(w, m); low = sum
    sum_from_above(w_max, m); high = sum
  else
    check(bounded)   -- a sum that is not known
    if order == pairwise then
      low = m * w - error_in_pairs(m * w_max + W, m)
      high = m * w_max + W + error_in_pairs(m * w_max + W, m)
    else
      beside_others_in_order(m)
    end
  end
end

-- Others only add.  One of them is lost if it is below R(w-) u/2, or in fixed point half a step.
function beside_others_in_order(m)
  sum = 0; one_by_one(w, m, R_down); low = sum
  high = m * w_max + m * h + 2 * W
  lost = R_down(w) * half
  if family[acc] == fixed then lost = h end
  if other_weight(largest_weighed, m) < lost then
    sum = g * W; one_by_one(w_max, m, R_up)
    if high >= 2 then high = sum end
    high = min(high, sum)
  else check(high < 2) end   -- a sum that may be 2 or more
end

-- More than 1024 ties, from the interval of section 4.1, as it is stated.
function sum_of_many_ties()
  output(ties)
  W = W_of[0]
  if order == pairwise then error = error_in_pairs(high, ties)
  else error = ties * h + W end
  low = low - error; high = high + error
  check(bounded and high < 2)   -- a sum that may be 2 or more
end
