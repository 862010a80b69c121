/* SPDX-License-Identifier: MIT */
#ifndef VERSION_H
#define VERSION_H

#include "tmprec/base/buffer.h"

/* Of the source; written by the build. */
extern const char *const version_commit;

/* The version in one line; `is_verbose`: also what it was built from and what it computes with. */
void print_version(tp_buffer *out, int is_verbose);

#endif
