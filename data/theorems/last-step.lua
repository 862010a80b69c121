-- SPDX-License-Identifier: MIT
-- The last layers and the logits of theorem tolerant (doc/tolerant-search.md, sections 1.3, 4 and 5): what errors of
-- `written` do.

function last_step()
  read_is_near_one()
  steps_kept()
  outputs()
  if scot then cells() end
  right_token_leads()
end

-- omega, rho, and (T4).
function read_is_near_one()
  omega = upper("undone", Ru(max(0, 1 - w)))
  rho = lower("read", Rd(1 - omega))
  rho_max = upper("read", Ru(1 + omega))
  excess = less("T4|excess of read, in a transition", K * d_G * (rho_max - 1), 1 / 2)
  excess = less("T4|the same, against a symbol that is not read", excess, rho)
end

-- phi: the step, kept or withdrawn (z, zeta, n-), and what is there without a state (nu).
function steps_kept()
  neurons = 2 + 2 * one_if(scot)
  kept = lower("step", Rd(max(0, 1 - K * d_G * (1 - rho))))
  phi_max = upper("step", Ru(max(0, 1 + excess)))
  z = upper("withdrawn", Ru(max(0, phi_max - 1 + kept_alpha)))
  zeta = upper("step withdrawn", Ru((neurons - 1) * z))
  kept = lower("step kept", Rd(kept - neurons * z))
  nu = 0
  if all or d_Q == 1 then nu = upper("step without state", Ru(max(0, excess + kept_eta))) end
end

-- chi, psi, o: `read_blank`, `write_eoutp`, `write_sym`, `out_sym`.
function outputs()
  chi = lower("blank", Rd(max(0, 1 - d_G * (1 - rho))))
  chi_max = upper("blank", Ru(max(0, 1 + d_G * (rho_max - 1))))
  rest = upper("blank, rest", Ru(max(0, chi_max - 1)))
  psi = upper("write_eoutp, rest", Ru(2 * rest))
  rest = upper("write_sym, rest", Ru(max(0, 1 - chi)))
  o = upper("out_sym, rest", Ru(max(0, rho_max - 1 + rest)))
end

-- xi: `next_cell`, and what is said of it (SCoT).
function cells()
  xi = lower("next_cell", Rd(1 - omega))
  no_cell = upper("final_state_out, rest", Ru(max(0, 1 - xi)))
  rest = upper("read, rest", Ru(max(0, rho_max - 1)))
  cell_rest = upper("next_cell_sym, rest", Ru(2 * rest))
  cell_sym = lower("next_cell_sym", Rd(max(0, rho - 1 + xi)))
  cell_head = lower("next_cell_head, neuron", Rd(xi - kept_gamma))
  cell_head = lower("next_cell_head", Rd(cell_head - kept_gamma))
end

-- (T5): the right token leads all of other classes.
function right_token_leads()
  bits = d_Q + K * (d_G + 2)
  right = min(min(1, 4 * kept), min(chi, rho))
  wrong = max(max(0, 2 * (r - 1) * K * alpha), max(kept_alpha, max(bits * zeta, bits * nu)))
  wrong = max(wrong, max(psi, d_G * o))
  if scot then
    right = min(right, min(cell_sym, cell_head))
    wrong = max(wrong, max(d_Q * no_cell, K * d_G * cell_rest))
  end
  right = lower("T5|logit of the right token", right)
  wrong = less("T5|logits of other classes", wrong, right)
end
