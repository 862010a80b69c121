/* SPDX-License-Identifier: MIT */
/* Writing certificates: the numbers of a claim in full. */
#include "tmprec/analysis/certificate.h"

#include <stdlib.h>
#include <string.h>

#include "derive.h"
#include "layers.h"
#include "record.h"
#include "snap.h"
#include "ties.h"
#include "tmprec/numbers/environment.h"

/* In %a: exact in TP_CLAIM_BITS bits, after rounding in the direction. */
static void put_number(tp_buffer *out, mpfr_srcptr x, mpfr_rnd_t toward)
{
  mpfr_t shown;
  char *text;
  mpfr_init2(shown, TP_CLAIM_BITS);
  mpfr_set(shown, x, toward);
  if (mpfr_asprintf(&text, "%Ra", shown) >= 0) {
    tp_buffer_puts(out, text);
    mpfr_free_str(text);
  }
  mpfr_clear(shown);
}

/* Each pair of scores once. */
static void put_exponentials(tp_buffer *out, const tp_weighing *w, const tp_row_class *row, size_t rows)
{
  mpfr_t e;
  mpfr_init2(e, TP_CLAIM_BITS);
  for (size_t i = 0; i < rows; i++)
    for (size_t k = 0; k < row[i].kinds; k++) {
      const tp_row_kind *kind = row[i].kind + k;
      int is_new = 1;
      for (size_t j = 0; j <= i; j++)
        for (size_t l = 0; l < (j < i ? row[j].kinds : k); l++)
          is_new &= row[j].kind[l].best != kind->best || row[j].kind[l].next != kind->next;
      if (!is_new)
        continue;
      tp_exponential_up(e, w, kind->best, kind->next);
      tp_buffer_printf(out, "exp\t%d\t%d\t<=\t", kind->best, kind->next);
      put_number(out, e, MPFR_RNDU);
      tp_buffer_puts(out, "\n");
    }
  mpfr_clear(e);
}

/* Beside 1, 2, 4, .. best keys, as far as they are asked for. */
static void put_others(tp_buffer *out, const tp_weighing *w, const tp_row_class *row, uint64_t ties)
{
  tp_others o;
  mpfr_t most;
  mpfr_init2(most, w->bits);
  tp_others_open(&o, w, row, 1);
  for (uint64_t m = 1; m <= (row->may_tie ? ties : 1); m *= 2) {
    tp_others_reason reason = tp_others_weight_up(most, w, &o, m);
    tp_buffer_printf(out, "by\t%s\nothers\t%llu\t<=\t", tp_others_reason_name[reason], (unsigned long long) m);
    put_number(out, most, MPFR_RNDU);
    tp_buffer_puts(out, "\n");
  }
  tp_others_close(&o);
  mpfr_clear(most);
}

static void widen_to_blocks(mpfr_t low, mpfr_t high, const tp_weighing *w, const tp_row_class *row, uint64_t ties)
{
  tp_others all, valued;
  tp_others_open(&all, w, row, 0);
  tp_others_open(&valued, w, row, 1);
  tp_tied_blocks(low, high, w, &all, &valued, ties);
  tp_others_close(&all);
  tp_others_close(&valued);
}

static void put_row(tp_buffer *out, const tp_weighing *w, const tp_row_class *row, uint64_t ties)
{
  mpfr_t low, high;
  mpfr_inits2(w->bits, low, high, (mpfr_ptr) NULL);
  tp_row_output(low, high, w, row, ties);
  if (row->may_tie)
    widen_to_blocks(low, high, w, row, ties);
  tp_buffer_printf(out, "row\t%s\n", row->what);
  put_others(out, w, row, ties);
  tp_buffer_puts(out, "output\t>=\t");
  put_number(out, low, MPFR_RNDD);
  tp_buffer_puts(out, "\noutput\t<=\t");
  put_number(out, high, MPFR_RNDU);
  tp_buffer_printf(out, "\nrounds\t%d\n", row->value);
  if (row->meets_bit)
    tp_buffer_puts(out, "rounds\t1+\t1\n");
  mpfr_clears(low, high, (mpfr_ptr) NULL);
}

static void put_scope(tp_buffer *out, const tp_scope *s)
{
  int any = s->kind == TP_SCOPE_ALL;
  tp_buffer_printf(out, "scope\t%s\nmode\t%s\nr\t%u\nn\t%llu\nties\t%llu\nmachine\t%u\t%u\t%u\n", tp_scope_name[s->kind], tp_chain_mode_name[s->mode],
                   s->r, (unsigned long long) s->n, (unsigned long long) s->ties, any ? 0 : s->tapes, any ? 0 : s->state_bits,
                   any ? 0 : s->symbol_bits);
}

/* Theorems about arithmetic by sites: all that follows the arithmetic, of layers that have this one. */
static void put_theorem(tp_buffer *out, const char *theorem, const tp_scope *s, const tp_choice *c)
{
  tp_weighing w;
  tp_row_class *row;
  tp_weighing_open(&w, c, s->r);
  size_t rows = tp_row_classes(&row, s, w.logit.format.family != TP_FORMAT_REAL);
  if (strcmp(theorem, "walk"))
    put_exponentials(out, &w, row, rows);
  if (!strcmp(theorem, "snap-acc"))
    tp_record_partial_sums((tp_record) {.text = out}, s, &w, c);
  else if (strcmp(theorem, "snap"))
    tp_derive_theorem(&(tp_derivation) {.text = out, .w = &w, .s = s}, theorem, row, rows);
  else
    for (size_t i = 0; i < rows; i++)
      put_row(out, &w, row + i, s->ties);
  free(row);
  tp_weighing_close(&w);
}

static void put_layers(tp_buffer *out, const char *theorem, const tp_scope *s, const tp_choice *c)
{
  for (unsigned first = 1, last; first <= tp_layers(s->r); first = last + 1) {
    const tp_choice there = tp_choice_at_layer(c, first);
    last = tp_layers_alike(c, s->r, first);
    tp_buffer_printf(out, "layers\t%u\t%u\t", first, last);
    tp_choice_print(out, &there);
    tp_buffer_puts(out, "\n");
    put_theorem(out, theorem, s, &there);
  }
}

tp_status tp_certificate_print(tp_buffer *out, const tp_claim *claim, const tp_scope *s, const tp_choice *c, tp_error *err)
{
  if (claim->verdict == TP_CLAIM_NONE)
    return tp_error_set(err, TP_STATUS_REFUSED, "nothing is certified, so there is no certificate");
  if (c->exceptions && strcmp(claim->theorem, "snap"))
    return tp_error_set(err, TP_STATUS_REFUSED, "where layers differ there are certificates for the theorem snap, without partial sums");
  if (!tp_derive_knows(claim->theorem))
    return tp_error_set(err, TP_STATUS_REFUSED, "there are no certificates of theorem %s", claim->theorem);
  const tp_mpfr_environment caller = tp_mpfr_environment_enter();
  tp_buffer_printf(out, "tmprec-certificate 1\nclaim\t%s\ntheorem\t%s\n", tp_claim_name[claim->verdict], claim->theorem);
  put_scope(out, s);
  tp_buffer_puts(out, "arithmetic\t");
  tp_choice_print(out, c);
  tp_buffer_puts(out, "\n");
  if (!strcmp(claim->theorem, "every-operation"))
    tp_record_every_operation((tp_record) {.text = out}, s, c);
  else
    (c->exceptions ? put_layers : put_theorem)(out, claim->theorem, s, c);
  tp_buffer_puts(out, "end\n");
  tp_mpfr_environment_leave(&caller);
  return TP_STATUS_OK;
}
