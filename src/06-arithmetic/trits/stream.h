/* SPDX-License-Identifier: MIT */
/* The numbers of a context, as trits. */
#ifndef TRITS_STREAM_H
#define TRITS_STREAM_H

#include <stdatomic.h>

#include "habit.h"
#include "program.h"
#include "record.h"

/* A block has so many positions, from a multiple of that on: words side by side for vector instructions.  Fewer positions
   than ALONE are blocks by themselves. */
enum { LANES = 8, BLOCK = LANES * TRITS_WORD, ALONE = 8 };

struct tp_trits_stream {
  const tp_trits_program *program;
  tp_pool *pool;                   /* of what grows with the context */
  recall *recall;                  /* program->recalls entries */
  record record;
  size_t first, count;             /* the positions at work */
  int alone;                       /* each is a block */
  size_t at_work;                  /* so many blocks may be at work at the same time, */
  size_t blocks, slots;            /* and so many of these are */
  atomic_int has_forgotten;        /* a block asked for a position that the record does not know any longer */
  uint64_t *row;                   /* by position: its numbers before the first layer, words of both kinds */
  size_t row_room;
  uint64_t *result;                /* by position: what is read after the last layer */
  size_t result_room;
  uint64_t *plane;                 /* by block at work and coordinate: LANES words of both kinds */
  size_t plane_room;
  uint64_t *work;                  /* of blocks of one position */
  habit *habit;                    /* by layer, of neurons of blocks of one position */
  struct alone_asked {
    const uint64_t *record;        /* of the position asked; or, if keys are not positions, */
    uint64_t *mask;                /* key, query and values */
    recall_expected expected;
  } *asked;                        /* by set of a layer */
  struct last_asked {
    int is_known;
    uint64_t *read, *value;        /* of both kinds, what was read; the answer */
  } *last;                         /* by recall: of the position before, if it was alone */
};

static inline uint64_t *row_of(const tp_trits_stream *s, size_t n) { return s->row + n * 2 * s->program->words; }
static inline uint64_t *result_of(const tp_trits_stream *s, size_t n) { return s->result + n * 2 * s->program->read_words; }
static inline uint64_t *planes_at(const tp_trits_stream *s, size_t block)
{
  return s->plane + block % s->slots * s->program->width * 2 * LANES;
}

/* The words that a position alone needs beside its row. */
size_t tp_alone_work(const tp_trits_program *p);

/* The parts of a layer for one position, n of the last begun, and for a block; 0: they meet what is not a trit. */
int tp_alone_attend(tp_trits_stream *s, size_t n, const program_layer *l);
int tp_alone_fire(tp_trits_stream *s, size_t n, size_t layer);
int tp_block_attend(tp_trits_stream *s, size_t block, const program_layer *l);
int tp_block_fire(tp_trits_stream *s, size_t block, const program_layer *l);
/* From the rows of a block to its planes, 0 if a flag is -1; and from there to its results. */
int tp_block_spread(tp_trits_stream *s, size_t block);
void tp_block_collect(tp_trits_stream *s, size_t block);

#endif
