/* The machines that come with the program; they are compiled into it. */
#ifndef TMPREC_MACHINE_CATALOG_H
#define TMPREC_MACHINE_CATALOG_H

#include "tmprec/base/buffer.h"
#include "tmprec/machine/notation.h"

/* Append the name of the n-th shipped machine (from 0, alphabetically); 0 and
   nothing appended past the last. */
int catalog_name(buffer *out, size_t n);

/* Append one line that says what it computes; STATUS_REFUSED for an unknown
   name. */
status catalog_description(buffer *out, const char *name);

/* The i-th shipped input word (from 0, short to long) appended to *out;
   STATUS_REFUSED if there is none. */
status catalog_input(buffer *out, const char *name, size_t i);

/* Read a machine named as on a command line: a shipped machine's name, a machine in
   the Busy Beaver notation itself, "-" (standard input), or a file.  The caller frees
   it. */
status catalog_open(machine **out, const char *name, error *err);

/* The same, the file in the given notation; NOTATIONS: as it looks. */
status catalog_open_as(machine **out, const char *name, notation n, error *err);

#endif
