/* SPDX-License-Identifier: MIT */
/* What the neurons of a layer made of the numbers that they read, remembered: where positions are evaluated one after the
   other, a few patterns come again and again. */
#ifndef TRITS_HABIT_H
#define TRITS_HABIT_H

#include "neurons.h"

/* Bits of a word of the stream that a tree reads or writes, and those that it writes. */
typedef struct {
  uint32_t word;
  uint64_t mask, written;
  uint64_t multiplier[2];          /* for a hash of both kinds */
} habit_word;

/* Entries by a hash of these numbers: they themselves, and what they become. */
typedef struct {
  habit_word *word;
  size_t words, written_words, stride;   /* words with numbers written come first */
  uint64_t *entry;                 /* NULL while nothing was asked */
  uint64_t *asked;                 /* the numbers at hand */
  uint64_t *at;                    /* the entry to learn */
  long trust;                      /* rises with answers, falls where there is none; at 0 nothing is asked any longer */
} habit;

void tp_habit_init(habit *h);
void tp_habit_clear(habit *h);

/* Do to a row of so many words of both kinds what the tree would do, if that is known; else 0. */
int tp_habit_follow(habit *h, const neuron_tree *t, uint64_t *row, size_t words);
/* After that was not known: the row as the tree has made it. */
void tp_habit_learn(habit *h, const uint64_t *row, size_t words);

#endif
