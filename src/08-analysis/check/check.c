/* Checking certificates.  Nothing here is shared with what makes them but numbers: formats, roundings, enclosures.
   The theorems are data (data/theorems); they say what stands in a certificate, line by line. */
#include <stdlib.h>
#include <string.h>

#include "checker.h"
#include "tmprec/numbers/environment.h"

enum { NUMBER_BITS = 4096 };

void tp_checker_fail(tp_checker *c, tp_certificate_result how, const char *what, const char *formula)
{
  if (c->result != TP_CERTIFICATE_CONFIRMED)
    return;
  c->result = how;
  char shown[200];
  snprintf(shown, sizeof shown, "%.*s", (int) strcspn(formula, "\n"), formula);
  for (char *tab; (tab = strchr(shown, '\t'));)
    *tab = ' ';
  tp_error_set(c->err, TP_STATUS_REFUSED, "%s:%zu: %s%s", c->name, c->line, what, shown);
}

int tp_checker_begins(const tp_checker *c, const char *text)
{
  const size_t length = strlen(text);
  return (size_t) (c->end - c->next) >= length && !memcmp(c->next, text, length);
}

const char *tp_checker_read(tp_checker *c, const char *text)
{
  const char *line = c->next, *end = memchr(line, '\n', (size_t) (c->end - line));
  c->line++;
  if (!end || !tp_checker_begins(c, text)) {
    tp_checker_fail(c, TP_CERTIFICATE_MALFORMED, "this line should be another: ", text);
    return "\n";
  }
  c->next = end + 1;
  return line + strlen(text);
}

void tp_checker_read_number(tp_checker *c, tp_buffer *before, mpq_t x)
{
  tp_buffer_puts(before, "\t");
  const char *number = tp_checker_read(c, before->text);
  char *end;
  mpfr_t y;
  mpfr_init2(y, NUMBER_BITS);
  const int inexact = mpfr_strtofr(y, number, &end, 16, MPFR_RNDN);
  if (!inexact && *end == '\n' && !strncmp(number + (*number == '-'), "0x", 2) && mpfr_number_p(y)
      && (mpfr_zero_p(y) || labs(mpfr_get_exp(y)) < TP_MOST_EXPONENT))
    mpfr_get_q(x, y);
  else
    malformed(c, "not a number as %a writes them");
  mpfr_clear(y);
  before->length = 0;
}

static void close_checker(tp_checker *c)
{
  for (size_t i = 0; i < sizeof c->variable / sizeof *c->variable; i++)
    for (tp_variable *v = c->variable[i], *next; v; v = next) {
      next = v->next;
      mpq_clear(v->value.number);
      free(v);
    }
  tp_buffer_clear(&c->there);
  tp_enclosure_room_clear(&c->room);
  tp_choice_clear(&c->stated);
}

tp_certificate_result tp_certificate_check(const char *name, const char *text, size_t length, tp_error *err)
{
  const tp_mpfr_environment caller = tp_mpfr_environment_enter();
  tp_checker c = {.name = name, .next = text, .end = text + length, .err = err, .result = TP_CERTIFICATE_CONFIRMED};
  tp_enclosure_room_init(&c.room, 1024);
  tp_checker_name(&c);
  tp_checker_follow(&c);
  if (c.next != c.end)
    malformed(&c, "lines after the end");
  close_checker(&c);
  tp_mpfr_environment_leave(&caller);
  return c.result;
}
