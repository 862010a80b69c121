/* SPDX-License-Identifier: MIT */
#include "tmprec/sweep/family.h"

const char *const tp_family_name[TP_FAMILIES] = {"fixed", "float", "mpfr", "named"};

const int tp_family_least_bits[TP_FAMILIES] = {2, 4, 1, 0};

/* Exponent bits of the floating-point format of so many bits in all. */
static int exponent_bits(int bits)
{
  return bits <= 5 ? 2 : bits <= 7 ? 3 : bits == 8 ? 4 : bits <= 16 ? 5 : 8;
}

tp_status tp_family_format(tp_buffer *out, tp_bits_family family, int bits, tp_error *err)
{
  if (bits < tp_family_least_bits[family])
    return tp_error_set(err, TP_STATUS_REFUSED, "family %s has no format of %d bit%s; it needs at least %d", tp_family_name[family], bits,
                        bits == 1 ? "" : "s", tp_family_least_bits[family]);
  switch (family) {
  case TP_FAMILY_FIXED: tp_buffer_printf(out, "fixed:1.%d", bits - 2); break;
  case TP_FAMILY_FLOAT: tp_buffer_printf(out, "e%dm%d", exponent_bits(bits), bits - 1 - exponent_bits(bits)); break;
  default: tp_buffer_printf(out, "mpfr:%d", bits); break;
  }
  return TP_STATUS_OK;
}

tp_status tp_family_choose(tp_choice *c, tp_bits_family family, int bits, unsigned sites, tp_error *err)
{
  tp_buffer text = {NULL, 0, 0};
  tp_status s = tp_family_format(&text, family, bits, err);
  if (s == TP_STATUS_OK && family == TP_FAMILY_MPFR)
    s = tp_choice_set_format(c, text.text, err);
  for (int i = 0; i < TP_SITES && s == TP_STATUS_OK && family != TP_FAMILY_MPFR; i++)
    if (sites >> i & 1)
      s = tp_choice_set_site(c, i, text.text, err);
  tp_buffer_clear(&text);
  return s;
}
