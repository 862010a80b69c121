/* SPDX-License-Identifier: MIT */
/* The run in another arithmetic beside what hardmax does at a token. */
#include <math.h>
#include <string.h>

#include "explain.h"
#include "tmprec/tokens/text.h"

/* The part before this one. */
static void step_back(size_t *layer, int *part)
{
  if (*part == 2)
    *part = 1;
  else if (--*layer)
    *part = 2;
  else
    *part = 0;
}

/* A number is off, and was not just left so by this part. */
static int is_off(const explain_beside *b, size_t layer, int part, uint32_t c)
{
  const tp_transformer *t = b->at->t;
  size_t before = layer;
  int part_before = part;
  step_back(&before, &part_before);
  const double now = tp_rounded_stream(b->r, t, layer, part)[c], old = tp_rounded_stream(b->r, t, before, part_before)[c];
  const int8_t exact = tp_explanation_stream(b->e, t, layer, part)[c];
  const int8_t exact_before = tp_explanation_stream(b->e, t, before, part_before)[c];
  return !(now == exact) && (!(now == old) || exact != exact_before);
}

static double distance(const explain_beside *b, size_t layer, int part, uint32_t c)
{
  const double far = fabs(tp_rounded_stream(b->r, b->at->t, layer, part)[c]
                          - tp_explanation_stream(b->e, b->at->t, layer, part)[c]);
  return isnan(far) ? INFINITY : far;
}

/* The first of those that are most off; *count: how many are. */
static uint32_t most_off(const explain_beside *b, size_t layer, int part, size_t *count)
{
  uint32_t most = 0;
  *count = 0;
  for (uint32_t c = 0; c < b->at->t->width; c++)
    if (is_off(b, layer, part, c) && (!(*count)++ || distance(b, layer, part, c) > distance(b, layer, part, most)))
      most = c;
  return most;
}

int explain_is_off(const explain_beside *b, size_t layer)
{
  size_t attention, neurons;
  most_off(b, layer, 1, &attention);
  most_off(b, layer, 2, &neurons);
  return attention + neurons > 0;
}

void explain_put_off(tp_buffer *out, const explain_beside *b, size_t layer, int part)
{
  size_t count;
  const uint32_t c = most_off(b, layer, part, &count);
  if (!count)
    return;
  tp_buffer_printf(out, "    rounded %s: ", part == 1 ? "attention" : "neurons");
  tp_transformer_describe(out, b->at->t, &c, 1);
  tp_buffer_printf(out, " is %.6g, not %d", tp_rounded_stream(b->r, b->at->t, layer, part)[c],
                   tp_explanation_stream(b->e, b->at->t, layer, part)[c]);
  if (count > 1)
    tp_buffer_printf(out, "; %zu more number%s off", count - 1, count == 2 ? "" : "s");
  tp_buffer_puts(out, "\n");
}

int explain_is_right(const explain_beside *b)
{
  const tp_segment *at = b->at->told.segment + b->e->segment;
  return b->r->is_predicted && b->r->is_number && b->r->ties == 1
         && tp_token_equal(b->r->token, tp_sequence_token(&at->tokens, b->e->position + 1), at->tokens.tapes);
}

void explain_put_prediction(tp_buffer *out, const explain_beside *b)
{
  tp_buffer_puts(out, "In this arithmetic: ");
  if (!b->r->is_predicted)
    tp_buffer_puts(out, "not decided");
  else if (!b->r->is_number)
    tp_buffer_puts(out, "not a number");
  else
    tp_token_print(out, b->at->m, b->r->token);
  if (b->r->is_predicted && b->r->is_number && b->r->ties > 1)
    tp_buffer_printf(out, ", one of %.0f that tie", b->r->ties);
  tp_buffer_puts(out, explain_is_right(b) ? ", which is right\n" : b->r->is_predicted ? ", which is wrong\n" : "\n");
}

static void put_number(tp_json *j, const char *name, double x)
{
  char text[40];
  snprintf(text, sizeof text, "%.17g", x);
  tp_json_rounded(j, name, text);
}

void json_off(tp_json *j, const explain_beside *b, size_t layer)
{
  tp_json_begin(j, "off", TP_JSON_ARRAY);
  for (int part = 1; part <= 2; part++)
    for (uint32_t c = 0; c < b->at->t->width; c++) {
      if (!is_off(b, layer, part, c))
        continue;
      tp_buffer name = {NULL, 0, 0};
      tp_transformer_describe(&name, b->at->t, &c, 1);
      tp_json_begin(j, NULL, TP_JSON_OBJECT_LINE);
      tp_json_text(j, "part", part == 1 ? "attention" : "neurons");
      tp_json_text(j, "number", name.text);
      put_number(j, "exact", tp_explanation_stream(b->e, b->at->t, layer, part)[c]);
      put_number(j, "rounded", tp_rounded_stream(b->r, b->at->t, layer, part)[c]);
      tp_json_end(j);
      tp_buffer_clear(&name);
    }
  tp_json_end(j);
}

void json_rounded_prediction(tp_json *j, const explain_beside *b)
{
  if (!b->r->is_predicted || !b->r->is_number) {
    tp_json_null(j, "rounded_next");
    return;
  }
  tp_buffer text = {NULL, 0, 0};
  tp_token_print(&text, b->at->m, b->r->token);
  tp_json_text(j, "rounded_next", text.text);
  tp_buffer_clear(&text);
}

void json_held(tp_json *j, const explain_beside *b, size_t head)
{
  put_number(j, "weight", b->r->held[head]);
}
