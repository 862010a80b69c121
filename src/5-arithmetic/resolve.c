#include <math.h>
#include <stdlib.h>

#include "sites_private.h"
#include "tmprec/base/memory.h"

/* Enough for scores and sums of numbers of 32 bits each, by far; a result that
   is still open then is called unreliable. */
enum { FINE_BITS = 320, SURE_BITS = 240 };

void resolve_powers(double *power, size_t range, double beta)
{
  mpfr_t t;
  mpfr_init2(t, 128);
  for (size_t d = 0; d < range; d++) {
    mpfr_set_d(t, beta, MPFR_RNDN);
    mpfr_mul_ui(t, t, d, MPFR_RNDN);
    mpfr_neg(t, t, MPFR_RNDN);
    mpfr_exp(t, t, MPFR_RNDN);
    power[d] = mpfr_get_d(t, MPFR_RNDN);
  }
  mpfr_clear(t);
}

/* The sum to FINE_BITS - 2 bits toward zero and, if that is not all of it, a
   quarter of its last bit more: it then rounds like the exact sum into any format
   of fewer bits. */
static void sticky_sum(mpfr_t out, const double *term, size_t terms)
{
  mpfr_t *number = memory_new(terms, sizeof *number), rest, truncated;
  mpfr_ptr *pointer = memory_new(terms, sizeof *pointer);
  for (size_t i = 0; i < terms; i++) {
    mpfr_init2(number[i], 53);
    mpfr_set_d(number[i], term[i], MPFR_RNDN);
    pointer[i] = number[i];
  }
  mpfr_init2(rest, 2);
  mpfr_init2(truncated, FINE_BITS - 2);
  int inexact = mpfr_sum(truncated, pointer, terms, MPFR_RNDZ);
  mpfr_set(out, truncated, MPFR_RNDN);
  if (inexact && mpfr_regular_p(out)) {
    mpfr_set_si_2exp(rest, mpfr_sgn(out), mpfr_get_exp(out) - FINE_BITS, MPFR_RNDN);
    mpfr_add(out, out, rest, MPFR_RNDN);
  }
  for (size_t i = 0; i < terms; i++)
    mpfr_clear(number[i]);
  mpfr_clears(rest, truncated, (mpfr_ptr) NULL);
  free(number);
  free(pointer);
}

double resolve_sum(format f, const double *term, size_t terms)
{
  mpfr_t sum;
  mpfr_init2(sum, FINE_BITS);
  sticky_sum(sum, term, terms);
  format_round_mpfr(f, sum);
  double rounded = mpfr_get_d(sum, MPFR_RNDN);
  mpfr_clear(sum);
  return rounded;
}

/* score of key j, to FINE_BITS bits */
static void fine_score(mpfr_t s, const attention_row *row, size_t j, mpfr_t product)
{
  mpfr_set_zero(s, 1);
  for (size_t c = 0; c < row->keys; c++) {
    mpfr_set_d(product, double_at(row->q[c], row->i), MPFR_RNDN);
    mpfr_mul_d(product, product, double_at(row->k[c], j), MPFR_RNDN);
    mpfr_add(s, s, product, MPFR_RNDN);
  }
}

static fine_row *make_fine(attention_row *row)
{
  if (row->fine)
    return row->fine;
  fine_row *f = row->fine = memory_new(1, sizeof *f);
  mpfr_t beta, most, product;
  mpfr_inits2(FINE_BITS, beta, most, product, f->total, (mpfr_ptr) NULL);
  mpfr_set_d(beta, row->s->beta, MPFR_RNDN);
  f->count = row->is_whole ? row->i + 1 : row->range;
  f->e = memory_new(f->count, sizeof *f->e);
  for (size_t j = 0; j < f->count; j++) {
    mpfr_init2(f->e[j], FINE_BITS);
    if (row->is_whole)
      fine_score(f->e[j], row, j, product);
    else
      mpfr_set_si(f->e[j], -(long) j, MPFR_RNDN);
    if (j == 0 || mpfr_cmp(f->e[j], most) > 0)
      mpfr_set(most, f->e[j], MPFR_RNDN);
  }
  mpfr_set_zero(f->total, 1);
  for (size_t j = 0; j < f->count; j++) {
    mpfr_sub(f->e[j], f->e[j], most, MPFR_RNDN);
    mpfr_mul(f->e[j], f->e[j], beta, MPFR_RNDN);
    mpfr_exp(f->e[j], f->e[j], MPFR_RNDN);
    mpfr_mul_ui(product, f->e[j], row->is_whole ? 1 : row->count[j], MPFR_RNDN);
    mpfr_add(f->total, f->total, product, MPFR_RNDN);
  }
  mpfr_clears(beta, most, product, (mpfr_ptr) NULL);
  return f;
}

void fine_row_free(fine_row *f)
{
  if (!f)
    return;
  for (size_t j = 0; j < f->count; j++)
    mpfr_clear(f->e[j]);
  mpfr_clear(f->total);
  free(f->e);
  free(f);
}

/* y, known within 2^-SURE_BITS of `scale`, rounded into f. */
static double round_fine(sites_state *s, format f, mpfr_t y, mpfr_t scale)
{
  mpfr_t end;
  double rounded[3];
  mpfr_init2(end, FINE_BITS);
  mpfr_mul_2si(scale, scale, -SURE_BITS, MPFR_RNDN);
  for (int i = -1; i <= 1; i++) {
    mpfr_set(end, y, MPFR_RNDN);
    if (i)
      (i < 0 ? mpfr_sub : mpfr_add)(end, end, scale, MPFR_RNDN);
    format_round_mpfr(f, end);
    rounded[1 + i] = mpfr_get_d(end, MPFR_RNDN);
  }
  mpfr_clear(end);
  if (rounded[0] != rounded[2])
    s->unreliable = 1;
  return rounded[1];
}

double resolve_weight(attention_row *row, size_t index)
{
  fine_row *f = make_fine(row);
  mpfr_t w, scale;
  mpfr_inits2(FINE_BITS, w, scale, (mpfr_ptr) NULL);
  mpfr_div(w, f->e[index], f->total, MPFR_RNDN);
  mpfr_set(scale, w, MPFR_RNDN);
  double rounded = round_fine(row->s, row->s->attn, w, scale);
  mpfr_clears(w, scale, (mpfr_ptr) NULL);
  return rounded;
}

double resolve_mix(attention_row *row, const number_column *v, double x)
{
  fine_row *f = make_fine(row);
  mpfr_t y, scale, product;
  mpfr_inits2(FINE_BITS, y, scale, product, (mpfr_ptr) NULL);
  mpfr_set_zero(y, 1);
  mpfr_set_zero(scale, 1);
  for (size_t j = 0; j <= row->i; j++) {
    mpfr_mul_d(product, f->e[row->is_whole ? j : (size_t) row->score[j]], double_at(v, j), MPFR_RNDN);
    mpfr_add(y, y, product, MPFR_RNDN);
    mpfr_abs(product, product, MPFR_RNDN);
    mpfr_add(scale, scale, product, MPFR_RNDN);
  }
  mpfr_div(y, y, f->total, MPFR_RNDN);
  mpfr_div(scale, scale, f->total, MPFR_RNDN);
  mpfr_add_d(y, y, x, MPFR_RNDN);
  mpfr_add_d(scale, scale, fabs(x), MPFR_RNDN);
  double rounded = round_fine(row->s, row->s->act, y, scale);
  mpfr_clears(y, scale, product, (mpfr_ptr) NULL);
  return rounded;
}
