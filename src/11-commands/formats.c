#include <math.h>
#include <stdlib.h>

#include "output.h"
#include "tmprec/base/memory.h"

/* The shortest decimal; beyond binary64 six digits. */
static void put_number(buffer *out, mpfr_srcptr x)
{
  double value = mpfr_get_d(x, MPFR_RNDN);
  if (mpfr_cmp_d(x, value) == 0 || (value != 0 && isfinite(value) && mpfr_get_prec(x) <= 54)) {
    print_shortest(out, value);
    return;
  }
  char *text;
  if (mpfr_asprintf(&text, "%.6Rg", x) >= 0) {
    buffer_puts(out, text);
    mpfr_free_str(text);
  }
}

static void put_end(buffer *out, format f, int (*which)(format, mpfr_t))
{
  mpfr_t x;
  mpfr_init2(x, 2);
  buffer_puts(out, "\t");
  if (which(f, x))
    put_number(out, x);
  mpfr_clear(x);
}

/* Relative errors of rounding to nearest are at most this, where values have a constant
   number of bits; where they have a constant step, that. */
static void put_steps(buffer *out, format f)
{
  int p = format_significand(f), relative = f.family == FORMAT_FLOAT || f.family == FORMAT_IEEE || f.family == FORMAT_POSIT;
  mpfr_t x;
  mpfr_init2(x, 2);
  buffer_puts(out, "\t");
  if (relative) {
    mpfr_set_ui_2exp(x, 1, -p, MPFR_RNDN);
    put_number(out, x);
  }
  mpfr_clear(x);
  if (f.family == FORMAT_FIXED || f.family == FORMAT_GRID)
    put_end(out, f, format_least_positive);
  else
    buffer_puts(out, "\t");
}

static void put_format(buffer *out, const char *name, format f, const char *about)
{
  buffer_printf(out, "%s\t", name);
  if (format_bits(f))
    buffer_printf(out, "%d", format_bits(f));
  put_end(out, f, format_largest);
  put_end(out, f, format_least_normal);
  put_end(out, f, format_least_positive);
  put_steps(out, f);
  buffer_printf(out, "\t%s\t%s\t%s\n", format_has_infinity(f) && f.family != FORMAT_REAL ? "yes" : "no",
                format_has_nan(f) && f.family != FORMAT_REAL ? f.family == FORMAT_POSIT ? "NaR" : "yes" : "no", about);
}

static const char *about(format f)
{
  for (size_t i = 0; i < format_name_count; i++)
    if (format_equal(f, format_names[i].format))
      return format_names[i].about;
  return "";
}

static void put_table(buffer *out, const settings *s, const format *chosen)
{
  buffer_puts(out, "name\tbits\tlargest\tleast_normal\tleast_positive\tunit_roundoff\tstep\tinfinities\tnan\tabout\n");
  for (size_t i = 0; i < s->arguments; i++)
    put_format(out, s->argument[i], chosen[i], about(chosen[i]));
  for (size_t i = 0; i < format_name_count && !s->arguments; i++)
    put_format(out, format_names[i].name, format_names[i].format, format_names[i].about);
  for (size_t i = 0; i < format_shape_count && !s->arguments; i++)
    buffer_printf(out, "%s\t\t\t\t\t\t\t\t\t%s\n", format_shapes[i].shape, format_shapes[i].about);
}

/* --- All values --------------------------------------------------------------- */

enum { MOST_BITS = 8 };

static int has_patterns(format f)
{
  double x;
  return format_bits(f) > 0 && format_bits(f) <= MOST_BITS && (format_decode(f, 0, &x) || format_decode(f, 1, &x));
}

static void put_value(buffer *out, double x, int denominator)
{
  if (isnan(x))
    buffer_puts(out, "nan");
  else if (isinf(x))
    buffer_puts(out, x < 0 ? "-inf" : "inf");
  else if (denominator > 1)
    buffer_printf(out, "%g/%d", x, denominator);
  else
    print_shortest(out, x);
}

static void put_values(buffer *out, const char *name, format f)
{
  int bits = format_bits(f);
  for (unsigned pattern = 0; pattern < 1u << bits; pattern++) {
    double x;
    if (!format_decode(f, pattern, &x))
      continue;
    buffer_printf(out, "%s\t0x%0*x\t", name, (bits + 3) / 4, pattern);
    for (int bit = bits - 1; bit >= 0; bit--)
      buffer_puts(out, pattern >> bit & 1 ? "1" : "0");
    buffer_puts(out, "\t");
    put_value(out, x, format_denominator(f));
    buffer_puts(out, "\n");
  }
}

static void put_all_values(buffer *out, const settings *s, const format *chosen)
{
  buffer_puts(out, "name\thex\tbits\tvalue\n");
  for (size_t i = 0; i < s->arguments; i++)
    put_values(out, s->argument[i], chosen[i]);
  for (size_t i = 0; i < format_name_count && !s->arguments; i++)
    if (has_patterns(format_names[i].format) && !format_names[i].format.shared)
      put_values(out, format_names[i].name, format_names[i].format);
}

/* The formats named; NULL after a complaint. */
static format *read_formats(const settings *s)
{
  format *chosen = memory_zeroed(s->arguments + 1, sizeof *chosen);
  for (size_t i = 0; chosen && i < s->arguments; i++) {
    error err;
    status result = format_parse(chosen + i, s->argument[i], &err);
    if (result == STATUS_OK && s->values && !has_patterns(chosen[i]))
      result = error_set(&err, STATUS_REFUSED, "format '%.80s': --values is for formats with bit patterns of up to %d bits",
                         s->argument[i], MOST_BITS);
    if (result != STATUS_OK) {
      complain("%s", err.text);
      free(chosen);
      chosen = NULL;
    }
  }
  return chosen;
}

int perform_formats(settings *s)
{
  format *chosen = read_formats(s);
  if (!chosen)
    return EXIT_REFUSED;
  buffer text = {NULL, 0, 0};
  if (s->values)
    put_all_values(&text, s, chosen);
  else
    put_table(&text, s, chosen);
  free(chosen);
  print_out(&text);
  buffer_clear(&text);
  return finish_output(EXIT_DONE);
}
