-- SPDX-License-Identifier: MIT
-- Theorem every-operation (doc/every-operation.md): integers absorb garbage where every operation is rounded, and a
-- search keeps its order beside sums of ties.  Names and sections are those of that page.  R is exact: all numbers
-- that are rounded are known.

function every_operation()
  kappa = 2^-(P[act] + 1)
  growth()
  integers_are_exact()
  if family[act] == ieee then range_of_exponents() end
  rows()
  garbage_is_absorbed()
  ties_of_search()
  searches()
  last_layers()
end

function R(x) return round(act, x) end
function plus(x) return max(0, x) end

-- --- The arithmetic: section 1.1, (E1) -----------------------------------------------------------------------

-- phi: 2; or (1 + 2^-P)^N where exponents have no bound.
function growth()
  phi = 2
  if family[act] == float then power(2 * kappa, N, 2); phi = min(2, grown) end
  phi = upper("growth", phi)
end

-- Scores, sums of literals, and ties are exact.
function integers_are_exact()
  x = within("E1|the largest integer that is summed", max(max(2 * r + 2, d_Q + K * d_G), max(2 * K, ties)), 2^P[act])
  check(R(x) == x)
end

-- Where exponents are bounded: 1/4 and 1/M are normal, logits are finite, and their differences are not NaN.
function range_of_exponents()
  check(2^max(least_normal(act), -100) <= 1 / max(ties, 4))
  x = R((2 * r + 2) * beta); x = R(-(2 * r + 2) * beta)
  x = round_logit(act, 2 * (2 * r + 2) * beta); x = round_logit(act, -2 * (2 * r + 2) * beta)
end

-- --- What heads leak: (E2), section 1.2 ----------------------------------------------------------------------

-- decay = R(X), where X is e^(R(R(beta behind) - R(beta best))) at least.
function decays_by(name, best_score, other_score)
  difference(best_score, other_score)
  x = upper("exp|" .. text(name), e(lead))
  decay = R(x)
end

-- The largest of each kind of rows that find nothing.  Where nothing was written `read` has a row by the garbage of
-- its query.
function rows()
  alpha = 0; mu = 0; gamma = 0; eta = 0
  for i in range(0, last_class + 2 * r) do
    class(i)
    if v == 1 or row ~= D then one_row() end
  end
  decays_by("delta", 1, 2 * r * gamma)
  delta = upper("leak|delta", phi * N * decay)
end

function one_row()
  line("row|" .. what)
  Sigma = 0; Sigma_valued = 0
  for k in range(1, kinds) do
    decays_by(text(best_of[k]) .. "|" .. text(behind_of[k]), best_of[k], behind_of[k])
    Sigma = Sigma + count_of[k] * decay
    Sigma_valued = Sigma_valued + valued_of[k] * count_of[k] * decay
  end
  if many then Sigma_valued = 4 * Sigma_valued end
  if v == 1 then
    x = less("E2|all", phi * Sigma, 2 * kappa)
    x = less("E2|valued", phi * Sigma_valued, kappa)
  elseif row == A then x = upper("leak|alpha", phi * Sigma_valued); alpha = max(alpha, x)
  elseif row == B then x = upper("leak|mu", phi * Sigma_valued); mu = max(mu, x)
  elseif row == C then x = upper("leak|gamma", phi * Sigma_valued); gamma = max(gamma, x)
  else x = upper("leak|eta", phi * Sigma_valued); eta = max(eta, x) end
end

-- (E3): garbage is absorbed.
function garbage_is_absorbed()
  x = less("E3|B (marker), at the marker", mu, kappa)
  if scot then x = less("E3|written, high that are not set", 4 * K * gamma, kappa)
  else x = less("E3|written, high that are not set", gamma, kappa) end
  x = less("E3|read that is not set", delta, kappa)
  x = less("E3|head that is not set", eta + 2 * alpha, kappa)
  x = less("E3|next_bit that is not set", 2 * (r - 1) * alpha, kappa)
end

-- --- Ties: section 5, (E4) -----------------------------------------------------------------------------------

-- c(m): R(1/m), added m times one after the other.  h, h': of 1 to min(M, 2^b) of them; if there are more than 1024,
-- by the lemma.
function ties_of_search()
  counted_ties = one_if(ties <= 1024) * ties
  c = array(); searched = array()
  h_least = array(); h_most = array(); v_least = array(); v_most = array()
  for m in range(1, counted_ties) do
    x = R(1 / m); sum = x
    for i in range(2, m) do sum = round(act, sum + x) end
    c[m] = sum
    searched[m] = false
  end
  searched[0] = counted_ties > 0
  for bit in range(0, r - 1) do
    between_ties(min(ties, 2^bit))
    h_least[bit] = lower("high|" .. text(bit), low)
    h_most[bit] = upper("high|" .. text(bit), high)
  end
  between_ties(ties)
  all_low = low; all_high = high
  least_written = above("E4|written", low, 1 / 2)
end

function between_ties(m)
  low = 1; high = 1
  if counted_ties == 0 then low = 1 - 2 * m * kappa; high = 1 + 2 * m * kappa
  else
    for i in range(1, m) do low = min(low, c[i]); high = max(high, c[i]) end
  end
end

-- --- Searches: section 6, (E4) -------------------------------------------------------------------------------

-- Each number of ties has a search that begins with its sum, as it is stated here; or one for all if they are many.
function searches()
  while given("search|written") do
    w = lower("written", all_high)
    w_max = upper("written", all_low)
    for m in range(1, counted_ties) do
      if w <= c[m] and c[m] <= w_max then searched[m] = true end
    end
    if counted_ties == 0 and w <= all_low and all_high <= w_max then searched[0] = true end
    for i in range(0, r - 1) do bit_of_last(r - 1 - i) end
    line("search|read")
    scores(0, 0, 0)
    hit(1, 1)
  end
  for m in range(0, counted_ties) do check(searched[m]) end   -- each has a search
end

function bit_of_last(bit)
  line("search|bit " .. text(bit))
  scores(r + 1, bit + 1, r - 1)
  hit(2 * r - 1 - bit, 4)
  miss_of_high(2 * r - 1 - bit)
  low = min(bit_found(h_least[bit], w, w_max), bit_other(w, w_max))
  high = max(bit_found(h_most[bit], w_max, w), bit_other(w_max, w))
  v_least[bit] = above("E4|bit", low, 0)
  v_most[bit] = upper("bit", high)
end

-- A bit where `high` is 1 under hardmax, and the negative of one where it is 0; by the other end of `written`, too.
function bit_found(h, w, other_w) return R(plus(R(R(w + h) - 1)) - plus(R(other_w - h))) end
function bit_other(w, other_w) return R(w - plus(R(other_w - 1))) end

-- s-: a key that agrees in the bits from .. r-1, after `before`.  s': any other differs in one of them, or has no more
-- than `lower` before them (0: there is no such key), or 0 in all.
function scores(before, from, previous)
  least_match(before, from)
  match = lower("score|match", sum)
  most_match(before, from, -1)
  x = within("score|match", sum, 2 * r + 2)
  rival = 0
  if previous > 0 then most_match(previous, from, -1); rival = max(rival, sum) end
  for negative in range(from, r - 1) do
    most_match(before, from, negative)
    rival = max(rival, sum)
  end
  rival = upper("score|rival", rival)
end

function least_match(before, from)
  sum = before
  for i in range(from, r - 1) do sum = round(act, sum + v_least[i]) end
end

function most_match(before, from, negative)
  sum = before
  for i in range(from, r - 1) do
    if i == negative then sum = round(act, sum - v_least[i])
    else sum = round(act, sum + v_most[i]) end
  end
end

-- (E2) of a row that finds something: N rivals with a value, and the sink.
function hit(sink, factor)
  decays_by("hit", match, rival)
  Sigma = N * decay
  x = less("E4|valued", phi * factor * Sigma, kappa)
  decays_by("sink", match, sink)
  x = less("E4|all", phi * (Sigma + decay), 2 * kappa)
end

-- `high` where nothing is found.
function miss_of_high(sink)
  decays_by("miss", sink, rival)
  x = less("E4|missed", phi * N * decay, kappa / 2)
end
