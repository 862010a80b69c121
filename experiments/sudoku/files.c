/* SPDX-License-Identifier: MIT */
#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "learn.h"
#include "tmprec/base/buffer.h"
#include "tmprec/base/memory.h"

static tp_status no_file(const char *path, tp_error *err)
{
  return tp_error_set(err, TP_STATUS_REFUSED, "%s: %s", path, strerror(errno));
}

/* A line as sudoku-puzzles writes it: 1 if it is one. */
static int read_puzzle(const char *line, puzzle *p, int *tokens, int *held_out)
{
  char kind[6], word[SQUARES + 1];
  int end = 0;
  trace t;
  if (sscanf(line, "%5s %d %16s%n", kind, tokens, word, &end) != 3 || line[end] != '\n' || strlen(word) != SQUARES)
    return 0;
  *held_out = strcmp(kind, "test") == 0;
  if (!*held_out && strcmp(kind, "train") != 0)
    return 0;
  for (int s = 0; s < SQUARES; s++) {
    if (word[s] != '.' && (word[s] < '1' || word[s] > '4'))
      return 0;
    p->digit[s] = (unsigned char) (word[s] == '.' ? 0 : word[s] - '0');
  }
  return solve(p, &t) && t.tokens == *tokens;
}

tp_status puzzles_read(puzzles *out, const char *path, int held_out, int shortest, int longest, tp_error *err)
{
  *out = (puzzles) {NULL, 0};
  FILE *f = fopen(path, "r");
  if (!f)
    return no_file(path, err);
  size_t capacity = 0;
  long number = 0;
  char line[80];
  tp_status s = TP_STATUS_OK;
  while (s == TP_STATUS_OK && fgets(line, sizeof line, f)) {
    puzzle p;
    int tokens, is_held_out;
    number++;
    if (!read_puzzle(line, &p, &tokens, &is_held_out)) {
      s = tp_error_set(err, TP_STATUS_REFUSED, "%s:%ld: no puzzle with the length of its trace", path, number);
    } else if (is_held_out == held_out && tokens >= shortest && tokens <= longest) {
      TP_MEMORY_GROW(out->p, capacity, out->count + 1);
      out->p[out->count++] = p;
    }
  }
  if (s == TP_STATUS_OK && ferror(f))
    s = no_file(path, err);
  if (s == TP_STATUS_OK && !out->count)
    s = tp_error_set(err, TP_STATUS_REFUSED, "%s: no such puzzles", path);
  fclose(f);
  if (s != TP_STATUS_OK)
    free(out->p);
  return s;
}

/* The header of a file of weights, with its length before it.  Blanks at its end let the numbers begin at a multiple of 8. */
static void put_header(tp_buffer *b, const parameters *p, chain_mode mode)
{
  tp_buffer h = {0};
  tp_buffer_printf(&h, "{\"__metadata__\":{\"layers\":\"%d\",\"mode\":\"%s\"}", p->layers, mode_name[mode]);
  for (int i = 0; i < p->tensors; i++) {
    const tensor *t = &p->tensor[i];
    const size_t end = t->offset + t->rows * (t->columns ? t->columns : 1);
    tp_buffer_printf(&h, ",\"%s\":{\"dtype\":\"F32\",\"shape\":[%zu", t->name, t->rows);
    if (t->columns)
      tp_buffer_printf(&h, ",%zu", t->columns);
    tp_buffer_printf(&h, "],\"data_offsets\":[%zu,%zu]}", 4 * t->offset, 4 * end);
  }
  tp_buffer_printf(&h, "}");
  while (h.length % 8)
    tp_buffer_printf(&h, " ");
  for (int i = 0; i < 8; i++)
    tp_buffer_put(b, &(char) {(char) (h.length >> (8 * i) & 255)}, 1);
  tp_buffer_put(b, h.text, h.length);
  tp_buffer_clear(&h);
}

tp_status weights_write(const parameters *p, chain_mode mode, const char *path, tp_error *err)
{
  tp_buffer b = {0};
  put_header(&b, p, mode);
  for (size_t i = 0; i < p->count; i++) {
    const float number = (float) p->all[i];
    uint32_t u;
    memcpy(&u, &number, sizeof u);
    tp_buffer_put(&b, (char[]) {(char) (u & 255), (char) (u >> 8 & 255), (char) (u >> 16 & 255), (char) (u >> 24)}, 4);
  }
  FILE *f = fopen(path, "wb");
  tp_status s = TP_STATUS_OK;
  if (!f || fwrite(b.text, 1, b.length, f) != b.length)
    s = no_file(path, err);
  if (f && fclose(f) && s == TP_STATUS_OK)
    s = no_file(path, err);
  tp_buffer_clear(&b);
  return s;
}

static void read_numbers(parameters *p, const unsigned char *bytes)
{
  for (size_t i = 0; i < p->count; i++, bytes += 4) {
    const uint32_t u = bytes[0] | (uint32_t) bytes[1] << 8 | (uint32_t) bytes[2] << 16 | (uint32_t) bytes[3] << 24;
    float number;
    memcpy(&number, &u, sizeof number);
    p->all[i] = (real) number;
  }
}

/* The header of the file is compared with those of all shapes. */
tp_status weights_read(parameters *p, chain_mode *mode, const char *path, tp_error *err)
{
  tp_buffer b = {0};
  tp_status s = tp_buffer_read_file(&b, path, 1 << 24, err);
  int found = 0;
  for (int i = 0; s == TP_STATUS_OK && !found && i < MOST_LAYERS * MODES; i++) {
    tp_buffer header = {0};
    *mode = (chain_mode) (i % MODES);
    parameters_make(p, i / MODES + 1);
    put_header(&header, p, *mode);
    found = b.length == header.length + 4 * p->count && memcmp(b.text, header.text, header.length) == 0;
    if (found)
      read_numbers(p, (const unsigned char *) b.text + header.length);
    else
      free(p->all);
    tp_buffer_clear(&header);
  }
  if (s == TP_STATUS_OK && !found)
    s = tp_error_set(err, TP_STATUS_REFUSED, "%s: no weights as sudoku-learn writes them", path);
  tp_buffer_clear(&b);
  return s;
}
