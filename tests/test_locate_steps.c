/* SPDX-License-Identifier: MIT */
/* The decisive step of `tmprec locate`, against trying all; and the steps that are said to
   make a difference, against taking each step both ways. */
#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../src/08-analysis/difference.h"
#include "mixed_runs.h"
#include "origins.h"
#include "suite.h"
#include "tmprec/machine/catalog.h"

/* --- The first step from which the wrong token follows -------------------------------------- */

/* Formats that are coarse enough for both arithmetics to be quick. */
static const struct {
  const char *machine, *input, *act, *attn, *beta;
} steps[] = {
  {"third", "110", "fixed:4.12", "real", "1"}, {"third", "110", "fixed:4.12", "real", "2"}, {"counter", "1", "fixed:4.3", "real", "3"},
  {"counter", "1", "fixed:1.0", "p:1", "2"},   {"fill", "0101", "fixed:1.0", "fixed:1.0", "20"},
};

START_TEST(test_first_step)
{
  tp_machine *m;
  tp_subject s;
  tp_location l;
  tp_error err = {.text = ""};
  const tp_subject_options options = {.limits = {1000, 0}};
  cell c = {.format = ""};
  tp_choice choice, fine_choice;
  ck_assert(tp_catalog_open(&m, steps[_i].machine, &err) == TP_STATUS_OK);
  ck_assert_msg(tp_subject_open(&s, m, steps[_i].input, &options, 1, &err) == TP_STATUS_OK, "%s", err.text);
  snprintf(c.site[TP_SITE_ACT], NAME, "%s", steps[_i].act);
  snprintf(c.site[TP_SITE_ATTN], NAME, "%s", steps[_i].attn);
  snprintf(c.beta, NAME, "%s", steps[_i].beta);
  ck_assert(make_choice(&choice, &c));
  const tp_setup in = tp_setup_of(&choice);
  tp_locate_error(&l, &s, &in, NULL, NULL);
  ck_assert(l.verdict.exact == TP_VERDICT_NO && l.decisive.found && l.is_first);
  fine_choice = all_precise(&choice, &s);
  size_t count = 0;
  place bad = place_of(&s, l.verdict.first_error);
  computation *rough = computation_new(&s, &choice, 0, 0), *fine = computation_new(&s, &fine_choice, 0, 0);
  while (is_right(&s, rough, fine, fine, count, bad))
    ck_assert_uint_lt(count++, (bad.position + 1) * s.t->layers * TP_LAYER_PARTS);
  ck_assert_uint_eq(count, step_of(&s, &l.decisive) + 1);
  computation_free(rough);
  computation_free(fine);
  tp_choice_clear(&fine_choice);
  tp_location_clear(&l);
  tp_subject_close(&s);
  tp_machine_free(m);
}
END_TEST

/* --- Steps that make a difference --------------------------------------------------------- */

enum { MOST_NUMBERS = 4000 };

/* All numbers of one step, in the order in which they are seen. */
typedef struct {
  const origin *version;
  size_t position, layer;
  tp_layer_part part;
  double value[MOST_NUMBERS];
  size_t count;
} collector;

static void collect(collector *k, tp_workspace *w, tp_number_column *c, size_t from, size_t to)
{
  double slack;
  if (k->position < from || k->position >= to)
    return;
  ck_assert_uint_lt(k->count, MOST_NUMBERS);
  k->value[k->count++] = tp_read_one(w, c, k->position, &slack);
}

static void collect_activation(void *context, tp_workspace *w, size_t version, tp_number_column *c, size_t from, size_t to)
{
  collector *k = context;
  const origin *v = k->version + version;
  if (v->layer == k->layer && v->part == k->part)
    collect(k, w, c, from, to);
}

static void collect_hidden(void *context, tp_workspace *w, size_t layer, size_t neuron, tp_number_column *c, size_t from, size_t to)
{
  collector *k = context;
  (void) neuron;
  if (layer == k->layer && k->part == TP_PART_NEURON)
    collect(k, w, c, from, to);
}

static const struct {
  const char *machine, *input, *act, *attn, *beta, *at;
  double noise;                    /* of act */
} pairs[] = {
  {"third", "1", "fixed:1.0", "p:1", "2", "", 0}, {"third", "1", "fixed:2.2", "fixed:1.1", "1", "", 0},
  {"parity", "1", "fixed:1.0", "p:3", "20", "1..9:acc=fixed:1.0", 0}, {"parity", "1", "fixed:1.0", "p:3", "20", "", 0.6},
};

/* Each step, taken both ways after the steps before, against the list. */
START_TEST(test_differences)
{
  tp_machine *m;
  tp_subject s;
  tp_error err = {.text = ""};
  const tp_subject_options options = {.limits = {1000, 0}};
  cell c = {.format = ""};
  tp_choice choice;
  mixture mixed;
  ck_assert(tp_catalog_open(&m, pairs[_i].machine, &err) == TP_STATUS_OK);
  ck_assert_msg(tp_subject_open(&s, m, pairs[_i].input, &options, 1, &err) == TP_STATUS_OK, "%s", err.text);
  snprintf(c.site[TP_SITE_ACT], NAME, "%s", pairs[_i].act);
  snprintf(c.site[TP_SITE_ATTN], NAME, "%s", pairs[_i].attn);
  snprintf(c.beta, NAME, "%s", pairs[_i].beta);
  snprintf(c.at[0], RULE, "%s", pairs[_i].at);
  ck_assert(make_choice(&choice, &c));
  if (pairs[_i].noise > 0)
    choice.noise[TP_SITE_ACT] = (tp_site_noise) {TP_NOISE_UNIFORM, pairs[_i].noise};
  tp_choice fine = all_precise(&choice, &s);
  const tp_setup in = tp_setup_of(&choice);
  ck_assert(tp_mixture_open(&mixed, &s, plan_apart(&s), 0, &in, &fine, &fine));
  size_t end = s.told.segment[0].tokens.length - 1, next = 0, kinds[TP_LAYER_PARTS] = {0};
  step_list listed = tp_different_steps(&mixed, end);
  collector *both = tp_memory_new(2, sizeof *both);
  origin *version = list_origins(s.t, tp_plan_versions(plan_apart(&s)));
  for (size_t k = 0; k < end * s.t->layers * TP_LAYER_PARTS; k++) {
    const run_step step = tp_step_at(s.t, k);
    ck_assert_uint_eq(tp_step_number(s.t, &step), k);
    for (int i = 0; i < 2; i++) {
      both[i] = (collector) {.version = version, .position = step.position, .layer = step.layer, .part = step.part};
      tp_evaluator_free(run_mixed(&s, mixed.schedule + MIX_BEFORE, mixed.schedule + (i ? MIX_BEHIND : MIX_BEFORE), mixed.schedule + MIX_BEFORE, k,
                                  (place) {0, step.position}, &(tp_observer) {.context = both + i, .activation = collect_activation, .hidden = collect_hidden}));
    }
    ck_assert_uint_eq(both[0].count, both[1].count);
    int differs = memcmp(both[0].value, both[1].value, both[0].count * sizeof *both[0].value) != 0;
    int is_listed = next < listed.count && listed.step[next] == k;
    ck_assert_msg(is_listed || !differs, "step %zu differs", k);
    next += (size_t) is_listed;
    kinds[step.part] += (size_t) differs;
  }
  ck_assert_uint_eq(next, listed.count);
  printf("%s %s: steps that differ: %zu attention, %zu neurons, %zu sums; listed: %zu of %zu\n", pairs[_i].machine, pairs[_i].input,
         kinds[TP_PART_ATTENTION], kinds[TP_PART_NEURON], kinds[TP_PART_SUM], listed.count, end * s.t->layers * TP_LAYER_PARTS);
  ck_assert_uint_le(listed.count, kinds[TP_PART_ATTENTION] + kinds[TP_PART_NEURON] + kinds[TP_PART_SUM]);
  tp_step_list_clear(&listed);
  free(both);
  free(version);
  tp_mixture_close(&mixed);
  tp_choice_clear(&fine);
  tp_subject_close(&s);
  tp_machine_free(m);
}
END_TEST

int main(void)
{
  Suite *suite = suite_create("locate, steps");
  TCase *tc = suite_case(suite, "steps");
  tcase_add_loop_test(tc, test_differences, 0, (int) LENGTH(pairs));
  tcase_add_loop_test(tc, test_first_step, 0, (int) LENGTH(steps));
  return suite_run(suite);
}
