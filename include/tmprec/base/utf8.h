/* SPDX-License-Identifier: MIT */
/* The part of UTF-8 that names and words need. */
#ifndef TMPREC_BASE_UTF8_H
#define TMPREC_BASE_UTF8_H

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/* Decode the character that begins at `text`.  The result is its number of bytes, 1 to 4;
   *point becomes its code point.  The result is 0 if the `length` bytes do not begin with
   valid UTF-8.  Overlong forms, surrogates and values above U+10FFFF are invalid. */
size_t tp_utf8_decode(const char *text, size_t length, uint32_t *point);

/* The number of characters in the text.  An invalid byte counts as one character. */
size_t tp_utf8_count(const char *text, size_t length);

/* Make a line of what may have been cut within a character, or may be no text at all: each byte that is no UTF-8, and each
   control character (C0, DEL, C1), becomes '?'. */
void tp_utf8_make_line(char *text);

int tp_utf8_is_printable_elsewhere(uint32_t point);        /* from 0x7f on */

/* 1 if the character may be part of a name.  Not allowed are

     control characters (C0, DEL, C1);
     blanks of any kind, line separators and paragraph separators;
     zero-width and invisible characters: U+200B to U+200F, U+202A to U+202E, U+2060 to U+2064,
       and U+FEFF;
     noncharacters. */
static inline int tp_utf8_is_printable(uint32_t point)
{
  return point < 0x7f ? point > 0x20 : tp_utf8_is_printable_elsewhere(point);
}

#ifdef __cplusplus
}
#endif

#endif
