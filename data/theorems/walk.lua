-- SPDX-License-Identifier: MIT
-- Theorem walk (doc/walk.md): nothing is rounded, and all errors together leave every prediction right.  Names, bounds
-- and hypotheses are those of section 1 of that page, in its order.  Each bound grows with those it is made of, so
-- that a larger number may stand for any of them.  In CoT Pi, X, eta and kappa are 0.

function walk()
  eta = 0; kappa = 0; Pi = 0; X = 0; L = 0; V = 1 + one_if(scot)
  leaks()
  if scot then walk_of_summaries()
  else walk_of_run() end
  heads()
  search()
  read_of_cell()
  if scot then summary() end
  nu = 0
  if all or d_Q == 1 then nu = upper("nu", K * d_G * rho + one_if(scot) * sigma) end
  logits_of_tokens()
end

-- h(d), where decay is e^(-beta 2 (1 - d)): the sum of min(C(b, h), N) decay^h.
function by_all_distances()
  total = 0; choices = 1
  for i in range(1, b) do
    total = up((total + min(choices, N)) * decay)
    choices = choices * (b - i + 1) / i
  end
end

-- --- Leaks: (W1) ---------------------------------------------------------------------------------------------

function leaks()
  decays("epsilon", 1)
  epsilon = upper("epsilon", N * decay)
  x = less("W1|epsilon", max(16, r) * epsilon, 1)
  decays("alpha", 2)
  by_all_distances()
  alpha = upper("alpha", total)
  if scot then
    x = upper("beta", beta)
    x = upper("beta epsilon", x * epsilon)
    x = less("W1|3 beta epsilon", 3 * x, 1)
    decays("eta", 1 - epsilon)
    eta = upper("eta", N * decay)
    decays("kappa", 1 - r * epsilon)
    kappa = upper("kappa", r * epsilon + N * decay)
  end
end

-- --- Head positions: (W2), (W3) ------------------------------------------------------------------------------

-- Section 3.2.
function walk_of_run()
  D = upper("D", 2 * r * alpha)
  for i in range(1, r) do
    C = upper("C", D + 2 * r * alpha)
    D = upper("D", (2 * b - 1) * C)
  end
  D = upper("D", D + 2 * r * alpha)
end

-- Sections 4.3 and 4.4.  Y and X: what bits exceed 1 by, of both kinds of tokens, in a mean.
function walk_of_summaries()
  D = upper("D", r * eta + 4 * r * alpha)
  for j in range(1, r + 1) do
    Y = upper("Y", max(Pi, D) + r * alpha)
    if r / 2 + 1 + j <= r + 3 then Pi = upper("Pi", (4 * b + 1) * Pi + 2 * Y)
    else Pi = upper("Pi", Pi + 2 * Y) end
    C = upper("C", D + 4 * r * alpha)
    D = upper("D", (2 * b + 1) * C)
  end
  X = upper("X", max(Pi, D) + r * alpha)
end

function heads()
  F = upper("F", (6 * 2^r - 12 + r) * (epsilon + eta) + Pi)
  x = less("W2|D", D, 1)
  x = less("W2|F", F + 2 * epsilon + 2 * eta, 1)
  H = upper("H", max(D, F))
  g = upper("g", eta + (r + 1) * V * alpha + 2 * (r + 1) * X)
  x = less("W3|g", 2 * g, 1)
  x = upper("g C", g * C)
  x = less("W3|head that is not set", r * g + r * x + 3 * r * epsilon, r - 2)
  y = upper("no cell", r * epsilon + X)
  x = upper("no cell H", y * H)
  x = less("W3|no cell", y + x + 3 * r * epsilon, 1)
end

-- --- The search, and what is read: (W4), (W5) ----------------------------------------------------------------

function search()
  x = upper("H C", H * C)
  Delta = upper("Delta", H + C + x)
  decays("written", 1 - Delta)
  a = upper("a", V * decay)
  gamma = upper("gamma", N * decay)
  x = less("W4|gamma", 2 * gamma, 1)
  for j in range(1, r) do
    decays("bit", 1 - Delta - L)
    delta = upper("delta", a + 2 * N * decay)
    L = upper("L", L + delta)
  end
  x = less("W4|Delta and L", Delta + L, 1)
end

function read_of_cell()
  x = less("W5|last that is not set", r * gamma + epsilon, 1)
  decays("theta", 1 - r * gamma - epsilon)
  theta = upper("theta", N * decay)
  decays("other writes", 2 - 2 * delta)
  by_all_distances()
  y = upper("other writes", total)
  decays("sink", r - 1 - L)
  y = upper("other writes and sink", y + decay)
  decays("no time", r - L - (r + 1) * epsilon)
  rho = upper("rho", max(2 * y + 2 * N * decay + a, gamma + epsilon + theta))
  sigma = upper("sigma", 3 * eta + 2 * V * alpha)
  T = upper("T", d_Q * sigma + K * d_G * rho)
  x = less("W5|transition", T + 2 * sigma, 1)
  x = less("W5|transition", T + 2 * theta, 1)
end

-- --- Logits: (W6) --------------------------------------------------------------------------------------------

function summary()
  y = upper("f'", 2 * D + 8 * r * alpha + r * epsilon)
  x = upper("H f'", H * y)
  y = upper("Delta'", H + y + x + r * epsilon)
  decays("chi", 1 - y)
  chi = upper("chi", N * decay + epsilon)
  xi = upper("xi", K * gamma + K * chi)
  psi = upper("psi", max(2 * chi + 2 * xi + 2 * epsilon, 2 * rho + epsilon + xi))
  decays("s", 1 - 3 * epsilon)
  s = less("W6|s", 2 * eta + 8 * alpha + epsilon + 2 * N * decay, 1)
  phi = upper("phi", 2 * s + epsilon + xi)
end

-- The table of (W6): what the right token has at least, and others at most.
function logits_of_tokens()
  u = 2 + 2 * one_if(scot)   -- withdrawals
  bits = d_Q + K * (d_G + 2)
  if not scot then psi = 0; phi = 0 end
  right = min(1 - alpha - kappa, 1 - r * X - (r - 1) * V * alpha - D - 2 * V * alpha)
  right = min(right, 4 - 4 * (u + 1) * T - 4 * alpha - 8 * kappa)
  right = min(right, min(1 - d_G * rho - epsilon, 1 - rho - epsilon))
  right = min(right, min(1 - psi, 1 - phi))
  wrong = max(alpha + kappa, K * r * X + K * (r - 1) * V * alpha)
  wrong = max(wrong, bits * ((u - 1) * T + alpha + 2 * kappa))
  wrong = max(wrong, bits * ((u + 1) * nu + alpha + 2 * kappa))
  wrong = max(wrong, max(2 * d_G * rho, d_G * d_G * rho + d_G * epsilon + d_G * rho))
  wrong = max(wrong, max(K * (d_G + 1) * psi, d_Q * phi))
  right = lower("W6|logit of the right token", right)
  wrong = less("W6|logits of other classes", wrong, right)
end
