/* SPDX-License-Identifier: MIT */
/* A ZIP archive of .npy files that are stored as they are. */
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "crc.h"
#include "stored.h"
#include "tmprec/base/memory.h"

enum { LOCAL_BYTES = 30, CENTRAL_BYTES = 46, END_BYTES = 22, NPY_START = 10, MOST_NAME = 200 };

static const char *const names[STORED_TYPES] = {"|i1", "|u1", "<i2", "<i4", "<i8", "<f2", NULL, "<f4", "<f8"};

static uint64_t number(const unsigned char *at, unsigned bytes)
{
  uint64_t n = 0;
  while (bytes-- > 0)
    n = n << 8 | at[bytes];
  return n;
}

typedef struct {
  char name[MOST_NAME];            /* without .npy */
  const unsigned char *bytes;
  uint64_t length;
} member;

/* The value after 'key': in the header's text, or NULL. */
static const char *value_of(const char *header, const char *key)
{
  const char *at = strstr(header, key);
  if (!at)
    return NULL;
  at += strlen(key);
  return at + strspn(at, " ");
}

static int read_shape(stored_array *a, const char *at)
{
  if (!at || *at++ != '(')
    return 0;
  for (a->dimensions = 0; at += strspn(at, " ,"), *at >= '0' && *at <= '9'; a->dimensions++) {
    if (a->dimensions == 2)
      return 0;
    for (a->shape[a->dimensions] = 0; *at >= '0' && *at <= '9'; at++) {
      if (a->shape[a->dimensions] > UINT64_MAX / 20)
        return 0;
      a->shape[a->dimensions] = 10 * a->shape[a->dimensions] + (uint64_t) (*at - '0');
    }
  }
  return *at == ')';
}

/* Type and shape of an .npy file, from the text of its header. */
static tp_status read_header(stored_array *a, const char *header, tp_error *err)
{
  const char *type = value_of(header, "'descr':"), *order = value_of(header, "'fortran_order':");
  int found = 0;
  for (int t = 0; type && t < STORED_TYPES; t++)
    if (names[t] && type[0] == '\'' && !strncmp(type + 1, names[t], 3) && type[4] == '\'') {
      a->type = (stored_type) t;
      found = 1;
    }
  if (!found)
    return tp_error_set(err, TP_STATUS_REFUSED, "%.80s: the type is not one of |i1 |u1 <i2 <i4 <i8 <f2 <f4 <f8", a->name);
  if (!read_shape(a, value_of(header, "'shape':")))
    return tp_error_set(err, TP_STATUS_REFUSED, "%.80s: no shape of at most two dimensions", a->name);
  if (!order || (strncmp(order, "False", 5) && !(a->dimensions < 2 && !strncmp(order, "True", 4))))
    return tp_error_set(err, TP_STATUS_REFUSED, "%.80s: columns come first (fortran_order); rows have to, as numpy.ascontiguousarray makes it", a->name);
  return TP_STATUS_OK;
}

static tp_status read_npy(stored_file *f, member *m, tp_error *err)
{
  stored_array a = {.name = m->name};
  const unsigned version = m->length >= NPY_START + 2 ? m->bytes[6] : 0, length_bytes = version == 1 ? 2 : 4;
  if (!version || version > 3 || memcmp(m->bytes, "\x93NUMPY", 6))
    return tp_error_set(err, TP_STATUS_REFUSED, "%.80s is no .npy file", m->name);
  const uint64_t start = 8 + length_bytes, length = number(m->bytes + 8, length_bytes);
  if (length > m->length - start)
    return tp_error_set(err, TP_STATUS_REFUSED, "%.80s is cut off in its header", m->name);
  char *header = tp_memory_string((const char *) m->bytes + start, length);
  tp_status result = read_header(&a, header, err);
  free(header);
  a.bytes = m->bytes + start + length;
  return result == TP_STATUS_OK ? tp_stored_add(f, &a, m->length - start - length, err) : result;
}

/* The file of a central header; `entry` has CENTRAL_BYTES and the name after them. */
static tp_status find_member(const stored_file *f, const unsigned char *entry, uint64_t central, member *out, tp_error *err)
{
  const unsigned char *file = (const unsigned char *) f->file.text;
  const uint64_t method = number(entry + 10, 2), size = number(entry + 20, 4), at = number(entry + 42, 4), name = number(entry + 28, 2);
  if (name < 5 || name >= MOST_NAME + 4 || memcmp(entry + CENTRAL_BYTES + name - 4, ".npy", 4) || memchr(entry + CENTRAL_BYTES, 0, name))
    return tp_error_set(err, TP_STATUS_REFUSED, "a file of the archive is not called NAME.npy");
  memcpy(out->name, entry + CENTRAL_BYTES, name - 4);
  out->name[name - 4] = '\0';
  if (method || (number(entry + 8, 2) & 1))
    return tp_error_set(err, TP_STATUS_REFUSED, "%.80s is compressed or encrypted; only files that are stored as they are can be read, as numpy.savez does", out->name);
  if (size == UINT32_MAX || at == UINT32_MAX || number(entry + 24, 4) != size)
    return tp_error_set(err, TP_STATUS_REFUSED, "%.80s: the sizes are wrong, or beyond 4 GB", out->name);
  if (at > central || central - at < LOCAL_BYTES || memcmp(file + at, "PK\x03\x04", 4))
    return tp_error_set(err, TP_STATUS_REFUSED, "%.80s is not where the archive says", out->name);
  const uint64_t start = at + LOCAL_BYTES + number(file + at + 26, 2) + number(file + at + 28, 2);
  if (start > central || size > central - start)
    return tp_error_set(err, TP_STATUS_REFUSED, "%.80s is cut off", out->name);
  out->bytes = file + start;
  out->length = size;
  crc_sum sum;
  tp_crc_begin(&sum);
  tp_crc_add(&sum, out->bytes, size);
  return sum.crc == number(entry + 16, 4) ? TP_STATUS_OK : tp_error_set(err, TP_STATUS_REFUSED, "%.80s: the checksum is wrong", out->name);
}

static tp_status read_members(stored_file *f, uint64_t central, uint64_t end, uint64_t files, tp_error *err)
{
  tp_status result = TP_STATUS_OK;
  uint64_t at = central;
  for (uint64_t i = 0; i < files && result == TP_STATUS_OK; i++) {
    const unsigned char *entry = (const unsigned char *) f->file.text + at;
    member m;
    if (end - at < CENTRAL_BYTES || memcmp(entry, "PK\x01\x02", 4))
      return tp_error_set(err, TP_STATUS_REFUSED, "the list of files of the archive is wrong");
    const uint64_t length = CENTRAL_BYTES + number(entry + 28, 2) + number(entry + 30, 2) + number(entry + 32, 2);
    if (length > end - at)
      return tp_error_set(err, TP_STATUS_REFUSED, "the list of files of the archive is wrong");
    result = find_member(f, entry, central, &m, err);
    if (result == TP_STATUS_OK)
      result = read_npy(f, &m, err);
    at += length;
  }
  return result;
}

tp_status tp_stored_npz(stored_file *f, tp_error *err)
{
  if (f->file.length < END_BYTES)
    return tp_error_set(err, TP_STATUS_REFUSED, "the archive is cut off");
  const uint64_t end = f->file.length - END_BYTES;
  const unsigned char *last = (const unsigned char *) f->file.text + end;
  const uint64_t files = number(last + 10, 2), size = number(last + 12, 4), central = number(last + 16, 4);
  if (memcmp(last, "PK\x05\x06", 4) || central > end || size != end - central)
    return tp_error_set(err, TP_STATUS_REFUSED, "the archive is cut off, has a comment, or is beyond 4 GB");
  tp_status result = read_members(f, central, end, files, err);
  const stored_array *about = result == TP_STATUS_OK ? tp_stored_find(f, "metadata") : NULL;
  if (result == TP_STATUS_OK && (!about || about->type != STORED_UINT8 || about->dimensions != 1))
    result = tp_error_set(err, TP_STATUS_REFUSED, "no array metadata, uint8, of tmprec: it does not say what the arrays mean");
  if (result == TP_STATUS_OK)
    result = tp_json_read(&f->metadata, (const char *) about->bytes, about->shape[0], err);
  return result;
}
