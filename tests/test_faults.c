/* SPDX-License-Identifier: MIT */
/* Cells on which the arithmetics once said something wrong, or nothing, a kind a test: what is
   said must be what the definition says (plain.h), or a sum that can be seen. */
#include <math.h>
#include <stdio.h>

#include "machine_text.h"
#include "plain_compare.h"
#include "suite.h"
#include "tmprec/analysis/verify.h"
#include "tmprec/arithmetic/arithmetic.h"

static const char flips[] = ONE "q0 a -> q1 b R\nq0 b -> q1 a R\nq1 a -> q0 b R\nq1 b -> h a R\nq0 _ -> h _ R\nq1 _ -> h _ R\n";
static const char turns[] = ONE "q0 a -> q1 a S\nq1 a -> h b R\nq0 b -> q0 a R\nq0 _ -> h a R\n";

/* It never halts: the first steps are taken. */
static const char wanders[] = TWO "q1 a a -> h a _ R L\nq1 a _ -> q1 a a R S\nq0 a _ -> q1 a _ L L\nq0 _ _ -> q0 a a S S\nq1 _ _ -> q0 a a R S\n"
                                  "q0 a a -> q1 _ _ L S\nq0 _ a -> q1 a _ L S\nq1 _ a -> h a a L S\n";

static const char roams[] = TWO
  "q0 a _ -> q1 _ _ L R\nq2 _ a -> q2 a b R R\nq2 b _ -> q2 b _ R L\nq1 _ b -> q2 a _ S R\n"
  "q2 b b -> h b a L L\nq0 _ b -> q1 a _ S R\nq2 b a -> q1 b b S R\nq1 a _ -> q1 a b L S\n"
  "q2 a b -> q2 a a S S\nq1 _ _ -> q0 b a L L\nq2 a _ -> q1 a b S S\nq1 a a -> q2 a a L R\n"
  "q0 a a -> q0 a _ S L\nq2 _ _ -> q1 a b R S\nq2 _ b -> q2 b b R R\nq1 b b -> q2 b a R L\n"
  "q1 b _ -> h b _ L R\nq1 a b -> q2 a a R S\nq0 _ _ -> q2 a a R L\nq0 a b -> q2 a a R R\n"
  "q0 b _ -> q1 b _ L S\nq1 b a -> q1 b b L R\nq1 _ a -> q1 a _ R L\nq2 a a -> q1 a _ L L\n"
  "q0 b a -> q0 b b L S\nq0 b b -> q0 b _ R S\nq0 _ a -> q2 a _ R S\n";

typedef struct {
  const char *machine, *input, *choice;
} cell;

static tp_choice choice_of(const char *text)
{
  tp_error err = {.text = ""};
  tp_choice c;
  ck_assert_msg(tp_choice_parse(&c, text, &err) == TP_STATUS_OK, "%s: %s", text, err.text);
  return c;
}

static void open_cell(const cell *of, tp_machine **m, tp_subject *s)
{
  tp_error err = {.text = ""};
  *m = parse(of->machine);
  const tp_subject_options options = {.mode = of->machine == roams ? TP_MODE_SCOT : TP_MODE_COT,
                                      .limits = {.max_steps = 100, .cut = of->machine == wanders ? 4 : 0}};
  ck_assert_msg(tp_subject_open(s, *m, of->input, &options, 1, &err) == TP_STATUS_OK, "%s", err.text);
}

static void close_cell(tp_machine *m, tp_subject *s)
{
  tp_subject_close(s);
  tp_machine_free(m);
}

/* Every number of the run, with the least effort and in enclosures of many bits. */
static void check_numbers(const cell *of, mpfr_prec_t definition)
{
  tp_machine *m;
  tp_subject s;
  tp_choice c = choice_of(of->choice);
  open_cell(of, &m, &s);
  plain mine = plain_evaluate(&s, 0, &c, definition, MPFR_RNDN);
  for (int bits = 0; bits <= 400; bits += 400) {
    int undecided;
    size_t different = plain_differences(&mine, &s, &c, bits, &undecided);
    ck_assert_msg(!different && !undecided, "%s, %d bits: %zu numbers differ, undecided %d", of->choice, bits, different, undecided);
  }
  plain_clear(&mine);
  tp_choice_clear(&c);
  close_cell(m, &s);
}

/* Weights add up to 1 only where exponentials and their sum are not rounded. */
START_TEST(test_weights_do_not_add_up)
{
  static const cell cells[] = {
    {turns, "a", "exp=fixed:1.6 beta=20"}, {turns, "bba", "exp=fixed:1.5 beta=3"}, {flips, "ab", "exp=e3m2 beta=4.25"}, {flips, "b", "exp=e4m2 beta=1.5"},
  };
  for (size_t n = 0; n < LENGTH(cells); n++)
    check_numbers(cells + n, 30000);
}
END_TEST

/* Rounded exponentials are rational numbers, and so is all that comes of them. */
START_TEST(test_rational_numbers_are_known)
{
  static const cell cells[] = {
    {turns, "a", "exp=e3m2 round=exp:raz act=int4 beta=3.8"},
    {turns, "bb", "logit=e3m1 exp=fp16 round=logit:rdn,exp:rup subtract=before beta=4.954"},
    {flips, "a", "exp=fixed:2.3 param=e4m3b3 round=rto beta=5.2917"},
    {flips, "ab", "exp=fixed:2.3 attn=int8 beta=2.5"},
  };
  for (size_t n = 0; n < LENGTH(cells); n++) {
    tp_machine *m;
    tp_subject s;
    tp_verification v;
    tp_choice c = choice_of(cells[n].choice);
    open_cell(cells + n, &m, &s);
    tp_hardmax_record *hardmax = tp_hardmax_record_new(&s, 1);
    tp_verify_subject(&v, &s, &(tp_setup) {.choice = &c}, hardmax);
    ck_assert_msg(v.exact != TP_VERDICT_UNKNOWN && v.exact_act != TP_VERDICT_UNKNOWN, "%s: unknown", cells[n].choice);
    tp_verify_clear(&v);
    tp_hardmax_record_free(hardmax);
    tp_choice_clear(&c);
    close_cell(m, &s);
  }
}
END_TEST

/* Products with infinities and NaN, totals and logits that are infinite. */
START_TEST(test_infinities)
{
  static const cell cells[] = {
    {turns, "a", "act=int2 attn=e4m3b16 beta=1.6"},                          /* 1 is infinite as a weight */
    {flips, "ab", "act=fixed:1.2 attn=e4m3b16 acc=e3m3b9fn beta=1.6"},
    {flips, "ab", "act=e5m2 attn=e4m3b16 acc=fp16 beta=3"},
    {flips, "ab", "act=fixed:2.4 attn=fixed:1.4 exp=e2m1 beta=0"},           /* so is the total */
    {flips, "ab", "act=fixed:2.4 exp=e2m1 beta=0"},
    {flips, "ab", "act=e3m2 attn=fixed:1.4 exp=e2m1 beta=0.25"},
    {flips, "ab", "act=fixed:1.2 attn=tf32 logit=e2m2b3fn acc=e2m1 round=acc:rna beta=1e6"},
    {flips, "ab", "act=fixed:1.2 attn=fixed:1.4 logit=fixed:3.2 acc=e2m1 beta=1.5"},   /* an infinite score, a finite logit */
    {flips, "ab", "act=e2m1 attn=p:8 logit=fixed:3.2 acc=e2m1 beta=0"},
  };
  for (size_t n = 0; n < LENGTH(cells); n++)
    check_numbers(cells + n, 3000);
}
END_TEST

/* Logits are infinite.  A token that takes +infinity of one field and -infinity of another has
   NaN for its logit, also if those are not the best of their fields.  All tokens whose field has
   +infinity tie, whatever their other fields say. */
START_TEST(test_infinite_logits)
{
  static const struct {
    cell of;
    double ties;
  } infinite[] = {{{wanders, "a", "act=e2m5 acc=fixed:2.0 param=int4 beta=7.41"}, 0},
                  {{roams, "aab", "act=e2m1 attn=mxint8 acc=e2m2fnuzftz sum=pairwise beta=11.88"}, 216}};
  for (size_t n = 0; n < LENGTH(infinite); n++) {
    tp_machine *m;
    tp_subject s;
    tp_verification v;
    tp_choice c = choice_of(infinite[n].of.choice);
    open_cell(&infinite[n].of, &m, &s);
    tp_verify_subject(&v, &s, &(tp_setup) {.choice = &c}, NULL);
    ck_assert_int_eq(v.exact, TP_VERDICT_NO);
    ck_assert_double_eq(v.ties, infinite[n].ties);
    tp_verify_clear(&v);
    tp_choice_clear(&c);
    close_cell(m, &s);
  }
}
END_TEST

/* A coordinate that a sublayer does not write is a copy, and copies are not rounded. */
START_TEST(test_copies_are_not_rounded)
{
  static const cell cells[] = {
    {flips, "ab", "act=fixed:2.6 attn=fixed:1.6 at=4..9:act=fixed:2.1 beta=1.5"},
    {flips, "ab", "act=e5m7 attn=p:5 at=3:act=e4m1 at=8..20:act=fixed:2.1 beta=2"},
  };
  for (size_t n = 0; n < LENGTH(cells); n++)
    check_numbers(cells + n, 3000);
}
END_TEST

/* --- Numbers of another layer -------------------------------------------------- */

/* Every operation rounds, a product with 1 too: 3 has two bits and is 4 in one.  So 8 + 1 3 is
   8 + 4, half way between 8 and 16, and 16 has the larger magnitude. */
START_TEST(test_products_with_one)
{
  const tp_choice two = choice_of("format=mpfr:2"), one = choice_of("format=mpfr:1");
  tp_arithmetic *wide = tp_arithmetic_new(&two, &(tp_effort) {.bits = 2}, 4, 2), *narrow = tp_arithmetic_new(&one, &(tp_effort) {.bits = 1}, 4, 2);
  tp_workspace *w = tp_workspace_new(wide, &(tp_draw) {0}), *v = tp_workspace_new(narrow, &(tp_draw) {0});
  const tp_rounding_place at = {1, TP_PART_NEURON, 0};
  tp_number_column *c[5];
  double slack;
  for (int i = 0; i < 5; i++)
    c[i] = wide->op->column_new(wide);
  wide->op->load(wide, c[0], 1, (const int8_t[]) {1});
  wide->op->neuron(w, at, c[1], 1, c, (const int8_t[]) {3}, 0, 0, 1);
  wide->op->neuron(w, at, c[2], 1, c, (const int8_t[]) {8}, 0, 0, 1);
  narrow->op->neuron(v, at, c[3], 2, (tp_number_column *[]) {c[2], c[1]}, (const int8_t[]) {1, 1}, 0, 0, 1);
  ck_assert_double_eq(tp_read_one(v, c[3], 0, &slack), 16);
  tp_attention_row *row = narrow->op->row_new(narrow);
  tp_key_store *store = narrow->op->store_new(narrow, 2, (tp_number_column *[]) {c[2], c[1]});
  narrow->op->store_extend(v, store, 1);
  narrow->op->score(v, at, &row, 1, store, (tp_number_column *[]) {c[0], c[0]}, 0);
  ck_assert_double_eq(narrow->op->row_score(v, row, 0), 16);
  narrow->op->store_free(narrow, store);
  narrow->op->row_free(narrow, row);
  for (int i = 0; i < 5; i++)
    wide->op->column_free(wide, c[i]);
  tp_workspace_free(w);
  tp_workspace_free(v);
  tp_arithmetic_free(wide);
  tp_arithmetic_free(narrow);
}
END_TEST

/* --- Sums wider than 16 bits --------------------------------------------------- */

enum { MANY = 40000 };

typedef struct {
  tp_choice choice;
  tp_arithmetic *a;
  tp_workspace *w;
  tp_number_column *one, *out, **x;
  int8_t weight[MANY];
} bench;

/* One column stands for all inputs: 1 at position 0, -1 at position 1. */
static void bench_open(bench *b, const char *choice, int bits)
{
  b->choice = choice_of(choice);
  b->a = tp_arithmetic_new(&b->choice, &(tp_effort) {.bits = bits}, 6, MANY);
  b->w = tp_workspace_new(b->a, &(tp_draw) {0});
  b->one = b->a->op->column_new(b->a);
  b->out = b->a->op->column_new(b->a);
  b->a->op->load(b->a, b->one, 2, (const int8_t[]) {1, -1});
  b->x = tp_memory_new(MANY, sizeof *b->x);
  for (size_t c = 0; c < MANY; c++)
    b->x[c] = b->one, b->weight[c] = 1;
}

static void bench_close(bench *b)
{
  b->a->op->column_free(b->a, b->one);
  b->a->op->column_free(b->a, b->out);
  tp_workspace_free(b->w);
  tp_arithmetic_free(b->a);
  tp_choice_clear(&b->choice);
  free(b->x);
}

static const struct {
  const char *choice;
  int bits;
} wide[] = {{"format=exact", 0}, {"act=p:30 attn=p:30 beta=1", 0}, {"act=p:30 attn=p:30 acc=p:30 beta=1", 0}, {"act=p:30 attn=p:30 beta=1", 200},
            {"format=mpfr:20 beta=1", 0}, {"format=mpfr:40 beta=1", 0}};

static void check_value(bench *b, size_t n, double expected)
{
  double slack, value = tp_read_one(b->w, b->out, 0, &slack);
  ck_assert_msg(fabs(value - expected) <= slack && slack < 1, "%s: %g, not %g", wide[n].choice, value, expected);
  ck_assert_int_eq(b->w->undecided, 0);
}

START_TEST(test_wide_neurons)
{
  static const struct {
    size_t inputs;
    int8_t weight;
    int32_t bias;
    double sum;
  } neuron[] = {{MANY, 1, 0, 40000}, {MANY, 1, -30000, 10000}, {MANY, -1, 0, 0}, {300, 127, 0, 38100}, {10, 1, 40000, 40010}, {10, 1, 16380, 16390},
                {17000, 1, 16000, 33000}, {10, 1, -40000, 0}};
  static bench b;
  for (size_t n = 0; n < LENGTH(wide); n++)
    for (size_t k = 0; k < LENGTH(neuron); k++) {
      const tp_rounding_place at = {1, TP_PART_NEURON, 0};
      bench_open(&b, wide[n].choice, wide[n].bits);
      memset(b.weight, neuron[k].weight, sizeof b.weight);
      b.a->op->neuron(b.w, at, b.out, neuron[k].inputs, b.x, b.weight, neuron[k].bias, 0, 1);
      check_value(&b, n, neuron[k].sum);
      bench_close(&b);
    }
}
END_TEST

/* One after the other, 8 and 1 are 9, which three bits round to 8 again; the sum at once, 10, would have been kept. */
START_TEST(test_narrow_sums)
{
  static bench b;
  double slack;
  for (int is_sum = 0; is_sum < 2; is_sum++) {
    bench_open(&b, "format=mpfr:3 beta=1", 0);
    if (is_sum)
      b.a->op->add(b.w, (tp_rounding_place) {1, TP_PART_SUM, 0}, b.out, b.one, 9, b.x, b.weight, 0, 1);
    else
      b.a->op->neuron(b.w, (tp_rounding_place) {1, TP_PART_NEURON, 0}, b.out, 10, b.x, b.weight, 0, 0, 1);
    ck_assert_double_eq(tp_read_one(b.w, b.out, 0, &slack), 8);
    bench_close(&b);
  }
}
END_TEST

START_TEST(test_wide_additions)
{
  static bench b;
  for (size_t n = 0; n < LENGTH(wide); n++) {
    bench_open(&b, wide[n].choice, wide[n].bits);
    b.a->op->add(b.w, (tp_rounding_place) {1, TP_PART_SUM, 0}, b.out, b.one, MANY, b.x, b.weight, 0, 1);
    check_value(&b, n, 40001);
    bench_close(&b);
  }
}
END_TEST

/* The query of position 1 is -1 in each coordinate: scores are -size and size. */
START_TEST(test_wide_scores)
{
  static const size_t size[] = {16000, 20000, 33000, MANY};
  static bench b;
  for (size_t n = 0; n < LENGTH(wide); n++)
    for (size_t k = 0; k < LENGTH(size); k++) {
      const tp_rounding_place at = {1, TP_PART_ATTENTION, 0};
      bench_open(&b, wide[n].choice, wide[n].bits);
      tp_key_store *store = b.a->op->store_new(b.a, size[k], b.x);
      tp_attention_row *row = b.a->op->row_new(b.a);
      b.a->op->store_extend(b.w, store, 2);
      b.a->op->score(b.w, at, &row, 1, store, b.x, 1);
      const double score[2] = {b.a->op->row_score(b.w, row, 0), b.a->op->row_score(b.w, row, 1)};
      ck_assert_msg(score[0] == -(double) size[k] && score[1] == (double) size[k], "%s: scores %g and %g", wide[n].choice, score[0], score[1]);
      b.a->op->weigh(b.w, at, &row, 1);
      /* exp(-2 size) is out of binary64's range, which mpfr with few bits says. */
      ck_assert_msg(b.w->undecided || b.a->op->row_weight(b.w, row, 1) == 1, "%s: weight %g", wide[n].choice, b.a->op->row_weight(b.w, row, 1));
      b.a->op->row_free(b.a, row);
      b.a->op->store_free(b.a, store);
      bench_close(&b);
    }
}
END_TEST

int main(void)
{
  Suite *suite = suite_create("faults");
  TCase *tc = suite_case(suite, "exponentials");
  tcase_add_test(tc, test_weights_do_not_add_up);
  tcase_add_test(tc, test_rational_numbers_are_known);
  tc = suite_case(suite, "infinities");
  tcase_add_test(tc, test_infinities);
  tcase_add_test(tc, test_infinite_logits);
  tc = suite_case(suite, "copies");
  tcase_add_test(tc, test_copies_are_not_rounded);
  tcase_add_test(tc, test_products_with_one);
  tc = suite_case(suite, "wide");
  tcase_add_test(tc, test_wide_neurons);
  tcase_add_test(tc, test_narrow_sums);
  tcase_add_test(tc, test_wide_additions);
  tcase_add_test(tc, test_wide_scores);
  return suite_run(suite);
}
