/* SPDX-License-Identifier: MIT */
/* Claims: what is certified is never wrong, on random machines, inputs, modes and arithmetics near
   what is certified; and certificates of it hold, while others do not. */
#include <math.h>
#include <stdlib.h>

#include "claim_runs.h"
#include "tmprec/analysis/certificate.h"

typedef struct {
  char site[TP_SITES][NAME], modes[NAME];
  int first;
} cell;

/* --- Cells that may be certified --------------------------------------------------------- */

static void draw_act(random_source *s, char *name)
{
  static const char *const other[] = {"fixed:1.0", "fixed:1.0", "fixed:2.0", "fixed:3.0", "int2", "e4m3", "e5m2", "e3m2"};
  if (random_one_in(s, 3))
    snprintf(name, NAME, "fixed:%" PRIu32 ".%" PRIu32, 1 + random_below(s, 2), random_below(s, 5));
  else
    snprintf(name, NAME, "%s", other[random_below(s, LENGTH(other))]);
}

static void draw_attn(random_source *s, char *name)
{
  static const char *const other[] = {"real", "int4", "int8", "posit8", "e4m3", "e5m2", "e5m10", "e4m2ftz", "e3m3fn"};
  uint32_t family = random_below(s, 4);
  if (family == 0)
    snprintf(name, NAME, "p:%" PRIu32, 1 + random_below(s, 8));
  else if (family == 1)
    snprintf(name, NAME, "fixed:1.%" PRIu32, random_below(s, 9));
  else if (family == 2)
    snprintf(name, NAME, "e%" PRIu32 "m%" PRIu32, 3 + random_below(s, 4), 1 + random_below(s, 4));
  else
    snprintf(name, NAME, "%s", other[random_below(s, LENGTH(other))]);
}

static const char *draw_mode(random_source *s, uint32_t one_in)
{
  return tp_rounding_mode_name[random_one_in(s, one_in) ? random_below(s, TP_ROUND_STOCHASTIC) : TP_ROUND_NEAREST_EVEN];
}

static cell draw_cell(random_source *s)
{
  cell c = {.first = random_one_in(s, 3)};
  for (int i = 0; i < TP_SITES; i++)
    snprintf(c.site[i], NAME, "real");
  draw_act(s, c.site[TP_SITE_ACT]);
  draw_attn(s, c.site[TP_SITE_ATTN]);
  if (random_one_in(s, 4))
    snprintf(c.site[TP_SITE_LOGIT], NAME, random_one_in(s, 2) ? "p:%" PRIu32 : "fixed:7.%" PRIu32, 1 + random_below(s, 7));
  if (random_one_in(s, 6))
    snprintf(c.site[TP_SITE_EXP], NAME, random_one_in(s, 2) ? "p:%" PRIu32 : "e6m%" PRIu32, 1 + random_below(s, 6));
  if (random_one_in(s, 8))
    snprintf(c.site[TP_SITE_PARAM], NAME, "p:%" PRIu32, 3 + random_below(s, 5));
  snprintf(c.modes, NAME, "act:%s,attn:%s,logit:%s,exp:%s", draw_mode(s, 8), draw_mode(s, 3), draw_mode(s, 3), draw_mode(s, 3));
  return c;
}

static int cell_choice(tp_choice *choice, const cell *c)
{
  tp_error err;
  *choice = (tp_choice) {.kind = TP_ARITHMETIC_EXACT, .beta = {.is_auto = 1}};
  for (int i = 0; i < TP_SITES; i++)
    ck_assert_int_eq(tp_choice_set_site(choice, i, c->site[i], &err), TP_STATUS_OK);
  ck_assert_int_eq(tp_choice_set_mode(choice, c->modes, &err), TP_STATUS_OK);
  choice->subtracts_first = c->first && tp_choice_is_rounded(choice, TP_SITE_LOGIT);
  return tp_choice_check(choice, &err) == TP_STATUS_OK;
}

/* Just above the least beta that is certified, or where it is not known some beta. */
static void draw_beta(random_source *s, tp_choice *c, const tp_scope *scope)
{
  double least;
  if (tp_claim_least_beta(&least, scope, c, TP_CLAIM_EXACT))
    set_beta(c, random_one_in(s, 4) ? least : least + 0.001 * random_below(s, 300));
  else
    set_beta(c, 2 + 0.01 * random_below(s, 1200));
}

static tp_claim_verdict draw_claim(random_source *s, const tp_scope *scope, tp_choice *c)
{
  cell drawn = draw_cell(s);
  if (!cell_choice(c, &drawn))
    return TP_CLAIM_NONE;
  draw_beta(s, c, scope);
  return certified(scope, c);
}

START_TEST(test_never_wrong)
{
  random_source source = random_open(80 + (uint64_t) _i);
  claimed_cells of = {.mode = (tp_chain_mode) _i, .most_tokens = _i == TP_MODE_SCOT ? 40 : 96, .cells_a_machine = 12,
                      .wanted = random_setting("TMPREC_CLAIMS", 800) / TP_CHAIN_MODES, .draw = draw_claim};
  check_cells(&source, &of);
}
END_TEST

/* What a machine's table allows is at least what each of its runs does, and less than a context does where heads
   do not turn. */
START_TEST(test_tables)
{
  random_source source = random_open(86 + (uint64_t) _i);
  size_t count = random_count(500, 20), fewer = 0;
  random_quota quota = {.left = count, .mode = (tp_chain_mode) _i};
  while (quota.left) {
    random_machine m;
    tp_subject s;
    random_next_subject(&source, &m, &s, 96, &quota);
    const tp_scope run = tp_scope_run(&s), machine = tp_scope_machine(s.m, run.mode, run.r, run.n), all = tp_scope_all(run.mode, run.r, run.n);
    random_assert(&m, run.ties <= machine.ties && machine.ties <= all.ties);
    fewer += machine.ties < all.ties;
    tp_subject_close(&s);
    random_machine_clear(&m);
  }
  ck_assert(count < 200 || fewer > 0);
}
END_TEST

/* --- Not worthless --------------------------------------------------------------------------- */

/* At a large beta, where ties alone decide. */
static int holds_cold(const tp_scope *scope, const char *act, const char *attn)
{
  tp_choice c = choice_of(act, attn, "rne");
  set_beta(&c, 1000);
  return certified(scope, &c) == TP_CLAIM_EXACT_ACT;
}

static double least_beta(const tp_scope *scope, const char *act, const char *attn)
{
  const tp_choice c = choice_of(act, attn, "rne");
  double beta = NAN;
  return tp_claim_least_beta(&beta, scope, &c, TP_CLAIM_EXACT_ACT) ? beta : NAN;
}

/* For significands of p bits the bound of doc/precision.md, 3.3, which is necessary too. */
START_TEST(test_significands)
{
  for (unsigned r = TP_POSITION_BITS_MIN; r <= TP_POSITION_BITS_MAX; r += r < 10 ? 2 : 10)
    for (int p = 1; p <= 24; p *= p < 4 ? 2 : 6) {
      const tp_scope scope = tp_scope_all((tp_chain_mode) _i, r, (uint64_t) 1 << r);
      char attn[NAME];
      snprintf(attn, sizeof attn, "p:%d", p);
      double N = ldexp(1, (int) r) - 2, bound = log(N * (ldexp(1, p) + 1) / (ldexp(1, p) - 1));
      double least = least_beta(&scope, "fixed:1.0", attn);
      ck_assert_msg(least >= bound * (1 - 1e-14) && least < bound + 0.02, "r %u, p %d: %g, not %g", r, p, least, bound);
    }
}
END_TEST

/* For fixed point the law of ties, with the most that a context allows. */
START_TEST(test_fixed_point)
{
  for (unsigned r = TP_POSITION_BITS_MIN; r <= 30; r += 2)
    for (unsigned w = 1; w <= r; w++) {
      const tp_scope scope = tp_scope_all((tp_chain_mode) _i, r, (uint64_t) 1 << r);
      char attn[NAME];
      snprintf(attn, sizeof attn, "fixed:1.%u", w);
      double F = ldexp(1, (int) w), m = (double) scope.ties;
      ck_assert_msg(holds_cold(&scope, "fixed:1.0", attn) == (F > m / 2), "r %u, fixed:1.%u, %g ties, saturating", r, w, m);
      ck_assert_msg(holds_cold(&scope, "fixed:2.0", attn) == (F > 2 * m / 3), "r %u, fixed:1.%u, %g ties", r, w, m);
    }
}
END_TEST

/* --- Certificates ------------------------------------------------------------------------------ */

static void print_certificate(tp_buffer *text, const tp_scope *scope, const tp_choice *c)
{
  tp_claim claim;
  tp_error err;
  tp_claim_make(&claim, scope, c);
  ck_assert_msg(tp_certificate_print(text, &claim, scope, c, &err) == TP_STATUS_OK, "%s", err.text);
  tp_claim_clear(&claim);
}

/* Certificates at the least beta, where nothing is to spare. */
START_TEST(test_certificates)
{
  random_source source = random_open(84);
  for (size_t count = 0, wanted = random_count(60, 6); count < wanted;) {
    cell c = draw_cell(&source);
    tp_choice choice;
    if (!cell_choice(&choice, &c) || tp_choice_is_rounded(&choice, TP_SITE_PARAM))
      continue;
    unsigned r = 4 + 2 * random_below(&source, random_one_in(&source, 3) ? 29 : 5);
    const tp_scope scope = tp_scope_all((tp_chain_mode) random_below(&source, TP_CHAIN_MODES), r, ((uint64_t) 1 << r) - random_below(&source, 8));
    draw_beta(&source, &choice, &scope);
    tp_claim_verdict verdict = certified(&scope, &choice);
    if (verdict == TP_CLAIM_NONE || (verdict == TP_CLAIM_EXACT && scope.ties > 1024))
      continue;
    tp_buffer text = {NULL, 0, 0};
    tp_error err;
    print_certificate(&text, &scope, &choice);
    if (tp_certificate_check("certificate", text.text, text.length, &err) != TP_CERTIFICATE_CONFIRMED) {
      ck_abort_msg("%s: %s", err.text, text.text);
    }
    tp_buffer_clear(&text);
    count++;
  }
}
END_TEST

int main(void)
{
  random_print_settings();
  Suite *suite = suite_create("claims");
  TCase *tc = suite_case(suite, "claims");
  tcase_add_loop_test(tc, test_never_wrong, 0, TP_CHAIN_MODES);
  tcase_add_loop_test(tc, test_tables, 0, TP_CHAIN_MODES);
  tcase_add_loop_test(tc, test_significands, 0, TP_CHAIN_MODES);
  tcase_add_loop_test(tc, test_fixed_point, 0, TP_CHAIN_MODES);
  tcase_add_test(tc, test_certificates);
  return suite_run(suite);
}
