/* SPDX-License-Identifier: MIT */
/* Text of rows in scripts of gnuplot: as quoted strings, and never as commands. */
#ifndef LABEL_H
#define LABEL_H

#include "tmprec/base/buffer.h"
#include "tmprec/report/figure.h"

/* Append the text as a string of gnuplot in single quotes, in which only the quote itself means
   anything.  It becomes an apostrophe: gnuplot 5.4 takes a doubled one at the start for the end of the
   string.  At most `most` characters, cut off with an ellipsis.  What is not printable or no UTF-8
   becomes '?'.  For LaTeX its special characters are escaped. */
void tp_label_put(tp_buffer *out, const char *text, size_t most, tp_picture picture);

/* The same for ticks, in whose text gnuplot replaces %. */
void tp_label_put_tick(tp_buffer *out, const char *text, size_t most, tp_picture picture);

/* How many characters of the text stand on a line of at most `most`: up to a blank, if there is one. */
size_t tp_label_line(const char *text, size_t most);

#endif
