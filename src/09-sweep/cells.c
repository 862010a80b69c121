/* SPDX-License-Identifier: MIT */
#include "cells_private.h"

#include <stdlib.h>
#include <string.h>

#include "tmprec/base/memory.h"
#include "tmprec/machine/catalog.h"
#include "tmprec/sweep/front.h"

/* What is added to: the sweep, what it is of, and a subject of its grid. */
typedef struct {
  tp_sweep_cells *w;
  const tp_sweep *s;
  size_t subject;
  unsigned r;
} place;

/* After the refusal of a number of bits for which its family has no format: what can be
   swept instead. */
static void advise(const tp_sweep *s, int bits, tp_error *err)
{
  int all = 0;
  tp_buffer others = {NULL, 0, 0};
  for (int f = 0; f < TP_BITS_FAMILIES; f++) {
    if (!(s->families >> f & 1))
      continue;
    all = tp_family_least_bits[f] > all ? tp_family_least_bits[f] : all;
    if (tp_family_least_bits[f] <= bits)
      tp_buffer_printf(&others, "%s%s", others.length ? " and " : ", or only ", tp_family_name[f]);
  }
  tp_error refusal = *err;
  tp_error_set(err, TP_STATUS_REFUSED, "%.800s; sweep bits from %d on%s", refusal.text, all, others.length ? others.text : "");
  tp_buffer_clear(&others);
}

/* After a refusal that only mpfr causes. */
static void advise_without_mpfr(tp_error *err)
{
  tp_error refusal = *err;
  tp_error_set(err, TP_STATUS_REFUSED, "%.800s; sweep only the families fixed and float", refusal.text);
}

/* Of a family its format number i, of those that are swept. */
static size_t formats_of(const tp_sweep *s, int family)
{
  return family == TP_FAMILY_NAMED ? s->formats.count : s->bits.count;
}

static tp_status add_cell(const place *at, const tp_inverse_temperature *beta, tp_bits_family family, size_t i, tp_error *err)
{
  const char *name = family == TP_FAMILY_NAMED ? at->s->formats.name[i] : NULL;
  const int bits = name ? tp_named_bits(name) : at->s->bits.value[i];
  tp_grid_cell cell = {
    .subject = at->subject,
    .choice = tp_choice_copy(&at->s->choice),
    .draw = at->s->draw,
    .family = family,
    .bits = bits,
    .name = name,
    .certify = at->s->certify,
    .plain = at->s->plain,
    .only_exact = at->s->rows != TP_ROWS_CELLS && !at->s->activations,
  };
  cell.choice.beta = *beta;
  tp_status result = name ? tp_named_choose(&cell.choice, name, at->s->sites, err)
                          : tp_family_choose(&cell.choice, family, bits, at->s->sites, err);
  if (result == TP_STATUS_OK)
    result = tp_choice_check(&cell.choice, err);
  if (result == TP_STATUS_OK)
    tp_grid_add_cell(at->w->g, &cell);
  else
    tp_choice_clear(&cell.choice);
  if (result == TP_STATUS_OK)
    return result;
  if (name)
    tp_error_prefix(err, name);
  else if (bits < tp_family_least_bits[family])
    advise(at->s, bits, err);
  else if (family == TP_FAMILY_MPFR && at->s->families != 1u << TP_FAMILY_MPFR)
    advise_without_mpfr(err);
  return result;
}

/* Whether the family has a format of so many bits, if others have cells: then it goes without. */
static int has_bits(const place *at, int family, size_t i)
{
  const tp_sweep *s = at->s;
  if (family == TP_FAMILY_NAMED || s->bits.value[i] >= tp_family_least_bits[family])
    return 1;
  for (int f = 0; f < TP_FAMILIES; f++)
    for (size_t k = 0; k < s->bits.count; k++)
      if (s->families >> f & 1 && s->bits.value[k] >= tp_family_least_bits[f]) {
        at->w->without |= 1u << family;
        return 0;
      }
  return 1;                        /* none has: it is refused */
}

static int has_family(const place *at, int family)
{
  return at->s->families >> family & 1 && !(family == TP_FAMILY_MPFR && at->s->mpfr_most_r && at->r > at->s->mpfr_most_r);
}

/* Which has one cell, whatever the betas. */
static int is_hardmax(const tp_sweep *s, int family, size_t i)
{
  return family == TP_FAMILY_NAMED && tp_named_is_exact(s->formats.name[i]);
}

static tp_status add_by_bits(const place *at, tp_error *err)
{
  const tp_sweep *s = at->s;
  tp_status result = TP_STATUS_OK;
  for (size_t b = 0; b < s->betas.count; b++)
    for (int f = 0; f < TP_FAMILIES; f++)
      for (size_t i = 0; has_family(at, f) && i < formats_of(s, f) && result == TP_STATUS_OK; i++)
        if (has_bits(at, f, i) && (b == 0 || !is_hardmax(s, f, i)))
          result = add_cell(at, s->betas.value + b, (tp_bits_family) f, i, err);
  return result;
}

typedef struct {
  tp_inverse_temperature beta;
  double number;
} numbered_beta;

static int compare_numbers(const void *a, const void *b)
{
  double x = ((const numbered_beta *) a)->number, y = ((const numbered_beta *) b)->number;
  return (x > y) - (x < y);
}

/* The betas ascending, for which `auto` counts with its value.  A list that has that
   value as well would try it twice, and is refused. */
static tp_status sort_betas(numbered_beta *sorted, const place *at, tp_error *err)
{
  const tp_beta_list *l = &at->s->betas;
  for (size_t i = 0; i < l->count; i++)
    sorted[i] = (numbered_beta) {l->value[i], tp_beta_number(l->value + i, at->r)};
  qsort(sorted, l->count, sizeof *sorted, compare_numbers);
  for (size_t i = 1; i < l->count; i++)
    if (sorted[i].number == sorted[i - 1].number) {
      tp_buffer number = {NULL, 0, 0};
      tp_print_shortest(&number, sorted[i].number);
      tp_error_set(err, TP_STATUS_REFUSED, "beta: auto is %s at r = %u, and the list has that number as well", number.text, at->r);
      tp_buffer_clear(&number);
      return TP_STATUS_REFUSED;
    }
  return TP_STATUS_OK;
}

static tp_status add_by_beta(const place *at, tp_error *err)
{
  const tp_sweep *s = at->s;
  numbered_beta *sorted = tp_memory_new(s->betas.count, sizeof *sorted);
  tp_status result = sort_betas(sorted, at, err);
  for (int f = 0; f < TP_FAMILIES; f++)
    for (size_t i = 0; has_family(at, f) && i < formats_of(s, f); i++)
      for (size_t b = 0; has_bits(at, f, i) && b < s->betas.count && result == TP_STATUS_OK; b++)
        result = add_cell(at, &sorted[b].beta, (tp_bits_family) f, i, err);
  free(sorted);
  return result;
}

/* One cell of a front: the first group of layers has what the choice says, the others are
   exceptions. */
static tp_status add_front_cell(const place *at, const tp_front *f, const tp_inverse_temperature *beta, tp_bits_family family, size_t index,
                                size_t layers, tp_error *err)
{
  const size_t groups = at->s->groups;
  tp_grid_cell cell = {
    .subject = at->subject,
    .choice = at->s->choice,
    .draw = at->s->draw,
    .family = family,
    .index = index,
    .plain = at->s->plain,
    .only_exact = !at->s->activations,
  };
  cell.choice.beta = *beta;
  cell.choice.except = NULL;
  cell.choice.exceptions = 0;
  tp_status s = TP_STATUS_OK;
  for (size_t k = 0; k < f->kinds && s == TP_STATUS_OK; k++) {
    tp_choice one = {.kind = TP_ARITHMETIC_EXACT};
    int site = tp_front_site(f, k);
    s = tp_family_choose(k % groups ? &one : &cell.choice, family, tp_front_bits(f, index, k), 1u << site, err);
    if (k % groups == 0)
      continue;
    tp_layer_exception e = {.what = site, .format = one.site[site]};
    tp_front_layers(f, layers, k % groups, &e.first, &e.last);
    tp_choice_add_exception(&cell.choice, &e);
  }
  for (size_t i = 0; i < at->s->choice.exceptions; i++)
    tp_choice_add_exception(&cell.choice, at->s->choice.except + i);
  if (s == TP_STATUS_OK)
    s = tp_choice_check(&cell.choice, err);
  if (s == TP_STATUS_OK)
    tp_grid_add_cell(at->w->g, &cell);
  else
    tp_choice_clear(&cell.choice);
  return s;
}

static tp_status add_fronts(const place *at, size_t layers, tp_error *err)
{
  const tp_sweep *s = at->s;
  tp_front f = tp_front_new(s);
  tp_status result = TP_STATUS_OK;
  for (size_t b = 0; b < s->betas.count; b++)
    for (int family = 0; family < TP_FAMILIES; family++)
      for (size_t i = 0; has_family(at, family) && i < f.size && result == TP_STATUS_OK; i++)
        result = add_front_cell(at, &f, s->betas.value + b, (tp_bits_family) family, i, layers, err);
  tp_front_clear(&f);
  return result;
}

tp_status tp_cells_take_refusal(tp_sweep_cells *w, const tp_sweep *s, const char *machine, const char *input, int mode, tp_error *err)
{
  w->is_item = !s->keeps_going;
  if (w->is_item)
    return TP_STATUS_REFUSED;
  w->refused = tp_memory_resize(w->refused, w->refusals + 1, sizeof *w->refused);
  w->refused[w->refusals++] = (tp_sweep_refusal) {tp_grid_cells(w->g), tp_memory_string(machine, strlen(machine)),
                                                  input ? tp_memory_string(input, strlen(input)) : NULL, mode, *err};
  return TP_STATUS_OK;
}

/* All cells of a machine, an input, a mode and an r. */
static tp_status add_subject(tp_sweep_cells *w, const tp_sweep *s, const tp_machine *m, const char *name, const char *input,
                             tp_chain_mode mode, unsigned r, tp_error *err)
{
  tp_subject *opened = tp_memory_new(1, sizeof *opened);
  tp_subject_options o = s->subject;
  o.mode = mode;
  o.r = r;
  tp_status result = tp_subject_open(opened, m, input, &o, 1, err);
  if (result != TP_STATUS_OK) {
    tp_buffer prefix = {NULL, 0, 0};
    tp_buffer_printf(&prefix, "%s:%s", name, input);
    tp_error_prefix(err, prefix.text);
    tp_buffer_clear(&prefix);
    free(opened);
    return tp_cells_take_refusal(w, s, name, input, (int) mode, err);
  }
  w->subject = tp_memory_resize(w->subject, w->subjects + 1, sizeof *w->subject);
  w->subject[w->subjects++] = opened;
  const place at = {w, s, tp_grid_add_subject(w->g, opened, name, input), opened->r};
  if (s->rows == TP_ROWS_FRONT)
    return add_fronts(&at, opened->t->layers, err);
  return s->rows == TP_ROWS_BETA ? add_by_beta(&at, err) : add_by_bits(&at, err);
}

tp_status tp_cells_add_input(tp_sweep_cells *w, const tp_sweep *s, const tp_machine *m, const char *name, const char *input, unsigned modes,
                             tp_error *err)
{
  static const int least[1] = {0};
  const tp_number_list *given = &s->position_bits;
  const int *r = given->count ? given->value : least;
  size_t count = given->count ? given->count : 1;
  tp_status result = TP_STATUS_OK;
  for (int mode = 0; mode < TP_CHAIN_MODES; mode++)
    for (size_t i = 0; modes >> mode & 1 && i < count && result == TP_STATUS_OK; i++)
      result = add_subject(w, s, m, name, input, (tp_chain_mode) mode, (unsigned) r[i], err);
  return result;
}

static tp_status add_machine(tp_sweep_cells *w, const tp_sweep *s, const tp_sweep_item *item, tp_error *err)
{
  tp_machine *m;
  if (item->m)
    return tp_cells_add_inputs(w, s, item->m, item, err);
  tp_read_options reading = s->reading;
  reading.word = item->input && *item->input != '@' ? item->input : NULL;
  tp_status result = tp_catalog_read(&m, item->machine, &reading, err);
  if (result != TP_STATUS_OK)
    return tp_cells_take_refusal(w, s, item->machine, item->input, -1, err);
  w->machine = tp_memory_resize(w->machine, w->machines + 1, sizeof *w->machine);
  w->machine[w->machines++] = m;
  return tp_cells_add_inputs(w, s, m, item, err);
}

/* A rule has to apply in some cell: the number of layers is another for each r. */
static tp_status check_layers(const tp_sweep_cells *w, const tp_sweep *s, tp_error *err)
{
  size_t most = 0;
  for (size_t i = 0; i < w->subjects; i++)
    most = w->subject[i]->t->layers > most ? w->subject[i]->t->layers : most;
  return most ? tp_choice_check_layers(&s->choice, most, err) : TP_STATUS_OK;
}

tp_status tp_sweep_cells_open(tp_sweep_cells *w, const tp_sweep *s, tp_error *err)
{
  *w = (tp_sweep_cells) {.g = tp_grid_new()};
  tp_status result = TP_STATUS_OK;
  tp_grid_set_limits(w->g, s->cell_seconds, s->cell_bytes);
  for (size_t i = 0; i < s->items && result == TP_STATUS_OK; i++)
    result = add_machine(w, s, s->item + i, err);
  return result == TP_STATUS_OK ? check_layers(w, s, err) : result;
}

void tp_sweep_cells_close(tp_sweep_cells *w)
{
  tp_grid_free(w->g);
  for (size_t i = 0; i < w->subjects; i++) {
    tp_subject_close(w->subject[i]);
    free(w->subject[i]);
  }
  free(w->subject);
  for (size_t i = 0; i < w->machines; i++)
    tp_machine_free(w->machine[i]);
  free(w->machine);
  for (size_t i = 0; i < w->refusals; i++) {
    free(w->refused[i].machine);
    free(w->refused[i].input);
  }
  free(w->refused);
  tp_buffer_clear(&w->notes);
}
