/* SPDX-License-Identifier: MIT */
#include "entries.h"

const char *const tp_entry_type_name[TP_ENTRY_TYPES] = {"int8", "float16", "bfloat16", "float32", "float64"};

const array_type tp_array_types[ARRAY_TYPES] = {
  [TP_ENTRY_INT8] = {"I8", "|i1", 1, 0, 0},
  [TP_ENTRY_FLOAT16] = {"F16", "<f2", 2, 5, 10},
  [TP_ENTRY_BFLOAT16] = {"BF16", NULL, 2, 8, 7},
  [TP_ENTRY_FLOAT32] = {"F32", "<f4", 4, 8, 23},
  [TP_ENTRY_FLOAT64] = {"F64", "<f8", 8, 11, 52},
  [ARRAY_INT32] = {"I32", "<i4", 4, 0, 0},
  [ARRAY_UINT8] = {"U8", "|u1", 1, 0, 0},
};

static int encode_integer(uint64_t *bits, int type, int64_t value)
{
  const unsigned width = 8 * tp_array_types[type].bytes;
  const int64_t least = type == ARRAY_UINT8 ? 0 : -((int64_t) 1 << (width - 1));
  *bits = (uint64_t) value;
  return value >= least && value < least + ((int64_t) 1 << width);
}

static int encode_float(uint64_t *bits, const array_type *type, int64_t value)
{
  const uint64_t magnitude = value < 0 ? 0 - (uint64_t) value : (uint64_t) value, bias = ((uint64_t) 1 << (type->exponent - 1)) - 1;
  unsigned top = 63;
  *bits = 0;
  if (!magnitude)
    return 1;
  while (!(magnitude >> top))
    top--;
  if (top > bias || (top > type->fraction && magnitude & (((uint64_t) 1 << (top - type->fraction)) - 1)))
    return 0;
  const uint64_t rest = magnitude ^ (uint64_t) 1 << top;
  *bits = (top > type->fraction ? rest >> (top - type->fraction) : rest << (type->fraction - top)) | (top + bias) << type->fraction
          | (uint64_t) (value < 0) << (type->fraction + type->exponent);
  return 1;
}

int tp_entry_encode(unsigned char *out, int type, int64_t value)
{
  const array_type *as = tp_array_types + type;
  uint64_t bits;
  const int has = as->exponent ? encode_float(&bits, as, value) : encode_integer(&bits, type, value);
  for (unsigned b = 0; b < as->bytes; b++)
    out[b] = (unsigned char) (bits >> 8 * b);
  return has;
}
