/* SPDX-License-Identifier: MIT */
#include "arrays.h"

#include <string.h>

enum { ROOM = 1 << 16 };

static int take_to_file(void *out, const unsigned char *bytes, size_t length)
{
  return fwrite(bytes, 1, length, out) == length;
}

byte_sink tp_sink_to(FILE *out)
{
  return (byte_sink) {take_to_file, out};
}

/* Numbers on their way, many at a time. */
typedef struct {
  byte_sink to;
  int type, ok;
  size_t used;
  unsigned char bytes[ROOM];
} stream_out;

static void flush(stream_out *s)
{
  s->ok = s->ok && s->to.take(s->to.context, s->bytes, s->used);
  s->used = 0;
}

static void put(stream_out *s, int64_t value)
{
  if (s->used + tp_array_types[s->type].bytes > ROOM)
    flush(s);
  tp_entry_encode(s->bytes + s->used, s->type, value);
  s->used += tp_array_types[s->type].bytes;
}

static void put_zeros(stream_out *s, uint64_t count)
{
  const size_t bytes = tp_array_types[s->type].bytes;
  while (count && s->ok) {
    if (s->used + bytes > ROOM)
      flush(s);
    const uint64_t room = (ROOM - s->used) / bytes, some = count < room ? count : room;
    memset(s->bytes + s->used, 0, some * bytes);       /* 0 is no bits in every type */
    s->used += some * bytes;
    count -= some;
  }
}

static void put_dense(stream_out *s, const matrix *m, uint64_t numbers)
{
  uint64_t next = 0;
  for (size_t i = 0; i < m->entries && s->ok; i++) {
    const matrix_entry *e = m->entry + i;
    const uint64_t place = e->row * m->columns + e->column;
    put_zeros(s, place - next);
    put(s, e->value);
    next = place + 1;
  }
  put_zeros(s, numbers - next);
}

int tp_array_put(const tp_weights *w, const weights_array *a, byte_sink to)
{
  stream_out s = {.to = to, .type = a->type, .ok = 1};
  matrix m = tp_matrix_of(w->t, &a->place);
  if (a->is_turned)
    tp_matrix_transpose(&m);
  if (a->part == ARRAY_ALL)
    put_dense(&s, &m, a->bytes / tp_array_types[a->type].bytes);
  for (int column = 0; column < 2 && a->part == ARRAY_INDEX; column++)
    for (size_t i = 0; i < m.entries && s.ok; i++)
      put(&s, column ? m.entry[i].column : m.entry[i].row);
  for (size_t i = 0; i < m.entries && a->part == ARRAY_VALUE && s.ok; i++)
    put(&s, m.entry[i].value);
  tp_matrix_clear(&m);
  flush(&s);
  return s.ok;
}
