/* SPDX-License-Identifier: MIT */
/* What `explain` and its JSON share. */
#ifndef EXPLAIN_H
#define EXPLAIN_H

#include "tmprec/analysis/errors.h"
#include "tmprec/report/json.h"

/* A register as register[tape]. */
void explain_put_register_name(tp_buffer *out, const tp_stream_register *r);

/* A token, and the same in another arithmetic; r: NULL if there is none. */
typedef struct {
  const tp_subject *at;
  const tp_explanation *e;
  const tp_rounded_token *r;
} explain_beside;

/* Whether some number of the layer is not hardmax's, and does not just stay so. */
int explain_is_off(const explain_beside *b, size_t layer);
/* The one that is most off after the layer's attention (part 1) or neurons (part 2), as a line; nothing if none is. */
void explain_put_off(tp_buffer *out, const explain_beside *b, size_t layer, int part);
void explain_put_prediction(tp_buffer *out, const explain_beside *b);
int explain_is_right(const explain_beside *b);

/* The same as the text, as members of the object that is open. */
void json_explanation(tp_json *j, const explain_beside *b, size_t token);
void json_off(tp_json *j, const explain_beside *b, size_t layer);
void json_held(tp_json *j, const explain_beside *b, size_t head);
void json_rounded_prediction(tp_json *j, const explain_beside *b);

#endif
