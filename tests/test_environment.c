/* SPDX-License-Identifier: MIT */
/* MPFR's exponent range and flags belong to the caller: whatever the library computes, they are
   afterwards what they were, and what comes out does not depend on them.  What one workspace
   met is its own, whatever else is made or used on the same thread. */
#include <check.h>
#include <mpfr.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../src/06-arithmetic/mpfr53/mpfr53.h"
#include "suite.h"
#include "tmprec/analysis/generate.h"
#include "tmprec/analysis/margins.h"
#include "tmprec/analysis/noise.h"
#include "tmprec/analysis/verify.h"
#include "tmprec/machine/catalog.h"

/* --- The caller's environment ---------------------------------------------------------------- */

typedef struct {
  mpfr_exp_t least, largest;
  mpfr_flags_t flags;
} environment;

static void enter(const environment *e)
{
  mpfr_set_emin(e->least);
  mpfr_set_emax(e->largest);
  mpfr_flags_clear(MPFR_FLAGS_ALL);
  mpfr_flags_set(e->flags);
}

/* What the process began with, so that a test leaves nothing to the next where Check does not fork. */
static environment untouched;

static void remember(void)
{
  untouched = (environment) {mpfr_get_emin(), mpfr_get_emax(), 0};
}

static void restore(void)
{
  enter(&untouched);
}

static void check_unchanged(const environment *e, const char *arithmetic, const char *step)
{
  ck_assert_msg(mpfr_get_emin() == e->least && mpfr_get_emax() == e->largest, "%s, %s: the range is %ld .. %ld", arithmetic, step,
                (long) mpfr_get_emin(), (long) mpfr_get_emax());
  ck_assert_msg(mpfr_flags_save() == e->flags, "%s, %s: the flags are %x, not %x", arithmetic, step, mpfr_flags_save(), e->flags);
}

/* --- What comes out, as text --------------------------------------------------------------------- */

static void print_verdict(tp_buffer *out, const tp_verification *v, uint32_t tapes)
{
  tp_buffer_printf(out, "exact %d, %d, first error %zu, ties %g:", v->exact, v->exact_act, v->exact == TP_VERDICT_NO ? v->first_error : 0,
                   v->exact == TP_VERDICT_NO ? v->ties : 0);
  for (size_t i = 0; v->exact == TP_VERDICT_NO && i < TP_TOKEN_STRIDE(tapes); i++)
    tp_buffer_printf(out, " %u", (unsigned) v->predicted[i]);
  tp_buffer_puts(out, "\n");
}

static void print_extreme(tp_buffer *out, const tp_extreme *x)
{
  if (x->seen)
    tp_buffer_printf(out, " %a at %zu", x->value, x->token);
  else
    tp_buffer_puts(out, " none");
}

static void print_margins(tp_buffer *out, const tp_margins *m)
{
  for (size_t i = 0; i < m->heads; i++) {
    const tp_head_margin *h = m->head + i;
    const tp_extreme *const all[] = {&h->gap, &h->ties, &h->nonzero, &h->leak, &h->slack, &h->disturbance, &h->run_gap, &h->run_ties,
                                     &h->run_nonzero, &h->run_leak, &h->run_slack};
    tp_buffer_printf(out, "%zu %zu %d %a:", h->layer, h->head, h->is_known, h->needs);
    for (size_t k = 0; k < LENGTH(all); k++)
      print_extreme(out, all[k]);
    tp_buffer_puts(out, "\n");
  }
  tp_buffer_printf(out, "rounded %d, undecided %d:", m->is_rounded, m->is_undecided);
  print_extreme(out, &m->right);
  print_extreme(out, &m->right_rounded);
  tp_buffer_puts(out, "\n");
}

static void print_generation(tp_buffer *out, const tp_generation *g)
{
  tp_buffer_printf(out, "end %d, same output %d:", g->end, g->same_output);
  for (size_t i = 0; i < g->told.segments; i++)
    for (size_t p = 0; p < g->told.segment[i].tokens.length; p++)
      for (size_t k = 0; k < TP_TOKEN_STRIDE(g->told.tapes); k++)
        tp_buffer_printf(out, " %u", (unsigned) tp_sequence_token(&g->told.segment[i].tokens, p)[k]);
  tp_buffer_puts(out, "\n");
}

/* --- Every step, in any environment ----------------------------------------------------------------- */

typedef struct {
  const char *arithmetic;
  int bits;
  const char *machine, *input;
} trial;

static const trial trials[] = {
  {"format=mpfr:8 beta=3", 0, "parity", "110"},         {"format=mpfr:8 beta=3", 1, "parity", "110"},
  {"format=mpfr:24 beta=40.03", 0, "parity", "110"},    {"format=mpfr:60 beta=0.012345678901234567890123456789", 0, "parity", "11"},
  {"format=mpfr:12 beta=5e-324", 0, "parity", "11"},    {"format=mpfr:fp16 beta=6", 0, "parity", "110"},
  {"format=mpfr:e11m30 round=rup", 0, "parity", "11"},  {"act=fixed:1.0 attn=p:4", 0, "parity", "110"},
  {"act=fixed:1.0 attn=real beta=2", 0, "third", "110"}, {"act=p:12 attn=p:9 beta=0.3", 0, "parity", "110"},
  {"act=fixed:2.20 attn=fixed:1.28 beta=30.1 round=rto", 0, "parity", "110"},
  {"act=fp16 attn=fp16 logit=fp16 exp=fp16 acc=fp16 param=fp16 beta=5", 0, "parity", "11"},
  {"act=fixed:1.0 attn=p:4 logit=p:6 beta=70.3", 0, "parity", "110"}, {"act=fixed:1.0 attn=p:4 logit=fixed:9.3 subtract=before", 0, "parity", "11"},
  {"act=fixed:2.4 attn=p:6 beta=1.7", 400, "parity", "11"}, {"act=fp64 attn=fp64 beta=20", 0, "parity", "1"},
  {"act=int4 attn=int8 beta=9", 0, "parity", "11"},     {"act=mxfp4 attn=mxint8 beta=7", 0, "parity", "11"},
  {"act=fixed:1.4 attn=p:20 noise=logit:normal:0.05 logit=p:30", 0, "parity", "11"}, {"act=p:8 attn=p:8 round=rsr beta=8", 0, "parity", "11"},
  {"act=fixed:1.0 attn=p:3 at=3..5:attn=p:2 at=4:beta=2.5", 0, "parity", "11"}, {"format=real beta=30", 0, "parity", "1"},
  {"format=exact", 0, "parity", "110"},
};

/* All results; after each step the environment is the caller's. */
static char *compute(const trial *t, const tp_subject *s, const environment *e)
{
  tp_buffer out = {NULL, 0, 0};
  tp_choice choice;
  tp_error err = {.text = ""};
  tp_verification v;
  tp_generation g;
  tp_margins m;
  enter(e);
  ck_assert_msg(tp_choice_parse(&choice, t->arithmetic, &err) == TP_STATUS_OK, "%s: %s", t->arithmetic, err.text);
  check_unchanged(e, t->arithmetic, "reading");
  tp_buffer_printf(&out, "beta %a\n", tp_choice_beta(&choice, s->r));
  check_unchanged(e, t->arithmetic, "beta");
  const tp_setup in = {.choice = &choice, .draw = {.seed = 5}, .effort = {.bits = t->bits, .patience = 4}};
  tp_hardmax_record *record = tp_hardmax_record_new(s, 1);
  tp_verify_subject(&v, s, &in, record);
  check_unchanged(e, t->arithmetic, "verify");
  print_verdict(&out, &v, s->told.tapes);
  tp_generate_tokens(&g, s, &in);
  check_unchanged(e, t->arithmetic, "generate");
  print_generation(&out, &g);
  tp_margins_measure(&m, s, &in, NULL, NULL);
  check_unchanged(e, t->arithmetic, "margins");
  print_margins(&out, &m);
  if (choice.kind == TP_ARITHMETIC_SITES)
    tp_buffer_printf(&out, "noise %a\n", tp_margins_noise(&m, s, &choice, TP_SITE_LOGIT));
  check_unchanged(e, t->arithmetic, "tolerated noise");
  tp_margins_clear(&m);
  tp_generation_clear(&g);
  tp_verify_clear(&v);
  tp_hardmax_record_free(record);
  tp_choice_clear(&choice);
  check_unchanged(e, t->arithmetic, "the end");
  return out.text;
}

START_TEST(test_steps)
{
  const trial *t = trials + _i;
  const environment callers[] = {
    {mpfr_get_emin_min(), mpfr_get_emax_max(), 0}, {mpfr_get_emin(), mpfr_get_emax(), 0}, {mpfr_get_emin(), mpfr_get_emax(), MPFR_FLAGS_ALL},
    {-50, 50, 0}, {-50, 50, MPFR_FLAGS_UNDERFLOW | MPFR_FLAGS_OVERFLOW},
  };
  tp_machine *m;
  tp_subject s;
  tp_error err = {.text = ""};
  const tp_subject_options options = {.limits = {1000, 0}};
  char *first = NULL;
  ck_assert(tp_catalog_open(&m, t->machine, &err) == TP_STATUS_OK);
  ck_assert_msg(tp_subject_open(&s, m, t->input, &options, 1, &err) == TP_STATUS_OK, "%s", err.text);
  for (size_t i = 0; i < LENGTH(callers); i++) {
    char *text = compute(t, &s, callers + i);
    if (first && strcmp(text, first)) {
      printf("%s:\n%sbut in environment %zu:\n%s", t->arithmetic, first, i, text);
      fflush(stdout);
      ck_abort_msg("%s: results depend on the caller's environment", t->arithmetic);
    }
    if (first)
      free(text);
    else
      first = text;
  }
  free(first);
  tp_subject_close(&s);
  tp_machine_free(m);
}
END_TEST

/* --- What belongs to a workspace ------------------------------------------------------------------------ */

static const tp_rounding_place somewhere = {1, TP_PART_ATTENTION, 0};

typedef struct {
  tp_arithmetic *a;
  tp_workspace *w;
  tp_number_column *x[64];         /* 2^i, at positions 0 and 1; at 0 the first is 0 */
  int doubled;
} computer;

static computer computer_open(const char *arithmetic)
{
  computer c = {.doubled = 0};
  tp_choice choice;
  tp_error err = {.text = ""};
  ck_assert_msg(tp_choice_parse(&choice, arithmetic, &err) == TP_STATUS_OK, "%s", err.text);
  c.a = tp_arithmetic_new(&choice, &(tp_effort) {.bits = 1}, 6, 1);
  c.w = tp_workspace_new(c.a, &(tp_draw) {.seed = 0});
  c.x[0] = c.a->op->column_new(c.a);
  c.a->op->load(c.a, c.x[0], 2, (const int8_t[]) {0, 1});
  tp_choice_clear(&choice);
  return c;
}

static void computer_close(computer *c)
{
  for (int i = 0; i <= c->doubled; i++)
    c->a->op->column_free(c->a, c->x[i]);
  tp_workspace_free(c->w);
  tp_arithmetic_free(c->a);
}

static void double_once(computer *c)
{
  const int8_t one = 1;
  tp_number_column *x = c->x[c->doubled];
  c->x[c->doubled + 1] = c->a->op->column_new(c->a);
  c->a->op->add(c->w, somewhere, c->x[c->doubled + 1], x, 1, &x, &one, 0, 2);
  c->doubled++;
}

/* Scores 0 and 2^(2 doubled) of the last position, and their weights. */
static void attend_once(computer *c)
{
  const tp_arithmetic_operations *op = c->a->op;
  tp_attention_row *row[2] = {op->row_new(c->a), op->row_new(c->a)};
  tp_number_column *x = c->x[c->doubled];
  tp_key_store *store = op->store_new(c->a, 1, &x);
  op->store_extend(c->w, store, 2);
  op->score(c->w, somewhere, row, 2, store, &x, 0);
  op->weigh(c->w, somewhere, row, 2);
  op->store_free(c->a, store);
  for (int i = 0; i < 2; i++)
    op->row_free(c->a, row[i]);
}

/* exp(-10^12 2^60) is below all that MPFR has. */
static void underflow(computer *c)
{
  while (c->doubled < 30)
    double_once(c);
  ck_assert(!c->w->undecided);
  attend_once(c);
}

START_TEST(test_own_underflow)
{
  static const char *const other[] = {"format=mpfr:9 beta=1", "format=mpfr:fp16 beta=1", "format=mpfr:200 beta=1"};
  computer lost = computer_open("format=mpfr:52 beta=1e12"), before = computer_open(other[_i]);
  mpfr_flags_clear(MPFR_FLAGS_ALL);
  attend_once(&before);
  underflow(&lost);
  computer after = computer_open(other[_i]);
  attend_once(&after);
  attend_once(&before);
  double_once(&after);
  ck_assert(lost.w->undecided & TP_UNDECIDED_NUMBER);
  ck_assert(!before.w->undecided && !after.w->undecided);
  ck_assert(!mpfr_underflow_p() && !mpfr_overflow_p());
  tp_workspace *fresh = tp_workspace_new(lost.a, &(tp_draw) {.seed = 0});
  ck_assert(!fresh->undecided);
  tp_workspace_free(fresh);
  attend_once(&lost);
  ck_assert(lost.w->undecided & TP_UNDECIDED_NUMBER);
  computer_close(&lost);
  computer_close(&before);
  computer_close(&after);
}
END_TEST

/* Nor is what the caller met. */
START_TEST(test_callers_underflow)
{
  computer c = computer_open("format=mpfr:52 beta=1");
  mpfr_flags_set(MPFR_FLAGS_UNDERFLOW | MPFR_FLAGS_OVERFLOW);
  double_once(&c);
  attend_once(&c);
  ck_assert(!c.w->undecided && mpfr_underflow_p() && mpfr_overflow_p());
  computer_close(&c);
}
END_TEST

/* Exponentials that binary64 leaves to MPFR, below the caller's range. */
START_TEST(test_open_exponential)
{
  const environment caller = {-50, 50, MPFR_FLAGS_DIVBY0};
  tp_choice choice;
  tp_error err;
  mpfr_t x;
  ck_assert(tp_choice_parse(&choice, "format=mpfr:24", &err) == TP_STATUS_OK);
  tp_arithmetic *a = tp_arithmetic_new(&choice, &(tp_effort) {.bits = 0}, 6, 1);
  tp_workspace *w = tp_workspace_new(a, &(tp_draw) {.seed = 0});
  mpfr_init2(x, 24);
  for (float t = -0.3f; t > -600; t *= 1.7f) {
    enter(&caller);
    double got = tp_mpfr53_exponential_by_mpfr(mpfr53_of(w), t);
    check_unchanged(&caller, "mpfr:24", "exp");
    enter(&untouched);
    mpfr_set_flt(x, t, MPFR_RNDN);
    mpfr_exp(x, x, MPFR_RNDN);
    ck_assert_msg(got == mpfr_get_d(x, MPFR_RNDN), "exp(%a) is %a", (double) t, got);
  }
  mpfr_clear(x);
  tp_workspace_free(w);
  tp_arithmetic_free(a);
}
END_TEST

int main(void)
{
  Suite *suite = suite_create("environment");
  TCase *tc = suite_case(suite, "environment");
  tcase_add_checked_fixture(tc, remember, restore);
  tcase_add_loop_test(tc, test_steps, 0, (int) LENGTH(trials));
  tcase_add_loop_test(tc, test_own_underflow, 0, 3);
  tcase_add_test(tc, test_callers_underflow);
  tcase_add_test(tc, test_open_exponential);
  return suite_run(suite);
}
