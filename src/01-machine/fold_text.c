/* SPDX-License-Identifier: MIT */
/* The text of a folded machine (fold.c). */
#include "fold_private.h"

#include "tmprec/machine/escape.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tmprec/base/memory.h"

/* A name that there is not yet: base and tail, the base cut and a number added where
   that is needed. */
static const char *new_name(names *set, const char *base, const char *tail)
{
  for (unsigned n = 0;; n++) {
    char end[FOLD_MOST + 16];
    int length = n ? snprintf(end, sizeof end, "~%u%s", n, tail) : snprintf(end, sizeof end, "%s", tail);
    size_t keep = strlen(base), most = TP_MACHINE_MAX_NAME - (size_t) length;
    if (keep > most)
      for (keep = most; ((unsigned char) base[keep] & 0xc0) == 0x80; keep--)
        ;                          /* not within a character of UTF-8 */
    char name[TP_MACHINE_MAX_NAME + 1];
    snprintf(name, sizeof name, "%.*s%s", (int) keep, base, end);
    if (tp_names_find(set, name, strlen(name)) == UINT32_MAX) {
      uint32_t number = tp_names_add(set, name, strlen(name));
      return set->name[number];
    }
  }
}

/* From here on names are as `.tm` spells them: different names stay different. */
static void spell(names *n)
{
  names spelt = {0};
  tp_buffer text = {NULL, 0, 0};
  for (size_t i = 0; i < n->count; i++) {
    text.length = 0;
    tp_escape_name(&text, n->name[i], n->length[i]);
    tp_names_add(&spelt, text.text, text.length);
  }
  tp_buffer_clear(&text);
  tp_names_clear(n);
  *n = spelt;
}

/* The first state and the halting states keep their names; names.name[1 + halting + i] is that of
   the i-th signed state. */
void tp_fold_name_states(folding *f)
{
  new_name(&f->names, tp_machine_state_name(f->m, 0), "");
  for (uint32_t q = 0; q < tp_machine_states(f->m); q++)
    if (f->m->halts[q])
      new_name(&f->names, tp_machine_state_name(f->m, q), "");
  for (size_t i = 0; i < f->count; i++) {
    char signs[FOLD_MOST + 1] = "";
    for (uint32_t j = 0; j < f->folded; j++)
      signs[j] = f->entered[i].signs >> j & 1 ? '-' : '+';
    new_name(&f->names, tp_machine_state_name(f->m, f->entered[i].state), signs);
  }
  spell(&f->names);
}

void tp_fold_name_sentinel(folding *f)
{
  names symbols = {0};
  for (uint32_t a = 0; a < tp_machine_symbols(f->m); a++)
    tp_names_add(&symbols, tp_machine_symbol_name(f->m, a), strlen(tp_machine_symbol_name(f->m, a)));
  const char *name = new_name(&symbols, ">", "");
  f->sentinel = tp_memory_string(name, strlen(name));
  tp_names_clear(&symbols);
}

void tp_fold_put_headers(folding *f)
{
  const tp_machine *m = f->m;
  tp_buffer_printf(&f->text, "tapes %" PRIu32 "\nblank %s\ninput", m->tapes + f->folded, tp_machine_symbol_text(m, 0));
  for (uint32_t a = 1; a <= m->inputs; a++)
    tp_buffer_printf(&f->text, " %s", tp_machine_symbol_text(m, a));
  tp_buffer_printf(&f->text, "\nstart %s\nhalt", f->names.name[0]);
  for (uint32_t i = 0; i < f->halting; i++)
    tp_buffer_printf(&f->text, " %s", f->names.name[1 + i]);
  tp_buffer_puts(&f->text, "\n");
  if (f->folded < m->tapes)
    tp_buffer_puts(&f->text, "two-way\n");
}

/* A line of the table.  `kept` has, for each fold whose head is not on cell 0, the symbol
   under the head on the other half. */
typedef struct {
  tp_transition t;
  const char *from, *to;
  uint32_t signs, zeros;
  int first;                       /* the first step: no sentinel yet */
  uint32_t kept[FOLD_MOST];
} line;

static int is_left(const line *l, uint32_t j)
{
  return tp_fold_half_of(l->signs, l->zeros, j) == HALF_LEFT;
}

/* A table may have a million lines: its lines are written without formats. */
static void put_field(folding *f, const char *text)
{
  tp_buffer_put(&f->text, " ", 1);
  tp_buffer_puts(&f->text, text);
}

/* The symbols of all tapes, read or written. */
static void put_symbols(folding *f, const line *l, int written)
{
  const uint32_t *own = written ? l->t.write : l->t.read;
  for (uint32_t k = 0; k < f->m->tapes; k++) {
    uint32_t j = f->fold_of[k];
    uint32_t symbol = j != UINT32_MAX && is_left(l, j) ? l->kept[j] : own[k];
    put_field(f, tp_machine_symbol_text(f->m, symbol));
  }
  for (uint32_t j = 0; j < f->folded; j++) {
    uint32_t symbol = is_left(l, j) ? own[f->tape[j]] : l->kept[j];
    const char *at_zero = l->first && !written ? tp_machine_symbol_text(f->m, 0) : f->sentinel;
    put_field(f, l->zeros >> j & 1 ? at_zero : tp_machine_symbol_text(f->m, symbol));
  }
}

/* The move of both heads of a fold. */
static uint32_t move_of(const folding *f, const line *l, uint32_t j)
{
  uint32_t move = l->t.move[f->tape[j]];
  if (move == TP_MOVE_S)
    return TP_MOVE_S;
  return !(l->zeros >> j & 1) && tp_fold_moves_inward(move, tp_fold_half_of(l->signs, l->zeros, j)) ? TP_MOVE_L : TP_MOVE_R;
}

static void put_line(folding *f, const line *l)
{
  static const char *const move_name[] = {[TP_MOVE_L] = "L", [TP_MOVE_S] = "S", [TP_MOVE_R] = "R"};
  tp_buffer_puts(&f->text, l->from);
  put_symbols(f, l, 0);
  put_field(f, "->");
  put_field(f, l->to);
  put_symbols(f, l, 1);
  for (uint32_t k = 0; k < f->m->tapes; k++)
    put_field(f, move_name[f->fold_of[k] == UINT32_MAX ? l->t.move[k] : move_of(f, l, f->fold_of[k])]);
  for (uint32_t j = 0; j < f->folded; j++)
    put_field(f, move_name[move_of(f, l, j)]);
  tp_buffer_puts(&f->text, "\n");
}

static const char *name_behind(const folding *f, const line *l)
{
  if (f->m->halts[l->t.to])
    return tp_machine_state_text(f->m, l->t.to);
  return f->names.name[1 + f->halting + tp_fold_find_state(f, l->t.to, tp_fold_signs_behind(f, l->t, l->signs, l->zeros))];
}

/* A transition with all that the other halves can hold. */
static void put_transition(folding *f, line *l)
{
  uint32_t j;
  l->to = name_behind(f, l);
  memset(l->kept, 0, sizeof l->kept);
  do {
    put_line(f, l);
    for (j = 0; j < f->folded; j++) {
      uint32_t next = l->zeros >> j & 1 ? UINT32_MAX : tp_fold_next_kept(f, j, tp_fold_half_of(l->signs, l->zeros, j), l->kept[j] + 1);
      l->kept[j] = next == UINT32_MAX ? 0 : next;
      if (l->kept[j])
        break;
    }
  } while (j < f->folded);
}

void tp_fold_put_table(folding *f)
{
  const tp_machine *m = f->m;
  line l = {.from = f->names.name[0], .zeros = tp_fold_all_folds(f), .first = 1};
  for (size_t i = f->first[0]; i < f->first[1]; i++) {
    l.t = tp_machine_transition(m, f->by_state[i]);
    if (tp_fold_can_begin(f, l.t))
      put_transition(f, &l);
  }
  for (size_t n = 0; n < f->count; n++)
    for (uint32_t zeros = 0; zeros <= tp_fold_all_folds(f); zeros++) {
      const signed_state *s = f->entered + n;
      if (!(s->zeros[zeros / 64] >> zeros % 64 & 1))
        continue;
      l = (line) {.from = f->names.name[1 + f->halting + n], .signs = s->signs, .zeros = zeros};
      for (size_t i = f->first[s->state]; i < f->first[s->state + 1]; i++) {
        l.t = tp_machine_transition(m, f->by_state[i]);
        if (tp_fold_can_apply(f, l.t, l.signs, zeros))
          put_transition(f, &l);
      }
    }
}
