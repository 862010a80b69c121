/* SPDX-License-Identifier: MIT */
#include "at_bits.h"
#include "drawing.h"
#include "output.h"
#include "print_document.h"
#include "tmprec/compiler/compiler.h"
#include "tmprec/compiler/theorem.h"
#include "tmprec/report/drawing.h"

static void put_decimal(tp_table *t, const mpz_t x)
{
  char *decimal = mpz_get_str(NULL, 10, x);
  tp_table_put_text(t, decimal);
  void (*release)(void *, size_t);
  mp_get_memory_functions(NULL, NULL, &release);
  release(decimal, 0);
}

/* 1 if each is that of the theorem. */
static int put_dimensions(tp_table *out, const tp_machine *m, tp_chain_mode mode, unsigned r)
{
  tp_transformer *t = tp_compile_chain(m, mode, r);
  tp_transformer_shape shape = tp_transformer_measure(t);
  mpz_t promised[TP_DIMENSIONS];
  int holds = 1;
  for (int i = 0; i < TP_DIMENSIONS; i++)
    mpz_init(promised[i]);
  tp_theorem_dimensions(promised, m, mode, r);
  for (int i = 0; i < TP_DIMENSIONS; i++) {
    size_t built = tp_dimension_built(&shape, i);
    tp_table_put_text(out, tp_dimension_name[i]);
    tp_table_put_integer(out, built);
    put_decimal(out, promised[i]);
    holds &= tp_theorem_holds(promised[i], built, i, m, mode, r);
    mpz_clear(promised[i]);
  }
  tp_transformer_free(t);
  return holds;
}

static int draw(const settings *s, const tp_machine *m, tp_chain_mode mode, unsigned r)
{
  tp_transformer *t = tp_compile_chain(m, mode, r);
  tp_buffer svg = {NULL, 0, 0}, title = {NULL, 0, 0};
  tp_buffer_printf(&title, "The transformer of %s, --mode %s, r = %u", s->argument[0], tp_chain_mode_name[mode], r);
  tp_draw_layers(&svg, title.text, t);
  const int ok = put_drawing(s, &svg);
  tp_buffer_clear(&svg);
  tp_buffer_clear(&title);
  tp_transformer_free(t);
  return ok ? EXIT_DONE : EXIT_REFUSED;
}

static int print_dimensions(const settings *s, const tp_machine *m, tp_chain_mode mode, unsigned r)
{
  if (s->drawn)
    return draw(s, m, mode, r);
  static const tp_column columns[] = {{"name", TP_COLUMN_TEXT, 0}, {"built", TP_COLUMN_INTEGER, 0}, {"theorem", TP_COLUMN_DECIMAL, 0}};
  tp_table *t = tp_table_new(columns, sizeof columns / sizeof *columns);
  const int holds = put_dimensions(t, m, mode, r);
  tp_document *d = tp_document_new();
  tp_document_text(d, "mode", tp_chain_mode_name[mode]), tp_document_hide(d);
  tp_document_integer(d, "r", r), tp_document_hide(d);
  tp_document_table(d, "dimensions", t, TP_STYLE_TABS);
  tp_document_boolean(d, "holds", holds), tp_document_hide(d);
  print_document(s, d);
  if (!holds)
    complain("a dimension is not that of the theorem");
  return holds ? EXIT_DONE : EXIT_INEXACT;
}

int perform_info(settings *s)
{
  if (s->drawn && !can_draw(s))
    return EXIT_REFUSED;
  return finish_output(at_bits(s, print_dimensions));
}
