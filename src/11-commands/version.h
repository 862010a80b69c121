#ifndef VERSION_H
#define VERSION_H

#include "tmprec/base/buffer.h"

/* The version in one line; `is_verbose`: also what it was built from and what it computes with. */
void print_version(tp_buffer *out, int is_verbose);

#endif
