#include "cells.h"

#include <stdlib.h>
#include <string.h>

#include "tmprec/base/memory.h"
#include "tmprec/machine/catalog.h"

/* A sweep of nothing in particular: shipped machines whose inputs reach from
   the smallest contexts to more than 2^9 tokens.  mpfr, where every operation is
   emulated, stays in contexts of up to 2^6. */
static const char *const default_machines[] = {"counter", "collatz", "reverse", "sort", "add", "parity", "third", "fill"};
enum { DEFAULT_LEAST_BITS = 4, DEFAULT_MOST_BITS = 32, DEFAULT_MPFR_POSITION_BITS = 8 };

/* What is added to: the sweep, what it is of, and a subject of its grid. */
typedef struct {
  sweep_cells *w;
  const settings *s;
  size_t subject;
  unsigned r;
} place;

/* Behind the refusal of a number of bits that its family has no format of: what
   can be swept instead. */
static void advise(const settings *s, int bits, tp_error *err)
{
  int all = 0;
  tp_buffer others = {NULL, 0, 0};
  for (int f = 0; f < TP_FAMILIES; f++) {
    if (!(s->families >> f & 1))
      continue;
    all = tp_family_least_bits[f] > all ? tp_family_least_bits[f] : all;
    if (tp_family_least_bits[f] <= bits)
      tp_buffer_printf(&others, "%s%s", others.length ? "," : ", or --family ", tp_family_name[f]);
  }
  tp_error refusal = *err;
  tp_error_set(err, TP_STATUS_REFUSED, "%.800s; choose --bits from %d on%s", refusal.text, all, others.length ? others.text : "");
  tp_buffer_clear(&others);
}

/* Behind a refusal that only mpfr brings about. */
static void advise_without_mpfr(tp_error *err)
{
  tp_error refusal = *err;
  tp_error_set(err, TP_STATUS_REFUSED, "%.800s; sweep --family fixed,float", refusal.text);
}

static tp_status add_cell(const place *at, const tp_inverse_temperature *beta, tp_bits_family family, int bits, tp_error *err)
{
  tp_grid_cell cell = {at->subject, tp_choice_copy(&at->s->choice), at->s->draw, family, bits};
  cell.choice.beta = *beta;
  tp_status result = tp_family_choose(&cell.choice, family, bits, at->s->sites, err);
  if (result == TP_STATUS_OK)
    result = tp_choice_check(&cell.choice, err);
  if (result == TP_STATUS_OK)
    tp_grid_add_cell(at->w->g, &cell);
  else
    tp_choice_clear(&cell.choice);
  if (result == TP_STATUS_OK)
    return result;
  if (bits < tp_family_least_bits[family])
    advise(at->s, bits, err);
  else if (family == TP_FAMILY_MPFR && at->s->families != 1u << TP_FAMILY_MPFR)
    advise_without_mpfr(err);
  return result;
}

static int has_family(const place *at, int family)
{
  return at->s->families >> family & 1 && !(family == TP_FAMILY_MPFR && at->w->mpfr_most_r && at->r > at->w->mpfr_most_r);
}

static tp_status add_by_bits(const place *at, tp_error *err)
{
  const settings *s = at->s;
  tp_status result = TP_STATUS_OK;
  for (size_t b = 0; b < s->betas.count; b++)
    for (int f = 0; f < TP_FAMILIES; f++)
      for (size_t i = 0; has_family(at, f) && i < s->bits.count && result == TP_STATUS_OK; i++)
        result = add_cell(at, s->betas.value + b, (tp_bits_family) f, s->bits.value[i], err);
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
      tp_error_set(err, TP_STATUS_REFUSED, "--beta: auto is %s at r = %u, and the list has that number as well", number.text, at->r);
      tp_buffer_clear(&number);
      return TP_STATUS_REFUSED;
    }
  return TP_STATUS_OK;
}

static tp_status add_by_beta(const place *at, tp_error *err)
{
  const settings *s = at->s;
  numbered_beta *sorted = tp_memory_new(s->betas.count, sizeof *sorted);
  tp_status result = sort_betas(sorted, at, err);
  for (int f = 0; f < TP_FAMILIES; f++)
    for (size_t i = 0; has_family(at, f) && i < s->bits.count; i++)
      for (size_t b = 0; b < s->betas.count && result == TP_STATUS_OK; b++)
        result = add_cell(at, &sorted[b].beta, (tp_bits_family) f, s->bits.value[i], err);
  free(sorted);
  return result;
}

/* One cell of a front: the first group of layers has what the choice says, the others are
   exceptions. */
static tp_status add_front_cell(const place *at, const front *f, const tp_inverse_temperature *beta, tp_bits_family family, size_t index,
                                size_t layers, tp_error *err)
{
  const size_t groups = at->s->groups;
  tp_grid_cell cell = {at->subject, at->s->choice, at->s->draw, family, (int) index};
  cell.choice.beta = *beta;
  cell.choice.except = NULL;
  cell.choice.exceptions = 0;
  tp_status s = TP_STATUS_OK;
  for (size_t k = 0; k < f->kinds && s == TP_STATUS_OK; k++) {
    tp_choice one = {.kind = TP_ARITHMETIC_EXACT};
    int site = front_site(f, k);
    s = tp_family_choose(k % groups ? &one : &cell.choice, family, front_bits(f, index, k), 1u << site, err);
    if (k % groups == 0)
      continue;
    tp_layer_exception e = {.what = site, .format = one.site[site]};
    front_layers(f, layers, k % groups, &e.first, &e.last);
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
  const settings *s = at->s;
  front f = front_new(s);
  tp_status result = TP_STATUS_OK;
  for (size_t b = 0; b < s->betas.count; b++)
    for (int family = 0; family < TP_FAMILIES; family++)
      for (size_t i = 0; has_family(at, family) && i < f.size && result == TP_STATUS_OK; i++)
        result = add_front_cell(at, &f, s->betas.value + b, (tp_bits_family) family, i, layers, err);
  front_clear(&f);
  return result;
}

/* All cells of a machine, an input, a mode and an r. */
static tp_status add_subject(sweep_cells *w, const settings *s, const tp_machine *m, const char *name, const char *input,
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
    return result;
  }
  w->subject = tp_memory_resize(w->subject, w->subjects + 1, sizeof *w->subject);
  w->subject[w->subjects++] = opened;
  const place at = {w, s, tp_grid_add_subject(w->g, opened, name, input), opened->r};
  if (s->minimum == MINIMUM_FRONT)
    return add_fronts(&at, opened->t->layers, err);
  return s->minimum == MINIMUM_BETA ? add_by_beta(&at, err) : add_by_bits(&at, err);
}

static tp_status add_input(sweep_cells *w, const settings *s, const tp_machine *m, const char *name, const char *input, tp_error *err)
{
  static const int least[1] = {0};
  const number_list *given = &s->position_bits;
  const int *r = given->count ? given->value : least;
  size_t count = given->count ? given->count : 1;
  tp_status result = TP_STATUS_OK;
  for (int mode = 0; mode < TP_CHAIN_MODES; mode++)
    for (size_t i = 0; s->modes >> mode & 1 && i < count && result == TP_STATUS_OK; i++)
      result = add_subject(w, s, m, name, input, (tp_chain_mode) mode, (unsigned) r[i], err);
  return result;
}

static tp_status add_shipped_inputs(sweep_cells *w, const settings *s, const tp_machine *m, const char *name, tp_error *err)
{
  tp_status result = TP_STATUS_OK;
  for (size_t i = 0; result == TP_STATUS_OK; i++) {
    tp_buffer input = {NULL, 0, 0};
    if (tp_catalog_input(&input, name, i) != TP_STATUS_OK) {
      tp_buffer_clear(&input);
      return i ? TP_STATUS_OK : tp_error_set(err, TP_STATUS_REFUSED, "'%.300s' has no shipped inputs; give MACHINE:INPUT", name);
    }
    result = add_input(w, s, m, name, input.text, err);
    tp_buffer_clear(&input);
  }
  return result;
}

/* MACHINE or MACHINE:INPUT, split at the last colon. */
static tp_status add_machine(sweep_cells *w, const settings *s, const char *argument, tp_error *err)
{
  const char *colon = strrchr(argument, ':');
  char *name = tp_memory_string(argument, colon ? (size_t) (colon - argument) : strlen(argument));
  tp_machine *m;
  tp_status result = tp_catalog_open_as(&m, name, s->from, err);
  if (result == TP_STATUS_OK) {
    w->machine = tp_memory_resize(w->machine, w->machines + 1, sizeof *w->machine);
    w->machine[w->machines++] = m;
    result = colon ? add_input(w, s, m, name, colon + 1, err) : add_shipped_inputs(w, s, m, name, err);
  }
  free(name);
  return result;
}

static int compare_ints(const void *a, const void *b)
{
  return *(const int *) a - *(const int *) b;
}

static void set_defaults(settings *s)
{
  if (!s->bits.count)
    for (int bits = DEFAULT_LEAST_BITS; bits <= DEFAULT_MOST_BITS; bits++) {
      s->bits.value = tp_memory_resize(s->bits.value, s->bits.count + 1, sizeof *s->bits.value);
      s->bits.value[s->bits.count++] = bits;
    }
  if (!s->betas.count) {
    s->betas.value = tp_memory_zeroed(1, sizeof *s->betas.value);
    s->betas.value[s->betas.count++].is_auto = 1;
  }
  s->modes = s->modes ? s->modes : 1u << TP_MODE_COT;
  s->families = s->families ? s->families : (1u << TP_FAMILIES) - 1;
  if (s->minimum == MINIMUM_FRONT)
    s->families &= ~(1u << TP_FAMILY_MPFR);
  s->groups = s->groups ? s->groups : 1;
  s->sites = s->sites ? s->sites : 1u << TP_SITE_ACT | 1u << TP_SITE_ATTN;
}

tp_status sweep_cells_open(sweep_cells *w, settings *s, tp_error *err)
{
  *w = (sweep_cells) {.g = tp_grid_new()};
  set_defaults(s);
  if (s->minimum == MINIMUM_BITS || s->minimum == MINIMUM_FRONT)
    qsort(s->bits.value, s->bits.count, sizeof *s->bits.value, compare_ints);
  w->curve = s->minimum == MINIMUM_BETA ? s->betas.count : s->bits.count;
  if (s->minimum == MINIMUM_FRONT) {
    front f = front_new(s);
    size_t size = f.size;
    front_clear(&f);
    if (!size)
      return tp_error_set(err, TP_STATUS_REFUSED, "--per-site: more than %d cells for each input; choose fewer --bits, --sites or --groups",
                          FRONT_MOST_CELLS);
  }
  if (!s->arguments && !s->position_bits.count)
    w->mpfr_most_r = DEFAULT_MPFR_POSITION_BITS;
  tp_status result = TP_STATUS_OK;
  for (size_t i = 0; i < s->arguments && result == TP_STATUS_OK; i++)
    result = add_machine(w, s, s->argument[i], err);
  for (size_t i = 0; i < sizeof default_machines / sizeof *default_machines && !s->arguments && result == TP_STATUS_OK; i++)
    result = add_machine(w, s, default_machines[i], err);
  return result;
}

void sweep_cells_close(sweep_cells *w)
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
}
