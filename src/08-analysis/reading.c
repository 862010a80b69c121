/* SPDX-License-Identifier: MIT */
#include "tmprec/analysis/reading.h"

#include <stdlib.h>

#include "tmprec/base/memory.h"

struct tp_reading {
  const tp_subject *s;
  size_t next;                     /* number of the segment that is next */
  tp_teller *teller;               /* NULL: the tokens are written down */
  tp_segment told[2];              /* by turns */
};

tp_reading *tp_reading_new(const tp_subject *s)
{
  tp_reading *r = tp_memory_zeroed(1, sizeof *r);
  r->s = s;
  if (s->told.segments)
    return r;
  const tp_told_run run = tp_subject_run(s);
  r->teller = tp_teller_new(&run, s->r);
  for (int i = 0; i < 2; i++)
    tp_sequence_init(&r->told[i].tokens, tp_machine_tapes(s->m));
  return r;
}

void tp_reading_free(tp_reading *r)
{
  if (!r)
    return;
  for (int i = 0; i < 2; i++)
    tp_sequence_clear(&r->told[i].tokens);
  tp_teller_free(r->teller);
  free(r);
}

const tp_segment *tp_reading_next(tp_reading *r)
{
  const size_t at = r->next++;
  if (!r->teller)
    return at < r->s->told.segments ? r->s->told.segment + at : NULL;
  tp_segment *here = r->told + at % 2;
  return tp_teller_next(r->teller, here) ? here : NULL;
}

size_t tp_subject_rewrites(const tp_subject *s)
{
  size_t most = 0;
  tp_reading *r = tp_reading_new(s);
  for (const tp_segment *at; (at = tp_reading_next(r));) {
    const size_t here = tp_segment_rewrites(at);
    most = here > most ? here : most;
  }
  tp_reading_free(r);
  return most;
}
