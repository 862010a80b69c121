/* SPDX-License-Identifier: MIT */
/* The positions of a block by support: which of the numbers of a key or a query are not 0.  Most blocks have few. */
#ifndef TRITS_CLASSES_H
#define TRITS_CLASSES_H

#include "block.h"

typedef struct {
  size_t words;                    /* of a mask over pairs */
  size_t classes, room;
  uint64_t *support;               /* a mask for each class */
  lanes *where;                    /* its positions */
  uint16_t of[BLOCK];              /* class of a position; 0 where none is at work */
} support_classes;

/* Adds to `changes` the positions where one of so many numbers is not that of the position before, in the same word. */
void tp_classes_changes(const uint64_t *planes, const uint32_t *coordinate, size_t count, lanes changes);
/* The classes of the positions `valid`, of which there are some, by so many numbers, whose changes are added too. */
void tp_classes_make(support_classes *c, size_t words, const lanes valid, const uint64_t *planes, const uint32_t *coordinate, size_t pairs, lanes changes);
void tp_classes_clear(support_classes *c);

#endif
