#include "csv.h"

#include <string.h>

#include "tmprec/report/rows.h"

static void put_machine(buffer *b, const grid_result *r) { buffer_puts(b, r->machine); }
static void put_input(buffer *b, const grid_result *r) { buffer_puts(b, r->input); }
static void put_mode(buffer *b, const grid_result *r) { buffer_puts(b, chain_mode_name[r->s->mode]); }
static void put_r(buffer *b, const grid_result *r) { buffer_printf(b, "%u", r->s->r); }
static void put_n(buffer *b, const grid_result *r) { buffer_printf(b, "%zu", transcript_longest(&r->s->told)); }
static void put_layers(buffer *b, const grid_result *r) { buffer_printf(b, "%zu", r->s->t->layers); }
static void put_width(buffer *b, const grid_result *r) { buffer_printf(b, "%u", r->s->t->width); }
static void put_sites(buffer *b, const grid_result *r) { choice_print_sites(b, &r->cell.choice); }
static void put_family(buffer *b, const grid_result *r) { buffer_puts(b, family_name[r->cell.family]); }
static void put_format(buffer *b, const grid_result *r) { family_format(b, r->cell.family, r->cell.bits, NULL); }
static void put_bits(buffer *b, const grid_result *r) { buffer_printf(b, "%d", r->cell.bits); }
static void put_round(buffer *b, const grid_result *r) { choice_print_modes(b, &r->cell.choice); }
static void put_beta(buffer *b, const grid_result *r) { print_shortest(b, choice_beta(&r->cell.choice, r->s->r)); }
static void put_exact(buffer *b, const grid_result *r) { buffer_puts(b, verdict_text[r->result.exact]); }
static void put_exact_act(buffer *b, const grid_result *r) { buffer_puts(b, verdict_text[r->result.exact_act]); }
static void put_tokens(buffer *b, const grid_result *r) { buffer_printf(b, "%zu", r->result.predictions); }
static void put_seconds(buffer *b, const grid_result *r) { buffer_printf(b, "%.4f", r->seconds); }
static void put_curve_seconds(buffer *b, const curve *c) { buffer_printf(b, "%.4f", c->seconds); }

static void put_first_error(buffer *b, const grid_result *r)
{
  if (r->result.exact == VERDICT_NO)
    buffer_printf(b, "%zu", r->result.first_error);
}

static void put_front_unknown(buffer *b, const front *f, const grid_result *r) { (void) r, front_put_unknown(b, f); }

/* What the rows are that have a column: bit i for minimum_of i. */
enum {
  CELLS = 1 << MINIMUM_NONE, BITS = 1 << MINIMUM_BITS, BETA = 1 << MINIMUM_BETA, FRONT = 1 << MINIMUM_FRONT,
  CURVES = BITS | BETA, ALL = CELLS | CURVES | FRONT
};

static const struct {
  const char *name;
  int on;
  void (*put)(buffer *b, const grid_result *r);      /* of a cell: one of a curve's stands for all */
  void (*put_curve)(buffer *b, const curve *c);
  void (*put_front)(buffer *b, const front *f, const grid_result *r);
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

void sweep_header(buffer *out, const settings *s)
{
  const char *comma = "";
  for (size_t i = 0; i < COLUMNS; i++)
    if (has_column(s, i)) {
      buffer_printf(out, "%s%s", comma, columns[i].name);
      comma = ",";
    }
  buffer_puts(out, "\r\n");
}

void sweep_row(buffer *out, const settings *s, const grid_result *r, const curve *c, const front *f)
{
  const char *comma = "";
  for (size_t i = 0; i < COLUMNS; i++) {
    if (!has_column(s, i))
      continue;
    buffer field = {NULL, 0, 0};
    if (columns[i].put)
      columns[i].put(&field, r);
    else if (columns[i].put_curve)
      columns[i].put_curve(&field, c);
    else
      columns[i].put_front(&field, f, r);
    buffer_puts(out, comma);
    csv_field(out, field.text, field.length);
    buffer_clear(&field);
    comma = ",";
  }
  buffer_puts(out, "\r\n");
}
