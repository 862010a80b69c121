/* SPDX-License-Identifier: MIT */
/* Rows whose mixes binary64 leaves open: enclosures decide each of them, also where more rows are open than are kept. */
#include <check.h>
#include <stdio.h>

#include "random_source.h"
#include "suite.h"
#include "tmprec/arithmetic/arithmetic.h"

/* exp(-beta) is hardly more than 1/2.  Beside two keys that are behind by 1, the best one has a weight so near 1/2 that only
   more bits tell that it is less, and that those two together have more. */
static const char *const choice = "act=fixed:2.0 beta=0.6931471805599453";

/* In a store two coordinates tell keys apart: one that is far behind differs in all coordinates, one that is next in one. */
enum { COORDINATES = 63, POSITIONS = 400, SHORT = 50, ROWS = 300, STORES = 2, KEYS = 5 };
enum { FAR, NEXT, BEST };
static const int kind[STORES][KEYS] = {{BEST, NEXT, NEXT, FAR, FAR}, {NEXT, FAR, FAR, BEST, NEXT}};

/* Two sets of keys: in one store the best, in the other both that are next.  So is 1 + the mix rounded. */
enum { VALUES = 2 };
static const int8_t value[VALUES][POSITIONS] = {{1, 0, 0, 0, 1}, {0, 1, 1, 1, 0}};
static const double result[STORES][VALUES] = {{1, 2}, {2, 1}};

typedef struct {
  tp_choice c;
  tp_arithmetic *a;
  tp_workspace *w;
  tp_number_column *ones, *k[STORES][2], *v[VALUES], *out;
  tp_key_store *store[STORES];
} world;

typedef struct {
  tp_attention_row *row;
  size_t position, store;
} taken_row;

static const tp_rounding_place somewhere = {1, TP_PART_ATTENTION, 0};

static tp_number_column *column_of(const world *o, size_t count, const int8_t *numbers)
{
  tp_number_column *c = o->a->op->column_new(o->a);
  o->a->op->load(o->a, c, count, numbers);
  return c;
}

static void take_arithmetic(world *o, const char *text)
{
  const tp_effort effort = {.bits = 0};
  ck_assert(tp_choice_parse(&o->c, text, NULL) == TP_STATUS_OK);
  o->a = tp_arithmetic_new(&o->c, &effort, 9, COORDINATES);
  o->w = tp_workspace_new(o->a, &(tp_draw) {.seed = 1});
  o->out = o->a->op->column_new(o->a);
}

static void drop_arithmetic(world *o)
{
  o->a->op->column_free(o->a, o->out);
  tp_workspace_free(o->w);
  tp_arithmetic_free(o->a);
  tp_choice_clear(&o->c);
}

static void world_open(world *o)
{
  int8_t ones[POSITIONS], shared[POSITIONS], own[POSITIONS];
  take_arithmetic(o, choice);
  for (size_t p = 0; p < POSITIONS; p++)
    ones[p] = 1;
  o->ones = column_of(o, POSITIONS, ones);
  for (size_t n = 0; n < VALUES; n++)
    o->v[n] = column_of(o, POSITIONS, value[n]);
  for (size_t n = 0; n < STORES; n++) {
    for (size_t p = 0; p < POSITIONS; p++) {
      const int is = p < KEYS ? kind[n][p] : FAR;
      shared[p] = is == FAR ? -1 : 1;
      own[p] = (int8_t) (is == BEST ? 1 : is == NEXT ? 0 : -1);
    }
    o->k[n][0] = column_of(o, POSITIONS, shared);
    o->k[n][1] = column_of(o, POSITIONS, own);
    tp_number_column *k[COORDINATES];
    for (size_t c = 0; c < COORDINATES; c++)
      k[c] = o->k[n][c == 0];
    o->store[n] = o->a->op->store_new(o->a, COORDINATES, k);
    o->a->op->store_extend(o->w, o->store[n], POSITIONS);
  }
}

static void world_close(world *o)
{
  for (size_t n = 0; n < STORES; n++) {
    o->a->op->store_free(o->a, o->store[n]);
    o->a->op->column_free(o->a, o->k[n][0]);
    o->a->op->column_free(o->a, o->k[n][1]);
  }
  for (size_t n = 0; n < VALUES; n++)
    o->a->op->column_free(o->a, o->v[n]);
  o->a->op->column_free(o->a, o->ones);
  drop_arithmetic(o);
}

static void take_row(world *o, random_source *source, taken_row *r)
{
  tp_number_column *q[COORDINATES];
  for (size_t c = 0; c < COORDINATES; c++)
    q[c] = o->ones;
  r->position = KEYS + random_below(source, random_below(source, 4) ? SHORT : POSITIONS - KEYS);   /* many rows, or many keys */
  r->store = random_below(source, STORES);
  o->a->op->score(o->w, somewhere, &r->row, 1, o->store[r->store], q, r->position);
  o->a->op->weigh(o->w, somewhere, &r->row, 1);
}

/* x + the mix of v, which is decided. */
static double mixed(const world *o, taken_row *r, tp_number_column *v, tp_number_column *x)
{
  double y, slack;
  o->a->op->column_restart(o->a, o->out, r->position);
  o->a->op->mix(o->w, somewhere, &r->row, 1, v, o->out, x);
  o->a->op->read(o->w, o->out, r->position, r->position + 1, &y, &slack);
  ck_assert(!o->w->undecided && slack == 0);
  return y;
}

static void check_mix(world *o, taken_row *r, size_t v)
{
  const double y = mixed(o, r, o->v[v], o->ones);
  ck_assert_msg(y == result[r->store][v], "store %zu, value %zu: %g", r->store, v, y);
}

START_TEST(test_open_rows)
{
  random_source source = random_open(1200);
  world o;
  taken_row row[ROWS];
  world_open(&o);
  for (size_t n = 0; n < ROWS; n++) {
    row[n].row = o.a->op->row_new(o.a);
    take_row(&o, &source, row + n);
  }
  for (size_t count = random_count(3000, 1000); count; count--) {
    taken_row *r = row + (count > ROWS ? random_below(&source, ROWS) : ROWS - count);      /* at the end all in turn */
    check_mix(&o, r, random_below(&source, VALUES));
    check_mix(&o, r, random_below(&source, VALUES));
    if (!random_below(&source, 4))
      take_row(&o, &source, r);
  }
  for (size_t n = 0; n < ROWS; n++)
    o.a->op->row_free(o.a, row[n].row);
  world_close(&o);
}
END_TEST

/* A key so far behind that binary64 has no number for its exponential still has a weight: a mix of it alone is above 0, and
   rounded up.  If exponentials are rounded up it weighs as much as the best; if logits end at 1, they are not so far apart.  Keys are
   halves, so that scores are not integers. */
static const struct {
  const char *choice;
  double best, far;                /* the mixes of the best key alone, and of the other */
} rounds_up[] = {
  {"act=fixed:2.1 beta=60 round=act:raz", 1, 0.5},
  {"act=fixed:2.1 attn=p:4 beta=60 round=act:raz", 1, 0.5},
  {"act=fixed:2.1 beta=60", 1, 0},
  {"act=fixed:2.6 logit=fixed:1.0 beta=60", 61.0 / 64, 3.0 / 64},         /* logits 1 and -2 */
  {"act=fixed:2.1 exp=fixed:2.0 beta=60 round=exp:raz", 0.5, 0.5},
  {"act=fixed:2.1 exp=fixed:2.0 attn=fixed:2.1 beta=60 round=exp:raz", 0.5, 0.5},
};

START_TEST(test_vanished_weights)
{
  enum { TWO = 2 };
  world o;
  take_arithmetic(&o, rounds_up[_i].choice);
  tp_number_column *one = column_of(&o, TWO, (const int8_t[TWO]) {1, 1}), *best = column_of(&o, TWO, (const int8_t[TWO]) {1, 0}),
                   *far = column_of(&o, TWO, (const int8_t[TWO]) {0, 1}), *none = column_of(&o, TWO, (const int8_t[TWO]) {0, 0}),
                   *key = o.a->op->column_new(o.a), *k[COORDINATES], *q[COORDINATES];
  o.a->op->append(o.a, key, TWO, (const double[TWO]) {0.5, -0.5});
  for (size_t c = 0; c < COORDINATES; c++) {
    k[c] = key;
    q[c] = one;
  }
  tp_key_store *store = o.a->op->store_new(o.a, COORDINATES, k);
  o.a->op->store_extend(o.w, store, TWO);
  taken_row r = {.row = o.a->op->row_new(o.a), .position = TWO - 1};
  o.a->op->score(o.w, somewhere, &r.row, 1, store, q, r.position);
  o.a->op->weigh(o.w, somewhere, &r.row, 1);
  ck_assert_double_eq(mixed(&o, &r, far, none), rounds_up[_i].far);
  ck_assert_double_eq(mixed(&o, &r, none, none), 0);
  ck_assert_double_eq(mixed(&o, &r, best, none), rounds_up[_i].best);
  o.a->op->row_free(o.a, r.row);
  o.a->op->store_free(o.a, store);
  tp_number_column *column[] = {one, best, far, none, key};
  for (size_t n = 0; n < LENGTH(column); n++)
    o.a->op->column_free(o.a, column[n]);
  drop_arithmetic(&o);
}
END_TEST

int main(void)
{
  random_print_settings();
  Suite *suite = suite_create("resolved rows");
  TCase *tc = suite_case(suite, "mixes");
  tcase_add_test(tc, test_open_rows);
  tcase_add_loop_test(tc, test_vanished_weights, 0, (int) LENGTH(rounds_up));
  return suite_run(suite);
}
