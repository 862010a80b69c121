/* SPDX-License-Identifier: MIT */
/* Which sweep it is, in 128 bits. */
#include <inttypes.h>
#include <stddef.h>

#include "tmprec/machine/notation.h"
#include "tmprec/sweep/journal.h"

/* Two hashes of FNV-1a with different beginnings: against mistakes, not against attackers. */
typedef struct {
  uint64_t a, b;
} hash;

static void take(hash *h, const char *text, size_t length)
{
  static const uint64_t prime = 0x100000001b3;
  for (size_t i = 0; i <= length; i++) {       /* and an end, so that texts do not run together */
    const unsigned char byte = i < length ? (unsigned char) text[i] : 0xff;
    h->a = (h->a ^ byte) * prime;
    h->b = (h->b ^ byte ^ h->a >> 32) * prime;
  }
}

static void take_buffer(hash *h, tp_buffer *b)
{
  take(h, b->length ? b->text : "", b->length);
  b->length = 0;
}

static void take_subjects(hash *h, const tp_sweep_cells *w)
{
  tp_buffer text = {NULL, 0, 0};
  for (size_t i = 0; i < w->subjects; i++) {
    const tp_subject *s = w->subject[i];
    tp_notation_write(&text, s->m, TP_NOTATION_TM, NULL);       /* which holds every machine */
    take_buffer(h, &text);
    for (size_t k = 0; k < s->input.length; k++)
      tp_buffer_printf(&text, "%" PRIu32 " ", s->input.symbol[k]);
    take_buffer(h, &text);
  }
  tp_buffer_clear(&text);
}

void tp_sweep_fingerprint(tp_buffer *out, const tp_sweep_cells *w, const tp_sweep *s)
{
  hash h = {0xcbf29ce484222325, 0x9ae16a3b2f90404f};
  tp_buffer text = {NULL, 0, 0};
  tp_buffer_printf(&text, "%s rows=%d groups=%zu activations=%d plain=%d certify=%d bits=%zu betas=%zu cell=%.17g,%.17g", PACKAGE_VERSION, (int) s->rows, s->groups,
                   s->activations, s->plain, s->certify, s->bits.count, s->betas.count, s->cell_seconds, s->cell_bytes);
  take_buffer(&h, &text);
  take_subjects(&h, w);
  for (size_t i = 0; i < tp_grid_cells(w->g); i++) {
    const tp_grid_result r = tp_grid_at(w->g, i);
    tp_cell_key(&text, &r);
    take_buffer(&h, &text);
  }
  for (size_t i = 0; i < w->refusals; i++) {
    tp_buffer_printf(&text, "%zu %s %s %s", w->refused[i].before, w->refused[i].machine, w->refused[i].input ? w->refused[i].input : "",
                     w->refused[i].why.text);
    take_buffer(&h, &text);
  }
  tp_buffer_clear(&text);
  tp_buffer_printf(out, "%016" PRIx64 "%016" PRIx64, h.a, h.b);
}
