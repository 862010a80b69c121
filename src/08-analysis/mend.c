/* SPDX-License-Identifier: MIT */
/* Delta debugging (Zeller and Hildebrandt, "Simplifying and Isolating Failure-Inducing Input",
   2002), with the roles reversed.  It looks for a set of pairs (site, layer) that make the run exact
   if they are made precise.  The set is minimal: no pair can be left out.  There may be other sets,
   and smaller ones. */
#include "mend.h"

#include <stdlib.h>
#include <string.h>

#include "precise.h"
#include "tmprec/analysis/verify.h"
#include "tmprec/base/memory.h"

/* Parts that are neighbours in layers of one site, as one exception. */
static size_t join_layers(tp_layer_exception *out, const tp_layer_exception *part, size_t parts)
{
  size_t n = 0;
  for (size_t i = 0; i < parts; i++) {
    if (n && out[n - 1].what == part[i].what && out[n - 1].last + 1 == part[i].first)
      out[n - 1].last = part[i].last;
    else
      out[n++] = part[i];
  }
  return n;
}

/* What stays undecided up to so many times the first bits often does for good, where many
   more bits take many times as long. */
enum { PATIENCE = 4 };

int tp_mends(const mending *m, const tp_layer_exception *part, size_t parts)
{
  tp_choice raised = tp_choice_copy(m->in->choice);
  tp_layer_exception *joined = tp_memory_new(parts, sizeof *joined);
  size_t count = join_layers(joined, part, parts);
  for (size_t i = 0; i < count; i++)
    tp_choice_add_exception(&raised, joined + i);
  const tp_setup setup = {.choice = &raised, .draw = m->in->draw, .effort = {.bits = m->in->effort.bits, .patience = PATIENCE}, .plain = m->in->plain};
  tp_verification v;
  tp_verify_subject(&v, m->s, &setup, m->hardmax);
  int exact = v.exact == TP_VERDICT_YES;
  tp_verify_clear(&v);
  tp_choice_clear(&raised);
  free(joined);
  m->evaluated(m->context);
  return exact;
}

/* Sets that were tried.  When nothing more can be left out, most of them are tried once more. */
typedef struct {
  const mending *m;
  tp_layer_exception *part;        /* all their parts, one set after the other */
  size_t parts, part_room;
  struct tried_set {
    size_t from, parts;
    int mends;
  } *set;
  size_t sets, set_room;
} tried_sets;

static int is_same(const tried_sets *t, const struct tried_set *set, const tp_layer_exception *part, size_t parts)
{
  int same = set->parts == parts;
  for (size_t i = 0; i < parts && same; i++)
    same = t->part[set->from + i].what == part[i].what && t->part[set->from + i].first == part[i].first;
  return same;
}

/* Parts of one layer each, in order. */
static int mends(tried_sets *t, const tp_layer_exception *part, size_t parts)
{
  for (size_t n = 0; n < t->sets; n++)
    if (is_same(t, t->set + n, part, parts))
      return t->set[n].mends;
  TP_MEMORY_GROW(t->part, t->part_room, t->parts + parts);
  memcpy(t->part + t->parts, part, parts * sizeof *part);
  TP_MEMORY_GROW(t->set, t->set_room, t->sets + 1);
  struct tried_set *set = t->set + t->sets++;
  *set = (struct tried_set) {t->parts, parts, tp_mends(t->m, part, parts)};
  t->parts += parts;
  return set->mends;
}

/* part without its entries from .. to-1, into rest */
static size_t without(tp_layer_exception *rest, const tp_layer_exception *part, size_t parts, size_t from, size_t to)
{
  memcpy(rest, part, from * sizeof *rest);
  memcpy(rest + from, part + to, (parts - to) * sizeof *rest);
  return parts - (to - from);
}

/* Leave out pieces, large ones first, as long as the rest is enough. */
static size_t reduce(tried_sets *t, tp_layer_exception *part, size_t parts)
{
  tp_layer_exception *rest = tp_memory_new(parts, sizeof *rest);
  for (size_t piece = (parts + 1) / 2; parts > 0; piece = (piece + 1) / 2) {
    int reduced = 0;
    for (size_t from = 0; from < parts;) {
      size_t to = from + piece < parts ? from + piece : parts;
      size_t left = without(rest, part, parts, from, to);
      if (left && mends(t, rest, left)) {
        memcpy(part, rest, left * sizeof *part);
        parts = left;
        reduced = 1;
      } else {
        from = to;
      }
    }
    if (piece == 1 && !reduced)
      break;
  }
  free(rest);
  return parts;
}

/* Leave out an exception of several layers as a whole, if the rest is enough: what none of
   its layers can do without may be superfluous all the same.  1 if one was left out. */
static int drop_joined(tried_sets *t, tp_layer_exception *part, size_t *parts)
{
  tp_layer_exception *rest = tp_memory_new(*parts, sizeof *rest);
  int dropped = 0;
  for (size_t from = 0, to; from < *parts && !dropped; from = to) {
    for (to = from + 1; to < *parts && part[to].what == part[from].what && part[to].first == part[to - 1].last + 1;)
      to++;
    size_t left = without(rest, part, *parts, from, to);
    if (to - from > 1 && left && mends(t, rest, left)) {
      memcpy(part, rest, left * sizeof *part);
      *parts = left;
      dropped = 1;
    }
  }
  free(rest);
  return dropped;
}

size_t tp_mend_run(tp_layer_exception **out, const tp_subject *s, const tp_setup *in, tp_hardmax_record *hardmax,
                   void (*evaluated)(void *context), void *context)
{
  const mending m = {s, in, hardmax, evaluated, context};
  tried_sets t = {.m = &m};
  tp_layer_exception *part = tp_memory_new(RAISABLE * s->t->layers, sizeof *part);
  size_t parts = 0;
  for (int what = 0; what < RAISABLE; what++)
    for (unsigned l = 1; l <= s->t->layers && tp_raisable(in->choice) >> what & 1; l++)
      part[parts++] = tp_raise_in(what, l, l);
  *out = NULL;
  if (mends(&t, part, parts)) {
    do
      parts = reduce(&t, part, parts);
    while (drop_joined(&t, part, &parts));
    *out = tp_memory_new(parts, sizeof **out);
    parts = join_layers(*out, part, parts);
  } else {
    parts = 0;
  }
  free(part);
  free(t.part);
  free(t.set);
  return parts;
}
