-- SPDX-License-Identifier: MIT
-- From `read` on where every operation is rounded: (E5) and (E6), sections 7 and 8 of doc/every-operation.md, by the
-- letters of that page.

function last_layers()
  right = 1; wrong = 0
  blank_beside_read()
  transitions()
  steps_of_run()
  output_tokens()
  if scot then next_cells() end
  right_token()
end

-- omega, rho.
function blank_beside_read()
  omega = upper("undone", plus(R(1 - least_written)))
  rho = lower("read", R(1 - omega))
  rho_max = upper("read", R(1 + omega))
end

-- --- Conjunctions: (E5), section 7 ---------------------------------------------------------------------------

-- phi: a transition that fires; chi: `read_blank`; nu: a transition of no state, where d_Q may be 1; `other`: a neuron
-- that should not fire, before it is clipped.  Of all machines, of all sizes.
function transitions()
  other = -1000; nu = 0
  low = 1; high = 1
  for exact in range(one_if(not all) * (d_Q - 1) + 1, d_Q) do conjunctions(exact, K * d_G) end
  phi = low; phi_max = high
  low = 1; high = 1
  conjunctions(0, d_G)
  chi = low; chi_max = high
  phi = lower("fires", phi)
  phi_max = upper("fires", phi_max)
  chi = lower("blank", chi)
  chi_max = upper("blank", chi_max)
  nu = upper("stateless", nu)
  x = less("E5|a neuron that should not fire, and 0", other, 0)
  x = less("E5|a transition that fires, read_blank, and 5/4", max(phi_max, chi_max), 5 / 4)
end

-- So many exact literals and up to `bits` bits of `read`: sums where all hold, where one of either fails, and where
-- the exact ones are garbage.  One bit that fails is the last, beside others at their most, or one before.
function conjunctions(exact, bits)
  hold = exact; hold_max = exact; exact_fails = exact - 2; garbage = 2 * exact * eta
  for i in range(1, bits) do
    fails = R(hold_max - rho)
    if i == 1 then bit_fails = fails
    else bit_fails = max(R(bit_fails + rho_max), fails) end
    hold = R(hold + rho)
    hold_max = R(hold_max + rho_max)
    exact_fails = R(exact_fails + rho_max)
    garbage = R(garbage + rho_max)
    if all or i == bits then with_bias(exact, 1 - exact - i) end
  end
end

function with_bias(exact, bias)
  low = min(low, R(hold + bias))
  high = max(high, R(hold_max + bias))
  other = max(other, R(bit_fails + bias))
  if exact > 0 then other = max(other, R(exact_fails + bias)) end
  if exact == 1 then nu = max(nu, R(garbage + bias)) end
  if exact > 1 then other = max(other, R(garbage + bias)) end
end

-- --- What follows: section 7 ---------------------------------------------------------------------------------

-- Withdrawing: z; what it leaves, zeta; what it takes where it should not, n-.
function steps_of_run()
  neurons = 2 + 2 * one_if(scot)
  z = plus(R(phi_max - 1))
  zeta = 0
  if phi ~= 1 or phi_max ~= 1 then zeta = R((neurons - 1) * z + neurons * 2^(1 - P[act])) end
  taken = 0
  for i in range(1, neurons) do taken = R(taken + z) end
  zeta = upper("step withdrawn", zeta)
  kept = lower("step kept", R(phi - taken))
end

-- A bound on the right token's logit, from below; on that of others.
function at_least(x) right = min(right, x) end
function at_most(x) wrong = max(wrong, x) end

-- `write_eoutp`, `write_sym`, `out_sym`: chi'-, sigma, o, o-, psi.
function output_tokens()
  x = lower("write_eoutp", R(R(1 + chi) - 1))
  at_least(x)
  sigma = upper("write_sym, rest", plus(R(1 - x)))
  o = upper("out_sym, rest", plus(R(R(rho_max + sigma) - 1)))
  at_most(d_G * o)
  x = lower("out_sym", R(R(rho + 1) - 1))
  at_least(x)
  psi = plus(R(chi_max - 1))
  psi = upper("write_eoutp, rest", R(psi + psi))
  at_most(psi)
end

-- xi: `next_cell`, and what is said of it (SCoT).
function next_cells()
  xi = lower("next_cell", R(1 - omega))
  x = upper("final_state_out, rest", plus(R(R(2 - xi) - 1)))
  at_most(d_Q * x)
  x = plus(R(R(rho_max + 1) - 2))
  x = upper("next_cell_sym, rest", R(x + x))
  at_most(K * d_G * x)
  x = lower("next_cell_sym", R(R(R(rho + 1) + xi) - 2))
  at_least(x)
  x = lower("next_cell_head of -1", R(R(1 + xi) - 1))
  at_least(x)
  x = lower("next_cell_head of 1", R(R(R(1 + xi) + 1) - 2))
  at_least(x)
end

-- (E6): the right token leads all of other classes (section 8).
function right_token()
  bits = d_Q + K * (d_G + 2)
  at_least(4 * kept)
  at_most(max(alpha, 2 * (r - 1) * K * alpha))
  at_most(bits * max(zeta, nu))
  right = lower("E6|logit of the right token", right)
  wrong = less("E6|logits of other classes, and of the right token", wrong, right)
end
