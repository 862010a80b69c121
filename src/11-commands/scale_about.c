/* SPDX-License-Identifier: MIT */
#include "scale_about.h"

#include <string.h>
#include <strings.h>

#include "numbers.h"
#include "tmprec/numbers/rounded.h"

/* A format of scales has no sign.  Its patterns are numbered from 0; the last one is NaN. */
typedef struct {
  const char *name, *about, *kind;
  int significand, bias;
  unsigned patterns;               /* that are in use, that of NaN too */
  const char *signed_values;       /* a format that has the same, and others */
  const char *values;              /* a format whose values share such a scale, for its rules */
  tp_scale_rule first, last;
} scale_format;

static const scale_format scales[] = {
  {"ue4m3", "the scale of nvfp4: the values of e4m3fn that are not negative", "floating point without sign", 4, 7, 128, "e4m3fn", "nvfp4",
   TP_SCALE_UE4M3, TP_SCALE_UE4M3_UP},
  {"e8m0", "the scale of mx formats: powers of two", "exponent without sign and fraction", 1, 127, 256, "p:1", "mxfp4",
   TP_SCALE_FLOOR, TP_SCALE_RCEIL},
};

/* The value of a pattern: 2^(p - 127), or eeeemmm as in e4m3fn. */
static void set_value(mpq_t out, const scale_format *s, unsigned pattern)
{
  const int fraction_bits = s->significand - 1;
  const long field = (long) (pattern >> fraction_bits), fraction = (long) pattern & ((1 << fraction_bits) - 1);
  const int is_subnormal = !field && fraction_bits;
  mpq_t power;
  mpq_init(power);
  tp_set_power_of_two(power, (is_subnormal ? 1 : field) - s->bias - fraction_bits);
  mpq_set_si(out, fraction + (is_subnormal ? 0 : 1 << fraction_bits), 1);
  mpq_mul(out, out, power);
  mpq_clear(power);
}

/* --- Its numbers ---------------------------------------------------------------------------------- */

static void put_row(tp_table *t, const char *what, const scale_format *s, unsigned pattern)
{
  tp_exact x;
  tp_format signed_format;
  tp_buffer value = {NULL, 0, 0}, short_value = {NULL, 0, 0}, hex = {NULL, 0, 0}, bits = {NULL, 0, 0};
  mpq_t q;
  tp_exact_init(&x);
  mpq_init(q);
  if (pattern == s->patterns - 1) {
    tp_exact_set_special(&x, TP_EXACT_NAN, 0);
    tp_buffer_puts(&short_value, "nan");
  } else {
    set_value(q, s, pattern);
    tp_exact_set_rational(&x, q);
    tp_format_parse(&signed_format, s->signed_values, NULL);
    tp_rounded_print_shortest(&short_value, signed_format, &x);
  }
  tp_exact_print(&value, &x);
  tp_buffer_printf(&hex, "0x%02x", pattern);
  for (int i = 7; i >= 0; i--)
    tp_buffer_puts(&bits, pattern >> i & 1 ? "1" : "0");
  tp_table_put_text(t, what);
  put_and_clear(t, &value);
  put_and_clear(t, &short_value);
  put_and_clear(t, &hex);
  put_and_clear(t, &bits);
  mpq_clear(q);
  tp_exact_clear(&x);
}

static tp_table *list_numbers(const scale_format *s)
{
  static const tp_column columns[] = {
    {"what", TP_COLUMN_TEXT, 0}, {"value", TP_COLUMN_TEXT, 0}, {"shortest", TP_COLUMN_TEXT, 0}, {"hex", TP_COLUMN_TEXT, 0}, {"bits", TP_COLUMN_TEXT, 0},
  };
  tp_table *t = tp_table_new(columns, sizeof columns / sizeof *columns);
  const unsigned one = (unsigned) s->bias << (s->significand - 1), fractions = 1u << (s->significand - 1);
  const int has_zero = fractions > 1;
  put_row(t, "largest", s, s->patterns - 2);
  if (has_zero) {
    put_row(t, "least normal", s, fractions);
    put_row(t, "largest subnormal", s, fractions - 1);
    put_row(t, "least subnormal", s, 1);
  }
  put_row(t, "least positive", s, has_zero ? 1 : 0);
  put_row(t, "one", s, one);
  put_row(t, "next above 1", s, one + 1);
  put_row(t, "next below 1", s, one - 1);
  if (has_zero)
    put_row(t, "zero", s, 0);
  put_row(t, "NaN", s, s->patterns - 1);
  return t;
}

/* --- Which scale a block gets --------------------------------------------------------------------- */

/* Of values whose largest magnitude is m, and the rules that say so: a line for each scale. */
static void put_edge(tp_table *t, const scale_format *s, const char *what, long numerator, long exponent)
{
  tp_buffer scale[TP_SCALE_RULES] = {{NULL, 0, 0}}, rules[TP_SCALE_RULES] = {{NULL, 0, 0}};
  int count = 0;
  tp_format f;
  mpfr_t m;
  mpq_t q, power;
  tp_format_parse(&f, s->values, NULL);
  mpfr_init2(m, 64);
  mpq_inits(q, power, (mpq_ptr) NULL);
  mpfr_set_si_2exp(m, numerator, exponent, MPFR_RNDN);
  for (int rule = (int) s->first; rule <= (int) s->last; rule++) {
    tp_buffer text = {NULL, 0, 0};
    int k = 0;
    f.scale = (tp_scale_rule) rule;
    const tp_block_scale found = tp_shared_scale(f, m);
    tp_set_power_of_two(power, found.exponent);
    mpq_set_si(q, found.factor, 1);
    mpq_mul(q, q, power);
    if (mpq_sgn(q) && s->significand == 1)
      tp_buffer_printf(&text, "2^%ld", found.exponent);
    else
      tp_print_fraction(&text, q);
    while (k < count && strcmp(scale[k].text, text.text))
      k++;
    if (k == count)
      tp_buffer_puts(&scale[count++], text.text);
    tp_buffer_printf(&rules[k], "%s%s", rules[k].length ? " " : "", tp_scale_rule_name[rule]);
    tp_buffer_clear(&text);
  }
  for (int k = 0; k < count; k++) {
    tp_table_put_text(t, what);
    tp_table_put_nothing(t);
    put_and_clear(t, &scale[k]);
    put_and_clear(t, &rules[k]);
  }
  mpfr_clear(m);
  mpq_clears(q, power, (mpq_ptr) NULL);
}

static tp_table *list_edges(const scale_format *s)
{
  static const tp_column columns[] = {
    {"number", TP_COLUMN_TEXT, 0}, {"overflow", TP_COLUMN_TEXT, 0}, {"becomes", TP_COLUMN_TEXT, 0}, {"round", TP_COLUMN_TEXT, 0},
  };
  tp_table *t = tp_table_new(columns, sizeof columns / sizeof *columns);
  put_edge(t, s, "m = 0", 0, 0);
  put_edge(t, s, "m = 2^-200", 1, -200);
  put_edge(t, s, "m = 1", 1, 0);
  put_edge(t, s, "m = 5", 5, 0);
  put_edge(t, s, "m = 6", 6, 0);
  put_edge(t, s, "m = 7", 7, 0);
  put_edge(t, s, "m = 2^200", 1, 200);
  return t;
}

/* ---------------------------------------------------------------------------------------------------- */

static void put_power(tp_document *d, const char *what, long exponent)
{
  tp_buffer text = {NULL, 0, 0};
  mpq_t power;
  mpq_init(power);
  tp_set_power_of_two(power, exponent);
  tp_print_fraction(&text, power);
  tp_document_text(d, what, text.text);
  mpq_clear(power);
  tp_buffer_clear(&text);
}

tp_document *scale_about(const char *name)
{
  const scale_format *s = NULL;
  for (size_t i = 0; i < sizeof scales / sizeof *scales; i++)
    if (!strcasecmp(scales[i].name, name))
      s = scales + i;
  if (!s)
    return NULL;
  tp_document *d = tp_document_new();
  const unsigned finite = s->patterns - 1;
  tp_buffer text = {NULL, 0, 0};
  tp_document_text(d, "name", name);
  tp_document_text(d, "about", s->about);
  tp_document_text(d, "kind", s->kind);
  tp_document_integer(d, "bits", 8);
  tp_document_integer(d, "significand", (uint64_t) s->significand);
  tp_document_integer(d, "bias", (uint64_t) s->bias);
  tp_document_nothing(d, "share_a_scale");
  tp_buffer_printf(&text, "%u", finite);
  tp_document_text(d, "values", text.text);
  tp_document_text(d, "nan_patterns", "1");
  put_power(d, "spacing_above_1", 1 - s->significand);
  put_power(d, "spacing_below_1", -s->significand);
  tp_document_table(d, "numbers", list_numbers(s), TP_STYLE_ALIGNED);
  tp_document_table(d, "edges", list_edges(s), TP_STYLE_ALIGNED);
  tp_buffer_clear(&text);
  return d;
}

void put_scale_facts(tp_document *d, tp_format f)
{
  tp_buffer element = {NULL, 0, 0}, rule = {NULL, 0, 0};
  mpfr_t largest;
  tp_format alone = f;
  alone.shared = 0;
  mpfr_init2(largest, 2);
  tp_format_largest(f, largest);
  const long exponent = mpfr_get_exp(largest) - 1;
  mpfr_clear(largest);
  tp_format_print(&element, alone);
  tp_document_text(d, "element", element.text);
  const int is_fraction = f.scale == TP_SCALE_UE4M3 || f.scale == TP_SCALE_UE4M3_UP;
  tp_document_text(d, "scale", is_fraction ? "ue4m3" : "e8m0");
  tp_buffer_printf(&rule, "%s: ", tp_scale_rule_name[f.scale]);
  switch (f.scale) {
  case TP_SCALE_FLOOR: tp_buffer_printf(&rule, "2^s, s = floor(log2 m) - %ld", exponent); break;
  case TP_SCALE_CEIL: tp_buffer_printf(&rule, "2^s, s = ceil(log2 m) - %ld", exponent); break;
  case TP_SCALE_EVEN:
    tp_buffer_printf(&rule, "2^s, s = floor(log2 m') - %ld, m' = m rounded to %d significand bits, ties up", exponent, tp_format_significand(f));
    break;
  case TP_SCALE_RCEIL: tp_buffer_puts(&rule, "2^s, the least s with m <= 2^s times the largest value"); break;
  case TP_SCALE_UE4M3: tp_buffer_puts(&rule, "m over the largest value, to nearest even in ue4m3"); break;
  default: tp_buffer_puts(&rule, "m over the largest value, up in ue4m3"); break;
  }
  tp_document_text(d, "scale_rule", rule.text);
  tp_buffer_clear(&element);
  tp_buffer_clear(&rule);
}
