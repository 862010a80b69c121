/* SPDX-License-Identifier: MIT */
/* Proof that the folded machine does what the two-way machine does.  Let p be the position of the
   head of the two-way machine on a folded tape.  After the first step, and after every later step,
   this holds for each folded tape:

     (1) Cell i >= 0 of tape k is cell i of the two-way tape.  Cell i >= 1 of the other half is
         its cell -i.  Cell 0 of the other half holds the sentinel, which occurs nowhere else.
     (2) Both heads are on cell |p|.
     (3) The sign in the state is + if p > 0 and - if p < 0.

   The first step starts with blank other halves and p = 0 on all tapes.  It reads what the two-way
   machine reads, writes the sentinel, and moves like any other step at p = 0.

   Consider a later step.  By (1) and (2) the symbol under the other head is the sentinel if and
   only if p = 0.

     p = 0    The cell that is read is on tape k, whatever the sign.  A move L or R from there
              increases |p|.  Its direction is the new sign.
     p != 0   By (3) the sign names the half that has the cell.  The symbol under the head of the
              other half is written back.  On the half - a move L increases |p| and a move R
              decreases it.  The sign stays, even if p becomes 0, where (3) says nothing.

   In all cases both heads make the same move, which is never an L from cell 0.  The cell of p is
   written on its half, and nothing else changes.  So (1) to (3) hold again.  The state entered, the
   symbols read and written, and the symbols on the tapes are those of the two-way machine.  This
   holds step for step, until the machine halts or gets stuck. */
#include "tmprec/machine/fold.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "fold_private.h"
#include "tmprec/base/memory.h"

/* --- The machine ------------------------------------------------------------------- */

static tp_status refuse(tp_error *err, const char *what, unsigned most)
{
  return tp_error_set(err, TP_STATUS_REFUSED, "cannot be folded: the folded machine would have more than %u %s", most, what);
}

static tp_status write_machine(folding *f, tp_error *err)
{
  if (tp_machine_symbols(f->m) + 1 > TP_MACHINE_MAX_SYMBOLS)
    return refuse(err, "symbols", TP_MACHINE_MAX_SYMBOLS);
  tp_fold_sort_transitions(f);
  tp_fold_find_symbols(f);
  tp_fold_find_places(f);
  if (f->lines > TP_MACHINE_MAX_TRANSITIONS)
    return refuse(err, "transitions", TP_MACHINE_MAX_TRANSITIONS);
  if (tp_fold_is_too_large(f))
    return refuse(err, "states", TP_MACHINE_MAX_STATES);
  if (!f->lines)
    return tp_error_set(err, TP_STATUS_REFUSED, "cannot be folded: the machine cannot take a step");
  tp_fold_name_states(f);
  tp_fold_name_sentinel(f);
  tp_fold_put_headers(f);
  tp_fold_put_table(f);
  return TP_STATUS_OK;
}

static void clear(folding *f)
{
  for (int half = 0; half < HALVES; half++)
    free(f->stands[half]);
  free(f->first);
  free(f->by_state);
  free(f->entered);
  free(f->reached);
  tp_index_clear(&f->index);
  tp_names_clear(&f->names);
  free(f->sentinel);
  tp_buffer_clear(&f->text);
}

/* Which state and symbol of the folded machine has this name of m. */
static uint32_t symbol_like(const tp_machine *folded, const tp_machine *m, uint32_t symbol)
{
  const char *name = symbol == UINT32_MAX ? "" : tp_machine_symbol_name(m, symbol);
  return tp_machine_find_symbol(folded, name, strlen(name));
}

static uint32_t state_like(const tp_machine *folded, const tp_machine *m, uint32_t state)
{
  const char *name = state == UINT32_MAX ? "" : tp_machine_state_name(m, state);
  return tp_machine_find_state(folded, name, strlen(name));
}

static void keep_what_text_lacks(tp_machine *folded, const folding *f)
{
  folded->zero = symbol_like(folded, f->m, f->m->zero);
  folded->without_rule = state_like(folded, f->m, f->m->without_rule);
  folded->blank_in_words = f->m->blank_in_words;
  folded->blanks_before = f->m->blanks_before;
  folded->folds = f->folded;
  folded->chosen = f->m->chosen ? tp_memory_string(f->m->chosen, strlen(f->m->chosen)) : NULL;
  memcpy(folded->left_of, f->tape, f->folded * sizeof *f->tape);
}

tp_status tp_machine_fold(tp_machine **out, const tp_machine *m, uint32_t tapes, tp_error *err)
{
  folding f = {.m = m, .halting = tp_machine_halting_states(m)};
  *out = NULL;
  if (m->head)
    return tp_error_set(err, TP_STATUS_REFUSED, "cannot be folded: the head starts in cell %" PRIu32 ", not in cell 0; blanks before the word make room for it", m->head);
  for (uint32_t k = 0; k < m->tapes; k++) {
    f.fold_of[k] = UINT32_MAX;
    if (!(tapes >> k & 1))
      continue;
    if (m->tapes + f.folded == TP_MACHINE_MAX_TAPES)
      return refuse(err, "tapes", TP_MACHINE_MAX_TAPES);
    f.fold_of[k] = f.folded;
    f.tape[f.folded++] = k;
  }
  tp_status s = write_machine(&f, err);
  /* As text, so that names and numbers are those of any machine read. */
  if (s == TP_STATUS_OK)
    s = tp_machine_parse(out, "(folded)", f.text.text, f.text.length, err);
  if (s == TP_STATUS_OK)
    keep_what_text_lacks(*out, &f);
  clear(&f);
  return s;
}

/* --- Which tapes to fold ----------------------------------------------------------- */

static uint32_t tapes_with_left_moves(const tp_machine *m)
{
  uint32_t tapes = 0;
  for (size_t i = 0; i < m->transitions * m->tapes; i++)
    if (m->move[i] == TP_MOVE_L)
      tapes |= 1u << i % m->tapes;
  return tapes;
}

static uint32_t tapes_left(const tp_machine *m, const tp_word *input, tp_run_limits limits)
{
  uint32_t tapes = 0;
  tp_simulation s;
  tp_simulation_start(&s, m, input);
  tp_simulation_run(&s, limits.cut && limits.cut < limits.max_steps ? limits.cut : limits.max_steps);
  for (uint32_t k = 0; k < m->tapes; k++)
    if (tp_simulation_leftmost(&s, k) < 0)
      tapes |= 1u << k;
  tp_simulation_clear(&s);
  return tapes;
}

tp_status tp_machine_fold_for(tp_machine **out, const tp_machine *m, const tp_word *input, tp_run_limits limits, tp_error *err)
{
  *out = NULL;
  if (!m->two_way)
    return TP_STATUS_OK;
  const uint32_t tapes = input ? tapes_left(m, input, limits) : tapes_with_left_moves(m);
  return tapes ? tp_machine_fold(out, m, tapes, err) : TP_STATUS_OK;
}
