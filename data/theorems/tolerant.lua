-- SPDX-License-Identifier: MIT
-- Theorem tolerant (doc/tolerant-search.md): a search for the last write keeps its order while the errors of the bits
-- found add up to less than 1, and what is read is exact.  w-, w+, h-, h+ are w, w' and h, h' here; g is `missed`; D,
-- E, d of the bits found so far are `lost`, `gained`, `most`.

function tolerant()
  hypotheses(1)
  lost = 0; gained = 0; most = 0
  line("search|written")
  find_flag("written", ties)
  w = low; w_max = high
  for i in range(0, r - 1) do
    bit = r - 1 - i
    line("search|bit " .. text(bit))
    miss()
    find_flag("high", min(2^bit, ties))   -- so many tokens have times that agree above this bit and have a 1 in it
    h = low; h_max = high
    found_bit()
    other_bit()
    count_bit()
  end
  read()
  last_step()
end

-- --- Rows (section 3.1) --------------------------------------------------------------------------------------

-- `count` more keys are behind by `lead` at least.
function keys_behind(which, lead, count, has_value)
  decays(which, lead)
  others_of(count, decay, has_value)
end

-- `written` or `high` where hardmax has 1: C(M, 1 - D, 2 (1 - d)); (T2): at least 1/2.
function find_flag(name, M)
  start_row()
  keys_behind("sink", 1 - lost, 1, 0)
  keys_behind("others", 2 - 2 * most, N, 1)
  v = 1; flag = 1; many = true
  output(M)
  low = least("T2|" .. text(name), Rd(low), 1 / 2)
  high = upper(name, Ru(high))
end

-- `high` where no key has the bit; (T2): below 1/4.
function miss()
  start_row()
  keys_behind("miss", 1 - gained - most, N, 1)
  others(1)
  missed = less("T2|missed", Ru(W), 1 / 4)
end

-- --- Bits of `last` (section 3.2) ----------------------------------------------------------------------------

-- Sums of the two neurons are values of act.
function adds_exactly()
  fits = h_max <= 1 and w_max <= 1
  unit = 2^-P[act]
  if family[act] == fixed then unit = h_max + w_max - 1; fits = true end
  if family[act] == ieee and flushes[act] then fits = false end
  exactly = fits
  if fits and family[act] ~= grid then exactly = round(act, unit) == unit end
end

-- Where hardmax has 1.
function found_bit()
  adds_exactly()
  if exactly then
    found = lower("found", Rd(min(h + w - 1, 2 * h - 1)))
    found_max = upper("found", Ru(min(h_max + w_max - 1, 2 * h_max - 1)))
  else
    both = lower("both", Rd(max(0, h + w - 1)))
    both_max = upper("both", Ru(max(0, h_max + w_max - 1)))
    single = upper("one", Ru(max(0, w_max - h)))
    found = lower("found", Rd(both - single))
    found_max = upper("found", Ru(both_max))
  end
end

-- Where it has -1.
function other_bit()
  if missed == 0 and (w_max <= 1 or family[act] == fixed) then
    other = lower("other", min(w, 1))
    other_max = upper("other", min(w_max, 1))
  else
    both = upper("both", Ru(max(0, missed + w_max - 1)))
    single = lower("one", Rd(max(0, w - missed)))
    other = lower("other", Rd(single - both))
    other_max = upper("other", w_max)
  end
end

-- What the bit lacks and exceeds, whether it is 1 or -1; (T2): the errors stay below 1.
function count_bit()
  lack = max(0, 1 - min(found, other))
  lost = less("T2|lost", lost + lack, 1)
  most = upper("most", max(most, lack))
  gained = upper("gained", gained + max(0, max(found_max, other_max) - 1))
  x = less("T2|gained and most", gained + most, 1)
end

-- (T3): what is read is exact.  Class D: other writes of the same cell, the sink, and keys without a time.
function read()
  line("search|read")
  start_row()
  choices = 1
  for h in range(1, b) do
    choices = choices * (b - h + 1) / h
    keys_behind("distance " .. text(h), 2 * h - 2 * h * most, min(choices, N), 1)
  end
  keys_behind("sink", r - 1 - lost, 1, 0)
  keys_behind("others", r - lost, N, 1)
  v = 1; flag = 0; many = false
  output(1)
  one("T3|D (read), by bits with errors", low, high)
end
