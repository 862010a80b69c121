/* mpfr:P against an evaluation written here, straight from the transformer's
   weights and the definition (doc/precision.md, "Definition" and "Order of
   summation"): every operation is one MPFR call, nothing is left out, nothing is
   remembered.  Every activation and hidden value must be the same number. */
#include <check.h>
#include <mpfr.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "random_machines.h"
#include "tmprec/analysis/verify.h"
#include "tmprec/base/memory.h"

typedef struct {
  const transformer *t;
  const sequence *tokens;
  size_t positions;                /* 0 .. positions-1 are fed */
  mpfr_prec_t precision;
  mpfr_t beta, sum, term, most, zero;
  mpfr_t **version;                /* each a number a position */
  size_t versions;
  size_t *now;                     /* by coordinate: its last version */
  mpfr_t **hidden;                 /* all neurons, layer after layer */
  size_t neurons;
} plain;

static mpfr_t *numbers_new(const plain *e)
{
  mpfr_t *x = memory_new(e->positions, sizeof *x);
  for (size_t p = 0; p < e->positions; p++)
    mpfr_init2(x[p], e->precision);
  return x;
}

static void numbers_free(const plain *e, mpfr_t *x)
{
  for (size_t p = 0; p < e->positions; p++)
    mpfr_clear(x[p]);
  free(x);
}

static mpfr_t *append_version(plain *e)
{
  e->version = memory_resize(e->version, e->versions + 1, sizeof *e->version);
  return e->version[e->versions++] = numbers_new(e);
}

static mpfr_t *stream_of(const plain *e, const size_t *now, uint32_t coordinate)
{
  return e->version[now[coordinate]];
}

static void embed(plain *e)
{
  const transformer *t = e->t;
  for (uint32_t c = 0; c < t->width; c++) {
    e->now[c] = e->versions;
    mpfr_t *x = append_version(e);
    for (size_t p = 0; p < e->positions; p++)
      mpfr_set_si(x[p], 0, MPFR_RNDN);
  }
  for (size_t p = 0; p < e->positions; p++) {
    const uint32_t *token = sequence_token(e->tokens, p);
    const token_family *f = t->vocabulary.family + token[0];
    for (size_t i = 0; i < f->embeds; i++) {
      const placement *at = f->embed + i;
      const codebook *b = t->vocabulary.book + at->book;
      uint32_t row = at->field == PLACEMENT_CONSTANT ? at->row : token[1 + at->field];
      for (uint32_t c = 0; c < b->width; c++)
        mpfr_set_si(e->version[at->at + c][p], b->entry[row * b->width + c], MPFR_RNDN);
    }
    for (unsigned bit = 0; bit < t->position_bits; bit++)
      mpfr_set_si(e->version[t->position_at + bit][p], p >> bit & 1 ? 1 : -1, MPFR_RNDN);
  }
}

/* Softmax of query i: weight[0 .. i]. */
static void weigh(plain *e, const size_t *now, const attention_head *h, size_t i, mpfr_t *weight)
{
  for (size_t j = 0; j <= i; j++) {
    mpfr_set_zero(e->sum, 1);
    for (uint32_t c = 0; c < h->keys; c++) {
      mpfr_mul(e->term, stream_of(e, now, h->q[c])[i], stream_of(e, now, h->k[c])[j], MPFR_RNDN);
      mpfr_add(e->sum, e->sum, e->term, MPFR_RNDN);
    }
    mpfr_mul(weight[j], e->beta, e->sum, MPFR_RNDN);
    if (j == 0 || mpfr_greater_p(weight[j], e->most))
      mpfr_set(e->most, weight[j], MPFR_RNDN);
  }
  mpfr_set_zero(e->sum, 1);
  for (size_t j = 0; j <= i; j++) {
    mpfr_sub(weight[j], weight[j], e->most, MPFR_RNDN);
    mpfr_exp(weight[j], weight[j], MPFR_RNDN);
    mpfr_add(e->sum, e->sum, weight[j], MPFR_RNDN);
  }
  for (size_t j = 0; j <= i; j++)
    mpfr_div(weight[j], weight[j], e->sum, MPFR_RNDN);
}

static void attend(plain *e, const transformer_layer *l)
{
  size_t *before = memory_new(e->t->width, sizeof *before);
  memcpy(before, e->now, e->t->width * sizeof *before);
  mpfr_t *weight = numbers_new(e);
  for (size_t n = 0; n < l->heads; n++) {
    const attention_head *h = l->head + n;
    size_t first = e->versions;
    for (uint32_t c = 0; c < h->values; c++) {
      e->now[h->out[c]] = e->versions;
      append_version(e);
    }
    for (size_t i = 0; i < e->positions; i++) {
      weigh(e, before, h, i, weight);
      for (uint32_t c = 0; c < h->values; c++) {
        mpfr_set_zero(e->sum, 1);
        for (size_t j = 0; j <= i; j++) {
          mpfr_mul(e->term, weight[j], stream_of(e, before, h->v[c])[j], MPFR_RNDN);
          mpfr_add(e->sum, e->sum, e->term, MPFR_RNDN);
        }
        mpfr_add(e->version[first + c][i], stream_of(e, before, h->out[c])[i], e->sum, MPFR_RNDN);
      }
    }
  }
  numbers_free(e, weight);
  free(before);
}

static mpfr_t *apply_neuron(plain *e, const neuron_block *b, size_t m)
{
  mpfr_t *h = numbers_new(e);
  for (size_t i = b->in_start[m] + 1; i < b->in_start[m + 1]; i++)
    if (b->in[i] <= b->in[i - 1])
      ck_abort_msg("the inputs of a neuron do not ascend");
  for (size_t p = 0; p < e->positions; p++) {
    mpfr_set_zero(e->sum, 1);
    for (size_t i = b->in_start[m]; i < b->in_start[m + 1]; i++) {
      mpfr_mul_si(e->term, stream_of(e, e->now, b->in[i])[p], b->in_weight[i], MPFR_RNDN);
      mpfr_add(e->sum, e->sum, e->term, MPFR_RNDN);
    }
    mpfr_add_si(e->sum, e->sum, b->bias[m], MPFR_RNDN);
    mpfr_max(h[p], e->sum, e->zero, MPFR_RNDN);
  }
  return h;
}

static void apply_neurons(plain *e, const neuron_block *b)
{
  size_t first = e->neurons;
  mpfr_t **sum = memory_zeroed(e->t->width, sizeof *sum);
  e->hidden = memory_resize(e->hidden, first + b->neurons, sizeof *e->hidden);
  for (size_t m = 0; m < b->neurons; m++) {
    mpfr_t *h = e->hidden[e->neurons++] = apply_neuron(e, b, m);
    for (size_t i = b->out_start[m]; i < b->out_start[m + 1]; i++) {
      uint32_t c = b->out[i];
      int is_new = !sum[c];
      if (is_new)
        sum[c] = numbers_new(e);
      for (size_t p = 0; p < e->positions; p++) {
        if (is_new)
          mpfr_set_zero(sum[c][p], 1);
        mpfr_mul_si(e->term, h[p], b->out_weight[i], MPFR_RNDN);
        mpfr_add(sum[c][p], sum[c][p], e->term, MPFR_RNDN);
      }
    }
  }
  for (uint32_t c = 0; c < e->t->width; c++)
    if (sum[c]) {
      mpfr_t *x = stream_of(e, e->now, c);
      e->now[c] = e->versions;
      mpfr_t *y = append_version(e);
      for (size_t p = 0; p < e->positions; p++)
        mpfr_add(y[p], x[p], sum[c][p], MPFR_RNDN);
      numbers_free(e, sum[c]);
    }
  free(sum);
}

static void set_beta(plain *e, const char *text)
{
  if (!strcmp(text, "auto")) {
    mpfr_t fine;
    mpfr_init2(fine, 1000);
    mpfr_const_log2(fine, MPFR_RNDN);
    mpfr_mul_ui(fine, fine, 2 * e->t->position_bits, MPFR_RNDN);
    mpfr_add_ui(fine, fine, 2, MPFR_RNDN);
    mpfr_set(e->beta, fine, MPFR_RNDN);
    mpfr_clear(fine);
  } else {
    mpfr_set_str(e->beta, text, 10, MPFR_RNDN);
  }
}

static plain evaluate(const subject *s, int precision, const char *beta)
{
  plain e = {.t = s->t, .tokens = &s->tokens, .positions = s->tokens.length - 1, .precision = precision};
  mpfr_inits2(precision, e.beta, e.sum, e.term, e.most, e.zero, (mpfr_ptr) NULL);
  mpfr_set_zero(e.zero, 1);
  set_beta(&e, beta);
  e.now = memory_new(e.t->width, sizeof *e.now);
  embed(&e);
  for (size_t l = 0; l < e.t->layers; l++) {
    attend(&e, e.t->layer + l);
    apply_neurons(&e, &e.t->layer[l].mlp);
  }
  return e;
}

static void plain_clear(plain *e)
{
  for (size_t v = 0; v < e->versions; v++)
    numbers_free(e, e->version[v]);
  for (size_t m = 0; m < e->neurons; m++)
    numbers_free(e, e->hidden[m]);
  free(e->version);
  free(e->hidden);
  free(e->now);
  mpfr_clears(e->beta, e->sum, e->term, e->most, e->zero, (mpfr_ptr) NULL);
}

/* What the library's evaluation is compared with. */
typedef struct {
  const plain *with;
  size_t layer, before;            /* neurons before the current layer */
  size_t versions, hidden;         /* compared so far */
  size_t different;                /* numbers */
} comparison;

static int same_number(arithmetic *a, number_column *c, size_t p, const mpfr_t x, mpq_t q)
{
  switch (a->op->exact(a, c, p, q)) {
  case NUMBER_RATIONAL: return mpfr_number_p(x) && mpfr_cmp_q(x, q) == 0;
  case NUMBER_NAN: return mpfr_nan_p(x);
  case NUMBER_INFINITE: return mpfr_inf_p(x) && mpfr_sgn(x) == mpq_sgn(q);
  default: return mpfr_regular_p(x) && (mpfr_get_exp(x) > 1 << 20 || mpfr_get_exp(x) < -(1 << 20));
  }
}

static void compare(comparison *c, arithmetic *a, number_column *column, mpfr_t *x, size_t from, size_t to)
{
  mpq_t q;
  mpq_init(q);
  for (size_t p = from; p < to; p++)
    c->different += !same_number(a, column, p, x[p], q);
  mpq_clear(q);
}

static void compare_activation(void *context, arithmetic *a, size_t version, number_column *column, size_t from, size_t to)
{
  comparison *c = context;
  compare(c, a, column, c->with->version[version], from, to);
  c->versions++;
}

static void compare_hidden(void *context, arithmetic *a, size_t layer, size_t neuron, number_column *column, size_t from,
                           size_t to)
{
  comparison *c = context;
  for (; c->layer < layer; c->layer++)
    c->before += c->layer ? c->with->t->layer[c->layer - 1].mlp.neurons : 0;
  compare(c, a, column, c->with->hidden[c->before + neuron], from, to);
  c->hidden++;
}

/* Returns 0 if the arithmetic does not answer for its numbers. */
static int compare_evaluation(const random_machine *m, const subject *s, const plain *mine, const arithmetic_choice *choice)
{
  comparison c = {.with = mine};
  random_assert(m, plan_versions(s->plan) == mine->versions);
  const observer watch = {.context = &c, .activation = compare_activation, .hidden = compare_hidden};
  arithmetic *a = arithmetic_new(choice, s->r, plan_longest_product(s->plan));
  evaluator *e = evaluator_new(s->plan, a, &watch);
  evaluator_feed(e, &s->tokens, mine->positions);
  int reliable = a->op->reliable(a);
  if (c.different && reliable) {
    random_machine_print(m);
    ck_abort_msg("mpfr:%d, beta %s, working %d: %zu numbers differ", choice->precision,
                 choice->beta.is_auto ? "auto" : choice->beta.decimal, choice->working, c.different);
  }
  random_assert(m, c.versions == mine->versions);
  random_assert(m, c.hidden == mine->neurons);
  evaluator_free(e);
  a->op->destroy(a);
  return reliable;
}

/* In MPFR, and as fast as it goes. */
static void check_evaluation(const random_machine *m, const subject *s, int precision, const char *beta)
{
  error err;
  char name[32];
  arithmetic_choice choice = {.kind = ARITHMETIC_EXACT, .working = 1};
  snprintf(name, sizeof name, "mpfr:%d", precision);
  random_assert(m, choice_set_format(&choice, name, &err) == STATUS_OK && choice_set_beta(&choice, beta, &err) == STATUS_OK);
  plain mine = evaluate(s, precision, beta);
  random_assert(m, compare_evaluation(m, s, &mine, &choice));
  choice.working = 0;
  compare_evaluation(m, s, &mine, &choice);
  plain_clear(&mine);
}

START_TEST(test_every_number)
{
  static const int precision[] = {1, 2, 3, 4, 5, 7, 11, 24, 53, 100};
  static const char *const beta[] = {"auto", "1.3", "auto", "6", "0", "0.4", "auto", "3.21", "700", "17.5"};
  enum { PRECISIONS = sizeof precision / sizeof *precision, BETAS = sizeof beta / sizeof *beta };
  random_source source = random_open(2);
  size_t count = random_count(20, 2);
  random_quota quota = {count, {count / 5, count / 5, count / 5}};
  for (size_t number = 0; quota.left; number++) {
    random_machine m;
    subject s;
    random_next_subject(&source, &m, &s, 40, &quota);
    /* Every precision meets every beta on some machine. */
    for (size_t i = 0; i < PRECISIONS; i++)
      check_evaluation(&m, &s, precision[i], beta[(i + number) % BETAS]);
    subject_close(&s);
    random_machine_clear(&m);
  }
}
END_TEST

/* Where nothing is rounded, 200 bits for every operation say the same. */
START_TEST(test_real)
{
  random_source source = random_open(3);
  size_t count = random_count(15, 2), exact = 0;
  random_quota quota = {count, {0}};
  for (size_t number = 0; quota.left; number++) {
    random_machine m;
    subject s;
    error err;
    verification v[2];
    random_next_subject(&source, &m, &s, 24, &quota);
    trajectory *t = trajectory_record(&s);
    char beta[32];
    snprintf(beta, sizeof beta, "%.2f", 0.5 + 19.5 * (double) number / (double) (count - 1));
    for (int i = 0; i < 2; i++) {
      arithmetic_choice choice = {.kind = ARITHMETIC_EXACT};
      random_assert(&m, choice_set_format(&choice, i ? "mpfr:200" : "real", &err) == STATUS_OK);
      random_assert(&m, choice_set_beta(&choice, beta, &err) == STATUS_OK);
      verify_sequence(v + i, &s, &choice, t);
    }
    random_assert(&m, v[0].exact == v[1].exact && v[0].exact_act == v[1].exact_act);
    random_assert(&m, v[0].first_error == v[1].first_error);
    exact += v[0].exact == VERDICT_YES;
    for (int i = 0; i < 2; i++)
      verify_clear(v + i);
    trajectory_free(t);
    subject_close(&s);
    random_machine_clear(&m);
  }
  printf("real: %zu of %zu exact\n", exact, count);
  ck_assert(exact > 0 && exact < count);
}
END_TEST

int main(void)
{
  random_print_settings();
  TCase *tcase = tcase_create("mpfr");
  tcase_set_timeout(tcase, 0);
  tcase_add_test(tcase, test_every_number);
  tcase_add_test(tcase, test_real);
  Suite *suite = suite_create("mpfr");
  suite_add_tcase(suite, tcase);
  SRunner *runner = srunner_create(suite);
  srunner_run_all(runner, CK_ENV);
  int failed = srunner_ntests_failed(runner);
  srunner_free(runner);
  return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
