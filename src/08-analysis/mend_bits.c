/* SPDX-License-Identifier: MIT */
/* What mends a run, in bits instead of precise numbers. */
#include <stdlib.h>

#include "mend.h"
#include "tmprec/base/memory.h"

/* f with so many bits more; 0 if there is no such format. */
static int widen(tp_format *f, int bits)
{
  if (f->shared)
    return 0;
  switch (f->family) {
  case TP_FORMAT_FIXED:
  case TP_FORMAT_IEEE:
    f->b += bits;
    return f->b <= TP_FORMAT_MAX_PRECISION;
  case TP_FORMAT_FLOAT:
    f->a += bits;
    return f->a <= TP_FORMAT_MAX_PRECISION;
  case TP_FORMAT_GRID:
    f->a += bits;
    return f->a <= TP_FORMAT_MAX_GRID_BITS;
  case TP_FORMAT_POSIT:
    f->a += bits;
    return f->a <= TP_FORMAT_MAX_POSIT_BITS;
  default:
    return 0;
  }
}

/* The rule with the layer's own format and so many bits more. */
static int in_bits(tp_layer_exception *out, const tp_layer_exception *rule, const tp_choice *c, int bits)
{
  *out = *rule;
  if (rule->what == TP_EXCEPT_BETA)
    return 1;
  const tp_choice there = tp_choice_at_layer(c, rule->first);
  out->format = rule->what == TP_EXCEPT_OPERATION ? there.operation : there.site[rule->what];
  return widen(&out->format, bits);
}

static int all_in_bits(tp_layer_exception *out, const tp_layer_exception *rule, size_t rules, const tp_choice *c, int bits)
{
  int good = 1;
  for (size_t i = 0; i < rules; i++)
    good &= in_bits(out + i, rule + i, c, bits);
  return good;
}

/* Down from `bits`, one at a time, as long as the run stays exact. */
static void narrow(const mending *m, tp_layer_exception *found, size_t i, const tp_layer_exception *rule, size_t rules, int bits)
{
  for (tp_layer_exception kept = found[i]; --bits > 0; kept = found[i])
    if (!in_bits(found + i, rule, m->in->choice, bits) || !tp_mends(m, found, rules)) {
      found[i] = kept;
      return;
    }
}

tp_layer_exception *tp_mend_in_bits(const tp_layer_exception *rule, size_t rules, const tp_subject *s, const tp_setup *in,
                                    tp_hardmax_record *hardmax, void (*evaluated)(void *context), void *context)
{
  const mending m = {s, in, hardmax, evaluated, context};
  tp_layer_exception *found = tp_memory_new(rules, sizeof *found);
  for (int bits = 1; bits <= MEND_BITS_MOST; bits++) {
    if (!all_in_bits(found, rule, rules, in->choice, bits))
      break;
    if (!tp_mends(&m, found, rules))
      continue;
    for (size_t i = 0; i < rules && rules > 1; i++)
      if (rule[i].what != TP_EXCEPT_BETA)
        narrow(&m, found, i, rule + i, rules, bits);
    return found;
  }
  free(found);
  return NULL;
}
