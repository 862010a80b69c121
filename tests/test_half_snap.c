/* SPDX-License-Identifier: MIT */
/* Theorem "half-snap" (doc/half-snapping.md): what it certifies is never wrong, on random machines,
   inputs, modes and formats near the least beta that is certified; garbage is never amplified,
   whatever heads add; and what it certifies is not worthless. */
#include <math.h>

#include "claim_runs.h"
#include "garbage.h"

/* --- Never wrong ------------------------------------------------------------------------------ */

static tp_choice draw_choice(random_source *s)
{
  char act[NAME], attn[NAME], modes[NAME];
  uint32_t P = 1 + random_below(s, random_one_in(s, 3) ? 12 : 4);
  switch (random_below(s, 4)) {
  case 0:  snprintf(act, NAME, "e%" PRIu32 "m%" PRIu32 "%s", 4 + random_below(s, 5), P, random_one_in(s, 6) ? "ftz" : ""); P++; break;
  case 1:  snprintf(act, NAME, "fixed:%" PRIu32 ".%" PRIu32, 1 + random_below(s, 2), P); break;
  default: snprintf(act, NAME, "p:%" PRIu32, P); break;
  }
  switch (random_below(s, 6)) {
  case 0:  snprintf(attn, NAME, "real"); break;
  case 1:  snprintf(attn, NAME, "e%" PRIu32 "m%" PRIu32, 5 + random_below(s, 4), P + random_below(s, 3)); break;
  case 2:  snprintf(attn, NAME, "fixed:1.%" PRIu32, P + 2 + random_below(s, 8)); break;
  default: snprintf(attn, NAME, "p:%" PRIu32, P + random_below(s, 3)); break;
  }
  snprintf(modes, NAME, "act:%s,attn:%s", random_one_in(s, 4) ? "rna" : "rne",
           tp_rounding_mode_name[random_one_in(s, 5) ? random_below(s, TP_ROUND_STOCHASTIC) : TP_ROUND_NEAREST_EVEN]);
  return choice_of(act, attn, modes);
}

/* A beta above the least. */
static tp_claim_verdict draw_claim(random_source *s, const tp_scope *scope, tp_choice *c)
{
  double least;
  tp_error err;
  *c = draw_choice(s);
  if (tp_choice_check(c, &err) != TP_STATUS_OK || !tp_claim_least_beta(&least, scope, c, TP_CLAIM_EXACT))
    return TP_CLAIM_NONE;
  set_beta(c, random_one_in(s, 3) ? least : least + 0.001 * random_below(s, random_one_in(s, 3) ? 4000 : 100));
  return is_exact_by("half-snap", scope, c) ? TP_CLAIM_EXACT : TP_CLAIM_NONE;
}

START_TEST(test_never_wrong)
{
  random_source source = random_open(90 + (uint64_t) _i);
  claimed_cells of = {.mode = (tp_chain_mode) _i, .most_tokens = _i == TP_MODE_SCOT ? 48 : 80, .cells_a_machine = 8,
                      .wanted = random_setting("TMPREC_HALF_SNAP", 160) / TP_CHAIN_MODES, .draw = draw_claim};
  check_cells(&source, &of);
  ck_assert_uint_lt(of.in_act, of.count);
}
END_TEST

/* --- Garbage ------------------------------------------------------------------------------------ */

/* Nearly all that (H2) and (H3) allow; numbers have few bits, so that sums in binary64 are exact. */
static garbage_limits draw_limits(random_source *s, const tp_subject *at)
{
  garbage_limits g = {.bits = 1 + (int) random_below(s, 8)};
  const uint32_t K = tp_machine_tapes(at->m), r = at->r;
  double radius = ldexp(1, -g.bits - 1) * (1 - ldexp(1, -8));          /* of 1, on its lower side */
  /* most bits below a limit: a garbage of P bits, so that act keeps it */
  double most[] = {fmin(radius / (4 * r), 0.0625 / (r + 1)), radius, radius / (at->mode == TP_MODE_SCOT ? 2 * K : 1), radius, fmin(radius, 0.125)};
  for (int i = 0; i < 5; i++) {
    int exponent;
    double m = frexp(most[i], &exponent);
    g.miss[i] = ldexp(floor(ldexp(m, g.bits)), exponent - g.bits - (int) random_below(s, 2));
    if (i > 0 && random_one_in(s, 3))
      g.miss[i] *= 1 - ldexp(1, -10);    /* which act rounds up again, or down */
  }
  g.found = radius - 2 * (r - 1) * g.miss[0];
  g.found = floor(ldexp(g.found, 24)) * ldexp(1, -24);
  return g;
}

START_TEST(test_garbage)
{
  random_source source = random_open(94 + (uint64_t) _i);
  random_quota quota = {.left = random_count(14, 4), .mode = (tp_chain_mode) _i};
  quota.wanted[RANDOM_THREE_TAPES] = quota.left / 4;
  quota.wanted[RANDOM_REWRITES] = quota.left / 4;
  if (_i == TP_MODE_SCOT)
    quota.wanted[RANDOM_SEGMENTS] = quota.left / 4;
  while (quota.left) {
    random_machine m;
    tp_subject s;
    random_next_subject(&source, &m, &s, 64, &quota);
    tp_hardmax_record *record = tp_hardmax_record_new(&s, 0);
    for (size_t g = 0; g < s.told.segments && g < 3; g++)
      for (int trial = 0; trial < 2; trial++) {
        const garbage_limits limits = draw_limits(&source, &s);
        garbage_run(&m, &s, tp_hardmax_record_segment(record, g), &limits, &source, g);
      }
    tp_hardmax_record_free(record);
    tp_subject_close(&s);
    random_machine_clear(&m);
  }
}
END_TEST

/* --- Not worthless, and nothing it does not prove ----------------------------------------------- */

static double least_beta(const tp_scope *scope, const char *act, const char *attn)
{
  const tp_choice c = choice_of(act, attn, "rne");
  double beta;
  return tp_claim_least_beta(&beta, scope, &c, TP_CLAIM_EXACT) ? beta : INFINITY;
}

/* One bit more for weights than for activations is enough, at beta = ln N + (P + 2) ln 2 + ln r at most. */
START_TEST(test_significands)
{
  for (unsigned r = TP_POSITION_BITS_MIN; r <= TP_POSITION_BITS_MAX; r += r < 8 ? 2 : 26)
    for (int p = 1; p <= 24; p *= 3) {
      const tp_scope scope = tp_scope_all(TP_MODE_COT, r, (uint64_t) 1 << r);
      char act[NAME], attn[NAME];
      snprintf(act, NAME, "p:%d", p);
      snprintf(attn, NAME, "p:%d", p + 1);
      double least = least_beta(&scope, act, attn), law = r * log(2) + (p + 2) * log(2) + log(r);
      ck_assert_msg(least < law + 1.5, "r %u, p:%d: %g, and the law is about %g", r, p, least, law);
    }
  const tp_scope scope = tp_scope_all(TP_MODE_COT, 8, 248);
  ck_assert_double_lt(least_beta(&scope, "p:1", "p:2"), 9.15);
  ck_assert_double_lt(least_beta(&scope, "p:4", "p:5"), 9.90);
  ck_assert_double_lt(least_beta(&scope, "p:8", "p:9"), 11.90);
}
END_TEST

START_TEST(test_refused)
{
  const tp_scope scope = tp_scope_all(TP_MODE_COT, 8, 248);
  static const struct {
    const char *act, *attn, *modes;
    int site;
    const char *format;
  } no[] = {
    {"p:3", "p:3", "rne", TP_SITE_ATTN, "p:3"},          /* 29 ties are too many */
    {"p:3", "p:4", "act:rtz,attn:rne", TP_SITE_ATTN, "p:4"},
    {"p:3", "p:4", "rne", TP_SITE_LOGIT, "p:40"},
    {"p:3", "p:4", "rne", TP_SITE_EXP, "p:40"},
    {"p:3", "p:4", "rne", TP_SITE_ACC, "p:40"},
    {"posit16", "p:20", "rne", TP_SITE_ATTN, "p:20"},
  };
  for (size_t i = 0; i < LENGTH(no); i++) {
    tp_choice c = choice_of(no[i].act, no[i].attn, no[i].modes);
    tp_error err;
    ck_assert_int_eq(tp_choice_set_site(&c, no[i].site, no[i].format, &err), TP_STATUS_OK);
    set_beta(&c, 200);
    ck_assert_msg(!is_exact_by("half-snap", &scope, &c), "case %zu", i);
  }
  tp_choice c = choice_of("p:3", "p:4", "rne");
  set_beta(&c, 200);
  ck_assert(is_exact_by("half-snap", &scope, &c));
}
END_TEST

int main(void)
{
  random_print_settings();
  Suite *suite = suite_create("half-snap");
  TCase *tc = suite_case(suite, "half-snap");
  tcase_add_loop_test(tc, test_never_wrong, 0, TP_CHAIN_MODES);
  tcase_add_loop_test(tc, test_garbage, 0, TP_CHAIN_MODES);
  tcase_add_test(tc, test_significands);
  tcase_add_test(tc, test_refused);
  return suite_run(suite);
}
