-- SPDX-License-Identifier: MIT
-- Theorem snap (doc/bounds.md, section 4): act rounds the output of each class of rows to the right activation, in
-- every layer.

function snap()
  logits()
  exponentials()
  for i in range(0, last_class + 2 * highs) do
    class(i)
    line("row|" .. what)
    others_of_class()
    if many then output(ties)
    else output(1) end
    rounds()
  end
end

-- act rounds L and H to v, with mirror images, and where this is added to 1, the same of 1 + L and 1 + H.
function rounds()
  line("rounds|" .. text(v))
  if added == 1 then line("rounds|1+|1") end
  for to in range(0, added) do
    check(round(act, to + low) == to + v and round(act, to + high) == to + v)
    if flag == 0 then check(round(act, -to - low) == -to - v and round(act, -to - high) == -to - v) end
  end
end

-- Where layers differ, once for each group of layers of one arithmetic, up to the last layer.
function snap_layers()
  here = 1
  while here <= 5 * r / 2 + 8 do layers_alike() end
end

function layers_alike()
  arithmetic_of(here)
  local last = line("layers|" .. text(here) .. "|?|" .. there)
  check(last >= here and last <= 5 * r / 2 + 8)   -- there are no such layers
  for l in range(here + 1, last) do arithmetic_of(l); check(alike) end   -- this layer should be another
  covered()
  snap()
  here = last + 1
end
