/* Theorem `walk` (doc/walk.md): nothing is rounded, and all errors together leave every prediction right.  Names, bounds
   and hypotheses are those of section 1 of that page, in its order.  Each bound grows with those it is made of, so that
   a larger number may stand for any of them. */
#include "garbage.h"
#include "theorems.h"

typedef struct {
  long r, b, N, V, K, d_G, d_Q;
  int is_scot;
  mpq_t epsilon, eta, alpha, kappa;
  mpq_t D, C, Pi, X, F, H, g;            /* Pi, X and eta, kappa: 0 in CoT */
  mpq_t Delta, a, gamma, delta, L;       /* delta: of the bit found last */
  mpq_t theta, rho, sigma, T, chi, xi, psi, s, phi, nu;
  mpq_t e, x, y;                         /* an exponential; for the moment */
} walk;

static void walk_open(walk *k, const tp_checker *c)
{
  *k = (walk) {.r = c->in.r, .N = (long) c->in.n - 2, .is_scot = c->in.mode == TP_MODE_SCOT, .K = tp_checker_tapes(c),
               .d_G = tp_checker_symbol_bits(c), .d_Q = tp_checker_state_bits(c)};
  k->V = k->is_scot ? 2 : 1;
  while (1ull << k->b < c->in.n - 1)
    k->b++;
  mpq_inits(k->epsilon, k->eta, k->alpha, k->kappa, k->D, k->C, k->Pi, k->X, k->F, k->H, k->g, k->Delta, k->a, k->gamma, k->delta, k->L, k->theta,
            k->rho, k->sigma, k->T, k->chi, k->xi, k->psi, k->s, k->phi, k->nu, k->e, k->x, k->y, NULL);
}

static void walk_close(walk *k)
{
  mpq_clears(k->epsilon, k->eta, k->alpha, k->kappa, k->D, k->C, k->Pi, k->X, k->F, k->H, k->g, k->Delta, k->a, k->gamma, k->delta, k->L, k->theta,
             k->rho, k->sigma, k->T, k->chi, k->xi, k->psi, k->s, k->phi, k->nu, k->e, k->x, k->y, NULL);
}

/* --- Numbers ------------------------------------------------------------------------------------ */

/* The next line is `NAME <= X`, and X is at least constant + the sum of the terms. */
#define BOUND(out, name, ...) (LINEAR(out, 0, __VA_ARGS__), tp_checker_state(c, name, out, 1))

/* `NAME <= X`, `less V`: X < V <= limit. */
static int is_less(tp_checker *c, const char *name, mpq_t x, long limit)
{
  mpq_t v;
  mpq_init(v);
  mpq_set_si(v, limit, 1);
  int good = tp_checker_need_less(c, name, x, v);
  mpq_clear(v);
  return good;
}

#define LESS(x, name, limit, ...) (LINEAR(x, 0, __VA_ARGS__), is_less(c, name, x, limit))

static void or_more(mpq_t x, const mpq_t y)
{
  if (mpq_cmp(y, x) > 0)
    mpq_set(x, y);
}

static void or_less(mpq_t x, const mpq_t y)
{
  if (mpq_cmp(y, x) < 0)
    mpq_set(x, y);
}

/* `gap NAME >= X`, `exp NAME <= Y`: k->x is at least X > 0, and e^(-beta X) <= Y, which becomes k->e. */
static int read_exponential(tp_checker *c, walk *k, const char *name)
{
  char label[48];
  snprintf(label, sizeof label, "gap\t%s", name);
  return tp_checker_state(c, label, k->x, 0) && (mpq_sgn(k->x) > 0 || refuse(c, "no gap")) && tp_checker_exponential_of_gap(c, name, k->x, k->e);
}

#define EXPONENTIAL(name, constant, ...) (LINEAR(k->x, constant, __VA_ARGS__), read_exponential(c, k, name))

/* h(d), where the gap of the name is 2 (1 - d) and its exponential k->e: the sum of min(C(b, h), N) e^h. */
static int leak_by_distance(tp_checker *c, const walk *k, mpq_t out, const char *name)
{
  mpz_t count;
  mpq_t term;
  mpz_init(count);
  mpq_init(term);
  mpq_set_ui(out, 0, 1);
  for (long h = k->b; h >= 1; h--) {
    mpz_bin_uiui(count, (unsigned long) k->b, (unsigned long) h);
    if (mpz_cmp_si(count, k->N) > 0)
      mpz_set_si(count, k->N);
    mpq_set_z(term, count);
    mpq_add(out, out, term);
    mpq_mul(out, out, k->e);
    tp_checker_shorten(out, 1);
  }
  mpz_clear(count);
  mpq_clear(term);
  return tp_checker_state(c, name, out, 1);
}

static int product(tp_checker *c, mpq_t out, const char *name, const mpq_t x, const mpq_t y)
{
  mpq_mul(out, x, y);
  return tp_checker_state(c, name, out, 1);
}

/* --- Leaks: (W1) ----------------------------------------------------------------------------------- */

static int leaks(tp_checker *c, walk *k)
{
  int good = EXPONENTIAL("epsilon", 1, {0, k->x}) && BOUND(k->epsilon, "epsilon", {k->N, k->e})
             && LESS(k->x, "W1\tepsilon", 1, {k->r > 16 ? k->r : 16, k->epsilon})
             && EXPONENTIAL("alpha", 2, {0, k->x}) && leak_by_distance(c, k, k->alpha, "alpha");
  if (!good || !k->is_scot)
    return good;
  return tp_checker_beta(c, k->x) && product(c, k->x, "beta epsilon", k->x, k->epsilon) && LESS(k->x, "W1\t3 beta epsilon", 1, {3, k->x})
         && EXPONENTIAL("eta", 1, {-1, k->epsilon}) && BOUND(k->eta, "eta", {k->N, k->e})
         && EXPONENTIAL("kappa", 1, {-k->r, k->epsilon}) && BOUND(k->kappa, "kappa", {k->r, k->epsilon}, {k->N, k->e});
}

/* --- Head positions: (W2), (W3) ----------------------------------------------------------------------- */

/* Section 3.2. */
static int walk_in_cot(tp_checker *c, walk *k)
{
  int good = BOUND(k->D, "D", {2 * k->r, k->alpha});
  for (long i = 1; i <= k->r && good; i++)
    good = BOUND(k->C, "C", {1, k->D}, {2 * k->r, k->alpha}) && BOUND(k->D, "D", {2 * k->b - 1, k->C});
  return good && BOUND(k->D, "D", {1, k->D}, {2 * k->r, k->alpha});
}

/* Y and X: what bits exceed 1 by, of both kinds of tokens, in a mean. */
static int excess(tp_checker *c, walk *k, mpq_t out, const char *name)
{
  mpq_set(out, k->Pi);
  or_more(out, k->D);
  return BOUND(out, name, {1, out}, {k->r, k->alpha});
}

/* Sections 4.3 and 4.4. */
static int walk_in_scot(tp_checker *c, walk *k)
{
  const long L1 = k->r / 2 + 1;
  int good = BOUND(k->D, "D", {k->r, k->eta}, {4 * k->r, k->alpha});
  for (long j = 1; j <= k->r + 1 && good; j++)
    good = excess(c, k, k->y, "Y") && BOUND(k->Pi, "Pi", {L1 + j <= k->r + 3 ? 4 * k->b + 1 : 1, k->Pi}, {2, k->y})
           && BOUND(k->C, "C", {1, k->D}, {4 * k->r, k->alpha}) && BOUND(k->D, "D", {2 * k->b + 1, k->C});
  return good && excess(c, k, k->X, "X");
}

static int heads(tp_checker *c, walk *k)
{
  const long r = k->r, steps = 6 * (1l << r) - 12 + r;
  if (!(k->is_scot ? walk_in_scot(c, k) : walk_in_cot(c, k)) || !BOUND(k->F, "F", {steps, k->epsilon}, {steps, k->eta}, {1, k->Pi}))
    return 0;
  int good = LESS(k->x, "W2\tD", 1, {1, k->D}) && LESS(k->x, "W2\tF", 1, {1, k->F}, {2, k->epsilon}, {2, k->eta});
  mpq_set(k->H, k->D);
  or_more(k->H, k->F);
  return good && tp_checker_state(c, "H", k->H, 1) && BOUND(k->g, "g", {1, k->eta}, {(r + 1) * k->V, k->alpha}, {2 * (r + 1), k->X})
         && LESS(k->x, "W3\tg", 1, {2, k->g}) && product(c, k->x, "g C", k->g, k->C)
         && LESS(k->x, "W3\thead that is not set", r - 2, {r, k->g}, {r, k->x}, {3 * r, k->epsilon})
         && BOUND(k->y, "no cell", {r, k->epsilon}, {1, k->X}) && product(c, k->x, "no cell H", k->y, k->H)
         && LESS(k->x, "W3\tno cell", 1, {1, k->y}, {1, k->x}, {3 * r, k->epsilon});
}

/* --- The search, and what is read: (W4), (W5) ----------------------------------------------------------- */

static int search(tp_checker *c, walk *k)
{
  int good = product(c, k->x, "H C", k->H, k->C) && BOUND(k->Delta, "Delta", {1, k->H}, {1, k->C}, {1, k->x})
             && EXPONENTIAL("written", 1, {-1, k->Delta}) && BOUND(k->a, "a", {k->is_scot ? 2 : 1, k->e}) && BOUND(k->gamma, "gamma", {k->N, k->e})
             && LESS(k->x, "W4\tgamma", 1, {2, k->gamma});
  for (long j = 1; j <= k->r && good; j++)
    good = EXPONENTIAL("bit", 1, {-1, k->Delta}, {-1, k->L}) && BOUND(k->delta, "delta", {1, k->a}, {2 * k->N, k->e})
           && BOUND(k->L, "L", {1, k->L}, {1, k->delta});
  return good && LESS(k->x, "W4\tDelta and L", 1, {1, k->Delta}, {1, k->L});
}

static int read_of(tp_checker *c, walk *k)
{
  const long r = k->r;
  int good = LESS(k->x, "W5\tlast that is not set", 1, {r, k->gamma}, {1, k->epsilon})
             && EXPONENTIAL("theta", 1, {-r, k->gamma}, {-1, k->epsilon}) && BOUND(k->theta, "theta", {k->N, k->e})
             && EXPONENTIAL("other writes", 2, {-2, k->delta}) && leak_by_distance(c, k, k->y, "other writes")
             && EXPONENTIAL("sink", r - 1, {-1, k->L}) && BOUND(k->y, "other writes and sink", {1, k->y}, {1, k->e})
             && EXPONENTIAL("no time", r, {-1, k->L}, {-(r + 1), k->epsilon});
  LINEAR(k->rho, 0, {2, k->y}, {2 * k->N, k->e}, {1, k->a});
  LINEAR(k->x, 0, {1, k->gamma}, {1, k->epsilon}, {1, k->theta});
  or_more(k->rho, k->x);
  return good && tp_checker_state(c, "rho", k->rho, 1);
}

static int table(tp_checker *c, walk *k)
{
  return BOUND(k->sigma, "sigma", {3, k->eta}, {2 * k->V, k->alpha}) && BOUND(k->T, "T", {k->d_Q, k->sigma}, {k->K * k->d_G, k->rho})
         && LESS(k->x, "W5\ttransition", 1, {1, k->T}, {2, k->sigma}) && LESS(k->x, "W5\ttransition", 1, {1, k->T}, {2, k->theta});
}

/* --- Logits: (W6) ------------------------------------------------------------------------------------------ */

/* f' and Delta' are in k->y. */
static int summary(tp_checker *c, walk *k)
{
  const long r = k->r;
  int good = BOUND(k->y, "f'", {2, k->D}, {8 * r, k->alpha}, {r, k->epsilon}) && product(c, k->x, "H f'", k->H, k->y)
             && BOUND(k->y, "Delta'", {1, k->H}, {1, k->y}, {1, k->x}, {r, k->epsilon})
             && EXPONENTIAL("chi", 1, {-1, k->y}) && BOUND(k->chi, "chi", {k->N, k->e}, {1, k->epsilon})
             && BOUND(k->xi, "xi", {k->K, k->gamma}, {k->K, k->chi});
  LINEAR(k->psi, 0, {2, k->chi}, {2, k->xi}, {2, k->epsilon});
  LINEAR(k->x, 0, {2, k->rho}, {1, k->epsilon}, {1, k->xi});
  or_more(k->psi, k->x);
  return good && tp_checker_state(c, "psi", k->psi, 1) && EXPONENTIAL("s", 1, {-3, k->epsilon})
         && LESS(k->s, "W6\ts", 1, {2, k->eta}, {8, k->alpha}, {1, k->epsilon}, {2 * k->N, k->e})
         && BOUND(k->phi, "phi", {2, k->s}, {1, k->epsilon}, {1, k->xi});
}

/* The lines of the table of (W6), from k->y up: what the right token has at least, to k->x; and what others have at most. */
#define RIGHT(constant, ...) (LINEAR(k->e, constant, __VA_ARGS__), or_less(k->x, k->e))
#define OTHERS(...) (LINEAR(k->e, 0, __VA_ARGS__), or_more(k->y, k->e))

static int logits(tp_checker *c, walk *k)
{
  const long r = k->r, K = k->K, d_G = k->d_G, withdrawals = k->is_scot ? 4 : 2, bits = k->d_Q + K * (d_G + 2);
  LINEAR(k->x, 1, {-1, k->alpha}, {-1, k->kappa});
  RIGHT(1, {-r, k->X}, {-(r - 1) * k->V, k->alpha}, {-1, k->D}, {-2 * k->V, k->alpha});
  RIGHT(4, {-4 * (withdrawals + 1), k->T}, {-4, k->alpha}, {-4, k->kappa}, {-4, k->kappa});
  RIGHT(1, {-d_G, k->rho}, {-1, k->epsilon});
  RIGHT(1, {-1, k->rho}, {-1, k->epsilon});
  RIGHT(1, {-1, k->psi});
  RIGHT(1, {-1, k->phi});
  LINEAR(k->y, 0, {1, k->alpha}, {1, k->kappa});
  OTHERS({K * r, k->X}, {K * (r - 1) * k->V, k->alpha});
  OTHERS({bits * (withdrawals - 1), k->T}, {bits, k->alpha}, {bits, k->kappa}, {bits, k->kappa});
  OTHERS({bits * (withdrawals + 1), k->nu}, {bits, k->alpha}, {bits, k->kappa}, {bits, k->kappa});
  OTHERS({2 * d_G, k->rho});
  OTHERS({d_G * d_G, k->rho}, {d_G, k->epsilon}, {d_G, k->rho});
  OTHERS({K * (d_G + 1), k->psi});
  OTHERS({k->d_Q, k->phi});
  return tp_checker_state(c, "W6\tlogit of the right token", k->x, 0) && tp_checker_need_less(c, "W6\tlogits of other classes", k->y, k->x);
}

/* --- The theorem --------------------------------------------------------------------------------------------- */

int tp_checker_walk(tp_checker *c)
{
  walk k;
  walk_open(&k, c);
  int good = leaks(c, &k) && heads(c, &k) && search(c, &k) && read_of(c, &k) && table(c, &k) && (!k.is_scot || summary(c, &k));
  LINEAR(k.nu, 0, {k.K * k.d_G, k.rho}, {k.is_scot, k.sigma});
  if (tp_checker_may_have_one_state_bit(c))
    good = good && tp_checker_state(c, "nu", k.nu, 1);
  else
    mpq_set_ui(k.nu, 0, 1);
  good = good && logits(c, &k);
  walk_close(&k);
  return good;
}
