/* SPDX-License-Identifier: MIT */
#include "tmprec/report/sweep_table.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "part_name.h"
#include "tmprec/base/memory.h"
#include "tmprec/sweep/curve.h"
#include "tmprec/sweep/front.h"

struct tp_sweep_table {
  const tp_sweep *s;
  int with_seconds;
  tp_table *rows;
  tp_curve curve;        /* whose cells come in, where rows are curves */
  tp_front front;        /* likewise, for fronts */
  tp_buffer part;        /* the name of the column of units, if there is one */
  size_t unit;
};

/* What a row is made of. */
typedef struct {
  const tp_grid_result *r;         /* its cell; of a curve the last one, which stands for all */
  const tp_curve *curve;
  const tp_front *front;
  int activations;
} source;

/* A text that is printed, perhaps empty. */
static void put_printed(tp_table *t, tp_buffer *text)
{
  if (text->length)
    tp_table_put_text(t, text->text);
  else
    tp_table_put_nothing(t);
  tp_buffer_clear(text);
}

static void put_machine(tp_table *t, const source *in) { tp_table_put_text(t, in->r->machine); }
static void put_input(tp_table *t, const source *in) { tp_table_put_text(t, in->r->input); }
static void put_mode(tp_table *t, const source *in) { tp_table_put_text(t, tp_chain_mode_name[in->r->s->mode]); }
static void put_r(tp_table *t, const source *in) { tp_table_put_integer(t, in->r->s->r); }
static void put_n(tp_table *t, const source *in) { tp_table_put_integer(t, tp_transcript_longest(&in->r->s->told)); }
static void put_layers(tp_table *t, const source *in) { tp_table_put_integer(t, in->r->s->t->layers); }
static void put_width(tp_table *t, const source *in) { tp_table_put_integer(t, in->r->s->t->width); }
static void put_family(tp_table *t, const source *in) { tp_table_put_text(t, tp_family_name[in->r->cell.family]); }
static void put_bits(tp_table *t, const source *in)
{
  if (in->r->cell.bits)
    tp_table_put_integer(t, (uint64_t) in->r->cell.bits);
  else
    tp_table_put_nothing(t);
}

/* Hardmax has none. */
static void put_beta(tp_table *t, const source *in)
{
  if (in->r->cell.choice.kind == TP_ARITHMETIC_EXACT)
    tp_table_put_nothing(t);
  else
    tp_table_put_number(t, tp_choice_beta(&in->r->cell.choice, in->r->s->r));
}

static tp_transformer_shape shape_of(const source *in) { return tp_transformer_measure(in->r->s->t); }
static void put_heads(tp_table *t, const source *in) { tp_table_put_integer(t, shape_of(in).heads); }
static void put_neurons(tp_table *t, const source *in) { tp_table_put_integer(t, shape_of(in).neurons); }

static void put_parameters(tp_table *t, const source *in)
{
  const tp_transformer_shape shape = shape_of(in);
  tp_table_put_integer(t, tp_transformer_parameters(&shape));
}
static void put_exact(tp_table *t, const source *in) { tp_table_put_verdict(t, in->r->result.exact); }
static void put_exact_act(tp_table *t, const source *in) { tp_table_put_verdict(t, in->r->result.exact_act); }
static void put_tokens(tp_table *t, const source *in) { tp_table_put_integer(t, in->r->result.predictions); }
static void put_total(tp_table *t, const source *in) { tp_table_put_integer(t, (uint64_t) tp_front_total(in->front, in->r)); }
static void put_front_unknown(tp_table *t, const source *in) { tp_table_put_integer(t, tp_front_unknown(in->front)); }
static void put_certified(tp_table *t, const source *in)
{
  const int is_certified = in->r->certified >= (in->activations ? TP_CLAIM_EXACT_ACT : TP_CLAIM_EXACT);
  tp_table_put_verdict(t, is_certified ? TP_VERDICT_YES : TP_VERDICT_NO);
}

static void put_decided_by(tp_table *t, const source *in) { tp_table_put_text(t, tp_decided_by_name[in->r->decided_by]); }

static void put_certified_beta(tp_table *t, const source *in)
{
  if (isnan(in->r->certified_beta))
    tp_table_put_nothing(t);
  else
    tp_table_put_number(t, in->r->certified_beta);
}

static void put_no_refusal(tp_table *t, const source *in)
{
  (void) in;
  tp_table_put_nothing(t);
}

static void put_seconds(tp_table *t, const source *in) { tp_table_put_number(t, in->r->seconds); }
static void put_curve_seconds(tp_table *t, const source *in) { tp_table_put_number(t, in->curve->seconds); }

static void put_sites(tp_table *t, const source *in)
{
  tp_buffer text = {NULL, 0, 0};
  tp_choice_print_sites(&text, &in->r->cell.choice);
  put_printed(t, &text);
}

static void put_format(tp_table *t, const source *in)
{
  tp_buffer text = {NULL, 0, 0};
  if (in->r->cell.name)
    tp_buffer_puts(&text, in->r->cell.name);
  else
    tp_family_format(&text, in->r->cell.family, in->r->cell.bits, NULL);
  put_printed(t, &text);
}

static void put_round(tp_table *t, const source *in)
{
  tp_buffer text = {NULL, 0, 0};
  tp_choice_print_modes(&text, &in->r->cell.choice);
  put_printed(t, &text);
}

static void put_arithmetic(tp_table *t, const source *in)
{
  tp_buffer text = {NULL, 0, 0};
  tp_choice_print(&text, &in->r->cell.choice);
  put_printed(t, &text);
}

/* Of all cells of the curve. */
static void put_curve_arithmetic(tp_table *t, const source *in)
{
  const tp_sweep *s = in->curve->s;
  tp_buffer text = {NULL, 0, 0};
  tp_choice_print_swept(&text, &in->r->cell.choice, s->rows == TP_ROWS_BITS ? s->sites : 0, s->rows == TP_ROWS_BETA);
  put_printed(t, &text);
}

static void put_details(tp_table *t, const source *in)
{
  tp_buffer text = {NULL, 0, 0};
  tp_cell_details(&text, in->r, ' ');
  tp_table_put_text(t, text.length ? text.text + 1 : "");
  tp_buffer_clear(&text);
}

static void put_first_error(tp_table *t, const source *in)
{
  if (in->r->result.exact == TP_VERDICT_NO)
    tp_table_put_integer(t, in->r->result.first_error);
  else
    tp_table_put_nothing(t);
}

static void put_of_curve(tp_table *t, const source *in, void (*print)(tp_buffer *out, const tp_curve *c))
{
  tp_buffer text = {NULL, 0, 0};
  print(&text, in->curve);
  put_printed(t, &text);
}

static void put_least(tp_table *t, const source *in) { put_of_curve(t, in, tp_curve_put_least); }
static void put_from(tp_table *t, const source *in) { put_of_curve(t, in, tp_curve_put_from); }
static void put_holes(tp_table *t, const source *in) { put_of_curve(t, in, tp_curve_put_holes); }
static void put_certified_from(tp_table *t, const source *in) { put_of_curve(t, in, tp_curve_put_certified); }
static void put_unknown(tp_table *t, const source *in) { put_of_curve(t, in, tp_curve_put_unknown); }

static void put_front_bits(tp_table *t, const source *in)
{
  tp_buffer text = {NULL, 0, 0};
  tp_front_put_bits(&text, in->front, in->r);
  put_printed(t, &text);
}

/* Which rows have a column: bit i for tp_sweep_rows i. */
enum {
  CELLS = 1 << TP_ROWS_CELLS, BITS = 1 << TP_ROWS_BITS, BETA = 1 << TP_ROWS_BETA, FRONT = 1 << TP_ROWS_FRONT,
  CURVES = BITS | BETA, ALL = CELLS | CURVES | FRONT
};

static const struct {
  tp_column column;
  int on;
  int if_certified;      /* only if cells say what is certain */
  void (*put)(tp_table *t, const source *in);
} columns[] = {
  {{"machine", TP_COLUMN_TEXT, 0}, ALL, 0, put_machine},
  {{"input", TP_COLUMN_TEXT, 0}, ALL, 0, put_input},
  {{"mode", TP_COLUMN_TEXT, 0}, ALL, 0, put_mode},
  {{"r", TP_COLUMN_INTEGER, 0}, ALL, 0, put_r},
  {{"n", TP_COLUMN_INTEGER, 0}, ALL, 0, put_n},
  {{"layers", TP_COLUMN_INTEGER, 0}, ALL, 0, put_layers},
  {{"width", TP_COLUMN_INTEGER, 0}, ALL, 0, put_width},
  {{"sites", TP_COLUMN_TEXT, 0}, ALL, 0, put_sites},
  {{"family", TP_COLUMN_TEXT, 0}, ALL, 0, put_family},
  {{"format", TP_COLUMN_TEXT, 0}, CELLS | BETA, 0, put_format},
  {{"bits", TP_COLUMN_INTEGER, 0}, CELLS | BETA, 0, put_bits},
  {{"round", TP_COLUMN_TEXT, 0}, ALL, 0, put_round},
  {{"beta", TP_COLUMN_SHORTEST, 0}, CELLS | BITS | FRONT, 0, put_beta},
  {{"exact", TP_COLUMN_VERDICT, 0}, CELLS, 0, put_exact},
  {{"exact_act", TP_COLUMN_VERDICT, 0}, CELLS, 0, put_exact_act},
  {{"tokens", TP_COLUMN_INTEGER, 0}, CELLS, 0, put_tokens},
  {{"first_error", TP_COLUMN_INTEGER, 0}, CELLS, 0, put_first_error},
  {{"least_exact", TP_COLUMN_DECIMAL, 0}, CURVES, 0, put_least},
  {{"exact_from", TP_COLUMN_DECIMAL, 0}, CURVES, 0, put_from},
  {{"holes", TP_COLUMN_TEXT, 0}, CURVES, 0, put_holes},
  {{"unknown", TP_COLUMN_TEXT, 0}, CURVES, 0, put_unknown},
  {{"bits", TP_COLUMN_TEXT, 0}, FRONT, 0, put_front_bits},
  {{"total_bits", TP_COLUMN_INTEGER, 0}, FRONT, 0, put_total},
  {{"unknown", TP_COLUMN_INTEGER, 0}, FRONT, 0, put_front_unknown},
  {{"certified", TP_COLUMN_VERDICT, 0}, CELLS, 1, put_certified},
  {{"certified_beta", TP_COLUMN_SHORTEST, 0}, CELLS, 1, put_certified_beta},
  {{"certified_bits", TP_COLUMN_DECIMAL, 0}, BITS, 1, put_certified_from},
  {{"certified_from", TP_COLUMN_DECIMAL, 0}, BETA, 1, put_certified_from},
  {{"decided_by", TP_COLUMN_TEXT, 0}, CELLS, 0, put_decided_by},
  {{"arithmetic", TP_COLUMN_TEXT, 0}, CELLS | FRONT, 0, put_arithmetic},
  {{"arithmetic", TP_COLUMN_TEXT, 0}, CURVES, 0, put_curve_arithmetic},
  {{"details", TP_COLUMN_TEXT, 0}, ALL, 0, put_details},
  {{"refused", TP_COLUMN_TEXT, 0}, ALL, 0, put_no_refusal},
  {{"heads", TP_COLUMN_INTEGER, 0}, CELLS, 0, put_heads},
  {{"neurons", TP_COLUMN_INTEGER, 0}, CELLS, 0, put_neurons},
  {{"parameters", TP_COLUMN_INTEGER, 0}, CELLS, 0, put_parameters},
  {{"seconds", TP_COLUMN_DECIMALS, 4}, CELLS, 0, put_seconds},
  {{"seconds", TP_COLUMN_DECIMALS, 4}, CURVES, 0, put_curve_seconds},
};
enum { COLUMNS = sizeof columns / sizeof *columns };

/* Texts that may be empty, in rows that have a value in the other column. */
static const char *const may_be_empty[][2] = {{"input", "mode"}, {"details", "r"}};

const tp_column *tp_sweep_table_column(const char *name, int is_front, const char **with)
{
  *with = NULL;
  for (size_t i = 0; i < sizeof may_be_empty / sizeof *may_be_empty; i++)
    if (!strcmp(may_be_empty[i][0], name))
      *with = may_be_empty[i][1];
  for (size_t i = 0; i < COLUMNS; i++)
    if (!strcmp(columns[i].column.name, name) && (columns[i].on & (is_front ? FRONT : CELLS | CURVES)))
      return &columns[i].column;
  return NULL;
}

static int has_column(const tp_sweep_table *t, size_t i)
{
  return columns[i].on >> t->s->rows & 1 && (t->s->certify || !columns[i].if_certified) && (t->with_seconds || strcmp(columns[i].column.name, "seconds"))
         && (t->s->keeps_going || columns[i].put != put_no_refusal);
}

static void choose_columns(tp_sweep_table *t)
{
  tp_column chosen[COLUMNS + 1];
  size_t count = 0;
  for (size_t i = 0; i < COLUMNS; i++)
    if (has_column(t, i))
      chosen[count++] = columns[i].column;
  if (t->part.length)
    chosen[count++] = (tp_column) {t->part.text, TP_COLUMN_INTEGER, 0};
  tp_table_free(t->rows);
  t->rows = tp_table_new(chosen, count);
}

tp_sweep_table *tp_sweep_table_new(const tp_sweep *s, int with_seconds)
{
  tp_sweep_table *t = tp_memory_zeroed(1, sizeof *t);
  t->s = s;
  t->with_seconds = with_seconds;
  choose_columns(t);
  if (s->rows == TP_ROWS_BITS || s->rows == TP_ROWS_BETA)
    t->curve = tp_curve_new(s);
  if (s->rows == TP_ROWS_FRONT)
    t->front = tp_front_new(s);
  return t;
}

void tp_sweep_table_free(tp_sweep_table *t)
{
  if (!t)
    return;
  tp_table_free(t->rows);
  tp_curve_clear(&t->curve);
  tp_front_clear(&t->front);
  tp_buffer_clear(&t->part);
  free(t);
}

void tp_sweep_table_name_part(tp_sweep_table *t, const tp_sweep_part *part)
{
  tp_buffer_clear(&t->part);
  tp_part_name_print(&t->part, part);
  choose_columns(t);
}

void tp_sweep_table_set_unit(tp_sweep_table *t, size_t unit)
{
  t->unit = unit;
}

static void put_row(tp_sweep_table *t, const tp_grid_result *r)
{
  const source in = {r, &t->curve, &t->front, t->s->activations};
  for (size_t i = 0; i < COLUMNS; i++)
    if (has_column(t, i))
      columns[i].put(t->rows, &in);
  if (t->part.length)
    tp_table_put_integer(t->rows, t->unit);
}

static void put_text_or_nothing(tp_table *t, const char *text)
{
  if (text)
    tp_table_put_text(t, text);
  else
    tp_table_put_nothing(t);
}

void tp_sweep_table_refuse(tp_sweep_table *t, const tp_sweep_refusal *r)
{
  for (size_t i = 0; i < COLUMNS; i++) {
    if (!has_column(t, i))
      continue;
    if (columns[i].put == put_machine)
      tp_table_put_text(t->rows, r->machine);
    else if (columns[i].put == put_input)
      put_text_or_nothing(t->rows, r->mode < 0 && r->input && !*r->input ? NULL : r->input);
    else if (columns[i].put == put_mode)
      put_text_or_nothing(t->rows, r->mode < 0 ? NULL : tp_chain_mode_name[r->mode]);
    else if (columns[i].put == put_no_refusal)
      tp_table_put_text(t->rows, r->why.text);
    else
      tp_table_put_nothing(t->rows);
  }
  if (t->part.length)
    tp_table_put_integer(t->rows, t->unit);
}

void tp_sweep_table_take(tp_sweep_table *t, const tp_grid_result *r)
{
  switch (t->s->rows) {
  case TP_ROWS_CELLS:
    put_row(t, r);
    break;
  case TP_ROWS_BITS:
  case TP_ROWS_BETA:
    if (tp_curve_add(&t->curve, r))
      put_row(t, r);
    break;
  case TP_ROWS_FRONT:
    if (!tp_front_add(&t->front, r))
      break;
    for (size_t i = 0; i < t->front.size; i++)
      if (tp_front_has(&t->front, i))
        put_row(t, t->front.cell + i);
    break;
  }
}

tp_table *tp_sweep_table_rows(tp_sweep_table *t)
{
  return t->rows;
}
