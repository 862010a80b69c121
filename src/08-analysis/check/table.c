#include "table.h"

#include <stdio.h>

static void keys(tp_certificate_class *x, uint64_t count, int best, int next, int has_value)
{
  x->kind[x->kinds].count = count;
  x->kind[x->kinds].best = best;
  x->kind[x->kinds].next = next;
  x->kind[x->kinds++].has_value = has_value;
}

/* Positions 0 .. n-2 that differ in h bits: as many as binomial coefficients say, and at most N. */
static void distances(const tp_certificate_reader *c, tp_certificate_class *x)
{
  unsigned long bits = 0;
  mpz_t count;
  mpz_init(count);
  while ((uint64_t) 1 << bits < c->n - 1)
    bits++;
  for (unsigned long h = 1; h <= bits; h++) {
    mpz_bin_uiui(count, bits, h);
    keys(x, mpz_cmp_ui(count, c->n - 2) < 0 ? mpz_get_ui(count) : c->n - 2, c->r, c->r - 2 * (int) h, 1);
  }
  mpz_clear(count);
}

int tp_certificate_row(const tp_certificate_reader *c, int number, tp_certificate_class *x)
{
  const int r = c->r, highs = c->logit.format.family == TP_FORMAT_REAL ? 0 : r, last = 6 + 2 * highs;
  const uint64_t N = c->n - 2;
  static const char *const fixed[] = {"A (position), set", "A (position), not set", "B (marker), set", "B (marker), at the marker",
                                      "D (read), written", "D (read), not written", "E (esumm), at esumm", "E (esumm), elsewhere"};
  *x = (tp_certificate_class) {.value = number % 2 == 0};
  if (number >= 4 && number < last) {
    int j = (number - 6) / 2, match = number < 6 ? r : r + j + 1;
    char what[24] = "written";
    if (number >= 6)
      snprintf(what, sizeof what, "high, bit %d", r - 1 - j);
    snprintf(x->what, sizeof x->what, "C (%s), %smatched", what, x->value ? "" : "not ");
    x->is_flag = 1;
    x->ties = x->value;
    if (x->value)
      keys(x, 1, match, match - 1, 0);
    keys(x, N, x->value ? match : match - 1, match - 2, 1);
    return 1;
  }
  int other = number < 4 ? number : number - last + 4;
  if (other >= (c->mode == TP_MODE_SCOT ? 8 : 6))
    return 0;
  snprintf(x->what, sizeof x->what, "%s", fixed[other]);
  if (other < 2 || other == 4)
    distances(c, x);
  if (other == 2 || other == 5 || other == 7)
    keys(x, N, 1, 0, other != 2);
  x->added = other == 1 || other == 3 || other == 7;
  if (other == 3 || other == 6)
    keys(x, 1, 2, 1, other == 3);
  if (other == 3)
    keys(x, N, 2, 0, 1);
  if (other == 6) {                      /* of a summary's tokens, esumm and one more have no such value */
    keys(x, 2, 2, 0, 0);
    keys(x, N > 3 ? N - 3 : 0, 2, 0, 1);
  }
  if (other == 4) {
    keys(x, 1, r, 1, 0);
    keys(x, N, r, 0, 1);
  }
  return 1;
}
