/* SPDX-License-Identifier: MIT */
/* A text, symbol by symbol. */
#ifndef WORD_SCAN_H
#define WORD_SCAN_H

#include "tmprec/machine/machine.h"

typedef struct {
  const tp_machine *m;
  const char *text;
  size_t length, at, size, column; /* the symbol is at text + at; the next one stands behind it */
} word_scan;

word_scan tp_word_scan(const tp_machine *m, const char *text);

/* The next symbol; 0 at the end, or where size is 0: there the text is not UTF-8. */
int tp_word_scan_next(word_scan *s);

/* Its number, or UINT32_MAX; and whether a word may have it. */
uint32_t tp_word_scan_symbol(const word_scan *s);
int tp_word_scan_is_in_words(const word_scan *s);

#endif
