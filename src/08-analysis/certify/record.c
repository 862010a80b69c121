/* SPDX-License-Identifier: MIT */
#include "record.h"

#include <stdarg.h>
#include <stdio.h>

enum { MOST_MULTIPLIED = 1000 };

/* --- Lines ------------------------------------------------------------------------------- */

void tp_record_line(const tp_record *r, const char *format, ...)
{
  char text[200];
  va_list arguments;
  va_start(arguments, format);
  vsnprintf(text, sizeof text, format, arguments);
  va_end(arguments);
  if (r->text)
    tp_buffer_printf(r->text, "%s\n", text);
  if (!r->script)
    return;
  tp_buffer_puts(r->script->out, "(* ");
  for (const char *at = text; *at; at++)
    tp_buffer_printf(r->script->out, "%c", *at == '\t' ? ' ' : *at);
  tp_buffer_puts(r->script->out, " *)\n");
}

static void put_number(const tp_record *r, const char *before, mpfr_srcptr x)
{
  char *text;
  if (r->text && mpfr_asprintf(&text, "%Ra", x) >= 0) {
    tp_buffer_printf(r->text, "%s\t%s\n", before, text);
    mpfr_free_str(text);
  }
}

void tp_record_state(const tp_record *r, const char *label, int up, mpfr_t x)
{
  char before[120];
  mpfr_t stated;
  mpfr_init2(stated, r->bits);
  mpfr_set(stated, x, up ? MPFR_RNDU : MPFR_RNDD);
  mpfr_set(x, stated, MPFR_RNDN);
  if (mpfr_zero_p(x))
    mpfr_set_zero(x, 1);
  mpfr_clear(stated);
  snprintf(before, sizeof before, "%s\t%s", label, up ? "<=" : ">=");
  put_number(r, before, x);
  if (r->script)
    tp_record_line(&(tp_record) {.script = r->script}, "%s", before);
}

static void put_relation(const tp_record *r, mpfr_srcptr left, int strict, mpfr_srcptr right)
{
  tp_buffer text = {NULL, 0, 0};
  if (!r->script)
    return;
  tp_script_number(&text, right);
  tp_script_relation(r->script, left, strict, text.text);
  tp_buffer_clear(&text);
}

void tp_record_less(const tp_record *r, mpfr_srcptr x, mpfr_srcptr v)
{
  put_number(r, "less", v);
  put_relation(r, x, 1, v);
}

void tp_record_within(const tp_record *r, mpfr_srcptr x, mpfr_srcptr v)
{
  put_number(r, "within", v);
  put_relation(r, x, 0, v);
}

void tp_record_above(const tp_record *r, mpfr_srcptr x, mpfr_srcptr v)
{
  put_number(r, "above", v);
  put_relation(r, v, 1, x);
}

/* --- Lemmas ------------------------------------------------------------------------------ */

static void put_expression(tp_buffer *out, const char *expression, va_list arguments)
{
  for (; *expression; expression++)
    if (*expression == '#')
      tp_script_number(out, va_arg(arguments, mpfr_srcptr));
    else if (*expression == '$')
      tp_buffer_printf(out, "%llu", va_arg(arguments, unsigned long long));
    else
      tp_buffer_printf(out, "%c", *expression);
}

void tp_record_bound(const tp_record *r, mpfr_srcptr x, int up, const char *expression, ...)
{
  tp_buffer text = {NULL, 0, 0};
  va_list arguments;
  if (!r->script)
    return;
  va_start(arguments, expression);
  put_expression(&text, expression, arguments);
  va_end(arguments);
  up ? tp_script_relation_up(r->script, text.text, 0, x) : tp_script_relation(r->script, x, 0, text.text);
  tp_buffer_clear(&text);
}

void tp_record_rounding(const tp_record *r, const tp_rounding *rule, mpfr_srcptr x, int up, const char *expression, ...)
{
  tp_buffer text = {NULL, 0, 0};
  va_list arguments;
  if (!r->script)
    return;
  va_start(arguments, expression);
  put_expression(&text, expression, arguments);
  va_end(arguments);
  tp_script_rounding(r->script, text.text, rule, x, up);
  tp_buffer_clear(&text);
}

/* A small power may be x itself, which a logarithm would not show. */
void tp_record_power(const tp_record *r, mpfr_srcptr x, mpfr_srcptr unit, uint64_t times, unsigned less)
{
  const unsigned long long exponent = times, taken = less;
  if (times <= MOST_MULTIPLIED)
    tp_record_bound(r, x, 1, "(1 + #) ^ $ - $", unit, exponent, taken);
  else
    tp_record_bound(r, x, 1, "exp ($ * ln (1 + #)) - $", exponent, unit, taken);
}

void tp_record_raise(const tp_record *r, mpfr_t x, mpfr_srcptr y)
{
  if (mpfr_greater_p(y, x) || mpfr_nan_p(y)) {
    if (mpfr_number_p(x))
      tp_record_bound(r, y, 1, "#", x);
    mpfr_set(x, y, MPFR_RNDU);
  } else {
    tp_record_bound(r, x, 1, "#", y);
  }
}

void tp_record_lower(const tp_record *r, mpfr_t x, mpfr_srcptr y)
{
  if (mpfr_less_p(y, x)) {
    tp_record_bound(r, y, 0, "#", x);
    mpfr_set(x, y, MPFR_RNDD);
  } else {
    tp_record_bound(r, x, 0, "#", y);
  }
}
