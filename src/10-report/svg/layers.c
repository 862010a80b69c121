/* SPDX-License-Identifier: MIT */
/* Which heads and neurons of a transformer write what. */
#include <stdlib.h>
#include <string.h>

#include "palette.h"
#include "svg.h"
#include "tmprec/base/memory.h"
#include "tmprec/report/drawing.h"

enum { READ, COPY, ZERO, MAP, SUB, MOVE, TABLE, OTHER, KINDS };
enum { COLUMN = 24, ROW = 15, NAMES = 150, TEXT = 11, WIDTH = 900 };

static const struct {
  const char *operation, *colour, *mark, *meaning;
} kind[KINDS] = {
  [READ] = {"a head", TP_BLUE, "r", "read: a head brings it from other tokens"},
  [COPY] = {"COPY", TP_SKY, "c", "copy"},
  [ZERO] = {"ZERO", "#dddddd", "0", "zero"},
  [MAP] = {"MAP", TP_GREEN, "=", "map: compare with patterns"},
  [SUB] = {"SUB", TP_PURPLE, "−", "subtract"},
  [MOVE] = {"MOVE", TP_ORANGE, "±", "move a head"},
  [TABLE] = {"TABLE", TP_BLACK, "T", "the machine's table"},
  [OTHER] = {"other neurons", TP_GREY, "?", "other neurons"},
};

typedef struct {
  const tp_transformer *t;
  size_t *count;         /* heads or neurons: by register, by layer, by kind */
} tally;

static size_t *at(const tally *a, size_t row, size_t layer) { return a->count + (row * a->t->layers + layer - 1) * KINDS; }

static size_t row_of(const tally *a, uint32_t coordinate)
{
  return (size_t) (tp_transformer_register_of(a->t, coordinate) - a->t->registers);
}

static int kind_of(const char *operation)
{
  int k = COPY;
  while (k < OTHER && strcmp(kind[k].operation, operation))
    k++;
  return k;
}

/* Each head or neuron counts once for each register that it writes. */
static void add_writes(const tally *a, size_t layer, int which, const uint32_t *out, size_t outputs)
{
  size_t before = SIZE_MAX;
  for (size_t i = 0; i < outputs; i++) {
    const size_t row = row_of(a, out[i]);
    at(a, row, layer)[which] += row != before;
    before = row;
  }
}

static void add_layer(const tally *a, size_t layer)
{
  const tp_transformer_layer *l = a->t->layer + layer - 1;
  for (size_t h = 0; h < l->heads; h++)
    add_writes(a, layer, READ, l->head[h].out, l->head[h].values);
  size_t run = 0;
  for (size_t n = 0; n < l->mlp.neurons; n++) {
    while (run + 1 < l->runs && l->run[run + 1].first <= n)
      run++;
    add_writes(a, layer, l->runs && l->run[run].first <= n ? kind_of(l->run[run].operation) : OTHER, l->mlp.out + l->mlp.out_start[n],
               l->mlp.out_start[n + 1] - l->mlp.out_start[n]);
  }
}

/* Marks the registers that the embedding writes (is_in) or that the unembedding reads. */
static void find_ends(const tp_transformer *t, int is_in, char *is_there)
{
  const tally a = {t, NULL};
  for (int f = 0; f < TP_TOKEN_FAMILIES; f++) {
    const tp_token_family *family = t->vocabulary.family + f;
    const tp_placement *p = is_in ? family->embed : family->unembed;
    for (size_t i = 0; i < (is_in ? family->embeds : family->unembeds); i++)
      is_there[row_of(&a, p[i].at)] = 1;
  }
  if (is_in)
    is_there[row_of(&a, t->position_at)] = 1;
}

/* A mark a kind, side by side. */
static void put_field(tp_buffer *out, const tally *a, size_t row, size_t layer, long x, long y)
{
  const size_t *count = at(a, row, layer);
  long kinds = 0, done = 0;
  for (int k = 0; k < KINDS; k++)
    kinds += count[k] > 0;
  if (!kinds)
    return;
  tp_buffer_printf(out, "<g><title>layer %zu, ", layer);
  tp_svg_put_text(out, a->t->registers[row].name, 60);
  for (int k = 0; k < KINDS; k++)
    if (count[k])
      tp_buffer_printf(out, "; %s%s: %zu", k == READ ? "" : "neurons of ", k == READ ? "heads" : kind[k].operation, count[k]);
  tp_buffer_puts(out, "</title>\n");
  for (int k = 0; k < KINDS; k++) {
    if (!count[k])
      continue;
    const long left = x + COLUMN * done / kinds, right = x + COLUMN * ++done / kinds;
    tp_svg_rectangle(out, left, y, right - left, ROW - 1, kind[k].colour, NULL);
    tp_svg_text(out, (left + right) / 2, y + 11, (tp_svg_type) {.size = kinds > 2 ? 8 : TEXT, .anchor = TP_SVG_MIDDLE,
                .colour = tp_palette_ink_on(kind[k].colour)}, kind[k].mark);
  }
  tp_buffer_puts(out, "</g>\n");
}

static void put_end(tp_buffer *out, long x, long y, const char *letter)
{
  tp_svg_text(out, x + COLUMN / 2, y + 11, (tp_svg_type) {.size = TEXT, .anchor = TP_SVG_MIDDLE, .colour = TP_INK}, letter);
}

static void put_rows(tp_buffer *out, const tally *a, long top)
{
  const tp_transformer *t = a->t;
  char *embedded = tp_memory_zeroed(t->register_count, 1), *read = tp_memory_zeroed(t->register_count, 1);
  const long right = NAMES + COLUMN * (long) (t->layers + 2);
  find_ends(t, 1, embedded);
  find_ends(t, 0, read);
  for (size_t i = 0; i < t->register_count; i++) {
    const tp_stream_register *r = t->registers + i;
    const long y = top + ROW * (long) i;
    tp_buffer name = {NULL, 0, 0};
    tp_buffer_puts(&name, r->name);
    if (r->tape)
      tp_buffer_printf(&name, "[%u]", r->tape);
    if (r->width > 1)
      tp_buffer_printf(&name, " · %u", r->width);
    tp_svg_line(out, TP_SVG_EDGE, y + ROW - 1, right, y + ROW - 1, TP_GRID);
    tp_svg_text(out, TP_SVG_EDGE, y + 11, (tp_svg_type) {.size = TEXT, .most = 24}, name.text);
    if (embedded[i])
      put_end(out, NAMES, y, "E");
    for (size_t layer = 1; layer <= t->layers; layer++)
      put_field(out, a, i, layer, NAMES + COLUMN * (long) layer, y);
    if (read[i])
      put_end(out, right - COLUMN, y, "U");
    tp_buffer_clear(&name);
  }
  free(embedded);
  free(read);
}

/* Below: heads and neurons of each layer; and what layers are for, from where on and how far. */
static void put_number(tp_buffer *out, size_t layer, long y, size_t number)
{
  char text[32];
  snprintf(text, sizeof text, "%zu", number);
  tp_svg_text(out, NAMES + COLUMN * (long) layer + COLUMN / 2, y, (tp_svg_type) {.size = number > 9999 ? 7 : number > 999 ? 9 : TEXT,
              .anchor = TP_SVG_MIDDLE, .colour = TP_INK}, text);
}

static int has_purpose(const tp_transformer *t, size_t layer, const char *purpose)
{
  if (layer < 1 || layer > t->layers)
    return 0;
  const tp_transformer_layer *l = t->layer + layer - 1;
  for (size_t i = 0; i < l->purposes; i++)
    if (l->purpose[i] == purpose)
      return 1;
  return 0;
}

/* What layers are for that begins in a layer: a bar over them, and text on that side of it that has room. */
typedef struct {
  const char *text;
  long left, end, text_width;
} purpose;

enum { BESIDE = 6 };

static int begins(const tp_transformer *t, size_t layer, size_t i, purpose *p)
{
  size_t last = layer;
  p->text = t->layer[layer - 1].purpose[i];
  if (has_purpose(t, layer - 1, p->text))
    return 0;
  while (has_purpose(t, last + 1, p->text))
    last++;
  p->left = NAMES + COLUMN * (long) layer;
  p->end = NAMES + COLUMN * (long) (last + 1);
  p->text_width = tp_svg_width(p->text, TEXT);
  return 1;
}

static int has_room_right(const purpose *p, long width) { return p->end + BESIDE + p->text_width < width; }

/* As wide as it takes for each text to have room on one side. */
static long width_with_purposes(const tp_transformer *t, long width)
{
  purpose p;
  for (size_t layer = 1; layer <= t->layers; layer++)
    for (size_t i = 0; i < t->layer[layer - 1].purposes; i++)
      if (begins(t, layer, i, &p) && p.left - BESIDE - p.text_width < TP_SVG_EDGE && !has_room_right(&p, width))
        width = p.end + BESIDE + p.text_width + TP_SVG_EDGE;
  return width;
}

static long put_purposes(tp_buffer *out, const tp_transformer *t, long y, long width)
{
  purpose p;
  for (size_t layer = 1; layer <= t->layers; layer++)
    for (size_t i = 0; i < t->layer[layer - 1].purposes; i++) {
      if (!begins(t, layer, i, &p))
        continue;
      const int is_right = has_room_right(&p, width);
      tp_svg_rectangle(out, p.left + 1, y + 3, p.end - p.left - 2, 9, TP_GREY, NULL);
      tp_svg_text(out, is_right ? p.end + BESIDE : p.left - BESIDE, y + 11,
                  (tp_svg_type) {.size = TEXT, .anchor = is_right ? TP_SVG_START : TP_SVG_END, .most = 120}, p.text);
      y += ROW + 1;
    }
  return y;
}

void tp_draw_layers(tp_buffer *out, const char *title, const tp_transformer *t)
{
  const long columns = NAMES + COLUMN * (long) (t->layers + 2) + TP_SVG_EDGE, width = width_with_purposes(t, columns < WIDTH ? WIDTH : columns);
  tp_buffer body = {NULL, 0, 0};
  tally a = {t, tp_memory_zeroed(t->register_count * t->layers * KINDS, sizeof *a.count)};
  for (size_t layer = 1; layer <= t->layers; layer++)
    add_layer(&a, layer);
  long top = tp_svg_heading(&body, TP_SVG_EDGE, width, title,
                            "Rows are registers with their width, columns are layers. A field says what the heads and neurons of the layer that "
                            "write the register are made for. E: set by the embedding. U: read by the unembedding.");
  tp_svg_legend l = {&body, TP_SVG_EDGE, top, width};
  for (int k = 0; k < OTHER; k++)
    tp_svg_legend_entry(&l, kind[k].colour, NULL, kind[k].mark, kind[k].meaning);
  top = tp_svg_legend_end(&l) + 24;
  tp_svg_text(&body, TP_SVG_EDGE, top - 6, (tp_svg_type) {.size = TEXT, .colour = TP_INK}, "layer");
  const long bottom = top + ROW * (long) t->register_count;
  for (size_t layer = 1; layer <= t->layers; layer++) {
    put_number(&body, layer, top - 6, layer);
    put_number(&body, layer, bottom + 14, t->layer[layer - 1].heads);
    put_number(&body, layer, bottom + 28, t->layer[layer - 1].mlp.neurons);
  }
  put_rows(&body, &a, top);
  tp_svg_text(&body, TP_SVG_EDGE, bottom + 14, (tp_svg_type) {.size = TEXT, .colour = TP_INK}, "heads");
  tp_svg_text(&body, TP_SVG_EDGE, bottom + 28, (tp_svg_type) {.size = TEXT, .colour = TP_INK}, "neurons");
  tp_svg_put(out, width, put_purposes(&body, t, bottom + 40, width) + TP_SVG_EDGE, title, &body);
  tp_buffer_clear(&body);
  free(a.count);
}
