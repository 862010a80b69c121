/* The machines that come with the program; they are compiled into it. */
#ifndef TMPREC_MACHINE_CATALOG_H
#define TMPREC_MACHINE_CATALOG_H

#include "tmprec/base/buffer.h"
#include "tmprec/machine/notation.h"

#ifdef __cplusplus
extern "C" {
#endif

/* Append the name of the n-th shipped machine (from 0, alphabetically); 0 and
   nothing appended past the last. */
int tp_catalog_name(tp_buffer *out, size_t n);

/* Append one line that says what it computes; TP_STATUS_REFUSED for an unknown
   name. */
tp_status tp_catalog_description(tp_buffer *out, const char *name);

/* The i-th shipped input word (from 0, short to long) appended to *out;
   TP_STATUS_REFUSED if there is none. */
tp_status tp_catalog_input(tp_buffer *out, const char *name, size_t i);

/* Read a machine named as on a command line: a shipped machine's name, a machine in
   the Busy Beaver notation itself, "-" (standard input), or a file.  The caller frees
   it. */
tp_status tp_catalog_open(tp_machine **out, const char *name, tp_error *err);

/* The same, the file in the given notation; TP_NOTATIONS: as it looks. */
tp_status tp_catalog_open_as(tp_machine **out, const char *name, tp_notation n, tp_error *err);

#ifdef __cplusplus
}
#endif

#endif
