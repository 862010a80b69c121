/* SPDX-License-Identifier: MIT */
/* Which tokens heads attend at one token. */
#include <stdlib.h>

#include "palette.h"
#include "svg.h"
#include "tmprec/base/memory.h"
#include "tmprec/report/drawing.h"
#include "tmprec/tokens/text.h"

enum { COLUMN = 26, ROW = 22, NAMES = 236, NAMED = 26, TEXT = 12 };

typedef struct {
  const tp_drawn_token *d;
  size_t *column;        /* of each position up to the token: 1 + its column, or 0 */
  size_t columns;
  const tp_attended_keys **head;       /* those drawn */
  size_t heads;
  long left, top;
} plan;

static int is_drawn(const tp_drawn_token *d, const tp_attended_keys *k)
{
  return tp_number_list_has(d->layers, k->layer) && (!d->head || k->head + 1 == d->head)
         && (d->all || tp_explanation_acts(d->e, d->subject->t, k));
}

static void choose_heads(plan *p)
{
  const tp_explanation *e = p->d->e;
  p->head = tp_memory_new(e->heads, sizeof *p->head);
  for (size_t i = 0; i < e->heads; i++)
    if (is_drawn(p->d, e->head + i))
      p->head[p->heads++] = e->head + i;
}

static void mark(plan *p, size_t position)
{
  if (!p->column[position] && p->columns < TP_DRAWN_TOKENS) {
    p->column[position] = 1;
    p->columns++;
  }
}

/* The token itself; then the keys of heads with one key, with two, .. */
static void choose_columns(plan *p)
{
  const size_t keys = p->d->e->position + 1;
  p->column = tp_memory_zeroed(keys, sizeof *p->column);
  mark(p, keys - 1);
  for (size_t i = 0; keys <= TP_DRAWN_TOKENS && i < keys; i++)
    mark(p, i);
  for (size_t count = 1; count <= keys && p->columns < TP_DRAWN_TOKENS; count++)
    for (size_t h = 0; h < p->heads; h++)
      for (size_t i = 0; p->head[h]->count == count && i < count; i++)
        mark(p, p->head[h]->best[i]);
  size_t next = 0;
  for (size_t i = 0; i < keys; i++)
    if (p->column[i])
      p->column[i] = ++next;
}

static long x_of(const plan *p, size_t column) { return p->left + COLUMN * (long) (column - 1) + COLUMN / 2; }

static void put_tokens(tp_buffer *out, const plan *p, long bottom)
{
  const tp_drawn_token *d = p->d;
  const tp_sequence *tokens = &d->subject->told.segment[d->e->segment].tokens;
  size_t before = SIZE_MAX;
  for (size_t i = 0; i <= d->e->position; i++) {
    if (!p->column[i])
      continue;
    tp_buffer text = {NULL, 0, 0};
    tp_buffer_printf(&text, "%zu ", i);
    tp_token_print(&text, d->subject->m, tp_sequence_token(tokens, i));
    const long x = x_of(p, p->column[i]);
    tp_svg_line(out, x, p->top, x, bottom, i == d->e->position ? TP_NOTE : TP_GRID);
    tp_svg_text(out, x + 4, p->top - 6, (tp_svg_type) {.size = TEXT, .is_upright = 1, .most = NAMED}, text.text);
    if (before != SIZE_MAX && before + 1 < i)
      tp_svg_text(out, x - COLUMN / 2, p->top - 6, (tp_svg_type) {.size = TEXT, .anchor = TP_SVG_MIDDLE, .colour = TP_NOTE}, "…");
    before = i;
    tp_buffer_clear(&text);
  }
}

/* The weight of a key of so many that tie, in its area. */
static void put_key(tp_buffer *out, const tp_attended_keys *k, long x, long y)
{
  const long size = COLUMN - 4;
  tp_buffer_printf(out, "<rect x=\"%ld\" y=\"%ld\" width=\"%ld\" height=\"%d\" fill=\"%s\"/>\n", x - size / 2, y - 8, size, 16,
                   k->count == 1 ? TP_BLUE : k->count < 4 ? TP_SKY : "#cfe6f5");
  tp_buffer weight = {NULL, 0, 0};
  if (k->count > 1)
    tp_buffer_printf(&weight, "1/%zu", k->count);
  else
    tp_buffer_puts(&weight, "1");
  tp_svg_text(out, x, y + 4, (tp_svg_type) {.size = k->count > 99 ? 8 : 11, .anchor = TP_SVG_MIDDLE,
              .colour = k->count == 1 ? "#ffffff" : TP_BLACK}, weight.text);
  tp_buffer_clear(&weight);
}

static void put_head(tp_buffer *out, const plan *p, const tp_attended_keys *k, long y)
{
  const tp_transformer *t = p->d->subject->t;
  const tp_attention_head *h = t->layer[k->layer - 1].head + k->head;
  tp_buffer name = {NULL, 0, 0}, rest = {NULL, 0, 0};
  size_t hidden = 0;
  tp_buffer_printf(&name, "%zu.%zu  ", k->layer, k->head);
  tp_transformer_describe(&name, t, h->out, h->values);
  tp_buffer_puts(&name, " ← ");
  tp_transformer_describe(&name, t, h->v, h->values);
  tp_svg_text(out, TP_SVG_EDGE, y + 4, (tp_svg_type) {.size = TEXT, .most = 36}, name.text);
  long from = x_of(p, p->columns);
  for (size_t i = k->count; i-- > 0;)
    if (p->column[k->best[i]])
      from = x_of(p, p->column[k->best[i]]);
  tp_svg_line(out, from, y, x_of(p, p->columns), y, TP_BLUE);
  for (size_t i = 0; i < k->count; i++) {
    if (p->column[k->best[i]])
      put_key(out, k, x_of(p, p->column[k->best[i]]), y);
    else
      hidden++;
  }
  if (hidden)
    tp_buffer_printf(&rest, "and %zu tokens not shown", hidden);
  tp_svg_text(out, x_of(p, p->columns) + COLUMN / 2 + 6, y + 4, (tp_svg_type) {.size = TEXT, .colour = TP_NOTE}, rest.text ? rest.text : "");
  tp_buffer_clear(&name);
  tp_buffer_clear(&rest);
}

void tp_draw_attention(tp_buffer *out, const tp_drawn_token *d)
{
  plan p = {.d = d, .left = NAMES};
  tp_buffer body = {NULL, 0, 0}, title = {NULL, 0, 0};
  choose_heads(&p);
  choose_columns(&p);
  long width = p.left + COLUMN * (long) p.columns + 160;
  width = width < 560 ? 560 : width;
  tp_buffer_printf(&title, "%s: what heads attend at token %zu, ", d->title, d->token);
  tp_token_print(&title, d->subject->m, tp_sequence_token(&d->subject->told.segment[d->e->segment].tokens, d->e->position));
  tp_buffer_printf(&title, " (segment %zu, position %zu)", d->e->segment + 1, d->e->position);
  p.top = tp_svg_heading(&body, TP_SVG_EDGE, width, title.text,
                         d->all ? "Under hardmax. Keys that tie share the weight. Rows: layer.head, the register written ← the register read."
                                : "Under hardmax; only heads that change something here. Keys that tie share the weight. Rows: layer.head, the "
                                  "register written ← the register read.") + NAMED * 7;
  const long bottom = p.top + ROW * (long) p.heads + 8;
  put_tokens(&body, &p, bottom);
  for (size_t h = 0; h < p.heads; h++)
    put_head(&body, &p, p.head[h], p.top + ROW * (long) h + ROW / 2 + 4);
  if (!p.heads)
    tp_svg_text(&body, TP_SVG_EDGE, bottom - 2, (tp_svg_type) {.colour = TP_NOTE}, "no head changes anything");
  tp_svg_put(out, width, bottom + TP_SVG_EDGE, title.text, &body);
  free(p.column);
  free(p.head);
  tp_buffer_clear(&body);
  tp_buffer_clear(&title);
}
