/* SPDX-License-Identifier: MIT */
/* The transformer in binary64: gradients against differences of losses, the forward pass against a plain one in long
   double, and generation against the forward pass. */
#include <check.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "blas.h"
#include "learn.h"
#include "tmprec/base/memory.h"
#include "tmprec/numbers/random.h"

enum { LAYERS = 2, SEQUENCES = 3 };

static const char *const words[SEQUENCES] = {"12..3421.13443.2", "..3......1......", "3124.41.4231134."};

typedef struct {
  sequence all[SEQUENCES * MOST_SEQUENCES];
  const sequence *pointer[SEQUENCES * MOST_SEQUENCES];
  parameters p, g;
  trail *t;
  batch b;
} fixture;

static void fixture_make(fixture *f, chain_mode mode)
{
  size_t n = 0;
  for (int i = 0; i < SEQUENCES; i++) {
    puzzle p;
    trace t;
    for (int s = 0; s < SQUARES; s++)
      p.digit[s] = (unsigned char) (words[i][s] == '.' ? 0 : words[i][s] - '0');
    ck_assert(solve(&p, &t));
    n += (size_t) tell_puzzle(&p, &t, mode, f->all + n);
  }
  for (size_t i = 0; i < n; i++)
    f->pointer[i] = &f->all[i];
  parameters_make(&f->p, LAYERS);
  parameters_make(&f->g, LAYERS);
  parameters_draw(&f->p, 7);
  /* Scales, shifts and biases that are not 1 or 0, and weights large enough for attention to choose. */
  for (size_t i = 0; i < f->p.count; i++)
    f->p.all[i] = f->p.all[i] * 4 - (f->p.all[i] == 1 ? 3 : 0) + 0.2 * (tp_random_unit(tp_random_key(3, i)) - 0.5);
  f->t = trail_new(LAYERS);
  f->b = batch_make(f->pointer, n);
}

static void fixture_free(fixture *f)
{
  trail_free(f->t);
  free(f->p.all);
  free(f->g.all);
}

/* Rounding that adds what the first pass added, at every number: the loss is then differentiable, and its gradient is
   the one that passes roundings as they are. */
typedef struct {
  rounder rule;
  double *offset;
  size_t count, capacity, next;
  int replays;
} frozen;

static void freeze(void *context, real *x, size_t n)
{
  frozen *f = context;
  if (f->replays) {
    for (size_t i = 0; i < n; i++)
      x[i] += f->offset[f->next++];
    return;
  }
  TP_MEMORY_GROW(f->offset, f->capacity, f->count + n);
  for (size_t i = 0; i < n; i++) {
    const double before = x[i];
    round_numbers(&f->rule, &x[i], 1);
    f->offset[f->count++] = x[i] - before;
  }
}

static double loss_at(fixture *f, sites *s, frozen *act, frozen *attn)
{
  act->next = attn->next = 0;
  forward(&f->p, s, &f->b, f->t);
  return loss_of(&f->b, f->t);
}

static void check_gradients(chain_mode mode, const char *act_format, const char *attn_format)
{
  static fixture f;
  frozen act = {.count = 0}, attn = {.count = 0};
  tp_error err;
  fixture_make(&f, mode);
  ck_assert_int_eq(rounder_make(&act.rule, act_format, "rne", &err), TP_STATUS_OK);
  ck_assert_int_eq(rounder_make(&attn.rule, attn_format, "rne", &err), TP_STATUS_OK);
  sites s = {{.instead = freeze, .context = &act}, {.instead = freeze, .context = &attn}};
  loss_at(&f, &s, &act, &attn);
  backward(&f.p, &s, &f.b, f.t, &f.g);
  act.replays = attn.replays = 1;
  for (int i = 0; i < f.p.tensors; i++) {
    const tensor *t = &f.p.tensor[i];
    const size_t count = t->rows * (t->columns ? t->columns : 1);
    for (uint64_t k = 0; k < 6; k++) {
      real *w = &f.p.all[t->offset + tp_random_scramble(k + 100 * (uint64_t) i) % count];
      const double old = *w, h = 1e-5;
      *w = old + h;
      const double up = loss_at(&f, &s, &act, &attn);
      *w = old - h;
      const double down = loss_at(&f, &s, &act, &attn);
      *w = old;
      const double expected = (up - down) / (2 * h), got = f.g.all[w - f.p.all];
      ck_assert_msg(fabs(got - expected) < 1e-8 + 1e-5 * fabs(expected), "%s, number %td: %.12g, by differences %.12g",
                    t->name,
                    w - f.p.all - (ptrdiff_t) t->offset, got, expected);
    }
  }
  free(act.offset);
  free(attn.offset);
  fixture_free(&f);
}

START_TEST(gradients)
{
  check_gradients(COT, "real", "real");
  check_gradients(SCOT, "real", "real");
}
END_TEST

START_TEST(gradients_through_roundings)
{
  check_gradients(COT, "p:3", "fixed:1.3");
  check_gradients(SCOT, "fixed:3.2", "p:2");
  check_gradients(COT, "p:5", "real");
}
END_TEST

/* --- The definition, number by number ---------------------------------------- */

typedef long double number;

static void norm(number out[WIDTH], const number *x, const real *scale, const real *shift)
{
  number mean = 0, variance = 0;
  for (int k = 0; k < WIDTH; k++)
    mean += x[k] / WIDTH;
  for (int k = 0; k < WIDTH; k++)
    variance += (x[k] - mean) * (x[k] - mean) / WIDTH;
  for (int k = 0; k < WIDTH; k++)
    out[k] = (x[k] - mean) / sqrtl(variance + 1e-5L) * scale[k] + shift[k];
}

static number dot(const real *w, const number *x, int n)
{
  number sum = 0;
  for (int k = 0; k < n; k++)
    sum += w[k] * x[k];
  return sum;
}

static number turned(const number *x, int j, int position)
{
  const int half = DEPTH / 2, i = j % half;
  const number angle = position * powl(10000, -2.0L * i / DEPTH);
  return j < half ? x[i] * cosl(angle) - x[i + half] * sinl(angle) : x[i + half] * cosl(angle) + x[i] * sinl(angle);
}

static void plain_attention(number mixed[][WIDTH], number (*const qkv)[3 * WIDTH], int n)
{
  for (int i = 0; i < n; i++)
    for (int h = 0; h < HEADS; h++) {
      number weight[LONGEST_SEQUENCE], sum = 0;
      for (int k = 0; k <= i; k++) {
        number product = 0;
        for (int j = 0; j < DEPTH; j++)
          product += turned(qkv[i] + h * 3 * DEPTH, j, i) * turned(qkv[k] + h * 3 * DEPTH + DEPTH, j, k);
        sum += weight[k] = expl(product / 4);
      }
      for (int j = 0; j < DEPTH; j++) {
        mixed[i][h * DEPTH + j] = 0;
        for (int k = 0; k <= i; k++)
          mixed[i][h * DEPTH + j] += weight[k] / sum * qkv[k][h * 3 * DEPTH + 2 * DEPTH + j];
      }
    }
}

static void plain_layer(const layer_parameters *w, number x[][WIDTH], int n)
{
  static number qkv[LONGEST_SEQUENCE][3 * WIDTH], mixed[LONGEST_SEQUENCE][WIDTH];
  number in[WIDTH], fired[HIDDEN];
  for (int i = 0; i < n; i++) {
    norm(in, x[i], w->norm_scale, w->norm_shift);
    for (int j = 0; j < 3 * WIDTH; j++)
      qkv[i][j] = w->qkv_bias[j] + dot(w->qkv + j * WIDTH, in, WIDTH);
  }
  plain_attention(mixed, qkv, n);
  for (int i = 0; i < n; i++) {
    norm(in, x[i], w->mlp_scale, w->mlp_shift);
    for (int j = 0; j < HIDDEN; j++) {
      const number a = w->up_bias[j] + dot(w->up + j * WIDTH, in, WIDTH);
      fired[j] = a / 2 * (1 + tanhl(sqrtl(2 / 3.14159265358979323846264338L) * (a + 0.044715L * a * a * a)));
    }
    for (int j = 0; j < WIDTH; j++)
      x[i][j] += w->dense_bias[j] + dot(w->dense + j * WIDTH, mixed[i], WIDTH) + w->down_bias[j] + dot(w->down + j * HIDDEN,
          fired, HIDDEN);
  }
}

START_TEST(forward_as_defined)
{
  static fixture f;
  static number x[LONGEST_SEQUENCE][WIDTH];
  fixture_make(&f, SCOT);
  sites s = {.act = {.rounds = 0}};
  forward(&f.p, &s, &f.b, f.t);
  const real *logits = f.t->logits;
  for (size_t q = 0; q < f.b.sequences; q++) {
    const int n = f.b.sequence[q]->length;
    for (int i = 0; i < n; i++)
      for (int k = 0; k < WIDTH; k++)
        x[i][k] = f.p.embedding[f.b.sequence[q]->token[i] * WIDTH + k];
    for (int l = 0; l < LAYERS; l++)
      plain_layer(&f.p.layer[l], x, n);
    for (int i = 0; i < n; i++, logits += VOCABULARY) {
      number last[WIDTH];
      norm(last, x[i], f.p.last_scale, f.p.last_shift);
      for (int v = 0; v < VOCABULARY; v++)
        ck_assert_double_lt(fabs(logits[v] - (double) dot(f.p.unembedding + v * WIDTH, last, WIDTH)), 1e-11);
    }
  }
  fixture_free(&f);
}
END_TEST

/* One token after the other, of two contexts at once, gives the logits that all tokens at once give. */
static void check_generation(const char *act, const char *attn)
{
  static fixture f;
  const sequence *two[2];
  sites s;
  tp_error err;
  fixture_make(&f, COT);
  two[0] = two[1] = &f.all[1];
  f.b = batch_make(two, 2);
  ck_assert_int_eq(rounder_make(&s.act, act, "rne", &err), TP_STATUS_OK);
  ck_assert_int_eq(rounder_make(&s.attn, attn, "rne", &err), TP_STATUS_OK);
  forward(&f.p, &s, &f.b, f.t);
  next_trail *next = next_new(2);
  cache c[2] = {cache_make(LAYERS), cache_make(LAYERS)}, *const both[2] = {&c[0], &c[1]};
  for (int i = 0; i < two[0]->length; i++) {
    const short tokens[2] = {two[0]->token[i], two[0]->token[i]};
    const real *logits = next_logits(&f.p, &s, next, both, tokens, 2);
    for (int k = 0; k < 2 * VOCABULARY; k++) {
      const int row = i + k / VOCABULARY * two[0]->length;
      ck_assert_double_lt(fabs(logits[k] - f.t->logits[row * VOCABULARY + k % VOCABULARY]), 1e-9);
    }
  }
  cache_free(&c[0]);
  cache_free(&c[1]);
  next_free(next);
  fixture_free(&f);
}

START_TEST(generation)
{
  check_generation("real", "real");
  check_generation("fixed:3.18", "fixed:1.20");
  check_generation("p:4", "p:3");
}
END_TEST

int main(void)
{
  openblas_set_num_threads(1);
  Suite *suite = suite_create("gradients");
  TCase *c = tcase_create("gradients");
  tcase_set_timeout(c, 300);
  tcase_add_test(c, gradients);
  tcase_add_test(c, gradients_through_roundings);
  tcase_add_test(c, forward_as_defined);
  tcase_add_test(c, generation);
  suite_add_tcase(suite, c);
  SRunner *r = srunner_create(suite);
  srunner_run_all(r, CK_NORMAL);
  const int failed = srunner_ntests_failed(r);
  srunner_free(r);
  return failed != 0;
}
