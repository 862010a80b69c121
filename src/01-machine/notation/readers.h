/* SPDX-License-Identifier: MIT */
/* How machines are written elsewhere: each notation has a reader, which fills in the
   rules, and a writer, which refuses what the notation cannot hold. */
#ifndef READERS_H
#define READERS_H

#include "rules.h"
#include "tmprec/base/buffer.h"
#include "tmprec/machine/notation.h"

tp_status tp_tm_read(rules *r, source *text);
tp_status tp_tmsim_read(rules *r, source *text);
tp_status tp_morphett_read(rules *r, source *text);
tp_status tp_bb_read(rules *r, source *text);
tp_status tp_tmio_read(rules *r, source *text);
tp_status tp_ft_read(rules *r, source *text);
tp_status tp_nju_read(rules *r, source *text);
tp_status tp_jff_read(rules *r, source *text);

tp_status tp_tm_write(tp_buffer *out, tp_buffer *notes, const tp_machine *m, tp_error *err);
tp_status tp_tmsim_write(tp_buffer *out, tp_buffer *notes, const tp_machine *m, tp_error *err);
tp_status tp_morphett_write(tp_buffer *out, tp_buffer *notes, const tp_machine *m, tp_error *err);
tp_status tp_bb_write(tp_buffer *out, tp_buffer *notes, const tp_machine *m, tp_error *err);
tp_status tp_tmio_write(tp_buffer *out, tp_buffer *notes, const tp_machine *m, tp_error *err);
tp_status tp_ft_write(tp_buffer *out, tp_buffer *notes, const tp_machine *m, tp_error *err);
tp_status tp_nju_write(tp_buffer *out, tp_buffer *notes, const tp_machine *m, tp_error *err);
tp_status tp_jff_write(tp_buffer *out, tp_buffer *notes, const tp_machine *m, tp_error *err);

/* The notation that explains most lines of the text.  Refused if none does: what the text
   looks like, or which notations are nearest. */
tp_status tp_recognise(tp_notation *n, const source *text);

/* 1 if the line can only be a machine in the Busy Beaver notation, perhaps with text behind it. */
int tp_bb_looks_so(const field *line);

#endif
