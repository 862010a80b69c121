/* SPDX-License-Identifier: MIT */
/* Drawings of machines and transformers as SVG.  Equal arguments give equal bytes. */
#ifndef TMPREC_REPORT_DRAWING_H
#define TMPREC_REPORT_DRAWING_H

#include "tmprec/analysis/explain.h"
#include "tmprec/base/buffer.h"
#include "tmprec/base/number_list.h"
#include "tmprec/machine/machine.h"
#include "tmprec/machine/word.h"

#ifdef __cplusplus
extern "C" {
#endif

/* A run whose tapes are drawn. */
typedef struct {
  const char *title;     /* what machine and input are called */
  const tp_machine *m;
  const tp_word *input;
  uint64_t steps;        /* at most so many are drawn */
} tp_drawn_run;

/* The tapes of runs over time: time goes downwards, the tapes of a machine stand beside each other, runs
   below each other.  The machine is simulated twice, and none of its steps are kept, so that memory
   does not grow with their number.

   What a pixel says.  There are as many rows as steps and one, or at most TP_DRAWN_ROWS.  If there are more
   steps, every e-th is drawn, where e is as small as that allows, and the last.  A row is the tape exactly
   after its step.  There are as many columns as cells, or at most TP_DRAWN_COLUMNS for all tapes.  If
   there are more cells, a column is c of them, where c is as small as that allows.  It has the colour
   of the symbol that most of its cells that are not blank hold, of several the one with the least number.  Its
   opacity is the share of its cells that are not blank, in quarters, rounded up.  The column of the head is
   vermilion, or has a vermilion square in it if it is wide enough.  The picture says e and c. */
enum { TP_DRAWN_ROWS = 600, TP_DRAWN_COLUMNS = 640 };
void tp_draw_tapes(tp_buffer *out, const tp_drawn_run *run, size_t runs);

/* A token that is explained, of which some heads are drawn. */
typedef struct {
  const char *title;     /* what the machine is called */
  const tp_subject *subject;
  const tp_explanation *e;
  size_t token;
  const tp_number_list *layers;        /* from 1; empty: all */
  size_t head;           /* of each layer only this one, from 1; 0: all */
  int all;               /* 1: also heads that change nothing */
} tp_drawn_token;

/* Which tokens the heads attend at that token: a row a head, a column a token.  Keys that tie share the
   weight.  Tokens that no drawn head attends are left out where there are more than TP_DRAWN_TOKENS.  If
   there are more that some head attends, the heads with the fewest keys come first, and a row says how
   many of its tokens are not shown. */
enum { TP_DRAWN_TOKENS = 40 };
void tp_draw_attention(tp_buffer *out, const tp_drawn_token *d);

/* What a transformer is made of: a row a register, a column a layer, besides the embedding and what the
   unembedding reads.  A field says which operations of the layer write the register. */
void tp_draw_layers(tp_buffer *out, const char *title, const tp_transformer *t);

#ifdef __cplusplus
}
#endif

#endif
