/* SPDX-License-Identifier: MIT */
/* Numbers as arguments: VALUE..., from a file, and lists of formats. */
#ifndef NUMBERS_H
#define NUMBERS_H

#include "settings.h"
#include "tmprec/report/table.h"

typedef struct {
  char **text;           /* owned */
  char **place;          /* FILE:LINE, or NULL: an argument */
  size_t count, capacity, places;
} word_list;

/* The arguments from number `first` on, where - is standard input, then the words of --input.  In files words stand between
   blanks and line ends; # begins a comment.  0 after a complaint. */
int read_value_words(word_list *out, const settings *s, size_t first);
void word_list_clear(word_list *list);

/* After a refusal: complains, with the place of word i if it has one. */
void complain_of_word(const word_list *list, size_t i, tp_error *err);

typedef struct {
  char **name;           /* owned; as given */
  tp_format *format;
  size_t count;
} format_list;

/* FORMAT[,FORMAT..], that tp_rounded_can takes; 0 after a complaint. */
int read_format_list(format_list *out, const char *text);
void format_list_clear(format_list *list);

/* Hexadecimal digits and bits of a pattern, as wide as the format. */
void put_pattern(tp_buffer *hex, tp_buffer *bits, tp_format f, const mpz_t pattern);

/* The text as the next value of the table, or nothing if it is empty; clears it. */
void put_and_clear(tp_table *t, tp_buffer *text);

#endif
