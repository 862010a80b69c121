/* SPDX-License-Identifier: MIT */
/* Names as `.tm` files and tokens spell them. */
#ifndef TMPREC_MACHINE_ESCAPE_H
#define TMPREC_MACHINE_ESCAPE_H

#include "tmprec/base/buffer.h"

#ifdef __cplusplus
extern "C" {
#endif

/* Append the name so that it stands between separators and reads back as it is: `%` and two digits of
   base 16 for each byte of a character that does not print, of `/`, `,` and `^`, of a `#` that begins
   the name, of the `-` of `->`, and of a `%` that such digits follow.  All else stays. */
void tp_escape_name(tp_buffer *out, const char *name, size_t length);

/* Append the name that is spelt so.  0 where that is no name: nothing, invalid UTF-8, control characters. */
int tp_unescape_name(tp_buffer *out, const char *text, size_t length);

#ifdef __cplusplus
}
#endif

#endif
