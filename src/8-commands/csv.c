#include "csv.h"

#include <string.h>

static void put_machine(buffer *b, const grid_result *r) { buffer_puts(b, r->machine); }
static void put_input(buffer *b, const grid_result *r) { buffer_puts(b, r->input); }
static void put_mode(buffer *b, const grid_result *r) { (void) r, buffer_puts(b, "cot"); }
static void put_r(buffer *b, const grid_result *r) { buffer_printf(b, "%u", r->s->r); }
static void put_n(buffer *b, const grid_result *r) { buffer_printf(b, "%zu", r->s->tokens.length); }
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

static void put_first_error(buffer *b, const grid_result *r)
{
  if (r->result.exact == VERDICT_NO)
    buffer_printf(b, "%zu", r->result.first_error);
}

static const struct {
  const char *name;
  void (*put)(buffer *b, const grid_result *r);
} columns[] = {
  {"machine", put_machine}, {"input", put_input}, {"mode", put_mode}, {"r", put_r}, {"n", put_n},
  {"layers", put_layers}, {"width", put_width}, {"sites", put_sites}, {"family", put_family}, {"format", put_format},
  {"bits", put_bits}, {"round", put_round}, {"beta", put_beta}, {"exact", put_exact}, {"exact_act", put_exact_act},
  {"tokens", put_tokens}, {"first_error", put_first_error}, {"seconds", put_seconds},
};

static size_t column_count(int with_seconds)
{
  return sizeof columns / sizeof *columns - !with_seconds;
}

static void put_field(buffer *out, const buffer *field)
{
  if (!field->length || !strpbrk(field->text, ",\"\r\n")) {
    buffer_put(out, field->text, field->length);
    return;
  }
  buffer_puts(out, "\"");
  for (size_t i = 0; i < field->length; i++)
    buffer_printf(out, field->text[i] == '"' ? "\"\"" : "%c", field->text[i]);
  buffer_puts(out, "\"");
}

void sweep_header(buffer *out, int with_seconds)
{
  for (size_t i = 0; i < column_count(with_seconds); i++)
    buffer_printf(out, "%s%s", i ? "," : "", columns[i].name);
  buffer_puts(out, "\r\n");
}

void sweep_row(buffer *out, const grid_result *r, int with_seconds)
{
  for (size_t i = 0; i < column_count(with_seconds); i++) {
    buffer field = {NULL, 0, 0};
    columns[i].put(&field, r);
    if (i)
      buffer_puts(out, ",");
    put_field(out, &field);
    buffer_clear(&field);
  }
  buffer_puts(out, "\r\n");
}
