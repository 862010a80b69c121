/* SPDX-License-Identifier: MIT */
/* The public library, by its header alone: what it says is what the command says, and what callbacks get. */
#include "library_things.h"

/* --- Machines -------------------------------------------------------------------------- */

START_TEST(test_machines)
{
  tmprec_machine *m = open_machine("add"), *again;
  tmprec_text *text;
  OK(tmprec_machine_write(&text, m, NULL, &error));
  OK(tmprec_machine_parse(&again, tmprec_text_data(text), tmprec_text_length(text), &(tmprec_reading) {.size = sizeof (tmprec_reading), .notation = "tm"}, &error));
  ck_assert_uint_eq(tmprec_machine_tapes(m), tmprec_machine_tapes(again));
  ck_assert_uint_eq(tmprec_machine_states(m), tmprec_machine_states(again));
  ck_assert_uint_eq(tmprec_machine_symbols(m), tmprec_machine_symbols(again));
  ck_assert_uint_eq(tmprec_machine_transitions(m), tmprec_machine_transitions(again));
  for (uint32_t i = 0; i < tmprec_machine_states(m); i++)
    ck_assert_str_eq(tmprec_machine_state(m, i), tmprec_machine_state(again, i));
  ck_assert_ptr_null(tmprec_machine_state(m, tmprec_machine_states(m)));
  ck_assert_str_eq(tmprec_machine_symbol(m, 0), "_");
  ck_assert_ptr_null(tmprec_machine_symbol(m, tmprec_machine_symbols(m)));
  tmprec_text_free(text);
  tmprec_machine_free(m);
  tmprec_machine_free(again);
}
END_TEST

/* What is not said in the text of a machine: what it does where no rule applies, where it starts. */
START_TEST(test_reading)
{
  static const char text[] = "tapes 1\nblank _\ninput 1\nstart a\nhalt h\na 1 -> b 1 R\nb 1 -> b 1 R\nb _ -> h 1 S\n";
  tmprec_reading how = {.size = sizeof how, .no_rule = 1};
  tmprec_machine *m;
  tmprec_simulation *s;
  OK(tmprec_machine_parse(&m, text, strlen(text), &how, &error));
  ck_assert_int_eq(tmprec_simulation_new(&s, m, "", NULL, NULL, &error), TMPREC_REFUSED);
  tmprec_machine_free(m);
  how.no_rule = 2;
  OK(tmprec_machine_parse(&m, text, strlen(text), &how, &error));
  OK(tmprec_simulation_new(&s, m, "", NULL, NULL, &error));
  ck_assert_uint_eq(tmprec_simulation_steps(s), 1);
  ck_assert_str_eq(tmprec_simulation_output(s), "");
  tmprec_simulation_free(s);
  tmprec_machine_free(m);
  how.start = "b";
  OK(tmprec_machine_parse(&m, text, strlen(text), &how, &error));
  OK(tmprec_simulation_new(&s, m, "", NULL, NULL, &error));
  ck_assert_str_eq(tmprec_simulation_output(s), "1");
  tmprec_simulation_free(s);
  tmprec_machine_free(m);
  how = (tmprec_reading) {.no_rule = 1};                /* its size is not set */
  ck_assert_int_eq(tmprec_machine_parse(&m, text, strlen(text), &how, &error), TMPREC_REFUSED);
  ck_assert_ptr_nonnull(strstr(error.message, "tmprec_reading"));
  how = (tmprec_reading) {.size = sizeof how, .no_rule = 3};
  ck_assert_int_eq(tmprec_machine_parse(&m, text, strlen(text), &how, &error), TMPREC_REFUSED);
  how = (tmprec_reading) {.size = sizeof how, .start = "nobody"};
  ck_assert_int_eq(tmprec_machine_parse(&m, text, strlen(text), &how, &error), TMPREC_REFUSED);
  how = (tmprec_reading) {.size = sizeof how, .head = INT64_MIN};
  ck_assert_int_eq(tmprec_machine_parse(&m, text, strlen(text), &how, &error), TMPREC_REFUSED);
}
END_TEST

START_TEST(test_catalog)
{
  tmprec_text *text;
  size_t n = 0, i = 0;
  int has_add = 0;
  for (; tmprec_catalog_name(&text, n, &error) == TMPREC_OK && text; n++) {
    has_add |= !strcmp(tmprec_text_data(text), "add");
    tmprec_text_free(text);
  }
  ck_assert(n > 20 && has_add);
  OK(tmprec_catalog_about(&text, "add", &error));
  ck_assert(strstr(tmprec_text_data(text), "adds") != NULL);
  tmprec_text_free(text);
  for (; tmprec_catalog_input(&text, "add", i, &error) == TMPREC_OK && text; i++)
    tmprec_text_free(text);
  ck_assert_uint_ge(i, 3);
  ck_assert_int_eq(tmprec_catalog_input(&text, "nobody", 0, &error), TMPREC_REFUSED);
}
END_TEST

/* Names need not be words of a `.tm` file. */
START_TEST(test_builder)
{
  tmprec_builder *b = begin_builder();
  tmprec_machine *m;
  OK(tmprec_builder_machine(&m, b, &error));
  ck_assert_str_eq(tmprec_machine_state(m, 0), "begin, here");
  ck_assert_str_eq(tmprec_machine_symbol(m, 0), " ");
  ck_assert_str_eq(tmprec_machine_symbol(m, 2), "a/b");
  ck_assert_uint_eq(tmprec_machine_transitions(m), 2);
  tmprec_simulation *s;
  OK(tmprec_simulation_new(&s, m, "11", NULL, NULL, &error));
  ck_assert_uint_eq(tmprec_simulation_steps(s), 3);
  ck_assert_str_eq(tmprec_simulation_halted(s), "end");
  tmprec_simulation_free(s);
  tmprec_machine_free(m);
  ck_assert_int_eq(tmprec_builder_rule(b, "begin, here", one, "end", one, "X", &error), TMPREC_REFUSED);
  OK(tmprec_builder_rule(b, "begin, here", one, "end", one, "S", &error));
  ck_assert_int_eq(tmprec_builder_machine(&m, b, &error), TMPREC_REFUSED);
  ck_assert_str_eq(error.message, "rule 3: duplicate transition (the first is rule 1)");
  ck_assert_ptr_null(m);
  tmprec_builder_free(b);
}
END_TEST

/* What is wrong with a name is said by the call that gives it, and nothing is added. */
START_TEST(test_builder_names)
{
  static const char *const wrong[] = {"", "\x01", "a\nb", "\x7f", "\xff", "a\xc3", "\xc2\x85",
                                      "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"},
                           *const right[] = {"#", "->", "%41", "a b", "a,b^c/d", "\xc3\xa4", "\xe2\x80\x8b", "*", "e2"};
  tmprec_builder *b = begin_builder(), *none;
  tmprec_machine *m;
  for (size_t i = 0; i < LENGTH(wrong); i++) {
    const char *const symbol[] = {wrong[i]};
    ck_assert_int_eq(tmprec_builder_new(&none, 1, wrong[i], "q", "h", &error), TMPREC_REFUSED);
    ck_assert_ptr_null(none);
    ck_assert_int_eq(tmprec_builder_new(&none, 1, "_", wrong[i], "h", &error), TMPREC_REFUSED);
    ck_assert_int_eq(tmprec_builder_new(&none, 1, "_", "q", wrong[i], &error), TMPREC_REFUSED);
    ck_assert_int_eq(tmprec_builder_input(b, wrong[i], &error), TMPREC_REFUSED);
    ck_assert_int_eq(tmprec_builder_rule(b, wrong[i], one, "end", one, "S", &error), TMPREC_REFUSED);
    ck_assert_int_eq(tmprec_builder_rule(b, "q", one, wrong[i], one, "S", &error), TMPREC_REFUSED);
    ck_assert_int_eq(tmprec_builder_rule(b, "q", symbol, "end", one, "S", &error), TMPREC_REFUSED);
    ck_assert_int_eq(tmprec_builder_rule(b, "q", one, "end", symbol, "S", &error), TMPREC_REFUSED);
  }
  ck_assert_int_eq(tmprec_builder_new(&none, 1, "_", "q", "q", &error), TMPREC_REFUSED);
  ck_assert_int_eq(tmprec_builder_input(b, "1", &error), TMPREC_REFUSED);
  ck_assert_int_eq(tmprec_builder_input(b, " ", &error), TMPREC_REFUSED);
  ck_assert_int_eq(tmprec_builder_rule(b, "end", one, "end", one, "S", &error), TMPREC_REFUSED);
  for (size_t i = 0; i < LENGTH(right); i++) {
    const char *const symbol[] = {right[i]};
    OK(tmprec_builder_input(b, right[i], &error));
    OK(tmprec_builder_rule(b, right[i], symbol, right[i], symbol, "S", &error));
  }
  OK(tmprec_builder_machine(&m, b, &error));
  ck_assert_uint_eq(tmprec_machine_states(m), 2 + LENGTH(right));
  tmprec_machine_free(m);
  tmprec_builder_free(b);
}
END_TEST

/* --- Runs -------------------------------------------------------------------------------- */

START_TEST(test_trace)
{
  for (int mode = 0; mode < 2; mode++) {
    tmprec_simulation *s = simulate("mul", "1*1", mode ? TMPREC_SCOT : TMPREC_COT);
    seen got = {.tokens = 0};
    const tmprec_watch watch = {.size = sizeof watch, .user = &got, .token = see_token};
    OK(tmprec_trace(s, &watch, &error));
    ck_assert(!got.wrong);
    ck_assert_uint_eq(got.tokens, tmprec_simulation_tokens(s));
    ck_assert_uint_eq(got.predicted, tmprec_simulation_predictions(s));
    ck_assert_uint_eq(got.segment + 1, tmprec_simulation_segments(s));
    ck_assert(tmprec_simulation_mode(s) == (mode ? TMPREC_SCOT : TMPREC_COT));
    ck_assert_uint_le(tmprec_simulation_longest(s), (size_t) 1 << tmprec_simulation_r(s));
    ck_assert_str_eq(tmprec_simulation_output(s), "1");
    ck_assert_uint_eq(tmprec_simulation_dimension(s, TMPREC_LAYERS), 5 * tmprec_simulation_r(s) / 2 + 8);
    tmprec_simulation_free(s);
  }
}
END_TEST

/* 3 + 1, as in the README. */
START_TEST(test_verify)
{
  tmprec_simulation *s = simulate("add", "11+1", TMPREC_COT);
  tmprec_arithmetic *six = arithmetic_of("act=fixed:1.4 attn=fixed:1.4"), *five = arithmetic_of("act=fixed:1.3 attn=fixed:1.3");
  tmprec_verification *v;
  ck_assert_str_eq(tmprec_arithmetic_text(six), "act=fixed:1.4 attn=fixed:1.4 beta=auto");
  OK(tmprec_verify(&v, s, six, 1, NULL, &error));
  ck_assert(tmprec_verification_exact(v) == TMPREC_YES && tmprec_verification_exact_activations(v) != TMPREC_UNKNOWN);
  ck_assert_uint_eq(tmprec_verification_predictions(v), 51);
  ck_assert(tmprec_verification_first_error(v) == SIZE_MAX && !tmprec_verification_expected(v));
  tmprec_verification_free(v);
  OK(tmprec_verify(&v, s, five, 0, NULL, &error));
  ck_assert(tmprec_verification_exact(v) == TMPREC_NO && tmprec_verification_exact_activations(v) == TMPREC_NO);
  ck_assert_uint_eq(tmprec_verification_first_error(v), 48);
  ck_assert_uint_eq(tmprec_verification_token(v), 54);
  ck_assert_uint_eq(tmprec_verification_segment(v), 0);
  ck_assert_uint_eq(tmprec_verification_position(v), 54);
  ck_assert_str_eq(tmprec_verification_expected(v), "sym:0");
  ck_assert_str_eq(tmprec_verification_predicted(v), "sym:1");
  ck_assert_double_eq(tmprec_verification_ties(v), 1);
  tmprec_verification_free(v);
  tmprec_arithmetic_free(six);
  tmprec_arithmetic_free(five);
  tmprec_simulation_free(s);
}
END_TEST

/* In each mode the tokens are told once and are those of the run; numbers and weights come for each of them. */
START_TEST(test_generate)
{
  static const char *const text[] = {"format=exact", "act=fixed:1.6 attn=fixed:1.6 beta=auto", "format=mpfr:9 beta=auto", "format=real beta=auto"};
  for (size_t n = 0; n < LENGTH(text); n++)
    for (int mode = 0; mode < 2; mode++) {
      tmprec_simulation *s = simulate("add", "1+1", mode ? TMPREC_SCOT : TMPREC_COT);
      tmprec_arithmetic *a = arithmetic_of(text[n]);
      seen got = {.tokens = 0};
      const tmprec_watch watch = {.size = sizeof watch, .user = &got, .token = see_token, .activations = see_activations, .scores = see_scores,
                                  .progress = see_progress};
      tmprec_generation *g, *plain;
      OK(tmprec_generate(&g, s, a, &watch, &error));
      OK(tmprec_generate(&plain, s, a, NULL, &error));
      ck_assert(!got.wrong);
      ck_assert_msg(tmprec_generation_ended(g) == TMPREC_ENDED && tmprec_generation_is_right(g), "%s", text[n]);
      ck_assert_str_eq(tmprec_generation_output(g), "10");
      ck_assert_str_eq(tmprec_generation_output(plain), "10");
      ck_assert_uint_eq(got.predicted, tmprec_generation_predictions(g));
      ck_assert_uint_eq(got.tokens, tmprec_simulation_tokens(s));
      ck_assert_uint_ge(got.activations, tmprec_simulation_dimension(s, TMPREC_WIDTH) * (got.tokens - tmprec_simulation_segments(s)));
      ck_assert_uint_ge(got.scores, tmprec_simulation_dimension(s, TMPREC_LAYERS));
      ck_assert_msg(got.worst_sum < 0.25, "%s: weights add up to 1 but for %g", text[n], got.worst_sum);
      tmprec_generation_free(g);
      tmprec_generation_free(plain);
      tmprec_arithmetic_free(a);
      tmprec_simulation_free(s);
    }
}
END_TEST

static size_t margins_seen, gaps_seen;

static int see_margin(void *user, const tmprec_margin *m)
{
  size_t *layer = user;
  ck_assert_uint_ge(m->layer, *layer);
  *layer = m->layer;
  margins_seen++;
  gaps_seen += m->gap >= 1;
  return 0;
}

START_TEST(test_margins)
{
  tmprec_simulation *s = simulate("add", "11+1", TMPREC_COT);
  tmprec_arithmetic *a = arithmetic_of("act=fixed:1.0 attn=p:1");
  size_t layer = 0;
  margins_seen = gaps_seen = 0;
  OK(tmprec_margins(s, a, see_margin, &layer, NULL, &error));
  ck_assert_msg(margins_seen > 30 && gaps_seen > 10 && layer > 5, "%zu margins, %zu gaps, the last in layer %zu", margins_seen, gaps_seen, layer);
  tmprec_arithmetic_free(a);
  tmprec_simulation_free(s);
}
END_TEST

/* --- Bounds and sweeps -------------------------------------------------------------------- */

static void check_claim(tmprec_claim *c)
{
  const char *text = tmprec_claim_certificate(c);
  ck_assert_ptr_nonnull(text);
  ck_assert_str_eq(tmprec_claim_verdict(c), "exact_act");
  ck_assert_str_eq(tmprec_claim_theorem(c), "snap");
  size_t reasons = 0;
  while (tmprec_claim_reason(c, reasons))
    ck_assert_ptr_nonnull(strstr(tmprec_claim_reason(c, reasons++), "rounded to "));
  ck_assert_uint_gt(reasons, 4);
  OK(tmprec_check("certificate", text, strlen(text), NULL, &error));
  char *forged = strdup(text), *ties = strstr(forged, "ties\t");
  ck_assert_ptr_nonnull(ties);
  ties[5] = '9', ties[6] = '9';
  ck_assert_int_ne(tmprec_check("certificate", forged, strlen(forged), NULL, &error), TMPREC_OK);
  ck_assert_msg(!strncmp(error.message, "certificate:", 12), "%s", error.message);
  free(forged);
  tmprec_claim_free(c);
}

START_TEST(test_bounds)
{
  tmprec_arithmetic *a = arithmetic_of("act=fixed:1.0 attn=p:1"), *low = arithmetic_of("act=fixed:1.0 attn=p:1 beta=1");
  tmprec_machine *m = open_machine("add");
  tmprec_simulation *s = simulate("add", "11+1", TMPREC_COT);
  tmprec_claim *c;
  OK(tmprec_bound_all(&c, TMPREC_COT, 20, 0, a, NULL, &error));
  ck_assert_msg(fabs(tmprec_claim_least_beta(c) - 14.961553992516565) < 1e-12, "%.17g", tmprec_claim_least_beta(c));
  ck_assert_uint_eq(tmprec_claim_tokens(c), 1 << 20);
  check_claim(c);
  OK(tmprec_bound_machine(&c, m, TMPREC_SCOT, 8, 200, a, NULL, &error));
  ck_assert_uint_eq(tmprec_claim_tokens(c), 200);
  check_claim(c);
  OK(tmprec_bound_run(&c, s, a, NULL, &error));
  ck_assert_uint_eq(tmprec_claim_tokens(c), tmprec_simulation_longest(s));
  check_claim(c);
  OK(tmprec_bound_all(&c, TMPREC_COT, 20, 0, low, NULL, &error));
  ck_assert_str_eq(tmprec_claim_verdict(c), "");
  ck_assert_ptr_null(tmprec_claim_certificate(c));
  ck_assert(strstr(tmprec_claim_reason(c, 0), "not known to be ") != NULL);
  tmprec_claim_free(c);
  ck_assert_int_eq(tmprec_bound_all(&c, TMPREC_COT, 5, 0, a, NULL, &error), TMPREC_REFUSED);
  ck_assert_int_eq(tmprec_bound_all(&c, TMPREC_COT, 4, 17, a, NULL, &error), TMPREC_REFUSED);
  ck_assert_int_eq(tmprec_check("x", "nothing", 7, NULL, &error), TMPREC_REFUSED);
  tmprec_simulation_free(s);
  tmprec_machine_free(m);
  tmprec_arithmetic_free(a);
  tmprec_arithmetic_free(low);
}
END_TEST

/* A cell says what a verification says; parts are those cells. */
START_TEST(test_sweep)
{
  tmprec_sweep *s = make_sweep();
  swept whole = {.cells = 0}, parts = {.cells = 0};
  OK(tmprec_sweep_run(s, see_cell, &whole, NULL, &error));
  ck_assert_uint_eq(whole.cells, 5);
  ck_assert(whole.exact > 0 && whole.exact < whole.cells);
  ck_assert_int_eq(tmprec_sweep_set(s, "bits", "5..4", &error), TMPREC_REFUSED);
  ck_assert_int_eq(tmprec_sweep_set(s, "colour", "red", &error), TMPREC_REFUSED);
  OK(tmprec_sweep_set(s, "shard", "1/2", &error));
  OK(tmprec_sweep_run(s, see_cell, &parts, NULL, &error));
  ck_assert_uint_lt(parts.cells, 5);
  OK(tmprec_sweep_set(s, "shard", "2/2", &error));
  OK(tmprec_sweep_run(s, see_cell, &parts, NULL, &error));
  ck_assert_uint_eq(parts.cells, 5);
  ck_assert_str_eq(parts.verdicts, whole.verdicts);
  tmprec_sweep_free(s);
}
END_TEST

typedef struct {
  size_t cells;
  unsigned scot, ten, cold;
} settings_seen;

static int see_settings(void *user, const tmprec_cell *c)
{
  settings_seen *all = user;
  all->cells++;
  all->scot += c->mode == TMPREC_SCOT;
  all->ten += c->r == 10;
  all->cold += strstr(c->arithmetic, "beta=10") != NULL;
  ck_assert(c->r == 8 || c->r == 10);
  ck_assert_ptr_nonnull(strstr(c->arithmetic, "acc=p:12"));
  ck_assert_ptr_nonnull(strstr(c->arithmetic, "attn=fixed:1.4"));
  ck_assert_ptr_null(strstr(c->arithmetic, "act=fixed"));
  return 0;
}

/* Each setting has an effect on cells, or is refused and has none. */
START_TEST(test_settings)
{
  static const char *const good[][2] = {{"machine", "counter:11"}, {"bits", "6"}, {"family", "fixed"}, {"sites", "attn"}, {"arithmetic", "acc=p:12"},
                                        {"beta", "auto,10"}, {"mode", "cot,scot"}, {"r", "8,10"}, {"seed", "9007199254740992"}, {"plain", "1"}};
  static const char *const bad[][2] = {{"r", "9"}, {"r", "8,x"}, {"mode", "cot+scot"}, {"mode", "cot,"}, {"beta", "hot"}, {"sites", "act,attn"},
                                       {"arithmetic", "acc=p"}, {"seed", "-1"}, {"seed", "9007199254740993"}, {"seed", ""}, {"plain", "2"},
                                       {"fold", "yes"}, {"max-steps", "0"}, {"shard", "3/2"}, {"shard", "0/2"}, {"shard", "2"}};
  tmprec_sweep *s;
  settings_seen all = {.cells = 0};
  OK(tmprec_sweep_new(&s, &error));
  for (size_t i = 0; i < LENGTH(bad); i++) {
    ck_assert_msg(tmprec_sweep_set(s, bad[i][0], bad[i][1], &error) == TMPREC_REFUSED, "%s %s", bad[i][0], bad[i][1]);
    ck_assert_ptr_null(strchr(error.message, '\n'));
  }
  for (size_t i = 0; i < LENGTH(good); i++)
    OK(tmprec_sweep_set(s, good[i][0], good[i][1], &error));
  OK(tmprec_sweep_run(s, see_settings, &all, NULL, &error));
  ck_assert_uint_eq(all.cells, 8);
  ck_assert_uint_eq(all.scot, 4);
  ck_assert_uint_eq(all.ten, 4);
  ck_assert_uint_eq(all.cold, 4);
  tmprec_sweep_free(s);
}
END_TEST

static int see_folded(void *user, const tmprec_cell *c)
{
  ck_assert_str_eq(c->machine, "bb2");
  ++*(size_t *) user;
  return 0;
}

/* A machine that goes left of its first cell is refused, or folded. */
START_TEST(test_folded_sweep)
{
  tmprec_sweep *s;
  size_t cells = 0;
  OK(tmprec_sweep_new(&s, &error));
  OK(tmprec_sweep_set(s, "machine", "bb2:", &error));
  OK(tmprec_sweep_set(s, "bits", "6", &error));
  OK(tmprec_sweep_set(s, "family", "fixed", &error));
  OK(tmprec_sweep_set(s, "fold", "0", &error));
  ck_assert_int_eq(tmprec_sweep_run(s, see_folded, &cells, NULL, &error), TMPREC_REFUSED);
  ck_assert_uint_eq(cells, 0);
  OK(tmprec_sweep_set(s, "fold", "1", &error));
  OK(tmprec_sweep_run(s, see_folded, &cells, NULL, &error));
  ck_assert_uint_eq(cells, 1);
  tmprec_sweep_free(s);
}
END_TEST

/* The library tells which it is, and each status in words of its own. */
START_TEST(test_version)
{
  static const tmprec_status all[] = {TMPREC_OK, TMPREC_REFUSED, TMPREC_NO_MEMORY, TMPREC_CANCELLED, TMPREC_NOT_PROVED};
  ck_assert_str_eq(tmprec_status_text(TMPREC_OK), "ok");
  for (size_t i = 0; i < LENGTH(all); i++) {
    ck_assert_str_ne(tmprec_status_text(all[i]), "unknown");
    for (size_t j = 0; j < i; j++)
      ck_assert_str_ne(tmprec_status_text(all[i]), tmprec_status_text(all[j]));
  }
  ck_assert_str_eq(tmprec_version(), PACKAGE_VERSION);
}
END_TEST

typedef struct {
  const char *name;
  size_t cells, last_n;
} named;

static int see_name(void *user, const tmprec_cell *c)
{
  named *n = user;
  ck_assert_str_eq(c->machine, n->name);
  n->cells++;
  n->last_n = c->n;
  return 0;
}

/* A machine that no name has: its cells are those of a verification; the sweep keeps it. */
START_TEST(test_sweep_of_machine)
{
  static const char *const setting[][2] = {{"family", "fixed"}, {"bits", "7"}, {"bits", "5,6"}};
  tmprec_builder *b = begin_builder();
  tmprec_machine *m;
  tmprec_sweep *s;
  tmprec_simulation *run;
  named seen_cells = {.name = "mine"};
  OK(tmprec_builder_machine(&m, b, &error));
  OK(tmprec_sweep_new(&s, &error));
  for (size_t i = 0; i < LENGTH(setting); i++)
    OK(tmprec_sweep_set(s, setting[i][0], setting[i][1], &error));
  ck_assert_int_eq(tmprec_sweep_add_machine(s, m, "", "1", &error), TMPREC_REFUSED);
  ck_assert_int_eq(tmprec_sweep_set(s, "", "0", &error), TMPREC_REFUSED);
  OK(tmprec_sweep_add_machine(s, m, "mine", "1", &error));
  OK(tmprec_sweep_add_machine(s, m, "mine", "111", &error));
  OK(tmprec_simulation_new(&run, m, "111", NULL, NULL, &error));
  tmprec_machine_free(m);
  tmprec_builder_free(b);
  OK(tmprec_sweep_run(s, see_name, &seen_cells, NULL, &error));
  ck_assert_uint_eq(seen_cells.cells, 4);
  ck_assert_uint_eq(seen_cells.last_n, tmprec_simulation_longest(run));
  OK(tmprec_sweep_set(s, "contexts", "32", &error));
  ck_assert_int_eq(tmprec_sweep_run(s, see_name, &seen_cells, NULL, &error), TMPREC_REFUSED);
  tmprec_sweep_free(s);
  /* The empty word is an input, and a name says nothing of inputs. */
  m = open_machine("reverse");
  OK(tmprec_sweep_new(&s, &error));
  OK(tmprec_sweep_set(s, "formats", "exact", &error));
  OK(tmprec_sweep_add_machine(s, m, "empty", "", &error));
  seen_cells = (named) {.name = "empty"};
  OK(tmprec_sweep_run(s, see_name, &seen_cells, NULL, &error));
  ck_assert(seen_cells.cells == 1 && seen_cells.last_n < 10);
  OK(tmprec_sweep_add_machine(s, m, "add", NULL, &error));
  ck_assert_int_eq(tmprec_sweep_run(s, see_name, &seen_cells, NULL, &error), TMPREC_REFUSED);
  tmprec_sweep_free(s);
  OK(tmprec_sweep_new(&s, &error));
  for (size_t i = 0; i < LENGTH(setting); i++)
    OK(tmprec_sweep_set(s, setting[i][0], setting[i][1], &error));
  seen_cells = (named) {.name = "other"};
  OK(tmprec_sweep_add_machine(s, m, "other", NULL, &error));
  ck_assert_int_eq(tmprec_sweep_run(s, see_name, &seen_cells, NULL, &error), TMPREC_REFUSED);
  OK(tmprec_sweep_set(s, "contexts", "32", &error));
  OK(tmprec_sweep_set(s, "generator", "[01]^k", &error));
  OK(tmprec_sweep_run(s, see_name, &seen_cells, NULL, &error));
  ck_assert(seen_cells.cells == 2 && seen_cells.last_n <= 32);
  tmprec_sweep_free(s);
  tmprec_machine_free(m);
  tmprec_simulation_free(run);
}
END_TEST

int main(void)
{
  Suite *suite = suite_create("library");
  TCase *tc = suite_case(suite, "machines");
  tcase_add_test(tc, test_machines);
  tcase_add_test(tc, test_reading);
  tcase_add_test(tc, test_catalog);
  tcase_add_test(tc, test_builder);
  tcase_add_test(tc, test_builder_names);
  tc = suite_case(suite, "runs");
  tcase_add_test(tc, test_trace);
  tcase_add_test(tc, test_verify);
  tcase_add_test(tc, test_generate);
  tcase_add_test(tc, test_margins);
  tc = suite_case(suite, "bounds and sweeps");
  tcase_add_test(tc, test_bounds);
  tcase_add_test(tc, test_sweep);
  tcase_add_test(tc, test_settings);
  tcase_add_test(tc, test_folded_sweep);
  tcase_add_test(tc, test_version);
  tcase_add_test(tc, test_sweep_of_machine);
  return suite_run(suite);
}
