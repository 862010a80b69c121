/* SPDX-License-Identifier: MIT */
#include <math.h>
#include <stdlib.h>

#include "format_about.h"
#include "output.h"
#include "print_document.h"
#include "scale_about.h"
#include "tmprec/base/memory.h"
#include "tmprec/numbers/rounded.h"
#include "wrap.h"

/* The shortest decimal; beyond binary64 six digits. */
static void put_number(tp_buffer *out, mpfr_srcptr x)
{
  double value = mpfr_get_d(x, MPFR_RNDN);
  if (mpfr_cmp_d(x, value) == 0 || (value != 0 && isfinite(value) && mpfr_get_prec(x) <= 54)) {
    tp_print_shortest(out, value);
    return;
  }
  char *text;
  if (mpfr_asprintf(&text, "%.6Rg", x) >= 0) {
    tp_buffer_puts(out, text);
    mpfr_free_str(text);
  }
}

/* An end of the range, or nothing. */
static void put_end(tp_table *t, tp_format f, int (*which)(tp_format, mpfr_t))
{
  tp_buffer text = {NULL, 0, 0};
  mpfr_t x;
  mpfr_init2(x, 2);
  if (which(f, x))
    put_number(&text, x);
  mpfr_clear(x);
  if (text.length)
    tp_table_put_text(t, text.text);
  else
    tp_table_put_nothing(t);
  tp_buffer_clear(&text);
}

/* The unit roundoff, where values have a constant number of bits. */
static int unit_roundoff(tp_format f, mpfr_t x)
{
  mpfr_set_ui_2exp(x, 1, -tp_format_significand(f), MPFR_RNDN);
  return f.family == TP_FORMAT_FLOAT || f.family == TP_FORMAT_IEEE || f.family == TP_FORMAT_POSIT;
}

/* The step, where values have a constant one. */
static int step(tp_format f, mpfr_t x)
{
  return (f.family == TP_FORMAT_FIXED || f.family == TP_FORMAT_GRID) && tp_format_least_positive(f, x);
}

static const tp_column columns[] = {
  {"name", TP_COLUMN_TEXT, 0}, {"bits", TP_COLUMN_INTEGER, 0}, {"largest", TP_COLUMN_DECIMAL, 0}, {"least_normal", TP_COLUMN_DECIMAL, 0},
  {"least_positive", TP_COLUMN_DECIMAL, 0}, {"unit_roundoff", TP_COLUMN_DECIMAL, 0}, {"step", TP_COLUMN_DECIMAL, 0},
  {"infinities", TP_COLUMN_TEXT, 0}, {"nan", TP_COLUMN_TEXT, 0}, {"about", TP_COLUMN_TEXT, 0},
};
enum { COLUMNS = sizeof columns / sizeof *columns };

static void put_format(tp_table *t, const char *name, tp_format f, const char *about)
{
  const int is_real = f.family == TP_FORMAT_REAL;
  tp_table_put_text(t, name);
  if (tp_format_bits(f))
    tp_table_put_integer(t, (uint64_t) tp_format_bits(f));
  else
    tp_table_put_nothing(t);
  put_end(t, f, tp_format_largest);
  put_end(t, f, tp_format_least_normal);
  put_end(t, f, tp_format_least_positive);
  put_end(t, f, unit_roundoff);
  put_end(t, f, step);
  tp_table_put_text(t, tp_format_has_infinity(f) && !is_real ? "yes" : "no");
  tp_table_put_text(t, !tp_format_has_nan(f) || is_real ? "no" : f.family == TP_FORMAT_POSIT ? "NaR" : "yes");
  tp_table_put_text(t, about);
}

/* A way to write formats, which has no numbers of its own. */
static void put_shape(tp_table *t, const char *shape, const char *about)
{
  tp_table_put_text(t, shape);
  for (size_t i = 2; i < COLUMNS; i++)
    tp_table_put_nothing(t);
  tp_table_put_text(t, about);
}

static const char *about(tp_format f)
{
  for (size_t i = 0; i < tp_format_name_count; i++)
    if (tp_format_equal(f, tp_format_names[i].format))
      return tp_format_names[i].about;
  return "";
}

static tp_table *list_formats(const settings *s, const tp_format *chosen)
{
  tp_table *t = tp_table_new(columns, COLUMNS);
  for (size_t i = 0; i < s->arguments; i++)
    put_format(t, s->argument[i], chosen[i], about(chosen[i]));
  for (size_t i = 0; i < tp_format_name_count && !s->arguments; i++)
    put_format(t, tp_format_names[i].name, tp_format_names[i].format, tp_format_names[i].about);
  for (size_t i = 0; i < tp_format_shape_count && !s->arguments; i++)
    put_shape(t, tp_format_shapes[i].shape, tp_format_shapes[i].about);
  return t;
}

static void print_pretty(const settings *s, const tp_format *chosen)
{
  tp_table *t = list_formats(s, chosen);
  tp_buffer text = {NULL, 0, 0};
  tp_table_write_aligned_within(&text, t, "", WRAP_MOST, 1);
  wrap_lines(&text);
  print_out(&text);
  tp_buffer_clear(&text);
  tp_table_free(t);
}

/* --- All values --------------------------------------------------------------- */

enum { MOST_BITS = 8 };

static int has_patterns(tp_format f)
{
  double x;
  return tp_format_bits(f) > 0 && tp_format_bits(f) <= MOST_BITS && (tp_format_decode(f, 0, &x) || tp_format_decode(f, 1, &x));
}

static const tp_column value_columns[] = {
  {"name", TP_COLUMN_TEXT, 0}, {"hex", TP_COLUMN_TEXT, 0}, {"bits", TP_COLUMN_TEXT, 0}, {"value", TP_COLUMN_DECIMAL, 0},
};

static void put_value(tp_table *t, double x, int denominator)
{
  tp_buffer text = {NULL, 0, 0};
  if (isnan(x))
    tp_buffer_puts(&text, "nan");
  else if (isinf(x))
    tp_buffer_puts(&text, x < 0 ? "-inf" : "inf");
  else if (denominator > 1)
    tp_buffer_printf(&text, "%g/%d", x, denominator);
  else
    tp_print_shortest(&text, x);
  tp_table_put_text(t, text.text);
  tp_buffer_clear(&text);
}

static void put_values(tp_table *t, const char *name, tp_format f)
{
  const int bits = tp_format_bits(f);
  for (unsigned pattern = 0; pattern < 1u << bits; pattern++) {
    double x;
    tp_buffer hex = {NULL, 0, 0};
    char digits[MOST_BITS + 1] = "";
    if (!tp_format_decode(f, pattern, &x))
      continue;
    tp_buffer_printf(&hex, "0x%0*x", (bits + 3) / 4, pattern);
    for (int bit = 0; bit < bits; bit++)
      digits[bit] = pattern >> (bits - 1 - bit) & 1 ? '1' : '0';
    tp_table_put_text(t, name);
    tp_table_put_text(t, hex.text);
    tp_table_put_text(t, digits);
    put_value(t, x, tp_format_denominator(f));
    tp_buffer_clear(&hex);
  }
}

static tp_table *list_values(const settings *s, const tp_format *chosen)
{
  tp_table *t = tp_table_new(value_columns, sizeof value_columns / sizeof *value_columns);
  for (size_t i = 0; i < s->arguments; i++)
    put_values(t, s->argument[i], chosen[i]);
  for (size_t i = 0; i < tp_format_name_count && !s->arguments; i++)
    if (has_patterns(tp_format_names[i].format) && !tp_format_names[i].format.shared)
      put_values(t, tp_format_names[i].name, tp_format_names[i].format);
  return t;
}

/* Those of scales have no row, as no number is rounded into them alone. */
static int is_of_scales(const char *name)
{
  tp_document *about = scale_about(name);
  const int is = about != NULL;
  tp_document_free(about);
  return is;
}

/* The formats named; NULL after a complaint. */
static tp_format *read_formats(const settings *s)
{
  tp_format *chosen = tp_memory_zeroed(s->arguments + 1, sizeof *chosen);
  for (size_t i = 0; chosen && i < s->arguments; i++) {
    tp_error err;
    tp_status result = tp_format_parse(chosen + i, s->argument[i], &err);
    if (result == TP_STATUS_OK && s->values && !has_patterns(chosen[i]))
      result = tp_error_set(&err, TP_STATUS_REFUSED, "format '%.80s': --values is for formats with bit patterns of up to %d bits; 'tmprec round --pattern' "
                            "reads single ones", s->argument[i], MOST_BITS);
    if (result != TP_STATUS_OK) {
      if (is_of_scales(s->argument[i]))
        complain("'%.80s' is a format of scales that values share: see 'tmprec formats %.80s'", s->argument[i], s->argument[i]);
      else
        complain_of(&err);
      free(chosen);
      chosen = NULL;
    }
  }
  return chosen;
}

/* One format in full. */
static int tell_about(const settings *s)
{
  tp_format f;
  tp_error err;
  tp_document *scale = scale_about(s->argument[0]);
  if (scale) {
    print_document(s, scale);
    return finish_output(EXIT_DONE);
  }
  if (tp_format_parse(&f, s->argument[0], &err) != TP_STATUS_OK) {
    complain_of(&err);
    return EXIT_REFUSED;
  }
  tp_format alone = f;
  alone.shared = 0;
  if (tp_rounded_can(alone, &err) != TP_STATUS_OK) {
    complain("%s: %s; --table has its line", s->argument[0], err.text);
    return EXIT_REFUSED;
  }
  print_document(s, format_about(s->argument[0], f, about(f)));
  return finish_output(EXIT_DONE);
}

int perform_formats(settings *s)
{
  if (s->arguments == 1 && !s->table && !s->values)
    return tell_about(s);
  tp_format *chosen = read_formats(s);
  if (!chosen)
    return EXIT_REFUSED;
  if (s->pretty && !s->values) {
    print_pretty(s, chosen);
    free(chosen);
    return finish_output(EXIT_DONE);
  }
  tp_document *d = tp_document_new();
  tp_document_table(d, "formats", s->values ? list_values(s, chosen) : list_formats(s, chosen), TP_STYLE_TABS);
  free(chosen);
  print_document(s, d);
  return finish_output(EXIT_DONE);
}
