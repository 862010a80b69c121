/* SPDX-License-Identifier: MIT */
/* What a sweep is: which machines, inputs and contexts, which arithmetics, and what its rows
   are.  A program fills a tp_sweep in and completes it; the cells (cells.h) and the columns
   (report/sweep_table.h) follow from it. */
#ifndef TMPREC_SWEEP_SPECIFICATION_H
#define TMPREC_SWEEP_SPECIFICATION_H

#include "tmprec/analysis/subject.h"
#include "tmprec/machine/notation.h"
#include "tmprec/sweep/betas.h"
#include "tmprec/sweep/family.h"
#include "tmprec/sweep/named.h"
#include "tmprec/base/number_list.h"

#ifdef __cplusplus
extern "C" {
#endif

/* A row is: a cell; a curve, in the numbers of bits or in the inverse temperatures, and where
   it is exact; or a cell of a Pareto front. */
typedef enum { TP_ROWS_CELLS, TP_ROWS_BITS, TP_ROWS_BETA, TP_ROWS_FRONT } tp_sweep_rows;

typedef struct {
  char *machine;                   /* as tp_catalog_open takes it */
  char *input;                     /* NULL: the shipped inputs of the machine */
  const tp_machine *m;             /* not owned; NULL: `machine` names it */
} tp_sweep_item;

/* Each set is a mask, bit i for number i of its enumeration; an empty set or list stands for the
   default. */
typedef struct {
  tp_sweep_item *item;
  size_t items;
  tp_read_options reading;              /* how machines are read; its word is the input of the item */
  unsigned modes;                  /* of tp_chain_mode; default: cot */
  tp_number_list contexts;         /* inputs are made for contexts of so many tokens (contexts.h); default: none are made */
  const char *generator;           /* what makes them, whatever the machine; not owned; NULL: as the machine's text says */
  tp_number_list position_bits;    /* r; default: the smallest that holds the run */
  tp_subject_options subject;      /* its mode and r are those of the cell */
  tp_choice choice;                /* owned: the base; a cell sets its format and beta in it */
  tp_draw draw;
  unsigned families;               /* of tp_bits_family; default: all by bits, or all with sites for a front; none if only
                                      formats are named */
  tp_number_list bits;             /* default: 4 .. 32 */
  tp_name_list formats;            /* the family of named formats; default: none */
  tp_beta_list betas;              /* default: auto */
  unsigned sites;                  /* that have the swept format; default: act, attn */
  tp_sweep_rows rows;
  size_t groups;                   /* of layers, with bits of their own in a front; default: 1 */
  int activations;                 /* curves and fronts ask for exact activations */
  int plain;                       /* every cell is evaluated; else bounds decide where they can */
  int certify;                     /* cells also say what is certain of their run (analysis/claim.h) */
  unsigned mpfr_most_r;            /* no cells of mpfr for a larger r; 0: no such limit */
  int keeps_going;                 /* what is refused does not end the sweep (tp_sweep_refusal) */
  double cell_seconds;             /* of a processor: a cell that takes more is given up; 0: no such limit */
  double cell_bytes;               /* a cell that may need more memory is not begun; 0: no such limit */
} tp_sweep;

/* Nothing is chosen. */
void tp_sweep_init(tp_sweep *s);
void tp_sweep_clear(tp_sweep *s);

/* Append MACHINE or MACHINE:INPUT, split at the last colon. */
void tp_sweep_add(tp_sweep *s, const char *text);
/* Append a machine that is there, under this name; input NULL: the one that it names, or those that are made for contexts.  It has
   to live as long as cells of the sweep. */
void tp_sweep_add_machine(tp_sweep *s, const tp_machine *m, const char *name, const char *input);

/* Put the defaults in place of what is not chosen, and the bits in ascending order where
   curves and fronts need it.  Without machines: shipped ones, in contexts from 2^4 to 2^12
   tokens, with mpfr only up to 2^10.  Refused: what does not go together. */
tp_status tp_sweep_complete(tp_sweep *s, tp_error *err);

#ifdef __cplusplus
}
#endif

#endif
