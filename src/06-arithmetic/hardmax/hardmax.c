/* Hardmax in exact arithmetic (doc/precision.md, "Backends").  Numbers are integers while they are
   ternary.  They are rationals where ties of different values are averaged. */
#include <float.h>
#include <math.h>
#include <stdlib.h>

#include "../backends.h"
#include "../columns/ternary.h"
#include "../histogram.h"
#include "../key_store.h"
#include "tmprec/base/memory.h"

typedef struct {
  tp_workspace base;
  mpq_t sum, term;
} hardmax_work;

typedef struct {
  size_t i;                        /* query position; keys 0 .. i */
  int16_t *score;                  /* integer part */
  size_t score_capacity;
  mpq_t *whole;                    /* scores where not all of it is integer */
  size_t whole_made;
  int is_whole;
  size_t *rest, rest_capacity;
  uint32_t *best;                  /* the keys that attain the maximum */
  size_t best_count, best_capacity;
} hardmax_row;

static hardmax_work *work_of(tp_workspace *w) { return (hardmax_work *) w; }
static hardmax_row *row_of(tp_attention_row *row) { return (hardmax_row *) row; }

static void init_numbers(void *number, size_t count)
{
  mpq_t *q = number;
  for (size_t i = 0; i < count; i++)
    mpq_init(q[i]);
}

static void clear_numbers(void *number, size_t count)
{
  mpq_t *q = number;
  for (size_t i = 0; i < count; i++)
    mpq_clear(q[i]);
}

static void set_number(void *number, int value)
{
  mpq_set_si(*(mpq_t *) number, value, 1);
}

static const wide_kind rationals = {sizeof(mpq_t), init_numbers, clear_numbers, set_number};

/* The number at a position: itself, or a ternary one written to `room`. */
static mpq_srcptr number_at(const tp_number_column *c, size_t position, mpq_ptr room)
{
  if (c->wide_any)
    return *(mpq_t *) wide_at(c, &rationals, position);
  mpq_set_si(room, ternary_at(c, position), 1);
  return room;
}

static void put(tp_number_column *c, const mpq_t value)
{
  if (!mpz_cmp_ui(mpq_denref(value), 1) && mpz_cmpabs_ui(mpq_numref(value), 1) <= 0)
    tp_ternary_put(c, &rationals, mpz_sgn(mpq_numref(value)));
  else
    mpq_set(*(mpq_t *) tp_ternary_put_wide(c, &rationals), value);
}

static void put_integer(tp_number_column *c, int value)
{
  if (value >= -1 && value <= 1)
    tp_ternary_put(c, &rationals, value);
  else
    mpq_set_si(*(mpq_t *) tp_ternary_put_wide(c, &rationals), value, 1);
}

static void put_integers(tp_number_column *c, const int16_t *value, size_t count)
{
  if (!tp_ternary_put_many(c, &rationals, value, count))
    for (size_t i = 0; i < count; i++)
      put_integer(c, value[i]);
}

static tp_workspace *workspace_new(const tp_arithmetic *a, const tp_draw *d)
{
  hardmax_work *e = tp_memory_new(1, sizeof *e);
  e->base = (tp_workspace) {a, *d, 0};
  mpq_inits(e->sum, e->term, (mpq_ptr) NULL);
  return &e->base;
}

static void workspace_free(tp_workspace *w)
{
  hardmax_work *e = work_of(w);
  mpq_clears(e->sum, e->term, (mpq_ptr) NULL);
  free(e);
}

/* sum += weight x column[position], for all columns. */
static void add_terms(hardmax_work *e, size_t count, tp_number_column *const *x, const int8_t *weight, size_t position)
{
  for (size_t c = 0; c < count; c++) {
    mpq_srcptr value = number_at(x[c], position, e->term);
    for (int again = weight[c] < 0 ? -weight[c] : weight[c]; again; again--)
      (weight[c] < 0 ? mpq_sub : mpq_add)(e->sum, e->sum, value);
  }
}

static void piece_of_neuron(hardmax_work *e, tp_number_column *hidden, size_t inputs, tp_number_column *const *x,
                            const int8_t *weight, int32_t bias, size_t from, size_t to)
{
  int16_t sum[TERNARY_PIECE] = {0};
  if (tp_ternary_most(inputs, weight, bias) <= INT16_MAX && tp_ternary_accumulate_all(sum, inputs, x, weight, from, to - from)) {
    tp_ternary_rectify(sum, bias, to - from);
    put_integers(hidden, sum, to - from);
    return;
  }
  for (size_t p = from; p < to; p++) {
    mpq_set_si(e->sum, bias, 1);
    add_terms(e, inputs, x, weight, p);
    if (mpq_sgn(e->sum) < 0)
      mpq_set_ui(e->sum, 0, 1);
    put(hidden, e->sum);
  }
}

static void neuron(tp_workspace *w, tp_rounding_place place, tp_number_column *hidden, size_t inputs, tp_number_column *const *x, const int8_t *weight,
                   int32_t bias, size_t from, size_t to)
{
  (void) place;
  for (size_t at = from; at < to; at += TERNARY_PIECE)
    piece_of_neuron(work_of(w), hidden, inputs, x, weight, bias, at, to - at < TERNARY_PIECE ? to : at + TERNARY_PIECE);
}

static void piece_of_add(hardmax_work *e, tp_number_column *out, tp_number_column *x, size_t terms, tp_number_column *const *hidden,
                         const int8_t *weight, size_t from, size_t to)
{
  int16_t sum[TERNARY_PIECE] = {0};
  if (tp_ternary_most(terms, weight, 1) <= INT16_MAX && ternary_in(x, from, to)
      && tp_ternary_accumulate_all(sum, terms, hidden, weight, from, to - from)) {
    tp_ternary_accumulate(sum, x, 1, from, to - from);
    put_integers(out, sum, to - from);
    return;
  }
  for (size_t p = from; p < to; p++) {
    mpq_set(e->sum, number_at(x, p, e->term));
    add_terms(e, terms, hidden, weight, p);
    put(out, e->sum);
  }
}

static void add(tp_workspace *w, tp_rounding_place place, tp_number_column *out, tp_number_column *x, size_t terms, tp_number_column *const *hidden,
                const int8_t *weight, size_t from, size_t to)
{
  (void) place;
  for (size_t at = from; at < to; at += TERNARY_PIECE)
    piece_of_add(work_of(w), out, x, terms, hidden, weight, at, to - at < TERNARY_PIECE ? to : at + TERNARY_PIECE);
}

static tp_attention_row *row_new(const tp_arithmetic *a)
{
  (void) a;
  return tp_memory_zeroed(1, sizeof(hardmax_row));
}

static void row_free(const tp_arithmetic *a, tp_attention_row *freed)
{
  hardmax_row *row = row_of(freed);
  (void) a;
  for (size_t j = 0; j < row->whole_made; j++)
    mpq_clear(row->whole[j]);
  free(row->whole);
  free(row->score);
  free(row->rest);
  free(row->best);
  free(row);
}

static void score_row(hardmax_work *e, hardmax_row *row, size_t keys, tp_number_column *const *q, tp_number_column *const *k, size_t i)
{
  row->i = i;
  TP_MEMORY_GROW(row->score, row->score_capacity, i + 1);
  TP_MEMORY_GROW(row->rest, row->rest_capacity, keys);
  size_t left = tp_ternary_scores(row->score, keys, q, k, i, row->rest);
  row->is_whole = left > 0;
  if (!left)
    return;
  if (row->whole_made < i + 1) {
    row->whole = tp_memory_resize(row->whole, i + 1, sizeof *row->whole);
    for (; row->whole_made < i + 1; row->whole_made++)
      mpq_init(row->whole[row->whole_made]);
  }
  mpq_t query;
  mpq_init(query);
  for (size_t j = 0; j <= i; j++) {
    mpq_set_si(row->whole[j], row->score[j], 1);
    for (size_t c = 0; c < left; c++) {
      mpq_mul(e->sum, number_at(q[row->rest[c]], i, query), number_at(k[row->rest[c]], j, e->term));
      mpq_add(row->whole[j], row->whole[j], e->sum);
    }
  }
  mpq_clear(query);
}

static void score(tp_workspace *w, tp_rounding_place at, tp_attention_row *const *row, size_t rows, const tp_key_store *store,
                  tp_number_column *const *q, size_t first)
{
  (void) at;
  for (size_t n = 0; n < rows; n++)
    score_row(work_of(w), row_of(row[n]), store->coordinates, q, store->k, first + n);
}

static void keep_best(hardmax_row *row, size_t j, int order)
{
  if (order > 0)
    row->best_count = 0;
  if (order >= 0) {
    TP_MEMORY_GROW(row->best, row->best_capacity, row->best_count + 1);
    row->best[row->best_count++] = (uint32_t) j;
  }
}

static void weigh_row(hardmax_row *row)
{
  row->best_count = 0;
  if (row->is_whole) {
    for (size_t j = 0; j <= row->i; j++)
      keep_best(row, j, row->best_count ? mpq_cmp(row->whole[j], row->whole[row->best[0]]) : 1);
    return;
  }
  int16_t most = row->score[0];
  for (size_t j = 1; j <= row->i; j++)
    most = row->score[j] > most ? row->score[j] : most;
  for (size_t j = 0; j <= row->i; j++)
    if (row->score[j] == most)
      keep_best(row, j, 0);
}

static void weigh(tp_workspace *w, tp_rounding_place at, tp_attention_row *const *row, size_t rows)
{
  (void) w, (void) at;
  for (size_t n = 0; n < rows; n++)
    weigh_row(row_of(row[n]));
}

static void mix_row(hardmax_work *e, const hardmax_row *row, const tp_number_column *v, tp_number_column *out, const tp_number_column *x)
{
  size_t i = row->i, count = row->best_count;
  if (ternary_in(v, 0, i + 1) && ternary_in(x, i, i + 1)) {
    long sum = 0;
    for (size_t b = 0; b < count; b++)
      sum += ternary_at(v, row->best[b]);
    if (sum % (long) count == 0) {
      put_integer(out, ternary_at(x, i) + (int) (sum / (long) count));
      return;
    }
  }
  mpq_set_ui(e->sum, 0, 1);
  for (size_t b = 0; b < count; b++)
    mpq_add(e->sum, e->sum, number_at(v, row->best[b], e->term));
  mpq_set_ui(e->term, count, 1);
  mpq_div(e->sum, e->sum, e->term);
  mpq_add(e->sum, e->sum, number_at(x, i, e->term));
  put(out, e->sum);
}

static void mix(tp_workspace *w, tp_rounding_place at, tp_attention_row *const *row, size_t rows, tp_number_column *v,
                tp_number_column *out, tp_number_column *x)
{
  (void) at;
  for (size_t n = 0; n < rows; n++)
    mix_row(work_of(w), row_of(row[n]), v, out, x);
}

static size_t compare(tp_workspace *w, tp_number_column *c, size_t from, size_t to, const int8_t *expected)
{
  (void) w;
  for (size_t p = from; p < to; p++)
    if (!ternary_in(c, p, p + 1) ? mpq_cmp_si(*(mpq_t *) wide_at(c, &rationals, p), expected[p - from], 1) != 0
                                 : ternary_at(c, p) != expected[p - from])
      return p;
  return to;
}

static void read(tp_workspace *w, const tp_number_column *c, size_t from, size_t to, double *value, double *slack)
{
  (void) w;
  for (size_t p = from; p < to; p++) {
    int exact = ternary_in(c, p, p + 1);
    double x = exact ? ternary_at(c, p) : mpq_get_d(*(mpq_t *) wide_at(c, &rationals, p));
    value[p - from] = x;
    slack[p - from] = exact ? 0 : 2 * DBL_EPSILON * fabs(x);
  }
}

static void bounds(tp_workspace *w, const tp_number_column *c, size_t position, mpfr_t low, mpfr_t high, mpz_t denominator)
{
  mpq_srcptr x = number_at(c, position, work_of(w)->term);
  mpfr_prec_t bits = (mpfr_prec_t) mpz_sizeinbase(mpq_numref(x), 2) + 1;
  mpfr_set_prec(low, bits);
  mpfr_set_prec(high, bits);
  mpfr_set_z(low, mpq_numref(x), MPFR_RNDN);
  mpfr_set_z(high, mpq_numref(x), MPFR_RNDN);
  mpz_set(denominator, mpq_denref(x));
}

static double row_score(tp_workspace *w, const tp_attention_row *of, size_t j)
{
  const hardmax_row *row = (const hardmax_row *) of;
  (void) w;
  return row->is_whole ? mpq_get_d(row->whole[j]) : row->score[j];
}

static double row_weight(tp_workspace *w, const tp_attention_row *of, size_t j)
{
  const hardmax_row *row = (const hardmax_row *) of;
  (void) w;
  for (size_t b = 0; b < row->best_count; b++)
    if (row->best[b] == j)
      return 1 / (double) row->best_count;
  return 0;
}

static int row_histogram(tp_workspace *w, const tp_attention_row *of, tp_score_histogram *out)
{
  const hardmax_row *row = (const hardmax_row *) of;
  (void) w;
  if (row->is_whole)
    return 0;
  tp_histogram_of_scores(out, row->score, row->i + 1);
  return 1;
}

static void destroy(tp_arithmetic *a) { free(a); }

static const tp_arithmetic_operations operations = {
  .destroy = destroy, .workspace_new = workspace_new, .workspace_free = workspace_free,
  .column_new = tp_ternary_column_new, .column_free = tp_ternary_column_free, .column_restart = tp_ternary_column_restart,
  .load = tp_ternary_load, .neuron = neuron, .add = add,
  .store_new = tp_key_store_new, .store_extend = tp_key_store_extend, .store_free = tp_key_store_free,
  .row_new = row_new, .row_free = row_free, .score = score, .weigh = weigh, .mix = mix,
  .compare = compare, .read = read, .bounds = bounds,
  .row_score = row_score, .row_weight = row_weight, .row_histogram = row_histogram,
};

tp_arithmetic *tp_hardmax_arithmetic(void)
{
  ternary_arithmetic *a = tp_memory_new(1, sizeof *a);
  *a = (ternary_arithmetic) {{&operations}, &rationals};
  return &a->base;
}
