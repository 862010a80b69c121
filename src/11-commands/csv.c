#include "csv.h"

#include <string.h>

#include "tmprec/report/rows.h"

static void put_machine(tp_buffer *b, const tp_grid_result *r) { tp_buffer_puts(b, r->machine); }
static void put_input(tp_buffer *b, const tp_grid_result *r) { tp_buffer_puts(b, r->input); }
static void put_mode(tp_buffer *b, const tp_grid_result *r) { tp_buffer_puts(b, tp_chain_mode_name[r->s->mode]); }
static void put_r(tp_buffer *b, const tp_grid_result *r) { tp_buffer_printf(b, "%u", r->s->r); }
static void put_n(tp_buffer *b, const tp_grid_result *r) { tp_buffer_printf(b, "%zu", tp_transcript_longest(&r->s->told)); }
static void put_layers(tp_buffer *b, const tp_grid_result *r) { tp_buffer_printf(b, "%zu", r->s->t->layers); }
static void put_width(tp_buffer *b, const tp_grid_result *r) { tp_buffer_printf(b, "%u", r->s->t->width); }
static void put_sites(tp_buffer *b, const tp_grid_result *r) { tp_choice_print_sites(b, &r->cell.choice); }
static void put_family(tp_buffer *b, const tp_grid_result *r) { tp_buffer_puts(b, tp_family_name[r->cell.family]); }
static void put_format(tp_buffer *b, const tp_grid_result *r) { tp_family_format(b, r->cell.family, r->cell.bits, NULL); }
static void put_bits(tp_buffer *b, const tp_grid_result *r) { tp_buffer_printf(b, "%d", r->cell.bits); }
static void put_round(tp_buffer *b, const tp_grid_result *r) { tp_choice_print_modes(b, &r->cell.choice); }
static void put_beta(tp_buffer *b, const tp_grid_result *r) { tp_print_shortest(b, tp_choice_beta(&r->cell.choice, r->s->r)); }
static void put_exact(tp_buffer *b, const tp_grid_result *r) { tp_buffer_puts(b, tp_verdict_text[r->result.exact]); }
static void put_exact_act(tp_buffer *b, const tp_grid_result *r) { tp_buffer_puts(b, tp_verdict_text[r->result.exact_act]); }
static void put_tokens(tp_buffer *b, const tp_grid_result *r) { tp_buffer_printf(b, "%zu", r->result.predictions); }
static void put_seconds(tp_buffer *b, const tp_grid_result *r) { tp_buffer_printf(b, "%.4f", r->seconds); }
static void put_curve_seconds(tp_buffer *b, const curve *c) { tp_buffer_printf(b, "%.4f", c->seconds); }

static void put_first_error(tp_buffer *b, const tp_grid_result *r)
{
  if (r->result.exact == TP_VERDICT_NO)
    tp_buffer_printf(b, "%zu", r->result.first_error);
}

static void put_front_unknown(tp_buffer *b, const front *f, const tp_grid_result *r) { (void) r, front_put_unknown(b, f); }

/* What the rows are that have a column: bit i for minimum_of i. */
enum {
  CELLS = 1 << MINIMUM_NONE, BITS = 1 << MINIMUM_BITS, BETA = 1 << MINIMUM_BETA, FRONT = 1 << MINIMUM_FRONT,
  CURVES = BITS | BETA, ALL = CELLS | CURVES | FRONT
};

static const struct {
  const char *name;
  int on;
  void (*put)(tp_buffer *b, const tp_grid_result *r);    /* of a cell: one of a curve's stands for all */
  void (*put_curve)(tp_buffer *b, const curve *c);
  void (*put_front)(tp_buffer *b, const front *f, const tp_grid_result *r);
} columns[] = {
  {"machine", ALL, put_machine, NULL, NULL},
  {"input", ALL, put_input, NULL, NULL},
  {"mode", ALL, put_mode, NULL, NULL},
  {"r", ALL, put_r, NULL, NULL},
  {"n", ALL, put_n, NULL, NULL},
  {"layers", ALL, put_layers, NULL, NULL},
  {"width", ALL, put_width, NULL, NULL},
  {"sites", ALL, put_sites, NULL, NULL},
  {"family", ALL, put_family, NULL, NULL},
  {"format", CELLS | BETA, put_format, NULL, NULL},
  {"bits", CELLS | BETA, put_bits, NULL, NULL},
  {"round", ALL, put_round, NULL, NULL},
  {"beta", CELLS | BITS | FRONT, put_beta, NULL, NULL},
  {"exact", CELLS, put_exact, NULL, NULL},
  {"exact_act", CELLS, put_exact_act, NULL, NULL},
  {"tokens", CELLS, put_tokens, NULL, NULL},
  {"first_error", CELLS, put_first_error, NULL, NULL},
  {"least_exact", CURVES, NULL, curve_put_least, NULL},
  {"exact_from", CURVES, NULL, curve_put_from, NULL},
  {"holes", CURVES, NULL, curve_put_holes, NULL},
  {"unknown", CURVES, NULL, curve_put_unknown, NULL},
  {"bits", FRONT, NULL, NULL, front_put_bits},
  {"total_bits", FRONT, NULL, NULL, front_put_total},
  {"unknown", FRONT, NULL, NULL, put_front_unknown},
  {"seconds", CELLS, put_seconds, NULL, NULL},
  {"seconds", CURVES, NULL, put_curve_seconds, NULL},
};
enum { COLUMNS = sizeof columns / sizeof *columns };

static int has_column(const settings *s, size_t i)
{
  return columns[i].on >> s->minimum & 1 && (s->print_time || strcmp(columns[i].name, "seconds"));
}

void sweep_header(tp_buffer *out, const settings *s)
{
  const char *comma = "";
  for (size_t i = 0; i < COLUMNS; i++)
    if (has_column(s, i)) {
      tp_buffer_printf(out, "%s%s", comma, columns[i].name);
      comma = ",";
    }
  tp_buffer_puts(out, "\r\n");
}

void sweep_row(tp_buffer *out, const settings *s, const tp_grid_result *r, const curve *c, const front *f)
{
  const char *comma = "";
  for (size_t i = 0; i < COLUMNS; i++) {
    if (!has_column(s, i))
      continue;
    tp_buffer field = {NULL, 0, 0};
    if (columns[i].put)
      columns[i].put(&field, r);
    else if (columns[i].put_curve)
      columns[i].put_curve(&field, c);
    else
      columns[i].put_front(&field, f, r);
    tp_buffer_puts(out, comma);
    tp_csv_field(out, field.text, field.length);
    tp_buffer_clear(&field);
    comma = ",";
  }
  tp_buffer_puts(out, "\r\n");
}
