/* Theorem `tolerant` (doc/tolerant-search.md): a search for the last write keeps its order while the errors of the bits
   found add up to less than 1, and what is read is exact.  Names and sections are those of that page. */
#include <stdlib.h>
#include <string.h>

#include "last_step.h"
#include "theorems.h"

typedef struct {
  mpq_t written_low, written_high, high_low, high_high;     /* w-, w+, h-, h+ */
  mpq_t missed;                            /* g */
  mpq_t found_low, found_high, other_low, other_high;       /* a bit of `last`, in magnitude: a 1, a -1 */
  mpq_t lost, gained, most;                /* D, E, d of the bits found so far */
  mpq_t x, y, one;                         /* for the moment; 1 */
} search;

static void search_open(search *t)
{
  mpq_inits(t->written_low, t->written_high, t->high_low, t->high_high, t->missed, t->found_low, t->found_high, t->other_low, t->other_high, t->lost,
            t->gained, t->most, t->x, t->y, t->one, NULL);
  mpq_set_ui(t->one, 1, 1);
}

static void search_close(search *t)
{
  mpq_clears(t->written_low, t->written_high, t->high_low, t->high_high, t->missed, t->found_low, t->found_high, t->other_low, t->other_high, t->lost,
             t->gained, t->most, t->x, t->y, t->one, NULL);
}

/* --- Rows (section 3.1) ---------------------------------------------------------------------------- */

/* `gap NAME >= X` and `exp NAME <= Y`: `count` more keys are behind by t->x at least. */
static int read_keys(tp_checker *c, search *t, tp_checker_row *o, const char *name, uint64_t count, int has_value)
{
  char label[32];
  snprintf(label, sizeof label, "gap\t%s", name);
  return tp_checker_state(c, label, t->x, 0) && (mpq_sgn(t->x) > 0 || refuse(c, "no gap")) && tp_checker_exponential_of_gap(c, name, t->x, t->y)
         && tp_checker_row_add(c, o, count, t->y, has_value);
}

/* C(ties, 1 - D, 2 (1 - d)) to o->low and o->high. */
static int find(tp_checker *c, search *t, tp_checker_row *o, uint64_t ties)
{
  const tp_certificate_class matched = {.value = 1, .is_flag = 1, .ties = 1};
  LINEAR(t->x, 1, {-1, t->lost});
  if (!read_keys(c, t, o, "sink", 1, 0))
    return 0;
  LINEAR(t->x, 2, {-2, t->most});
  return read_keys(c, t, o, "others", c->in.n - 2, 1) && tp_checker_row_others(c, o, ties) && tp_checker_row_output(c, o, &matched, ties);
}

/* `written` or `high` where hardmax has 1; (T2): at least 1/2. */
static int find_flag(tp_checker *c, search *t, mpq_t low, mpq_t high, const char *name, uint64_t ties)
{
  char label[32];
  tp_checker_row o;
  tp_checker_row_open(&o);
  int good = find(c, t, &o, ties);
  mpq_set(low, o.low);
  mpq_set(high, o.high);
  tp_checker_row_close(&o);
  snprintf(label, sizeof label, "T2\t%s", name);
  mpq_set_ui(t->y, 1, 2);
  return good && tp_checker_round(c, low, 0) && tp_checker_need_least(c, label, low, t->y) && tp_checker_state_rounded(c, name, high, 1);
}

/* `high` where no key has the bit; (T2): below 1/4. */
static int miss(tp_checker *c, search *t)
{
  tp_checker_row o;
  tp_checker_row_open(&o);
  LINEAR(t->x, 1, {-1, t->gained}, {-1, t->most});
  int good = read_keys(c, t, &o, "miss", c->in.n - 2, 1) && tp_checker_row_others(c, &o, 1);
  mpq_set(t->missed, o.weigh[0]);
  tp_checker_row_close(&o);
  mpq_set_ui(t->y, 1, 4);
  return good && tp_checker_round(c, t->missed, 1) && tp_checker_need_less(c, "T2\tmissed", t->missed, t->y);
}

/* --- Bits of `last` (section 3.2) ------------------------------------------------------------------- */

/* Neither is above 1. */
static int are_at_most_one(const search *t) { return mpq_cmp(t->high_high, t->one) <= 0 && mpq_cmp(t->written_high, t->one) <= 0; }

/* All sums of the two neurons are values of act.  `written` and `high` are. */
static int adds_exactly(tp_checker *c, search *t)
{
  const tp_format f = c->in.act.format;
  if (f.family == TP_FORMAT_GRID)
    return are_at_most_one(t);
  if (f.family == TP_FORMAT_FIXED)
    LINEAR(t->x, -1, {1, t->high_high}, {1, t->written_high});
  else if (f.flushes || !are_at_most_one(t))
    return 0;
  else
    tp_checker_power(t->x, -tp_format_significand(f));
  mpq_set(t->y, t->x);
  return round_exactly(c, &c->in.act, t->y) && mpq_equal(t->x, t->y);
}

/* min(h + w - 1, 2h - 1), to t->x. */
static void exact_bit(search *t, const mpq_t h, const mpq_t w)
{
  LINEAR(t->x, -1, {1, h}, {1, w});
  LINEAR(t->y, -1, {2, h});
  if (mpq_cmp(t->y, t->x) < 0)
    mpq_set(t->x, t->y);
}

/* The bit where hardmax has 1. */
static int read_found(tp_checker *c, search *t)
{
  const int exactly = adds_exactly(c, t);
  if (exactly) {
    exact_bit(t, t->high_low, t->written_low);
    mpq_set(t->found_low, t->x);
    exact_bit(t, t->high_high, t->written_high);
    mpq_set(t->found_high, t->x);
    return tp_checker_state_rounded(c, "found", t->found_low, 0) && tp_checker_state_rounded(c, "found", t->found_high, 1);
  }
  LINEAR(t->found_low, -1, {1, t->high_low}, {1, t->written_low});
  LINEAR(t->found_high, -1, {1, t->high_high}, {1, t->written_high});
  LINEAR(t->x, 0, {1, t->written_high}, {-1, t->high_low});
  if (!tp_checker_state_neuron(c, "both", t->found_low, 0) || !tp_checker_state_neuron(c, "both", t->found_high, 1) || !tp_checker_state_neuron(c, "one", t->x, 1))
    return 0;
  LINEAR(t->found_low, 0, {1, t->found_low}, {-1, t->x});
  return tp_checker_state_rounded(c, "found", t->found_low, 0) && tp_checker_state_rounded(c, "found", t->found_high, 1);
}

/* The bit where hardmax has -1. */
static int read_other(tp_checker *c, search *t)
{
  mpq_set(t->other_low, t->written_low);
  mpq_set(t->other_high, t->written_high);
  if (mpq_sgn(t->missed) == 0 && (mpq_cmp(t->written_high, t->one) <= 0 || c->in.act.format.family == TP_FORMAT_FIXED)) {
    if (mpq_cmp(t->other_low, t->one) > 0)
      mpq_set(t->other_low, t->one);
    if (mpq_cmp(t->other_high, t->one) > 0)
      mpq_set(t->other_high, t->one);
    return tp_checker_state(c, "other", t->other_low, 0) && tp_checker_state(c, "other", t->other_high, 1);
  }
  LINEAR(t->x, -1, {1, t->missed}, {1, t->written_high});
  LINEAR(t->other_low, 0, {1, t->written_low}, {-1, t->missed});
  if (!tp_checker_state_neuron(c, "both", t->x, 1) || !tp_checker_state_neuron(c, "one", t->other_low, 0))
    return 0;
  LINEAR(t->other_low, 0, {1, t->other_low}, {-1, t->x});
  return tp_checker_state_rounded(c, "other", t->other_low, 0) && tp_checker_state(c, "other", t->other_high, 1);
}

static void add_if_positive(mpq_t sum, const mpq_t x)
{
  if (mpq_sgn(x) > 0)
    mpq_add(sum, sum, x);
}

/* What the bit lacks and exceeds, whether it is 1 or -1; (T2): the errors stay below 1. */
static int count_bit(tp_checker *c, search *t)
{
  mpq_srcptr least = mpq_cmp(t->found_low, t->other_low) < 0 ? t->found_low : t->other_low;
  mpq_srcptr largest = mpq_cmp(t->found_high, t->other_high) > 0 ? t->found_high : t->other_high;
  LINEAR(t->x, 1, {-1, least});
  add_if_positive(t->lost, t->x);
  if (mpq_cmp(t->x, t->most) > 0)
    mpq_set(t->most, t->x);
  LINEAR(t->x, -1, {1, largest});
  add_if_positive(t->gained, t->x);
  if (!tp_checker_need_less(c, "T2\tlost", t->lost, t->one) || !tp_checker_state(c, "most", t->most, 1) || !tp_checker_state(c, "gained", t->gained, 1))
    return 0;
  LINEAR(t->x, 0, {1, t->gained}, {1, t->most});
  return tp_checker_need_less(c, "T2\tgained and most", t->x, t->one);
}

/* At most 2^b tokens have times that agree above bit b and have a 1 in it. */
static int read_bits(tp_checker *c, search *t)
{
  if (!next_line(c) || !is_line(c, "search\twritten") || !find_flag(c, t, t->written_low, t->written_high, "written", c->in.ties))
    return 0;
  for (int b = c->in.r - 1; b >= 0; b--) {
    const uint64_t most = (uint64_t) 1 << b, ties = most < c->in.ties ? most : c->in.ties;
    if (!next_line(c) || !is_line(c, "search\tbit %d", b) || !miss(c, t) || !find_flag(c, t, t->high_low, t->high_high, "high", ties)
        || !read_found(c, t) || !read_other(c, t) || !count_bit(c, t))
      return 0;
  }
  return 1;
}

/* --- What is read (section 3.3) ----------------------------------------------------------------------- */

/* (T3). */
static int read_is_exact(tp_checker *c, search *t)
{
  tp_certificate_class x;
  tp_checker_row o;
  char name[32];
  int good = next_line(c) && is_line(c, "search\tread"), bits = 0;
  for (int i = 0; tp_certificate_row(&c->in, i, &x); i++)
    if (x.value && x.what[0] == 'D')
      break;
  while ((uint64_t) 1 << bits < c->in.n - 1)
    bits++;
  tp_checker_row_open(&o);
  for (int h = 1; good && h <= bits; h++) {
    snprintf(name, sizeof name, "distance %d", h);
    LINEAR(t->x, 2 * h, {-2 * h, t->most});
    good = read_keys(c, t, &o, name, x.kind[h - 1].count, 1);
  }
  LINEAR(t->x, c->in.r - 1, {-1, t->lost});
  good = good && read_keys(c, t, &o, "sink", 1, 0);
  LINEAR(t->x, c->in.r, {-1, t->lost});
  good = good && read_keys(c, t, &o, "others", c->in.n - 2, 1) && tp_checker_row_others(c, &o, 1) && tp_checker_row_output(c, &o, &x, 1)
         && tp_checker_need_one(c, "T3\tD (read), by bits with errors", o.low, o.high);
  tp_checker_row_close(&o);
  return good;
}

/* --- The theorem ---------------------------------------------------------------------------------------- */

int tp_checker_tolerant(tp_checker *c)
{
  tp_checker_garbage g;
  search t;
  tp_checker_garbage_open(&g);
  search_open(&t);
  int good = tp_checker_hypotheses(c, &g, 1) && read_bits(c, &t) && read_is_exact(c, &t) && tp_checker_last_step(c, &g, t.written_low);
  search_close(&t);
  tp_checker_garbage_close(&g);
  return good;
}
