/* SPDX-License-Identifier: MIT */
/* Two arithmetics of one choice, a quick one and a slow one, do the same random steps on columns of numbers that no machine
   has. */
#ifndef STEPS_H
#define STEPS_H

#include <check.h>
#include <stdio.h>

#include "random_source.h"
#include "tmprec/arithmetic/arithmetic.h"
#include "tmprec/base/buffer.h"

enum { FAST, PLAIN, BOTH };
enum { COLUMNS = 60, ROWS = 80, MOST_ROWS = 160, TERMS = 6, STEPS = 45 };

/* Neither arithmetic draws random numbers. */
static const tp_rounding_place somewhere = {1, TP_PART_ATTENTION, 0};

typedef struct {
  random_source source;
  tp_arithmetic *a[BOTH];
  tp_workspace *w[BOTH];
  tp_number_column *column[BOTH][COLUMNS];
  tp_attention_row *row[BOTH][MOST_ROWS];
  size_t rows;                     /* positions of every column */
  int columns;
  char what[200];                  /* the arithmetic */
} steps;

/* The slow one has so many bits (tp_effort). */
static inline steps steps_open(random_source source, const tp_choice *c, int bits, size_t rows)
{
  steps s = {.source = source, .rows = rows};
  tp_buffer text = {NULL, 0, 0};
  tp_choice_print(&text, c);
  snprintf(s.what, sizeof s.what, "%s", text.text);
  tp_buffer_clear(&text);
  for (int i = 0; i < BOTH; i++) {
    s.a[i] = tp_arithmetic_new(c, &(tp_effort) {.bits = i * bits}, 6, TERMS);
    s.w[i] = tp_workspace_new(s.a[i], &(tp_draw) {.seed = 0});
    for (int n = 0; n < COLUMNS; n++)
      s.column[i][n] = s.a[i]->op->column_new(s.a[i]);
    for (size_t p = 0; p < rows; p++)
      s.row[i][p] = s.a[i]->op->row_new(s.a[i]);
  }
  return s;
}

static inline void steps_close(steps *s)
{
  for (int i = 0; i < BOTH; i++) {
    for (int n = 0; n < COLUMNS; n++)
      s->a[i]->op->column_free(s->a[i], s->column[i][n]);
    for (size_t p = 0; p < s->rows; p++)
      s->a[i]->op->row_free(s->a[i], s->row[i][p]);
    tp_workspace_free(s->w[i]);
    tp_arithmetic_free(s->a[i]);
  }
}

/* Both columns got last; 0 if one arithmetic does not answer for its own. */
static inline int same_column(steps *s, const char *step)
{
  if (s->w[FAST]->undecided || s->w[PLAIN]->undecided)
    return 0;
  for (size_t p = 0; p < s->rows; p++) {
    double slack, got = tp_read_one(s->w[FAST], s->column[FAST][s->columns], p, &slack);
    double want = tp_read_one(s->w[PLAIN], s->column[PLAIN][s->columns], p, &slack);
    if (got != want)
      ck_abort_msg("%s, %s, column %d, position %zu: %a, not %a", step, s->what, s->columns, p, got, want);
  }
  s->columns++;
  return 1;
}

static inline void set_column(steps *s, const int8_t *value)
{
  for (int i = 0; i < BOTH; i++)
    s->a[i]->op->load(s->a[i], s->column[i][s->columns], s->rows, value);
  s->columns++;
}

/* Indices of columns there are, looked up on either side. */
static inline void pick(steps *s, const int *index, size_t count, tp_number_column *out[BOTH][TERMS])
{
  for (int i = 0; i < BOTH; i++)
    for (size_t n = 0; n < count; n++)
      out[i][n] = s->column[i][index[n]];
}

static inline int attend(steps *s, const int *q, const int *k, size_t terms, int v, int x)
{
  tp_number_column *query[BOTH][TERMS], *key[BOTH][TERMS];
  pick(s, q, terms, query);
  pick(s, k, terms, key);
  for (int i = 0; i < BOTH; i++) {
    const tp_arithmetic_operations *op = s->a[i]->op;
    tp_key_store *store = op->store_new(s->a[i], terms, key[i]);
    op->store_extend(s->w[i], store, s->rows);
    op->score(s->w[i], somewhere, s->row[i], s->rows, store, query[i], 0);
    op->weigh(s->w[i], somewhere, s->row[i], s->rows);
    op->mix(s->w[i], somewhere, s->row[i], s->rows, s->column[i][v], s->column[i][s->columns], s->column[i][x]);
    op->store_free(s->a[i], store);
  }
  for (size_t p = 0; p < s->rows && !s->w[FAST]->undecided && !s->w[PLAIN]->undecided; p++)
    for (size_t j = 0; j <= p; j++) {
      double got = s->a[FAST]->op->row_weight(s->w[FAST], s->row[FAST][p], j);
      double want = s->a[PLAIN]->op->row_weight(s->w[PLAIN], s->row[PLAIN][p], j);
      if (got != want)
        ck_abort_msg("weight, %s, query %zu, key %zu: %a, not %a", s->what, p, j, got, want);
    }
  return same_column(s, "attention");
}

static inline int random_attention(steps *s)
{
  int q[TERMS], k[TERMS];
  size_t terms = 1 + random_below(&s->source, TERMS);
  for (size_t c = 0; c < terms; c++) {
    q[c] = (int) random_below(&s->source, (uint32_t) s->columns);
    k[c] = (int) random_below(&s->source, (uint32_t) s->columns);
  }
  return attend(s, q, k, terms, (int) random_below(&s->source, (uint32_t) s->columns),
                (int) random_below(&s->source, (uint32_t) s->columns));
}

static inline int random_neuron(steps *s)
{
  tp_number_column *x[BOTH][TERMS];
  int index[TERMS], is_neuron = random_one_in(&s->source, 2), most = random_one_in(&s->source, 3) ? 3 : 1;
  int8_t weight[TERMS];
  size_t terms = 1 + random_below(&s->source, TERMS - 1);
  int32_t bias = (int32_t) random_below(&s->source, 23) - 11;
  for (size_t c = 0; c <= terms; c++) {
    index[c] = (int) random_below(&s->source, (uint32_t) s->columns);
    if (c < TERMS)
      weight[c] = (int8_t) ((int) random_below(&s->source, (uint32_t) (2 * most + 1)) - most);
  }
  pick(s, index, terms + 1, x);
  for (int i = 0; i < BOTH; i++) {
    const tp_arithmetic_operations *op = s->a[i]->op;
    if (is_neuron)
      op->neuron(s->w[i], somewhere, s->column[i][s->columns], terms, x[i], weight, bias, 0, s->rows);
    else
      op->add(s->w[i], somewhere, s->column[i][s->columns], x[i][terms], terms, x[i], weight, 0, s->rows);
  }
  return same_column(s, is_neuron ? "neuron" : "add");
}

/* Random columns, and then random steps with what there is, as long as both arithmetics answer; how many. */
static inline size_t take_steps(steps *s)
{
  size_t made = 0;
  for (int c = 0; c < 4; c++) {
    int8_t value[ROWS];
    for (size_t p = 0; p < s->rows; p++)
      value[p] = (int8_t) (random_below(&s->source, 3) - 1);
    set_column(s, value);
  }
  while (s->columns < STEPS && (random_one_in(&s->source, 2) ? random_attention(s) : random_neuron(s)))
    made++;
  return made;
}

#endif
