/* SPDX-License-Identifier: MIT */
/* Theorem `walk`, stated: names and hypotheses are those of doc/walk.md, section 1. */
#include <stdio.h>
#include <string.h>

#include "derive.h"

typedef enum {
  BETA, EPSILON, ETA, ALPHA, KAPPA,
  D, C, PI, X, F, H, G,                  /* PI to X: 0 in CoT */
  DELTA, A, GAMMA, BIT, L,               /* BIT: delta_j of the bit found last */
  THETA, RHO, SIGMA, T, CHI, XI, PSI, PHI, NU,
  E, P, Q, Z,                            /* an exponential; for the moment */
  FACTS
} fact;

typedef struct {
  tp_derivation *d;
  tp_fact f[FACTS];
  int is_scot;
  long r, b, N, V, K, states, symbols;   /* states, symbols: d_Q, d_G */
} walk;

/* --- Numbers ---------------------------------------------------------------------------------- */

static void at_most(walk *k, fact out, const char *label, const tp_linear *of)
{
  tp_derive(k->d, k->f + out, label, 1, TP_DERIVE_SUM, of);
}

static void the_larger(walk *k, fact out, const char *label, const tp_linear *of, size_t count)
{
  tp_derive_all(k->d, k->f + out, label, 1, TP_DERIVE_SUM, of, count);
}

static void less(walk *k, const char *label, const tp_linear *of, long limit)
{
  tp_derive_less_than(k->d, k->f + Z, label, TP_DERIVE_SUM, of, (double) limit);
}

/* `LABEL <= X`, where X is at least what the expression is, which is computed already. */
static void state_expression(walk *k, fact out, const char *label, mpfr_srcptr x, const char *expression, const char *used, const char *also)
{
  tp_buffer text = {NULL, 0, 0};
  tp_derive_state(k->d, k->f + out, label, 1, x);
  if (k->d->script && !k->d->fails) {
    k->d->script->used.length = 0;
    tp_script_use(k->d->script, used);
    if (strcmp(used, also))
      tp_script_use(k->d->script, also);
    tp_script_use(k->d->script, k->f[out].name);
    tp_buffer_printf(&text, "%s <= %s", expression, k->f[out].name);
    tp_script_lemma(k->d->script, text.text);
  }
  tp_buffer_clear(&text);
}

static void product(walk *k, fact out, const char *label, fact a, fact b)
{
  char expression[64], first[24], second[24];
  mpfr_t x;
  mpfr_init2(x, k->d->w->bits);
  mpfr_mul(x, k->f[a].x, k->f[b].x, MPFR_RNDU);
  snprintf(first, sizeof first, "%s", k->f[a].name);
  snprintf(second, sizeof second, "%s", k->f[b].name);
  snprintf(expression, sizeof expression, "%s * %s", first, second);
  state_expression(k, out, label, x, expression, first, second);
  mpfr_clear(x);
}

/* To E. */
static void exponential(walk *k, const char *name, const tp_linear *gap)
{
  snprintf(k->f[E].name, sizeof k->f[E].name, "f%zu", k->d->facts++);
  tp_derive_exponential(k->d, k->f + E, name, gap);
}

/* h(d): `gap NAME` is 2 (1 - d). */
static void leak_by_distance(walk *k, fact out, const char *name, const tp_linear *gap)
{
  uint64_t count[64] = {1};              /* C(b, h), below 2^60 */
  tp_buffer expression = {NULL, 0, 0};
  mpfr_t x;
  mpfr_init2(x, k->d->w->bits);
  exponential(k, name, gap);
  for (long h = 1; h <= k->b; h++)
    count[h] = count[h - 1] * (uint64_t) (k->b - h + 1) / (uint64_t) h;
  mpfr_set_zero(x, 1);
  for (long h = k->b; h >= 1; h--) {
    mpfr_add_ui(x, x, count[h] < (uint64_t) k->N ? count[h] : (uint64_t) k->N, MPFR_RNDU);
    mpfr_mul(x, x, k->f[E].x, MPFR_RNDU);
  }
  for (long h = 1; h <= k->b; h++)
    tp_buffer_printf(&expression, "%s * (%llu%s", k->f[E].name, (unsigned long long) (count[h] < (uint64_t) k->N ? count[h] : (uint64_t) k->N),
                     h < k->b ? " + " : "");
  for (long h = 1; h <= k->b; h++)
    tp_buffer_puts(&expression, ")");
  state_expression(k, out, name, x, expression.text, k->f[E].name, k->f[E].name);
  tp_buffer_clear(&expression);
  mpfr_clear(x);
}

#define OF(name) (k->f + name)

/* --- Leaks (W1) ---------------------------------------------------------------------------------- */

static void state_beta(walk *k)
{
  state_expression(k, BETA, "beta", k->d->w->beta_high, "beta", "beta", "beta");
}

static void state_leaks(walk *k)
{
  exponential(k, "epsilon", LINEAR(1, {0, NULL}));
  at_most(k, EPSILON, "epsilon", LINEAR(0, {k->N, OF(E)}));
  less(k, "W1\tepsilon", LINEAR(0, {k->r > 16 ? k->r : 16, OF(EPSILON)}), 1);
  leak_by_distance(k, ALPHA, "alpha", LINEAR(2, {0, NULL}));
  if (!k->is_scot)
    return;
  state_beta(k);
  product(k, P, "beta epsilon", BETA, EPSILON);
  less(k, "W1\t3 beta epsilon", LINEAR(0, {3, OF(P)}), 1);
  exponential(k, "eta", LINEAR(1, {-1, OF(EPSILON)}));
  at_most(k, ETA, "eta", LINEAR(0, {k->N, OF(E)}));
  exponential(k, "kappa", LINEAR(1, {-k->r, OF(EPSILON)}));
  at_most(k, KAPPA, "kappa", LINEAR(0, {k->r, OF(EPSILON)}, {k->N, OF(E)}));
}

/* --- Head positions (W2, W3) ---------------------------------------------------------------------- */

/* What excesses do to the offset, up to layer L1 + j: L1 is r/2 + 1. */
static void state_push(walk *k, long j)
{
  the_larger(k, P, "Y", CASES({0, {{1, OF(PI)}, {k->r, OF(ALPHA)}}}, {0, {{1, OF(D)}, {k->r, OF(ALPHA)}}}));
  at_most(k, PI, "Pi", LINEAR(0, {k->r / 2 + 1 + j <= k->r + 3 ? 4 * k->b + 1 : 1, OF(PI)}, {2, OF(P)}));
}

static void state_walk(walk *k)
{
  const long steps = k->is_scot ? k->r + 1 : k->r, row = 2 * k->V * k->r;
  at_most(k, D, "D", LINEAR(0, {k->r, OF(ETA)}, {row, OF(ALPHA)}));
  for (long j = 1; j <= steps; j++) {
    if (k->is_scot)
      state_push(k, j);
    at_most(k, C, "C", LINEAR(0, {1, OF(D)}, {row, OF(ALPHA)}));
    at_most(k, D, "D", LINEAR(0, {k->is_scot ? 2 * k->b + 1 : 2 * k->b - 1, OF(C)}));
  }
  if (!k->is_scot)
    at_most(k, D, "D", LINEAR(0, {1, OF(D)}, {row, OF(ALPHA)}));
  else
    the_larger(k, X, "X", CASES({0, {{1, OF(D)}, {k->r, OF(ALPHA)}}}, {0, {{1, OF(PI)}, {k->r, OF(ALPHA)}}}));
}

static void state_heads(walk *k)
{
  const long offset = (6L << k->r) - 12 + k->r;
  state_walk(k);
  at_most(k, F, "F", LINEAR(0, {offset, OF(EPSILON)}, {offset, OF(ETA)}, {1, OF(PI)}));
  less(k, "W2\tD", LINEAR(0, {1, OF(D)}), 1);
  less(k, "W2\tF", LINEAR(0, {1, OF(F)}, {2, OF(EPSILON)}, {2, OF(ETA)}), 1);
  the_larger(k, H, "H", CASES({0, {{1, OF(D)}}}, {0, {{1, OF(F)}}}));
  at_most(k, G, "g", LINEAR(0, {1, OF(ETA)}, {(k->r + 1) * k->V, OF(ALPHA)}, {2 * (k->r + 1), OF(X)}));
  less(k, "W3\tg", LINEAR(0, {2, OF(G)}), 1);
  product(k, P, "g C", G, C);
  less(k, "W3\thead that is not set", LINEAR(0, {k->r, OF(G)}, {k->r, OF(P)}, {3 * k->r, OF(EPSILON)}), k->r - 2);
  at_most(k, P, "no cell", LINEAR(0, {k->r, OF(EPSILON)}, {1, OF(X)}));
  product(k, Q, "no cell H", P, H);
  less(k, "W3\tno cell", LINEAR(0, {1, OF(P)}, {1, OF(Q)}, {3 * k->r, OF(EPSILON)}), 1);
}

/* --- The search (W4, W5) ---------------------------------------------------------------------------- */

static void state_search(walk *k)
{
  product(k, P, "H C", H, C);
  at_most(k, DELTA, "Delta", LINEAR(0, {1, OF(H)}, {1, OF(C)}, {1, OF(P)}));
  exponential(k, "written", LINEAR(1, {-1, OF(DELTA)}));
  at_most(k, A, "a", LINEAR(0, {k->is_scot ? 2 : 1, OF(E)}));
  at_most(k, GAMMA, "gamma", LINEAR(0, {k->N, OF(E)}));
  less(k, "W4\tgamma", LINEAR(0, {2, OF(GAMMA)}), 1);
  for (long j = 1; j <= k->r; j++) {
    exponential(k, "bit", LINEAR(1, {-1, OF(DELTA)}, {-1, OF(L)}));
    at_most(k, BIT, "delta", LINEAR(0, {1, OF(A)}, {2 * k->N, OF(E)}));
    at_most(k, L, "L", LINEAR(0, {1, OF(L)}, {1, OF(BIT)}));
  }
  less(k, "W4\tDelta and L", LINEAR(0, {1, OF(DELTA)}, {1, OF(L)}), 1);
}

static void state_read(walk *k)
{
  less(k, "W5\tlast that is not set", LINEAR(0, {k->r, OF(GAMMA)}, {1, OF(EPSILON)}), 1);
  exponential(k, "theta", LINEAR(1, {-k->r, OF(GAMMA)}, {-1, OF(EPSILON)}));
  at_most(k, THETA, "theta", LINEAR(0, {k->N, OF(E)}));
  leak_by_distance(k, P, "other writes", LINEAR(2, {-2, OF(BIT)}));
  exponential(k, "sink", LINEAR(k->r - 1, {-1, OF(L)}));
  at_most(k, P, "other writes and sink", LINEAR(0, {1, OF(P)}, {1, OF(E)}));
  exponential(k, "no time", LINEAR(k->r, {-1, OF(L)}, {-(k->r + 1), OF(EPSILON)}));
  the_larger(k, RHO, "rho", CASES({0, {{2, OF(P)}, {2 * k->N, OF(E)}, {1, OF(A)}}}, {0, {{1, OF(GAMMA)}, {1, OF(EPSILON)}, {1, OF(THETA)}}}));
  at_most(k, SIGMA, "sigma", LINEAR(0, {3, OF(ETA)}, {2 * k->V, OF(ALPHA)}));
  at_most(k, T, "T", LINEAR(0, {k->states, OF(SIGMA)}, {k->K * k->symbols, OF(RHO)}));
  less(k, "W5\ttransition", LINEAR(0, {1, OF(T)}, {2, OF(SIGMA)}), 1);
  less(k, "W5\ttransition", LINEAR(0, {1, OF(T)}, {2, OF(THETA)}), 1);
}

/* --- Logits (W6) -------------------------------------------------------------------------------------- */

static void state_summary(walk *k)
{
  at_most(k, P, "f'", LINEAR(0, {2, OF(D)}, {8 * k->r, OF(ALPHA)}, {k->r, OF(EPSILON)}));
  product(k, Q, "H f'", H, P);
  at_most(k, P, "Delta'", LINEAR(0, {1, OF(H)}, {1, OF(P)}, {1, OF(Q)}, {k->r, OF(EPSILON)}));
  exponential(k, "chi", LINEAR(1, {-1, OF(P)}));
  at_most(k, CHI, "chi", LINEAR(0, {k->N, OF(E)}, {1, OF(EPSILON)}));
  at_most(k, XI, "xi", LINEAR(0, {k->K, OF(GAMMA)}, {k->K, OF(CHI)}));
  the_larger(k, PSI, "psi", CASES({0, {{2, OF(CHI)}, {2, OF(XI)}, {2, OF(EPSILON)}}}, {0, {{2, OF(RHO)}, {1, OF(EPSILON)}, {1, OF(XI)}}}));
  exponential(k, "s", LINEAR(1, {-3, OF(EPSILON)}));
  less(k, "W6\ts", LINEAR(0, {2, OF(ETA)}, {8, OF(ALPHA)}, {1, OF(EPSILON)}, {2 * k->N, OF(E)}), 1);
  at_most(k, PHI, "phi", LINEAR(0, {2, OF(Z)}, {1, OF(EPSILON)}, {1, OF(XI)}));
}

/* What is 0 in CoT, or with more than one bit of the state, counts as that. */
static void need_right_token(walk *k)
{
  const long c = k->is_scot ? 4 : 2, bits = k->states + k->K * (k->symbols + 2), garbage = (k->r - 1) * k->V, row = (k->r + 1) * k->V;
  const tp_linear right[] = {{1, {{-1, OF(ALPHA)}, {-1, OF(KAPPA)}}}, {1, {{-k->r, OF(X)}, {-row, OF(ALPHA)}, {-1, OF(D)}}},
                             {4, {{-4 * (c + 1), OF(T)}, {-4, OF(ALPHA)}, {-8, OF(KAPPA)}}}, {1, {{-k->symbols, OF(RHO)}, {-1, OF(EPSILON)}}},
                             {1, {{-1, OF(RHO)}, {-1, OF(EPSILON)}}}, {1, {{-1, OF(PSI)}}}, {1, {{-1, OF(PHI)}}}};
  const tp_linear wrong[] = {{0, {{1, OF(ALPHA)}, {1, OF(KAPPA)}}}, {0, {{k->K * k->r, OF(X)}, {k->K * garbage, OF(ALPHA)}}},
                             {0, {{bits * (c - 1), OF(T)}, {bits, OF(ALPHA)}, {2 * bits, OF(KAPPA)}}},
                             {0, {{bits * (c + 1), OF(NU)}, {bits, OF(ALPHA)}, {2 * bits, OF(KAPPA)}}}, {0, {{2 * k->symbols, OF(RHO)}}},
                             {0, {{k->symbols * (k->symbols + 1), OF(RHO)}, {k->symbols, OF(EPSILON)}}}, {0, {{k->K * (k->symbols + 1), OF(PSI)}}},
                             {0, {{k->states, OF(PHI)}}}};
  tp_derive_all(k->d, OF(P), "W6\tlogit of the right token", 0, TP_DERIVE_SUM, right, k->is_scot ? 7 : 5);
  tp_derive_less(k->d, OF(Q), "W6\tlogits of other classes", wrong, k->is_scot ? 8 : 6, k->f[P].x);
}

static void state_logits(walk *k)
{
  if (k->is_scot)
    state_summary(k);
  if (k->d->s->state_bits < 2)           /* or those of any machine */
    at_most(k, NU, "nu", LINEAR(0, {k->K * k->symbols, OF(RHO)}, {k->is_scot, OF(SIGMA)}));
  need_right_token(k);
}

/* --- The theorem ----------------------------------------------------------------------------------------- */

void tp_derive_walk(tp_derivation *d)
{
  const int is_scot = d->s->mode == TP_MODE_SCOT;
  walk k = {.d = d, .is_scot = is_scot, .r = (long) d->s->r, .N = (long) d->s->n - 2, .V = is_scot ? 2 : 1, .K = (long) d->tapes,
            .states = (long) d->state_bits, .symbols = (long) d->symbol_bits};
  while ((uint64_t) 1 << k.b < d->s->n - 1)
    k.b++;
  for (int i = 0; i < FACTS; i++)
    tp_fact_open(d, k.f + i);
  state_leaks(&k);
  state_heads(&k);
  state_search(&k);
  state_read(&k);
  state_logits(&k);
  for (int i = 0; i < FACTS; i++)
    tp_fact_close(k.f + i);
}
