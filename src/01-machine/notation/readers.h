/* How machines are written elsewhere: each notation has a reader, which fills in the
   rules, and a writer, which refuses what the notation cannot hold. */
#ifndef READERS_H
#define READERS_H

#include "rules.h"
#include "tmprec/base/buffer.h"

status tm_read(rules *r, source *text);
status tmsim_read(rules *r, source *text);
status morphett_read(rules *r, source *text);
status bb_read(rules *r, source *text);
status tmio_read(rules *r, source *text);

status tm_write(buffer *out, const machine *m, error *err);
status tmsim_write(buffer *out, const machine *m, error *err);
status morphett_write(buffer *out, const machine *m, error *err);
status bb_write(buffer *out, const machine *m, error *err);
status tmio_write(buffer *out, const machine *m, error *err);

/* 1 if the line can only be a machine in the Busy Beaver notation. */
int bb_looks_so(const field *line);

#endif
