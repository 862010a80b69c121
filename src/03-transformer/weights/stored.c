/* SPDX-License-Identifier: MIT */
#include "stored.h"

#include <inttypes.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "tmprec/base/memory.h"

const unsigned tp_stored_bytes[STORED_TYPES] = {1, 1, 2, 4, 8, 2, 2, 4, 8};

enum { MOST_NUMBERS_LOG = 40 };

static int has_name(const void *owner, uint32_t number, const void *key)
{
  return !strcmp(((const stored_file *) owner)->array[number].name, key);
}

static uint64_t hash_name(const char *name)
{
  return tp_index_hash(TP_INDEX_SEED, name, strlen(name));
}

static uint64_t hash_of(const void *owner, uint32_t number)
{
  return hash_name(((const stored_file *) owner)->array[number].name);
}

/* UINT32_MAX: there is none. */
static uint32_t number_of(const stored_file *f, const char *name)
{
  return tp_index_find(&f->by_name, hash_name(name), has_name, f, name);
}

const stored_array *tp_stored_find(const stored_file *f, const char *name)
{
  const uint32_t n = number_of(f, name);
  return n == UINT32_MAX ? NULL : f->array + n;
}

tp_status tp_stored_add(stored_file *f, const stored_array *a, uint64_t length, tp_error *err)
{
  uint64_t numbers = 1;
  for (unsigned d = 0; d < a->dimensions; d++) {
    if (a->shape[d] && numbers > ((uint64_t) 1 << MOST_NUMBERS_LOG) / a->shape[d])
      return tp_error_set(err, TP_STATUS_REFUSED, "%.80s: the shape is too large", a->name);
    numbers *= a->shape[d];
  }
  if (numbers * tp_stored_bytes[a->type] != length)
    return tp_error_set(err, TP_STATUS_REFUSED, "%.80s: the shape needs %" PRIu64 " bytes, there are %" PRIu64, a->name,
                        numbers * tp_stored_bytes[a->type], length);
  if (number_of(f, a->name) != UINT32_MAX)
    return tp_error_set(err, TP_STATUS_REFUSED, "%.80s comes twice", a->name);
  TP_MEMORY_GROW(f->array, f->capacity, f->arrays + 1);
  f->array[f->arrays] = *a;
  f->array[f->arrays].name = tp_memory_string(a->name, strlen(a->name));
  tp_index_add(&f->by_name, (uint32_t) f->arrays++, hash_of, f);
  return TP_STATUS_OK;
}

static uint64_t bits_at(const stored_array *a, uint64_t at)
{
  const unsigned bytes = tp_stored_bytes[a->type];
  uint64_t bits = 0;
  for (unsigned b = bytes; b-- > 0;)
    bits = bits << 8 | a->bytes[at * bytes + b];
  return bits;
}

/* Of a sign, `exponent` bits and `fraction` bits. */
static double float_of(uint64_t bits, int exponent, int fraction)
{
  const uint64_t rest = bits & (((uint64_t) 1 << fraction) - 1), field = bits >> fraction & (((uint64_t) 1 << exponent) - 1);
  const int bias = (1 << (exponent - 1)) - 1, is_negative = (int) (bits >> (exponent + fraction) & 1);
  double x;
  if (field == ((uint64_t) 1 << exponent) - 1)
    x = rest ? NAN : INFINITY;
  else
    x = ldexp((double) (field ? rest | (uint64_t) 1 << fraction : rest), (int) (field ? field : 1) - bias - fraction);
  return is_negative ? -x : x;
}

static double number_at(const stored_array *a, uint64_t at)
{
  const uint64_t bits = bits_at(a, at);
  switch (a->type) {
  case STORED_INT8: return (int8_t) bits;
  case STORED_INT16: return (int16_t) bits;
  case STORED_INT32: return (int32_t) bits;
  case STORED_INT64: return (double) (int64_t) bits;      /* rounded only where it is too large anyway */
  case STORED_FLOAT16: return float_of(bits, 5, 10);
  case STORED_BFLOAT16: return float_of(bits, 8, 7);
  case STORED_FLOAT32: return float_of(bits, 8, 23);
  case STORED_FLOAT64: return float_of(bits, 11, 52);
  default: return (double) bits;
  }
}

int tp_stored_integer(const stored_array *a, uint64_t at, int32_t *value, char *text, size_t size)
{
  const double x = number_at(a, at);
  snprintf(text, size, "%.17g", x);
  if (!(x > INT32_MIN && x <= INT32_MAX) || x != trunc(x))
    return 0;
  *value = (int32_t) x;
  return 1;
}

tp_status tp_stored_read(stored_file *f, const char *path, tp_error *err)
{
  *f = (stored_file) {0};
  tp_status result = tp_buffer_read_file(&f->file, path, STORED_MOST, err);
  if (result != TP_STATUS_OK)
    return result;
  const int is_archive = f->file.length >= 4 && !memcmp(f->file.text, "PK\x03\x04", 4);
  result = (is_archive ? tp_stored_npz : tp_stored_safetensors)(f, err);
  if (result != TP_STATUS_OK && err)
    tp_error_prefix(err, path);
  return result;
}

void tp_stored_clear(stored_file *f)
{
  for (size_t i = 0; i < f->arrays; i++)
    free(f->array[i].name);
  free(f->array);
  tp_index_clear(&f->by_name);
  tp_json_clear(&f->metadata);
  tp_buffer_clear(&f->file);
  *f = (stored_file) {0};
}
