/* SPDX-License-Identifier: MIT */
/* The cells of a grid, which may be millions.  Their arithmetics are few but for beta, and so are the betas: each is kept
   once, and a cell has their numbers. */
#include <stdlib.h>
#include <string.h>

#include "grid_private.h"
#include "tmprec/base/memory.h"

static uint64_t hash_of_beta(const void *grid, uint32_t number)
{
  const tp_inverse_temperature *b = ((const tp_grid *) grid)->beta + number;
  return tp_index_hash(tp_index_hash(TP_INDEX_SEED, &b->is_auto, sizeof b->is_auto), b->decimal, strlen(b->decimal));
}

static int has_beta(const void *grid, uint32_t number, const void *beta)
{
  const tp_inverse_temperature *a = ((const tp_grid *) grid)->beta + number, *b = beta;
  return a->is_auto == b->is_auto && !strcmp(a->decimal, b->decimal);
}

static uint64_t hash_of_choice(const void *grid, uint32_t number)
{
  const tp_choice *c = ((const tp_grid *) grid)->choice + number;
  uint64_t hash = tp_index_hash(TP_INDEX_SEED, c->mode, sizeof c->mode);
  for (int i = 0; i <= TP_SITES; i++) {
    const tp_format f = i < TP_SITES ? c->site[i] : c->operation;
    hash = tp_index_hash(tp_index_hash(hash, &f.a, sizeof f.a), &f.b, sizeof f.b);
  }
  return hash;
}

/* All but beta; layers that differ are compared by nobody. */
static int has_choice(const void *grid, uint32_t number, const void *choice)
{
  const tp_choice *a = ((const tp_grid *) grid)->choice + number, *b = choice;
  int same = !a->exceptions && !b->exceptions && a->kind == b->kind && tp_format_equal(a->operation, b->operation)
             && a->overflow == b->overflow && a->sum == b->sum && a->shuffle == b->shuffle && a->subtracts_first == b->subtracts_first
             && tp_accumulator_equal(&a->accumulator, &b->accumulator);
  for (int i = 0; i < TP_SITES; i++)
    same = same && tp_format_equal(a->site[i], b->site[i]) && a->mode[i] == b->mode[i] && a->random_bits[i] == b->random_bits[i]
           && a->noise[i].kind == b->noise[i].kind && a->noise[i].size == b->noise[i].size;
  return same;
}

/* What is added last is looked for, and taken away if it was there. */
static uint32_t keep_beta(tp_grid *g, const tp_inverse_temperature *beta)
{
  TP_MEMORY_GROW(g->beta, g->beta_room, g->betas + 1);
  g->beta[g->betas] = *beta;
  const uint32_t last = (uint32_t) g->betas, at = tp_index_find(&g->beta_index, hash_of_beta(g, last), has_beta, g, beta);
  if (at != UINT32_MAX)
    return at;
  g->betas++;
  tp_index_add(&g->beta_index, last, hash_of_beta, g);
  return last;
}

static uint32_t keep_choice(tp_grid *g, const tp_choice *choice)
{
  TP_MEMORY_GROW(g->choice, g->choice_room, g->choices + 1);
  g->choice[g->choices] = *choice;
  const uint32_t last = (uint32_t) g->choices, at = tp_index_find(&g->choice_index, hash_of_choice(g, last), has_choice, g, choice);
  if (at != UINT32_MAX)
    return at;
  g->choices++;
  tp_index_add(&g->choice_index, last, hash_of_choice, g);
  return last;
}

tp_grid_work tp_grid_keep(tp_grid *g, const tp_grid_cell *cell)
{
  return (tp_grid_work) {
    .subject = cell->subject, .choice = keep_choice(g, &cell->choice), .beta = keep_beta(g, &cell->choice.beta), .draw = cell->draw,
    .family = cell->family, .bits = cell->bits, .name = cell->name, .index = cell->index, .certify = cell->certify != 0,
    .plain = cell->plain != 0, .only_exact = cell->only_exact != 0};
}

tp_grid_cell tp_grid_cell_of(const tp_grid *g, const tp_grid_work *w)
{
  tp_grid_cell cell = {
    .subject = w->subject, .choice = g->choice[w->choice], .draw = w->draw, .family = w->family, .bits = w->bits, .name = w->name,
    .index = w->index, .certify = w->certify, .plain = w->plain, .only_exact = w->only_exact};
  cell.choice.beta = g->beta[w->beta];
  return cell;
}

void tp_grid_clear_cells(tp_grid *g)
{
  for (size_t i = 0; i < g->cells; i++)
    tp_verify_clear(&g->cell[i].result);
  for (size_t i = 0; i < g->choices; i++)
    tp_choice_clear(g->choice + i);
  tp_index_clear(&g->choice_index);
  tp_index_clear(&g->beta_index);
  free(g->choice);
  free(g->beta);
  free(g->cell);
}
