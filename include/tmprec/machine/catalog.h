/* SPDX-License-Identifier: MIT */
/* The machines that come with the program.  They are compiled into it. */
#ifndef TMPREC_MACHINE_CATALOG_H
#define TMPREC_MACHINE_CATALOG_H

#include "tmprec/base/buffer.h"
#include "tmprec/machine/notation.h"

#ifdef __cplusplus
extern "C" {
#endif

/* Append the name of the n-th shipped machine and return 1.  Machines are counted from 0, in
   alphabetical order.  After the last one: 0, and nothing is appended. */
int tp_catalog_name(tp_buffer *out, size_t n);

/* Append one line, without newline, that says what the machine computes.
   TP_STATUS_REFUSED for an unknown name. */
tp_status tp_catalog_description(tp_buffer *out, const char *name);

/* Append the i-th shipped input word of the machine.  Words are counted from 0, from short to
   long.  TP_STATUS_REFUSED if there is none. */
tp_status tp_catalog_input(tp_buffer *out, const char *name, size_t i);

/* Read a machine named as on a command line.  `name` is the name of a shipped machine, a
   machine in the Busy Beaver notation itself, "-" (standard input), or a file.  They are tried
   in this order.  The notation of a file is recognised (tp_notation_recognise).  The caller
   frees *out, which is NULL on failure. */
tp_status tp_catalog_open(tp_machine **out, const char *name, tp_error *err);

/* The same for a file in the given notation; TP_NOTATIONS: recognise it.  A shipped machine is
   found by its name whatever the notation.  With a notation other than TP_NOTATION_BB or
   TP_NOTATIONS, `name` is not taken for a machine in the Busy Beaver notation. */
tp_status tp_catalog_open_as(tp_machine **out, const char *name, tp_notation n, tp_error *err);

/* The same with all that can be chosen. */
tp_status tp_catalog_read(tp_machine **out, const char *name, const tp_read_options *how, tp_error *err);

#ifdef __cplusplus
}
#endif

#endif
