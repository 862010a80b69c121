/* SPDX-License-Identifier: MIT */
/* Text as JSON has it (RFC 8259). */
#ifndef TMPREC_BASE_JSON_TEXT_H
#define TMPREC_BASE_JSON_TEXT_H

#include "tmprec/base/buffer.h"

#ifdef __cplusplus
extern "C" {
#endif

/* Append the text in quotes.  A byte that is not UTF-8 becomes U+FFFD.  Control characters are escaped; so are those beyond
   ASCII, U+2028 and U+2029, which end lines for some readers, and U+FFFE and U+FFFF, which YAML has only so. */
void tp_json_put_string(tp_buffer *out, const char *text);

#ifdef __cplusplus
}
#endif

#endif
