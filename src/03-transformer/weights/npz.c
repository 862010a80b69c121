/* SPDX-License-Identifier: MIT */
/* npz: a ZIP archive of .npy files, stored as they are.  An .npy file is a line that says type and shape, in a block
   of a multiple of 64 bytes, and the numbers. */
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "arrays.h"
#include "crc.h"
#include "tmprec/base/memory.h"

enum { MOST_FILES = 65535, LOCAL_BYTES = 30, CENTRAL_BYTES = 46, END_BYTES = 22, NPY_BLOCK = 64 };

/* The file of an array, or of the metadata. */
typedef struct {
  const weights_array *array;          /* NULL: the metadata */
  char name[64];
  char header[4 * NPY_BLOCK];
  size_t header_bytes;
  uint64_t bytes, at;                  /* with the header; where its entry begins */
  uint32_t crc;
} member;

static void make_header(member *m, const char *type, const char *shape)
{
  char line[3 * NPY_BLOCK];
  const int length = snprintf(line, sizeof line, "{'descr': '%s', 'fortran_order': False, 'shape': (%s), }", type, shape);
  const size_t before = 10, all = (before + (size_t) length + 1 + NPY_BLOCK - 1) / NPY_BLOCK * NPY_BLOCK, rest = all - before;
  memcpy(m->header, "\x93NUMPY\x01\x00", 8);
  m->header[8] = (char) (rest & 0xff);
  m->header[9] = (char) (rest >> 8);
  memset(m->header + before, ' ', rest);
  memcpy(m->header + before, line, (size_t) length);
  m->header[all - 1] = '\n';
  m->header_bytes = all;
}

static member member_of(const tp_weights *w, size_t i)
{
  member m = {.array = i < w->arrays ? w->array + i : NULL};
  char shape[48];
  if (!m.array)
    snprintf(shape, sizeof shape, "%zu,", w->metadata.length);
  else if (m.array->dimensions > 1)
    snprintf(shape, sizeof shape, "%" PRIu64 ", %" PRIu64, m.array->shape[0], m.array->shape[1]);
  else
    snprintf(shape, sizeof shape, "%" PRIu64 ",", m.array->shape[0]);
  make_header(&m, tp_array_types[m.array ? m.array->type : ARRAY_UINT8].npy, shape);
  snprintf(m.name, sizeof m.name, "%s.npy", m.array ? m.array->name : "metadata");
  m.bytes = m.header_bytes + (m.array ? m.array->bytes : w->metadata.length);
  return m;
}

static int put_bytes(const tp_weights *w, const member *m, byte_sink to)
{
  return to.take(to.context, (const unsigned char *) m->header, m->header_bytes)
         && (m->array ? tp_array_put(w, m->array, to) : to.take(to.context, (const unsigned char *) w->metadata.text, w->metadata.length));
}

static int take_crc(void *sum, const unsigned char *bytes, size_t length)
{
  tp_crc_add(sum, bytes, length);
  return 1;
}

static unsigned char *put_number(unsigned char *at, unsigned bytes, uint64_t value)
{
  for (unsigned b = 0; b < bytes; b++)
    *at++ = (unsigned char) (value >> 8 * b);
  return at;
}

/* What both headers of a file share: version, flags, stored, 1980-01-01, CRC, sizes, lengths. */
static unsigned char *put_common(unsigned char *at, const member *m)
{
  at = put_number(at, 2, 20);
  at = put_number(at, 4, 0);
  at = put_number(at, 4, 0x00210000);
  at = put_number(at, 4, m->crc);
  at = put_number(at, 4, m->bytes);
  at = put_number(at, 4, m->bytes);
  at = put_number(at, 2, strlen(m->name));
  return put_number(at, 2, 0);
}

static int write_member(const tp_weights *w, const member *m, FILE *out)
{
  unsigned char head[LOCAL_BYTES];
  put_common(put_number(head, 4, 0x04034b50), m);
  return fwrite(head, 1, sizeof head, out) == sizeof head && fwrite(m->name, 1, strlen(m->name), out) == strlen(m->name)
         && put_bytes(w, m, tp_sink_to(out));
}

static int write_entry(const member *m, FILE *out)
{
  unsigned char head[CENTRAL_BYTES] = {0};
  unsigned char *at = put_number(head, 4, 0x02014b50);
  at = put_common(put_number(at, 2, 20), m);
  put_number(at + 10, 4, m->at);
  return fwrite(head, 1, sizeof head, out) == sizeof head && fwrite(m->name, 1, strlen(m->name), out) == strlen(m->name);
}

static int write_end(size_t files, uint64_t from, uint64_t to, FILE *out)
{
  unsigned char end[END_BYTES] = {0};
  unsigned char *at = put_number(end, 4, 0x06054b50);
  at = put_number(at + 4, 2, files);
  at = put_number(at, 2, files);
  at = put_number(at, 4, to - from);
  put_number(at, 4, from);
  return fwrite(end, 1, sizeof end, out) == sizeof end;
}

tp_status tp_npz_check(const tp_weights *w, tp_error *err)
{
  if (!tp_array_types[w->layout.type].npy)
    return tp_error_set(err, TP_STATUS_REFUSED, "NumPy has no %s; safetensors has it", tp_entry_type_name[w->layout.type]);
  if (w->arrays + 1 > MOST_FILES)
    return tp_error_set(err, TP_STATUS_REFUSED, "%zu arrays are more than the %d that .npz holds; safetensors holds them", w->arrays + 1, MOST_FILES);
  uint64_t all = END_BYTES;
  for (size_t i = 0; i <= w->arrays && all <= UINT32_MAX; i++) {
    const member m = member_of(w, i);
    all += LOCAL_BYTES + CENTRAL_BYTES + 2 * strlen(m.name) + m.bytes;
  }
  if (all > UINT32_MAX)
    return tp_error_set(err, TP_STATUS_REFUSED, "the file would have more than the 4 GB that .npz holds; safetensors holds it");
  return TP_STATUS_OK;
}

int tp_npz_write(const tp_weights *w, FILE *out)
{
  const size_t files = w->arrays + 1;
  member *m = tp_memory_new(files, sizeof *m);
  uint64_t at = 0, end;
  int ok = 1;
  for (size_t i = 0; i < files && ok; i++) {
    m[i] = member_of(w, (i + w->arrays) % files);      /* the metadata first */
    m[i].at = at;
    crc_sum sum;
    tp_crc_begin(&sum);
    put_bytes(w, m + i, (byte_sink) {take_crc, &sum});
    m[i].crc = sum.crc;
    ok = write_member(w, m + i, out);
    at += LOCAL_BYTES + strlen(m[i].name) + m[i].bytes;
  }
  end = at;
  for (size_t i = 0; i < files && ok; i++) {
    ok = write_entry(m + i, out);
    end += CENTRAL_BYTES + strlen(m[i].name);
  }
  free(m);
  return ok && write_end(files, at, end, out);
}
