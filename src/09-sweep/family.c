#include "tmprec/sweep/family.h"

const char *const family_name[FAMILIES] = {"fixed", "float", "mpfr"};

const int family_least_bits[FAMILIES] = {2, 4, 1};

/* Exponent bits of the floating-point format of so many bits in all. */
static int exponent_bits(int bits)
{
  return bits <= 5 ? 2 : bits <= 7 ? 3 : bits == 8 ? 4 : bits <= 16 ? 5 : 8;
}

status family_format(buffer *out, bits_family family, int bits, error *err)
{
  if (bits < family_least_bits[family])
    return error_set(err, STATUS_REFUSED, "family %s has no format of %d bit%s, only from %d on", family_name[family], bits,
                     bits == 1 ? "" : "s", family_least_bits[family]);
  switch (family) {
  case FAMILY_FIXED: buffer_printf(out, "fixed:1.%d", bits - 2); break;
  case FAMILY_FLOAT: buffer_printf(out, "e%dm%d", exponent_bits(bits), bits - 1 - exponent_bits(bits)); break;
  default: buffer_printf(out, "mpfr:%d", bits); break;
  }
  return STATUS_OK;
}

status family_choose(arithmetic_choice *c, bits_family family, int bits, unsigned sites, error *err)
{
  buffer text = {NULL, 0, 0};
  status s = family_format(&text, family, bits, err);
  if (s == STATUS_OK && family == FAMILY_MPFR)
    s = choice_set_format(c, text.text, err);
  for (int i = 0; i < SITES && s == STATUS_OK && family != FAMILY_MPFR; i++)
    if (sites >> i & 1)
      s = choice_set_site(c, i, text.text, err);
  buffer_clear(&text);
  return s;
}
