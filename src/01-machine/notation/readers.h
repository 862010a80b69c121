/* How machines are written elsewhere: each notation has a reader, which fills in the
   rules, and a writer, which refuses what the notation cannot hold. */
#ifndef READERS_H
#define READERS_H

#include "rules.h"
#include "tmprec/base/buffer.h"

tp_status tp_tm_read(rules *r, source *text);
tp_status tp_tmsim_read(rules *r, source *text);
tp_status tp_morphett_read(rules *r, source *text);
tp_status tp_bb_read(rules *r, source *text);
tp_status tp_tmio_read(rules *r, source *text);

tp_status tp_tm_write(tp_buffer *out, const tp_machine *m, tp_error *err);
tp_status tp_tmsim_write(tp_buffer *out, const tp_machine *m, tp_error *err);
tp_status tp_morphett_write(tp_buffer *out, const tp_machine *m, tp_error *err);
tp_status tp_bb_write(tp_buffer *out, const tp_machine *m, tp_error *err);
tp_status tp_tmio_write(tp_buffer *out, const tp_machine *m, tp_error *err);

/* 1 if the line can only be a machine in the Busy Beaver notation. */
int tp_bb_looks_so(const field *line);

#endif
