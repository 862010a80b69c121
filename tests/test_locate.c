/* Choices that differ by layer, and `tmprec locate`, on random machines, told plainly and
   summarized: exceptions against the definition and against the choices that they amount
   to; and of runs that fail in different ways the first number that differs against a scan
   that looks at all of them, and what is said to mend them, tried out. */
#include <check.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../src/08-analysis/difference.h"
#include "plain.h"
#include "random_machines.h"
#include "suite.h"
#include "tmprec/analysis/locate.h"
#include "tmprec/base/memory.h"
#include "tmprec/evaluation/evaluator.h"
#include "tmprec/machine/catalog.h"

enum { NAME = 40, RULE = 80, RULES = 4 };

/* --- An arithmetic as the command line has it ---------------------------------------- */

typedef struct {
  char format[NAME], site[TP_SITES][NAME], beta[NAME], modes[NAME], sum[NAME], at[RULES][RULE];
  tp_layer_exception except[RULES];   /* room for `at` */
} cell;

static void add_rule(cell *c, unsigned first, unsigned last, const char *what, const char *value)
{
  int i = 0;
  while (c->at[i][0])
    i++;
  snprintf(c->at[i], RULE, "%u..%u:%s=%s", first, last, what, value);
}

/* The choice, which refers to c; 0 if it is refused. */
static int make_choice(tp_choice *choice, cell *c)
{
  tp_error err = {""};
  *choice = (tp_choice) {.kind = TP_ARITHMETIC_EXACT};
  if (c->format[0])
    ck_assert_msg(tp_choice_set_format(choice, c->format, &err) == TP_STATUS_OK, "%s", err.text);
  for (int i = 0; i < TP_SITES; i++)
    if (c->site[i][0])
      ck_assert_msg(tp_choice_set_site(choice, i, c->site[i], &err) == TP_STATUS_OK, "%s", err.text);
  ck_assert_msg(tp_choice_set_beta(choice, c->beta[0] ? c->beta : "auto", &err) == TP_STATUS_OK, "%s", err.text);
  ck_assert_msg(tp_choice_set_mode(choice, c->modes[0] ? c->modes : "rne", &err) == TP_STATUS_OK, "%s", err.text);
  ck_assert_msg(tp_choice_set_summation(choice, c->sum[0] ? c->sum : "sequential", &err) == TP_STATUS_OK, "%s", err.text);
  for (int i = 0; i < RULES && c->at[i][0]; i++) {
    ck_assert_msg(tp_exception_parse(c->except + i, c->at[i], &err) == TP_STATUS_OK, "%s", err.text);
    choice->exceptions++;
  }
  choice->except = c->except;
  return tp_choice_check(choice, &err) == TP_STATUS_OK;
}

static void print_cell(const random_machine *a, const cell *c)
{
  random_machine_print(a);
  printf("--mode %s", tp_chain_mode_name[a->mode]);
  if (c->format[0])
    printf(" --format %s", c->format);
  for (int i = 0; i < TP_SITES; i++)
    if (c->site[i][0])
      printf(" --%s %s", tp_site_name[i], c->site[i]);
  if (c->beta[0])
    printf(" --beta %s", c->beta);
  if (c->modes[0])
    printf(" --round %s", c->modes);
  if (c->sum[0])
    printf(" --sum %s", c->sum);
  for (int i = 0; i < RULES && c->at[i][0]; i++)
    printf(" --at %s", c->at[i]);
  printf("\n");
  fflush(stdout);
}

#define cell_assert(a, c, condition) ((condition) ? (void) 0 : (print_cell(a, c), ck_abort_msg("%s", #condition)))

static tp_verification verify_choice(const tp_subject *s, const tp_choice *c)
{
  tp_verification v;
  tp_hardmax_record *h = tp_hardmax_record_new(s, 1);
  tp_verify_subject(&v, s, c, h);
  tp_hardmax_record_free(h);
  return v;
}

static int is_exact(const tp_subject *s, const tp_choice *c)
{
  tp_verification v;
  tp_verify_subject(&v, s, c, NULL);
  int exact = v.exact == TP_VERDICT_YES;
  tp_verify_clear(&v);
  return exact;
}

static int same_verification(const tp_verification *a, const tp_verification *b, uint32_t tapes)
{
  return a->exact == b->exact && a->exact_act == b->exact_act
         && (a->exact != TP_VERDICT_NO
             || (a->first_error == b->first_error && a->ties == b->ties && tp_token_equal(a->predicted, b->predicted, tapes)));
}

static random_quota quota_of(int mode, size_t of_500, size_t least)
{
  random_quota quota = {.left = random_count(of_500, least), .mode = (tp_chain_mode) mode};
  quota.wanted[RANDOM_REWRITES] = quota.left / 3;
  if (mode == TP_MODE_SCOT)
    quota.wanted[RANDOM_SEGMENTS] = quota.left / 4;
  return quota;
}

/* --- Exceptions ------------------------------------------------------------------------- */

static void draw_format(random_source *s, char *name)
{
  switch (random_below(s, 3)) {
  case 0: snprintf(name, NAME, "fixed:%" PRIu32 ".%" PRIu32, 1 + random_below(s, 4), random_below(s, 9)); break;
  case 1: snprintf(name, NAME, "p:%" PRIu32, 1 + random_below(s, 12)); break;
  default: snprintf(name, NAME, "e%" PRIu32 "m%" PRIu32, 3 + random_below(s, 4), 1 + random_below(s, 8));
  }
}

static cell draw_cell(random_source *s, int may_be_real)
{
  cell c = {.format = ""};
  for (int i = 0; i < TP_SITES; i++) {
    snprintf(c.site[i], NAME, "real");
    if (i < TP_SITE_LOGIT || random_one_in(s, 4))
      draw_format(s, c.site[i]);
    if (may_be_real && random_one_in(s, 6))
      snprintf(c.site[i], NAME, "real");
  }
  if (random_one_in(s, 3))
    snprintf(c.modes, NAME, "attn:%s", tp_rounding_mode_name[random_below(s, TP_ROUND_STOCHASTIC)]);
  if (random_one_in(s, 2))
    snprintf(c.beta, NAME, "%.2f", random_below(s, 2000) / 100.0);
  return c;
}

static void draw_rules(random_source *s, cell *c, unsigned layers, int may_be_real)
{
  for (int i = 0; i < RULES; i++) {
    uint32_t first = 1 + random_below(s, layers), last = first + random_below(s, layers), what = random_below(s, TP_SITES + 1);
    char value[20];
    draw_format(s, value);
    if (what == TP_EXCEPT_BETA)
      snprintf(value, sizeof value, "%.1f", random_below(s, 200) / 10.0);
    else if ((may_be_real || what >= TP_SITE_LOGIT) && random_one_in(s, 3))
      snprintf(value, sizeof value, "real");
    snprintf(c->at[i], RULE, "%" PRIu32 "..%" PRIu32 ":%s=%s", first, last, tp_exception_what((int) what), value);
  }
}

static cell next_cell(random_source *s, unsigned layers, int may_be_real)
{
  tp_choice choice;
  cell c;
  do {
    c = draw_cell(s, may_be_real);
    draw_rules(s, &c, layers, may_be_real);
  } while (!make_choice(&choice, &c));
  return c;
}

/* Every number, against the definition (as in test_sites, where rounded ones are no
   fractions). */
START_TEST(test_numbers)
{
  enum { DEFINITION = 3000 };
  random_source source = random_open(40);
  size_t count = 0, compared = 0;
  for (random_quota quota = quota_of(TP_MODE_COT, 16, 3); quota.left; count++) {
    random_machine a;
    tp_subject s;
    random_next_subject(&source, &a, &s, 20, &quota);
    cell c = next_cell(&source, (unsigned) s.t->layers, 0);
    tp_choice choice;
    make_choice(&choice, &c);
    plain mine = plain_evaluate(&s, 0, &choice, DEFINITION, MPFR_RNDN);
    for (choice.working = 0; choice.working <= 800; choice.working += 800) {
      int undecided;
      size_t different = plain_differences(&mine, &s, &choice, &undecided);
      cell_assert(&a, &c, !different || undecided);
      compared += !undecided;
    }
    plain_clear(&mine);
    tp_subject_close(&s);
    random_machine_clear(&a);
  }
  printf("%zu of %zu evaluations compared in every number\n", compared, 2 * count);
  ck_assert_uint_gt(compared, count);
}
END_TEST

/* Verdicts do not depend on the bits between roundings. */
START_TEST(test_verdicts)
{
  random_source source = random_open(41 + (uint64_t) _i);
  size_t exact = 0, count = 0;
  for (random_quota quota = quota_of(_i, 9, 6); quota.left; count++) {
    random_machine a;
    tp_subject s;
    random_next_subject(&source, &a, &s, 24, &quota);
    cell c = next_cell(&source, (unsigned) s.t->layers, 1);
    if (random_one_in(&source, 2)) {             /* likely to be exact */
      snprintf(c.site[TP_SITE_ACT], NAME, "fixed:1.0");
      snprintf(c.site[TP_SITE_LOGIT], NAME, "real");
      c.at[1][0] = '\0';
    }
    if (random_one_in(&source, 3)) {
      c = (cell) {.format = "mpfr:6"};
      for (int i = 0; i < RULES; i++)
        snprintf(c.at[i], RULE, "%d..%d:mpfr=%" PRIu32, 3 * i + 1, 3 * i + 5, 2 + random_below(&source, 12));
    }
    tp_choice choice;
    if (make_choice(&choice, &c)) {
      tp_verification fast = verify_choice(&s, &choice);
      choice.working = choice.kind == TP_ARITHMETIC_MPFR ? choice.operation.a : 800;
      tp_verification fine = verify_choice(&s, &choice);
      cell_assert(&a, &c, same_verification(&fast, &fine, s.told.tapes));
      exact += fast.exact == TP_VERDICT_YES;
      tp_verify_clear(&fast);
      tp_verify_clear(&fine);
    }
    tp_subject_close(&s);
    random_machine_clear(&a);
  }
  ck_assert_uint_gt(exact, 0);
  ck_assert_uint_gt(count, exact);
}
END_TEST

/* Exceptions for all layers are the choice that they amount to. */
START_TEST(test_all_layers)
{
  random_source source = random_open(43 + (uint64_t) _i);
  for (random_quota quota = quota_of(_i, 40, 6); quota.left;) {
    random_machine a;
    tp_subject s;
    random_next_subject(&source, &a, &s, 32, &quota);
    cell plain_one = draw_cell(&source, 1), c = draw_cell(&source, 1);
    const char *value = plain_one.beta[0] ? plain_one.beta : "auto";
    unsigned half = (unsigned) s.t->layers / 2;
    if (random_one_in(&source, 3)) {
      char bits[12];
      snprintf(bits, sizeof bits, "%" PRIu32, 1 + random_below(&source, 9));
      plain_one = (cell) {.format = "mpfr:"}, c = (cell) {.format = "mpfr:fp16"};
      strcat(plain_one.format, bits);
      add_rule(&c, 1, half, "mpfr", bits);
      add_rule(&c, half + 1, 1000, "mpfr", bits);
    } else {
      memcpy(c.site + TP_SITE_LOGIT, plain_one.site + TP_SITE_LOGIT, (TP_SITES - TP_SITE_LOGIT) * sizeof *c.site);
      memcpy(c.modes, plain_one.modes, sizeof c.modes);
      add_rule(&c, 1, 1000, "act", plain_one.site[TP_SITE_ACT]);
      add_rule(&c, 1, half, "attn", plain_one.site[TP_SITE_ATTN]);
      add_rule(&c, half + 1, 1000, "attn", plain_one.site[TP_SITE_ATTN]);
      add_rule(&c, 1, 1000, "beta", value);
    }
    if (c.format[0])
      snprintf(c.beta, NAME, "%s", plain_one.beta);
    tp_choice with, without;
    if (make_choice(&without, &plain_one) && make_choice(&with, &c)) {
      tp_verification one = verify_choice(&s, &with), other = verify_choice(&s, &without);
      cell_assert(&a, &c, same_verification(&one, &other, s.told.tapes));
      tp_verify_clear(&one);
      tp_verify_clear(&other);
    }
    tp_subject_close(&s);
    random_machine_clear(&a);
  }
}
END_TEST

START_TEST(test_rules)
{
  static const struct {
    const char *rule, *printed;    /* NULL: refused */
  } rules[] = {
    {"3:act=p:4", "3:act=p:4"}, {"3..3:ATTN=FP16", "3:attn=e5m10"}, {"1..1000:acc=real", "1..1000:acc=real"}, {"2:beta=auto", "2:beta=auto"},
    {"2..4:beta=+1.50", "2..4:beta=1.50"}, {"7:mpfr=12", "7:mpfr=12"}, {"7:mpfr=fp16", "7:mpfr=e5m10"}, {"03:act=real", "3:act=real"},
    {"", NULL}, {"act=p:4", NULL}, {"0:act=p:4", NULL}, {"4..3:act=p:4", NULL}, {"1001:act=p:4", NULL}, {"3..:act=p:4", NULL}, {"-1:act=p:4", NULL},
    {" 3:act=p:4", NULL}, {"3 :act=p:4", NULL}, {"3", NULL}, {"3:", NULL}, {"3:act", NULL}, {"3:act:p:4", NULL}, {"3:what=p:4", NULL},
    {"3:act=", NULL}, {"3:act=p:0", NULL}, {"3:beta=-1", NULL}, {"3:beta=p:4", NULL}, {"3:mpfr=0", NULL}, {"3:mpfr=fixed:1.2", NULL},
    {"99999999999999999999:act=p:4", NULL}, {"1..99999999999999999999:act=p:4", NULL},
  };
  for (size_t i = 0; i < sizeof rules / sizeof *rules; i++) {
    tp_layer_exception e;
    tp_error err;
    tp_buffer text = {NULL, 0, 0};
    tp_status result = tp_exception_parse(&e, rules[i].rule, &err);
    ck_assert_msg((result == TP_STATUS_OK) == (rules[i].printed != NULL), "%s", rules[i].rule);
    if (result != TP_STATUS_OK)
      continue;
    tp_exception_print(&text, &e);
    ck_assert_str_eq(text.text, rules[i].printed);
    tp_buffer_clear(&text);
  }
}
END_TEST

/* --- The first difference, by looking at all numbers ---------------------------------------- */

/* Versions as evaluator.h numbers them. */
typedef struct {
  size_t layer;
  tp_layer_part part;
  uint32_t coordinate;
} origin;

static origin *list_origins(const tp_transformer *t, size_t versions)
{
  origin *list = tp_memory_zeroed(versions, sizeof *list);
  unsigned char *written = tp_memory_new(t->width, 1);
  size_t n = t->width;
  for (size_t l = 0; l < t->layers; l++) {
    const tp_transformer_layer *at = t->layer + l;
    for (size_t h = 0; h < at->heads; h++)
      for (uint32_t c = 0; c < at->head[h].values; c++)
        list[n++] = (origin) {l + 1, TP_PART_ATTENTION, at->head[h].out[c]};
    memset(written, 0, t->width);
    for (size_t i = 0; at->mlp.neurons && i < at->mlp.out_start[at->mlp.neurons]; i++)
      written[at->mlp.out[i]] = 1;
    for (uint32_t c = 0; c < t->width; c++)
      if (written[c])
        list[n++] = (origin) {l + 1, TP_PART_SUM, c};
  }
  ck_assert_uint_eq(n, versions);
  free(written);
  return list;
}

typedef struct {
  const origin *version;
  const tp_trajectory *hardmax;
  tp_operation first;
} scan;

static uint64_t order_of(const tp_operation *o)
{
  return ((uint64_t) o->layer * 3 + o->part) << 32 | (o->part == TP_PART_NEURON ? o->index : o->coordinate);
}

static void look(scan *s, tp_arithmetic *a, tp_number_column *c, tp_operation o, size_t position, int8_t expected)
{
  double slack;
  mpfr_t low, high;
  mpz_t denominator;
  mpfr_inits2(64, low, high, (mpfr_ptr) NULL);
  mpz_init(denominator);
  a->op->bounds(a, c, position, low, high, denominator);
  o.rounded = a->op->approximate(a, c, position, &slack);
  mpz_mul_si(denominator, denominator, expected);
  int same = !mpfr_nan_p(low) && mpfr_cmp_z(low, denominator) == 0 && mpfr_cmp_z(high, denominator) == 0;
  mpfr_clears(low, high, (mpfr_ptr) NULL);
  mpz_clear(denominator);
  o.found = 1;
  o.position = position;
  o.exact = expected;
  if (!same && (!s->first.found || order_of(&o) < order_of(&s->first)))
    s->first = o;
}

static void look_at_activation(void *context, tp_arithmetic *a, size_t version, tp_number_column *c, size_t from, size_t to)
{
  scan *s = context;
  const origin *v = s->version + version;
  (void) to;
  if (v->layer)
    look(s, a, c, (tp_operation) {.layer = v->layer, .part = v->part, .coordinate = v->coordinate}, from,
         tp_trajectory_activation(s->hardmax, version)[from]);
}

static void look_at_hidden(void *context, tp_arithmetic *a, size_t layer, size_t neuron, tp_number_column *c, size_t from, size_t to)
{
  scan *s = context;
  (void) to;
  look(s, a, c, (tp_operation) {.layer = layer, .part = TP_PART_NEURON, .index = neuron}, from, tp_trajectory_hidden(s->hardmax, layer, neuron)[from]);
}

/* Token by token, up to and with the segment that fails; 0 if something stays open. */
static int find_first(const tp_subject *s, const tp_choice *c, size_t segments, tp_operation *first)
{
  tp_plan *plan = tp_plan_new(s->t, (tp_evaluation_needs) {0, 0});
  origin *version = list_origins(s->t, tp_plan_versions(plan));
  int decided = 1;
  *first = (tp_operation) {.found = 0};
  for (size_t g = 0; g < segments && !first->found; g++) {
    const tp_sequence *tokens = &s->told.segment[g].tokens;
    tp_choice here = *c;
    here.segment = g;
    tp_trajectory *hardmax = tp_trajectory_record(s, g);
    scan look_for = {.version = version, .hardmax = hardmax};
    tp_layered_arithmetic a = tp_layered_new(&here, s->r, tp_plan_longest_product(plan), s->t->layers);
    tp_evaluator *e = tp_evaluator_new(plan, a.at[0], &(tp_observer) {.context = &look_for, .activation = look_at_activation, .hidden = look_at_hidden});
    tp_evaluator_use_layers(e, a.at);
    for (size_t p = 0; p + 1 < tokens->length && !look_for.first.found; p++)
      tp_evaluator_feed(e, tokens, 1);
    *first = look_for.first;
    first->segment = g;
    decided &= !tp_layered_undecided(&a);
    tp_evaluator_free(e);
    tp_layered_free(&a);
    tp_trajectory_free(hardmax);
  }
  free(version);
  tp_plan_free(plan);
  return decided;
}

/* --- Failures ------------------------------------------------------------------------------ */

enum {
  FAIL_TIES, FAIL_LEAK, FAIL_UNROUNDED, FAIL_LOGITS, FAIL_RANGE, FAIL_DIRECTED, FAIL_MPFR, FAIL_MPFR_FORMAT, FAIL_ACC, FAIL_EXP, FAIL_LAYER,
  FAILURES
};

static cell draw_failure(random_source *s, int kind, int is_short)
{
  static const char *const into[] = {"e3m2", "e4m2", "fp16", "e2m3"}, *const mode[] = {"rdn", "rup", "rtz", "raz"};
  cell c = {.format = ""};
  snprintf(c.site[TP_SITE_ACT], NAME, "fixed:1.%" PRIu32, random_below(s, 3));
  switch (kind) {
  case FAIL_TIES:
    snprintf(c.site[TP_SITE_ATTN], NAME, "fixed:1.%" PRIu32, random_below(s, 2));
    break;
  case FAIL_LEAK:
    snprintf(c.site[TP_SITE_ATTN], NAME, "p:%" PRIu32, 1 + random_below(s, 8));
    snprintf(c.beta, NAME, "%.2f", random_below(s, 250) / 100.0);
    break;
  case FAIL_UNROUNDED:
    snprintf(c.site[TP_SITE_ACT], NAME, !is_short || !random_one_in(s, 4) ? "fp16" : random_one_in(s, 2) ? "real" : "p:12");
    snprintf(c.beta, NAME, "%.2f", random_below(s, 300) / 100.0);
    break;
  case FAIL_LOGITS:
    snprintf(c.site[TP_SITE_LOGIT], NAME, "p:%" PRIu32, 1 + random_below(s, 2));
    break;
  case FAIL_RANGE:
    snprintf(c.site[random_one_in(s, 2) ? TP_SITE_LOGIT : TP_SITE_ACC], NAME, "fixed:%" PRIu32 ".2", 1 + random_below(s, 3));
    break;
  case FAIL_DIRECTED:
    snprintf(c.modes, NAME, "act:%s", mode[random_below(s, 4)]);
    break;
  case FAIL_MPFR:
    c = (cell) {.format = ""};
    snprintf(c.format, NAME, "mpfr:%" PRIu32, 1 + random_below(s, 3));
    break;
  case FAIL_MPFR_FORMAT:
    c = (cell) {.format = ""};
    snprintf(c.format, NAME, "mpfr:%s", into[random_below(s, 4)]);
    snprintf(c.beta, NAME, "%" PRIu32, 1 + random_below(s, 40));
    break;
  case FAIL_ACC:
    snprintf(c.site[TP_SITE_ACC], NAME, "p:%" PRIu32, 1 + random_below(s, 3));
    if (is_short)                  /* enclosures take long */
      snprintf(c.sum, NAME, "%s", tp_summation_name[random_below(s, TP_SUMMATIONS)]);
    break;
  case FAIL_EXP:
    snprintf(c.site[TP_SITE_EXP], NAME, "fixed:%" PRIu32 ".%" PRIu32, 1 + random_below(s, 3), random_below(s, 3));
    snprintf(c.beta, NAME, "%" PRIu32, 1 + random_below(s, 4));
    break;
  default:
    snprintf(c.at[0], RULE, "%" PRIu32 "..14:attn=fixed:1.0", 8 + random_below(s, 6));
    snprintf(c.at[1], RULE, "%" PRIu32 ":beta=0.%" PRIu32, 1 + random_below(s, 14), random_below(s, 5));
  }
  return c;
}

/* --- Mixed runs, token by token and step by step ------------------------------------------ */

typedef struct {
  size_t segment, position;
} place;

static place place_of(const tp_subject *s, size_t number)
{
  place at = {0, 0};
  for (; number >= tp_segment_predictions(s->told.segment + at.segment); at.segment++)
    number -= tp_segment_predictions(s->told.segment + at.segment);
  at.position = s->told.segment[at.segment].prompt_end + number;
  return at;
}

/* Slow arithmetics are all of one kind. */
static tp_layered_arithmetic make_slow(const tp_subject *s, const tp_choice *c, size_t g)
{
  tp_choice slow = *c;
  slow.segment = g;
  slow.working = c->kind == TP_ARITHMETIC_MPFR ? c->operation.a : 800;
  return tp_layered_new(&slow, s->r, tp_transformer_measure(s->t).key_width, s->t->layers);
}

/* Positions up to `last`: the first `count` steps (tp_layer_part after tp_layer_part, layer after
   layer, position after position) in one arithmetic, the next in another and all others in
   a third. */
static tp_evaluator *run_mixed(const tp_subject *s, const tp_plan *plan, const tp_layered_arithmetic *before, const tp_layered_arithmetic *at,
                               const tp_layered_arithmetic *behind, size_t count, place last, const tp_observer *watch)
{
  const size_t steps = s->t->layers * TP_LAYER_PARTS;
  tp_evaluator *e = tp_evaluator_new(plan, before->at[0], watch);
  tp_arithmetic **by_part = tp_memory_new(steps, sizeof *by_part);
  for (size_t p = 0; p <= last.position; p++) {
    for (size_t i = 0; i < steps; i++)
      by_part[i] = (p * steps + i < count ? before : p * steps + i == count ? at : behind)->at[i / TP_LAYER_PARTS];
    tp_evaluator_use_parts(e, by_part);
    tp_evaluator_feed(e, &s->told.segment[last.segment].tokens, 1);
  }
  free(by_part);
  return e;
}

static int is_right(const tp_subject *s, const tp_layered_arithmetic *before, const tp_layered_arithmetic *at, const tp_layered_arithmetic *behind,
                    size_t count, place bad)
{
  const tp_sequence *tokens = &s->told.segment[bad.segment].tokens;
  tp_plan *plan = tp_plan_new(s->t, (tp_evaluation_needs) {0, 0});
  tp_evaluator *e = run_mixed(s, plan, before, at, behind, count, bad, NULL);
  uint32_t *token = tp_memory_zeroed(TP_TOKEN_STRIDE(tokens->tapes), sizeof *token);
  tp_prediction guess = {.token = token};
  tp_evaluator_predict(e, bad.position, &guess);
  int right = guess.is_number && guess.is_decided && guess.ties == 1 && tp_token_equal(token, tp_sequence_token(tokens, bad.position + 1), tokens->tapes);
  free(token);
  tp_evaluator_free(e);
  tp_plan_free(plan);
  return right;
}

typedef struct {
  const origin *version;
  const tp_operation *o;
  double value;
} number_reader;

static void read_number(number_reader *r, tp_arithmetic *a, tp_number_column *c, size_t from, size_t to)
{
  double slack;
  if (r->o->position >= from && r->o->position < to)
    r->value = a->op->approximate(a, c, r->o->position, &slack);
}

static void read_activation(void *context, tp_arithmetic *a, size_t version, tp_number_column *c, size_t from, size_t to)
{
  number_reader *r = context;
  const origin *v = r->version + version;
  if (v->layer == r->o->layer && v->part == r->o->part && v->coordinate == r->o->coordinate)
    read_number(r, a, c, from, to);
}

static void read_hidden(void *context, tp_arithmetic *a, size_t layer, size_t neuron, tp_number_column *c, size_t from, size_t to)
{
  number_reader *r = context;
  if (r->o->part == TP_PART_NEURON && layer == r->o->layer && neuron == r->o->index)
    read_number(r, a, c, from, to);
}

/* The operation's number in a mixed run. */
static double number_of(const tp_subject *s, const tp_layered_arithmetic *before, const tp_layered_arithmetic *at, size_t count, const tp_operation *o)
{
  tp_plan *plan = tp_plan_new(s->t, (tp_evaluation_needs) {0, 0});
  origin *version = list_origins(s->t, tp_plan_versions(plan));
  number_reader r = {version, o, NAN};
  tp_evaluator_free(run_mixed(s, plan, before, at, before, count, (place) {o->segment, o->position},
                              &(tp_observer) {.context = &r, .activation = read_activation, .hidden = read_hidden}));
  tp_plan_free(plan);
  free(version);
  return r.value;
}

/* The choice with count more exceptions, `but` one of them. */
static tp_choice with_exceptions(const tp_choice *c, const tp_layer_exception *more, size_t count, size_t but, tp_layer_exception *room)
{
  tp_choice raised = *c;
  for (size_t i = 0; i < c->exceptions; i++)
    room[i] = c->except[i];
  raised.except = room;
  for (size_t i = 0; i < count; i++)
    if (i != but)
      room[raised.exceptions++] = more[i];
  return raised;
}

static void check_mend(const random_machine *a, const tp_subject *s, cell *c, const tp_choice *choice, const tp_location *l)
{
  tp_layer_exception *room = tp_memory_new(choice->exceptions + l->mends + 1, sizeof *room), *more = tp_memory_new(l->mends + 1, sizeof *more);
  for (size_t i = 0; i < l->mends; i++) {        /* as they are printed */
    tp_buffer text = {NULL, 0, 0};
    tp_error err;
    tp_exception_print(&text, l->mend + i);
    cell_assert(a, c, tp_exception_parse(more + i, text.text, &err) == TP_STATUS_OK);
    tp_buffer_clear(&text);
  }
  tp_choice raised = with_exceptions(choice, more, l->mends, SIZE_MAX, room);
  tp_error err;
  cell_assert(a, c, tp_choice_check(&raised, &err) == TP_STATUS_OK && is_exact(s, &raised));
  for (size_t i = 0; i < l->mends; i++) {
    raised = with_exceptions(choice, more, l->mends, i, room);
    cell_assert(a, c, !is_exact(s, &raised));
  }
  free(room);
  free(more);
}

/* What is precise, as locate.h says. */
static tp_layer_exception precise(int what, size_t layer)
{
  char rule[NAME];
  tp_error err;
  tp_layer_exception e;
  snprintf(rule, NAME, "%zu:%s=%s", layer, tp_exception_what(what),
           what == TP_EXCEPT_BETA ? "60" : what == TP_EXCEPT_OPERATION ? "256" : what == TP_SITE_ACT ? "fixed:7.24" : "real");
  ck_assert(tp_exception_parse(&e, rule, &err) == TP_STATUS_OK);
  return e;
}

/* The choice with some of it (bits) precise in a layer; room for RULES + TP_EXCEPT_OPERATION + 1. */
static tp_choice made_precise(const tp_choice *c, unsigned what, size_t layer, tp_layer_exception *room)
{
  tp_layer_exception more[TP_EXCEPT_OPERATION + 1];
  size_t count = 0;
  for (int i = 0; i <= TP_EXCEPT_OPERATION; i++)
    if (what >> i & 1)
      more[count++] = precise(i, layer);
  return with_exceptions(c, more, count, SIZE_MAX, room);
}

/* All that is rounded, precise in all layers. */
static unsigned all_that_is_rounded(const tp_choice *c, size_t r)
{
  unsigned what = tp_choice_beta(c, (unsigned) r) < 60 ? 1u << TP_EXCEPT_BETA : 0;
  for (int i = 0; i < TP_SITES && c->kind == TP_ARITHMETIC_SITES; i++)
    what |= tp_choice_is_rounded(c, i) ? 1u << i : 0;
  for (size_t i = 0; i < c->exceptions; i++)
    what |= 1u << c->except[i].what;
  return c->kind == TP_ARITHMETIC_MPFR ? what | 1u << TP_EXCEPT_OPERATION : what;
}

enum { ROOM = RULES + TP_EXCEPT_OPERATION + 1 };

static tp_choice all_precise(const tp_choice *c, const tp_subject *s, tp_layer_exception *room)
{
  tp_choice fine = made_precise(c, all_that_is_rounded(c, s->r), 1, room);
  for (size_t i = c->exceptions; i < fine.exceptions; i++)
    room[i].last = (unsigned) s->t->layers;
  return fine;
}

static size_t step_of(const tp_subject *s, const tp_operation *o)
{
  return (o->position * s->t->layers + o->layer - 1) * TP_LAYER_PARTS + o->part;
}

static int is_mended(const tp_subject *s, const tp_layered_arithmetic *rough, const tp_choice *choice, unsigned what, const tp_operation *o)
{
  tp_layer_exception room[ROOM];
  tp_choice at = made_precise(choice, what, o->layer, room);
  tp_layered_arithmetic fine = make_slow(s, &at, o->segment);
  double off = fabs(number_of(s, rough, &fine, step_of(s, o), o) - o->exact);
  tp_layered_free(&fine);
  return off <= 0x1p-24;
}

static int count_bits(unsigned x)
{
  return x ? 1 + count_bits(x & (x - 1)) : 0;
}

/* What is named mends the operation's number, and nothing less does. */
static void check_first(const random_machine *a, const tp_subject *s, cell *c, const tp_choice *choice, const tp_operation *o)
{
  const unsigned all = all_that_is_rounded(choice, s->r);
  tp_layered_arithmetic rough = make_slow(s, choice, o->segment);
  cell_assert(a, c, o->what && is_mended(s, &rough, choice, o->what, o));
  for (unsigned what = all; what; what = (what - 1) & all)
    cell_assert(a, c, count_bits(what) >= count_bits(o->what) || !is_mended(s, &rough, choice, what, o));
  tp_layered_free(&rough);
}

/* Up to the step the wrong token follows, without it the right one, nor with what is named. */
static void check_decisive(const random_machine *a, const tp_subject *s, cell *c, const tp_choice *choice, const tp_operation *o, place bad)
{
  tp_layer_exception room[ROOM], other[ROOM];
  tp_choice precise_choice = all_precise(choice, s, room), at = made_precise(choice, o->what, o->layer, other);
  tp_layered_arithmetic rough = make_slow(s, choice, bad.segment), fine = make_slow(s, &precise_choice, bad.segment);
  tp_layered_arithmetic mended = make_slow(s, &at, bad.segment);
  size_t step = step_of(s, o);
  cell_assert(a, c, o->what && o->segment == bad.segment);
  cell_assert(a, c, is_right(s, &rough, &fine, &fine, step, bad) && !is_right(s, &rough, &fine, &fine, step + 1, bad));
  cell_assert(a, c, is_right(s, &rough, &mended, &fine, step, bad));
  tp_layered_free(&rough);
  tp_layered_free(&fine);
  tp_layered_free(&mended);
}

static void check_operation(const random_machine *a, const tp_subject *s, cell *c, const tp_operation *o)
{
  size_t token = o->position;
  for (size_t g = 0; g < o->segment; g++)
    token += s->told.segment[g].tokens.length;
  cell_assert(a, c, o->token == token && o->layer >= 1 && o->layer <= s->t->layers);
  cell_assert(a, c, o->exact == -1 || o->exact == 0 || o->exact == 1);
  cell_assert(a, c, o->margin >= 0.5);
  if (o->part == TP_PART_ATTENTION) {
    const tp_transformer_layer *at = s->t->layer + o->layer - 1;
    cell_assert(a, c, o->index < at->heads && o->margin >= 1);
    int writes = 0;
    for (uint32_t i = 0; i < at->head[o->index].values; i++)
      writes |= at->head[o->index].out[i] == o->coordinate;
    cell_assert(a, c, writes);
  }
}

/* 1 if the run fails. */
static int check_failure(const random_machine *a, const tp_subject *s, cell *c, size_t *mended, size_t *all)
{
  tp_choice choice;
  tp_location l;
  tp_operation first;
  cell_assert(a, c, make_choice(&choice, c));
  tp_locate_error(&l, s, &choice, NULL, NULL);
  cell_assert(a, c, !l.obstacle.text[0] && l.recorded == SIZE_MAX);
  tp_verification v = verify_choice(s, &choice);
  int fails = l.verdict.exact == TP_VERDICT_NO, differs = v.exact_act == TP_VERDICT_NO;
  v.exact_act = l.verdict.exact_act;
  cell_assert(a, c, same_verification(&v, &l.verdict, s->told.tapes));
  tp_verify_clear(&v);
  if (l.verdict.exact == TP_VERDICT_UNKNOWN || !differs) {
    cell_assert(a, c, !l.first.found && !l.decisive.found && !l.is_mended);
    tp_location_clear(&l);
    return 0;
  }
  cell_assert(a, c, l.first.found);
  check_operation(a, s, c, &l.first);
  cell_assert(a, c, !(l.first.rounded == l.first.exact));
  check_first(a, s, c, &choice, &l.first);
  if (find_first(s, &choice, l.first.segment + 1, &first)) {
    cell_assert(a, c, first.found && first.segment == l.first.segment && first.position == l.first.position && first.layer == l.first.layer);
    cell_assert(a, c, first.part == l.first.part && (first.part == TP_PART_NEURON ? first.index == l.first.index : first.coordinate == l.first.coordinate));
    cell_assert(a, c, first.exact == l.first.exact && (first.rounded == l.first.rounded || first.rounded != first.rounded));
  }
  if (!fails) {
    cell_assert(a, c, !l.decisive.found && !l.is_mended);
    tp_location_clear(&l);
    return 0;
  }
  cell_assert(a, c, l.decisive.found);
  check_operation(a, s, c, &l.decisive);
  cell_assert(a, c, step_of(s, &l.decisive) >= step_of(s, &l.first) || l.decisive.segment > l.first.segment);
  check_decisive(a, s, c, &choice, &l.decisive, place_of(s, l.verdict.first_error));
  *all += (size_t) l.is_first;
  if (l.is_mended)
    check_mend(a, s, c, &choice, &l);
  *mended += (size_t) l.is_mended;
  tp_location_clear(&l);
  return 1;
}

START_TEST(test_failures)
{
  static const char *const name[] = {"ties", "leak", "unrounded", "logits", "range", "directed", "mpfr", "mpfr format", "acc", "exp", "layer"};
  random_source source = random_open(45 + (uint64_t) _i);
  /* 22 times 3 failing runs, as many machines as that takes. */
  const size_t wanted = random_count(3, 1);
  size_t fails = 0, mended = 0, all = 0, count = 0;
  for (random_quota quota = {.left = 60, .mode = (tp_chain_mode) (_i % TP_CHAIN_MODES)}; quota.left && fails < wanted; count++) {
    random_machine a;
    tp_subject s;
    random_next_subject(&source, &a, &s, _i / TP_CHAIN_MODES == FAIL_TIES ? 40 : 24, &quota);
    cell c = draw_failure(&source, _i / TP_CHAIN_MODES, a.tokens <= 9);
    fails += (size_t) check_failure(&a, &s, &c, &mended, &all);
    tp_subject_close(&s);
    random_machine_clear(&a);
  }
  printf("%s, %s: %zu runs, %zu fail, %zu mended, %zu with the first decisive operation\n", name[_i / TP_CHAIN_MODES],
         tp_chain_mode_name[_i % TP_CHAIN_MODES], count, fails, mended, all);
  fflush(stdout);
  ck_assert_uint_eq(fails, wanted);
  ck_assert_uint_eq(mended, fails);
}
END_TEST

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
  tp_error err = {""};
  const tp_subject_options options = {.limits = {1000, 0}};
  cell c = {.format = ""};
  tp_choice choice, fine_choice;
  ck_assert(tp_catalog_open(&m, steps[_i].machine, &err) == TP_STATUS_OK);
  ck_assert_msg(tp_subject_open(&s, m, steps[_i].input, &options, 1, &err) == TP_STATUS_OK, "%s", err.text);
  tp_layer_exception room[ROOM];
  snprintf(c.site[TP_SITE_ACT], NAME, "%s", steps[_i].act);
  snprintf(c.site[TP_SITE_ATTN], NAME, "%s", steps[_i].attn);
  snprintf(c.beta, NAME, "%s", steps[_i].beta);
  ck_assert(make_choice(&choice, &c));
  tp_locate_error(&l, &s, &choice, NULL, NULL);
  ck_assert(l.verdict.exact == TP_VERDICT_NO && l.decisive.found && l.is_first);
  fine_choice = all_precise(&choice, &s, room);
  size_t keys = tp_transformer_measure(s.t).key_width, layers = s.t->layers, count = 0;
  place bad = place_of(&s, l.verdict.first_error);
  tp_layered_arithmetic rough = tp_layered_new(&choice, s.r, keys, layers), fine = tp_layered_new(&fine_choice, s.r, keys, layers);
  while (is_right(&s, &rough, &fine, &fine, count, bad))
    ck_assert_uint_lt(count++, (bad.position + 1) * layers * TP_LAYER_PARTS);
  ck_assert_uint_eq(count, step_of(&s, &l.decisive) + 1);
  tp_layered_free(&rough);
  tp_layered_free(&fine);
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

static void collect(collector *k, tp_arithmetic *a, tp_number_column *c, size_t from, size_t to)
{
  double slack;
  if (k->position < from || k->position >= to)
    return;
  ck_assert_uint_lt(k->count, MOST_NUMBERS);
  k->value[k->count++] = a->op->approximate(a, c, k->position, &slack);
}

static void collect_activation(void *context, tp_arithmetic *a, size_t version, tp_number_column *c, size_t from, size_t to)
{
  collector *k = context;
  const origin *v = k->version + version;
  if (v->layer == k->layer && v->part == k->part)
    collect(k, a, c, from, to);
}

static void collect_hidden(void *context, tp_arithmetic *a, size_t layer, size_t neuron, tp_number_column *c, size_t from, size_t to)
{
  collector *k = context;
  (void) neuron;
  if (layer == k->layer && k->part == TP_PART_NEURON)
    collect(k, a, c, from, to);
}

static const struct {
  const char *machine, *input, *act, *attn, *beta, *at;
  double noise;                    /* of act */
} pairs[] = {
  {"third", "1", "fixed:1.0", "p:1", "2", "", 0}, {"third", "1", "fixed:2.2", "fixed:1.1", "1", "", 0},
  {"parity", "1", "fixed:1.0", "p:3", "20", "1..9:acc=fixed:1.0", 0}, {"parity", "1", "fixed:1.0", "p:3", "20", "", 0.6},
};

/* Each step, taken both ways behind the steps before, against the list. */
START_TEST(test_differences)
{
  tp_machine *m;
  tp_subject s;
  tp_error err = {""};
  const tp_subject_options options = {.limits = {1000, 0}};
  cell c = {.format = ""};
  tp_choice choice;
  tp_layer_exception room[ROOM];
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
  const tp_choice fine = all_precise(&choice, &s, room);
  tp_plan *plan = tp_plan_new(s.t, (tp_evaluation_needs) {0, 0});
  ck_assert(tp_mixture_open(&mixed, &s, plan, 0, &choice, &fine, &fine));
  size_t end = s.told.segment[0].tokens.length - 1, next = 0, kinds[TP_LAYER_PARTS] = {0};
  step_list listed = tp_different_steps(&mixed, end);
  collector *both = tp_memory_new(2, sizeof *both);
  origin *version = list_origins(s.t, tp_plan_versions(plan));
  for (size_t k = 0; k < end * s.t->layers * TP_LAYER_PARTS; k++) {
    const run_step step = tp_step_at(s.t, k);
    ck_assert_uint_eq(tp_step_number(s.t, &step), k);
    for (int i = 0; i < 2; i++) {
      both[i] = (collector) {.version = version, .position = step.position, .layer = step.layer, .part = step.part};
      tp_evaluator_free(run_mixed(&s, plan, mixed.layered + MIX_BEFORE, mixed.layered + (i ? MIX_BEHIND : MIX_BEFORE), mixed.layered + MIX_BEFORE, k,
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
  tp_plan_free(plan);
  tp_subject_close(&s);
  tp_machine_free(m);
}
END_TEST

int main(void)
{
  random_print_settings();
  TCase *tc = tcase_create("locate");
  tcase_set_timeout(tc, 0);
  tcase_add_test(tc, test_rules);
  tcase_add_test(tc, test_numbers);
  tcase_add_loop_test(tc, test_verdicts, 0, TP_CHAIN_MODES);
  tcase_add_loop_test(tc, test_all_layers, 0, TP_CHAIN_MODES);
  tcase_add_loop_test(tc, test_failures, 0, FAILURES * TP_CHAIN_MODES);
  tcase_add_loop_test(tc, test_differences, 0, (int) (sizeof pairs / sizeof *pairs));
  tcase_add_loop_test(tc, test_first_step, 0, (int) (sizeof steps / sizeof *steps));
  Suite *suite = suite_create("locate");
  suite_add_tcase(suite, tc);
  return suite_run(suite);
}
