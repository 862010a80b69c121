/* SPDX-License-Identifier: MIT */
/* Running gnuplot. */
#ifndef GNUPLOT_H
#define GNUPLOT_H

#include "tmprec/report/figure.h"

/* Run the program `gnuplot` of PATH on the script, which reads no file of the user's; append what it
   writes to its standard output.  `directory`: where it runs, or NULL.  Refused: it is not there, or
   fails; *is_missing, if it is not NULL, says whether it is not there. */
tp_status gnuplot_run(tp_buffer *out, const tp_buffer *script, const char *directory, int *is_missing, tp_error *err);

/* Make what gnuplot wrote the same every time, and well-formed: no dates in a PDF, no "]]>" in SVG. */
void gnuplot_settle(tp_buffer *picture, tp_picture kind);

#endif
