/* SPDX-License-Identifier: MIT */
/* What `explain` and its JSON share. */
#ifndef EXPLAIN_H
#define EXPLAIN_H

#include "tmprec/analysis/explain.h"
#include "tmprec/report/json.h"

/* A register as register[tape]. */
void explain_put_register_name(tp_buffer *out, const tp_stream_register *r);

/* The same as the text, as members of the object that is open. */
void json_explanation(tp_json *j, const tp_subject *at, const tp_explanation *e, size_t token);

#endif
