/* SPDX-License-Identifier: MIT */
/* What the files of the fold share: the two-way machine, where its heads can be, and the text
   of the folded machine.  fold.c says why the fold is right. */
#ifndef FOLD_PRIVATE_H
#define FOLD_PRIVATE_H

#include "machine_private.h"
#include "tmprec/base/buffer.h"
#include "tmprec/machine/simulation.h"

enum { HALF_RIGHT, HALF_LEFT, HALVES };

/* The most tapes that can be folded, and their sets. */
#define FOLD_MOST (TP_MACHINE_MAX_TAPES / 2)
#define SETS_MOST (1u << FOLD_MOST)

/* A state with the signs of the folded tapes, bit j for the j-th of them (1: -), and the
   sets of folded tapes whose heads can stand on cell 0 when it is entered. */
typedef struct {
  uint32_t state, signs;
  uint64_t zeros[SETS_MOST / 64];
} signed_state;

/* A place that the folded machine can get to. */
typedef struct {
  uint32_t number;       /* of the signed state */
  uint32_t zeros;        /* the set */
} place;

typedef struct {
  const tp_machine *m;
  uint32_t tape[FOLD_MOST], folded;       /* the tapes that are folded, and how many */
  uint32_t fold_of[TP_MACHINE_MAX_TAPES]; /* the inverse; UINT32_MAX: not folded */
  unsigned char *stands[HALVES];          /* tapes x symbols: can it stand there? on the left, in cells -1, -2, .. */
  size_t *first;                          /* states + 1 entries: where a state's transitions begin in by_state */
  uint32_t *by_state;
  uint32_t halting;                       /* halting states */
  signed_state *entered;
  size_t count, capacity;
  tp_index_table index;
  place *reached;
  size_t places, room;
  uint64_t lines;                         /* of the table */
  names names;                            /* of all states */
  char *sentinel;
  tp_buffer text;
} folding;

/* fold_places.c: what can stand where, and which places the folded machine can get to. */
void tp_fold_sort_transitions(folding *f);
void tp_fold_find_symbols(folding *f);
void tp_fold_find_places(folding *f);
int tp_fold_is_too_large(const folding *f);

/* The steps of the folded machine. */
uint32_t tp_fold_all_folds(const folding *f);
int tp_fold_half_of(uint32_t signs, uint32_t zeros, uint32_t j);
int tp_fold_can_begin(const folding *f, tp_transition t);
int tp_fold_can_apply(const folding *f, tp_transition t, uint32_t signs, uint32_t zeros);
uint32_t tp_fold_signs_behind(const folding *f, tp_transition t, uint32_t signs, uint32_t zeros);
int tp_fold_moves_inward(uint32_t move, int half);
uint32_t tp_fold_find_state(const folding *f, uint32_t state, uint32_t signs);
uint32_t tp_fold_next_kept(const folding *f, uint32_t j, int half, uint32_t symbol);

/* fold_text.c: names and table, into f->text. */
void tp_fold_name_states(folding *f);
void tp_fold_name_sentinel(folding *f);
void tp_fold_put_headers(folding *f);
void tp_fold_put_table(folding *f);

#endif
