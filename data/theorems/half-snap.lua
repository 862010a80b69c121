-- SPDX-License-Identifier: MIT
-- Theorem half-snap (doc/half-snapping.md): what is 1 or -1 stays exact, and what garbage the rest carries decides
-- nothing.

function half_snap()
  hypotheses(ties)
end

-- R, from above and from below, with mirror images.
function Ru(x) return max(round(act, up(x)), -round(act, -up(x))) end
function Rd(x) return min(round(act, down(x)), -round(act, -down(x))) end

-- From the line after the arithmetic to the last of (H4).  (H1) is asked of C for 1 to M best keys.
function hypotheses(M)
  exponentials()
  eta = 0; kept_eta = 0
  misses()
  kept_alpha = upper("kept|alpha", Ru(alpha))
  kept_gamma = upper("kept|gamma", Ru(gamma))
  if scot then kept_eta = upper("kept|eta", Ru(eta)) end
  miss_of_read()
  H1(M)
  H2()
  H3()
  H4()
end

-- --- What heads leak (section 1.2) ---------------------------------------------------------------------------

-- Rows that find nothing, but for D.
function misses()
  for i in range(0, last_class) do
    class(i)
    if v == 0 and row ~= D then
      line("row|" .. what)
      others_of_class()
      output(1)
      if row == A then alpha = high end
      if row == B then mu = high end
      if row == C then gamma = high end
      if row == E then eta = high end
    end
  end
end

-- delta: what `read` adds where nothing was written.  The sink is ahead of N keys by 1 - r R(gamma).
function miss_of_read()
  decays("delta", 1 - r * kept_gamma)
  start_row()
  others_of(N, decay, 1)
  others(1)
  delta = W
  kept_delta = upper("kept|delta", Ru(delta))
end

-- --- Hypotheses (section 1.3) --------------------------------------------------------------------------------

-- All from L to H is rounded to 1, and mirrored to -1.
function one(label, L, H)
  low = lower(label, L)
  high = upper(label, H)
  line("rounds|1")
  check(round(act, low) == 1 and round(act, -low) == -1 and round(act, high) == 1 and round(act, -high) == -1)
end

-- What is found is rounded to what it is; A beside garbage of up to 2 (r - 1) alpha.
function H1(M)
  for i in range(0, last_class) do
    class(i)
    if v == 1 then
      line("row|" .. what)
      others_of_class()
      if many then output(M)
      else output(1) end
      one("H1|" .. what, low - 2 * (r - 1) * one_if(row == A) * alpha, high + 2 * (r - 1) * one_if(row == A) * alpha)
    end
  end
end

-- What is set stays.
function H2()
  one("H2|A (position), added to a bit", 1 - alpha, 1 + alpha)
  one("H2|B (marker), at the marker", 1 - mu, 1 + mu)
  one("H2|new_*, beside write_pos", 1 - kept_alpha, 1)
  one("H2|1 - written, 1 - high", 1 - kept_gamma, 1)
  one("H2|the blank, beside read", 1 - kept_delta, 1 + kept_delta)
  if scot then
    one("H2|E (esumm), added to a bit", 1 - max(eta, kept_eta), 1 + max(eta, kept_eta))
    one("H2|1 - written - next_at_head, of all tapes", 1 - 2 * K * kept_gamma, 1)
  end
end

-- Garbage is small.
function H3()
  x = less("H3|head that is not set", 2 * (r + 1) * alpha + kept_eta, 1 / 4)
  x = less("H3|written, high, last that are not set", kept_gamma, 1 / 4)
  x = less("H3|read that is not set", kept_delta, 1 / 4)
end

-- Garbage does not decide.
function H4()
  x = less("H4|logit of a bit: token", 2 * (r - 1) * K * alpha, 1)
  if scot and (all or d_Q == 1) then x = less("H4|logit of a run: token", (1 + K * (d_G + 2)) * kept_eta, 1) end
end
