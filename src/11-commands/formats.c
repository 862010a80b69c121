#include <math.h>
#include <stdlib.h>

#include "output.h"
#include "tmprec/base/memory.h"

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

static void put_end(tp_buffer *out, tp_format f, int (*which)(tp_format, mpfr_t))
{
  mpfr_t x;
  mpfr_init2(x, 2);
  tp_buffer_puts(out, "\t");
  if (which(f, x))
    put_number(out, x);
  mpfr_clear(x);
}

/* Relative errors of rounding to nearest are at most this, where values have a constant
   number of bits; where they have a constant step, that. */
static void put_steps(tp_buffer *out, tp_format f)
{
  int p = tp_format_significand(f), relative = f.family == TP_FORMAT_FLOAT || f.family == TP_FORMAT_IEEE || f.family == TP_FORMAT_POSIT;
  mpfr_t x;
  mpfr_init2(x, 2);
  tp_buffer_puts(out, "\t");
  if (relative) {
    mpfr_set_ui_2exp(x, 1, -p, MPFR_RNDN);
    put_number(out, x);
  }
  mpfr_clear(x);
  if (f.family == TP_FORMAT_FIXED || f.family == TP_FORMAT_GRID)
    put_end(out, f, tp_format_least_positive);
  else
    tp_buffer_puts(out, "\t");
}

static void put_format(tp_buffer *out, const char *name, tp_format f, const char *about)
{
  tp_buffer_printf(out, "%s\t", name);
  if (tp_format_bits(f))
    tp_buffer_printf(out, "%d", tp_format_bits(f));
  put_end(out, f, tp_format_largest);
  put_end(out, f, tp_format_least_normal);
  put_end(out, f, tp_format_least_positive);
  put_steps(out, f);
  tp_buffer_printf(out, "\t%s\t%s\t%s\n", tp_format_has_infinity(f) && f.family != TP_FORMAT_REAL ? "yes" : "no",
                   tp_format_has_nan(f) && f.family != TP_FORMAT_REAL ? f.family == TP_FORMAT_POSIT ? "NaR" : "yes" : "no", about);
}

static const char *about(tp_format f)
{
  for (size_t i = 0; i < tp_format_name_count; i++)
    if (tp_format_equal(f, tp_format_names[i].format))
      return tp_format_names[i].about;
  return "";
}

static void put_table(tp_buffer *out, const settings *s, const tp_format *chosen)
{
  tp_buffer_puts(out, "name\tbits\tlargest\tleast_normal\tleast_positive\tunit_roundoff\tstep\tinfinities\tnan\tabout\n");
  for (size_t i = 0; i < s->arguments; i++)
    put_format(out, s->argument[i], chosen[i], about(chosen[i]));
  for (size_t i = 0; i < tp_format_name_count && !s->arguments; i++)
    put_format(out, tp_format_names[i].name, tp_format_names[i].format, tp_format_names[i].about);
  for (size_t i = 0; i < tp_format_shape_count && !s->arguments; i++)
    tp_buffer_printf(out, "%s\t\t\t\t\t\t\t\t\t%s\n", tp_format_shapes[i].shape, tp_format_shapes[i].about);
}

/* --- All values --------------------------------------------------------------- */

enum { MOST_BITS = 8 };

static int has_patterns(tp_format f)
{
  double x;
  return tp_format_bits(f) > 0 && tp_format_bits(f) <= MOST_BITS && (tp_format_decode(f, 0, &x) || tp_format_decode(f, 1, &x));
}

static void put_value(tp_buffer *out, double x, int denominator)
{
  if (isnan(x))
    tp_buffer_puts(out, "nan");
  else if (isinf(x))
    tp_buffer_puts(out, x < 0 ? "-inf" : "inf");
  else if (denominator > 1)
    tp_buffer_printf(out, "%g/%d", x, denominator);
  else
    tp_print_shortest(out, x);
}

static void put_values(tp_buffer *out, const char *name, tp_format f)
{
  int bits = tp_format_bits(f);
  for (unsigned pattern = 0; pattern < 1u << bits; pattern++) {
    double x;
    if (!tp_format_decode(f, pattern, &x))
      continue;
    tp_buffer_printf(out, "%s\t0x%0*x\t", name, (bits + 3) / 4, pattern);
    for (int bit = bits - 1; bit >= 0; bit--)
      tp_buffer_puts(out, pattern >> bit & 1 ? "1" : "0");
    tp_buffer_puts(out, "\t");
    put_value(out, x, tp_format_denominator(f));
    tp_buffer_puts(out, "\n");
  }
}

static void put_all_values(tp_buffer *out, const settings *s, const tp_format *chosen)
{
  tp_buffer_puts(out, "name\thex\tbits\tvalue\n");
  for (size_t i = 0; i < s->arguments; i++)
    put_values(out, s->argument[i], chosen[i]);
  for (size_t i = 0; i < tp_format_name_count && !s->arguments; i++)
    if (has_patterns(tp_format_names[i].format) && !tp_format_names[i].format.shared)
      put_values(out, tp_format_names[i].name, tp_format_names[i].format);
}

/* The formats named; NULL after a complaint. */
static tp_format *read_formats(const settings *s)
{
  tp_format *chosen = tp_memory_zeroed(s->arguments + 1, sizeof *chosen);
  for (size_t i = 0; chosen && i < s->arguments; i++) {
    tp_error err;
    tp_status result = tp_format_parse(chosen + i, s->argument[i], &err);
    if (result == TP_STATUS_OK && s->values && !has_patterns(chosen[i]))
      result = tp_error_set(&err, TP_STATUS_REFUSED, "format '%.80s': --values is for formats with bit patterns of up to %d bits",
                            s->argument[i], MOST_BITS);
    if (result != TP_STATUS_OK) {
      complain("%s", err.text);
      free(chosen);
      chosen = NULL;
    }
  }
  return chosen;
}

int perform_formats(settings *s)
{
  tp_format *chosen = read_formats(s);
  if (!chosen)
    return EXIT_REFUSED;
  tp_buffer text = {NULL, 0, 0};
  if (s->values)
    put_all_values(&text, s, chosen);
  else
    put_table(&text, s, chosen);
  free(chosen);
  print_out(&text);
  tp_buffer_clear(&text);
  return finish_output(EXIT_DONE);
}
