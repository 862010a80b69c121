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

static tp_number_column *column_of(const world *o, const int8_t *numbers)
{
  tp_number_column *c = o->a->op->column_new(o->a);
  o->a->op->load(o->a, c, POSITIONS, numbers);
  return c;
}

static void world_open(world *o)
{
  int8_t ones[POSITIONS], shared[POSITIONS], own[POSITIONS];
  ck_assert(tp_choice_parse(&o->c, choice, NULL) == TP_STATUS_OK);
  const tp_effort effort = {.bits = 0};
  o->a = tp_arithmetic_new(&o->c, &effort, 9, COORDINATES);
  o->w = tp_workspace_new(o->a, &(tp_draw) {.seed = 1});
  for (size_t p = 0; p < POSITIONS; p++)
    ones[p] = 1;
  o->ones = column_of(o, ones);
  o->out = o->a->op->column_new(o->a);
  for (size_t n = 0; n < VALUES; n++)
    o->v[n] = column_of(o, value[n]);
  for (size_t n = 0; n < STORES; n++) {
    for (size_t p = 0; p < POSITIONS; p++) {
      const int is = p < KEYS ? kind[n][p] : FAR;
      shared[p] = is == FAR ? -1 : 1;
      own[p] = (int8_t) (is == BEST ? 1 : is == NEXT ? 0 : -1);
    }
    o->k[n][0] = column_of(o, shared);
    o->k[n][1] = column_of(o, own);
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
  o->a->op->column_free(o->a, o->out);
  tp_workspace_free(o->w);
  tp_arithmetic_free(o->a);
  tp_choice_clear(&o->c);
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

static void check_mix(world *o, taken_row *r, size_t v)
{
  double y, slack;
  o->a->op->column_restart(o->a, o->out, r->position);
  o->a->op->mix(o->w, somewhere, &r->row, 1, o->v[v], o->out, o->ones);
  o->a->op->read(o->w, o->out, r->position, r->position + 1, &y, &slack);
  ck_assert_msg(!o->w->undecided && slack == 0 && y == result[r->store][v], "store %zu, value %zu: %g", r->store, v, y);
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

int main(void)
{
  random_print_settings();
  Suite *suite = suite_create("resolved rows");
  tcase_add_test(suite_case(suite, "mixes"), test_open_rows);
  return suite_run(suite);
}
