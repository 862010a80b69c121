/* SPDX-License-Identifier: MIT */
/* What a command has found, as text or, with --json, as one JSON object (doc/json.md). */
#ifndef PRINT_DOCUMENT_H
#define PRINT_DOCUMENT_H

#include "settings.h"
#include "tmprec/report/document.h"
#include "tmprec/tokens/sequence.h"

enum { JSON_SCHEMA = 1 };                /* grows when something that was there changes */

/* Begin the object of a command, up to its data, which is open then; and end it. */
tp_json json_begin(tp_buffer *out, const settings *s);
void json_end(tp_json *j);

/* The tokens of a sequence from position `first` on, as an array in one line. */
void json_tokens(tp_json *j, const tp_machine *m, const tp_sequence *s, size_t first);

/* Write the document, in the form that is asked for, to standard output, and free it; 0 if that fails. */
int print_document(const settings *s, tp_document *d);

#endif
