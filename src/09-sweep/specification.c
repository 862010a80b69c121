/* SPDX-License-Identifier: MIT */
#include "tmprec/sweep/specification.h"

#include <stdlib.h>
#include <string.h>

#include "tmprec/base/memory.h"
#include "tmprec/sweep/front.h"

/* Shipped machines whose inputs reach from the smallest contexts to 2^12 tokens.
   Of mpfr every number is evaluated, so it stays in contexts of up to 2^10. */
static const char *const default_machines[] = {"counter", "collatz", "reverse", "sort", "add", "parity", "third", "fill"};
enum { DEFAULT_LEAST_BITS = 4, DEFAULT_MOST_BITS = 32, DEFAULT_MPFR_POSITION_BITS = 10 };

void tp_sweep_init(tp_sweep *s)
{
  *s = (tp_sweep) {
    .reading = {.notation = TP_NOTATIONS, .no_rule = TP_NO_RULE_USUAL},
    .subject = {.limits = {.max_steps = TP_RUN_DEFAULT_MAX_STEPS}},
    .choice = {.beta = {.is_auto = 1}},
  };
}

void tp_sweep_clear(tp_sweep *s)
{
  for (size_t i = 0; i < s->items; i++) {
    free(s->item[i].machine);
    free(s->item[i].input);
  }
  free(s->item);
  tp_number_list_clear(&s->position_bits);
  tp_number_list_clear(&s->contexts);
  tp_number_list_clear(&s->bits);
  tp_name_list_clear(&s->formats);
  free(s->betas.value);
  tp_choice_clear(&s->choice);
  tp_sweep_init(s);
}

void tp_sweep_add(tp_sweep *s, const char *text)
{
  const char *colon = strrchr(text, ':');
  size_t length = colon ? (size_t) (colon - text) : strlen(text);
  s->item = tp_memory_resize(s->item, s->items + 1, sizeof *s->item);
  s->item[s->items++] = (tp_sweep_item) {
    .machine = tp_memory_string(text, length),
    .input = colon ? tp_memory_string(colon + 1, strlen(colon + 1)) : NULL,
  };
}

void tp_sweep_add_machine(tp_sweep *s, const tp_machine *m, const char *name, const char *input)
{
  tp_buffer word = {NULL, 0, 0};
  if (input && *input == '@')
    tp_buffer_puts(&word, "@");            /* no list of words in a file */
  if (input)
    tp_buffer_puts(&word, input);          /* the empty word is an input too */
  s->item = tp_memory_resize(s->item, s->items + 1, sizeof *s->item);
  s->item[s->items++] = (tp_sweep_item) {.machine = tp_memory_string(name, strlen(name)), .input = word.text, .m = m};
}

static void choose_machines(tp_sweep *s)
{
  if (s->items)
    return;
  for (size_t i = 0; i < sizeof default_machines / sizeof *default_machines; i++)
    tp_sweep_add(s, default_machines[i]);
  if (!s->position_bits.count)
    s->mpfr_most_r = DEFAULT_MPFR_POSITION_BITS;
}

/* Named formats stand for themselves, unless others are asked for as well. */
static void choose_families(tp_sweep *s)
{
  const unsigned by_bits = (1u << TP_BITS_FAMILIES) - 1, with_sites = by_bits & ~(1u << TP_FAMILY_MPFR);
  if (!s->families && !(s->formats.count && !s->bits.count))
    s->families = s->rows == TP_ROWS_FRONT ? with_sites : by_bits;
  if (s->formats.count)
    s->families |= 1u << TP_FAMILY_NAMED;
}

static void choose_lists(tp_sweep *s)
{
  for (int bits = DEFAULT_LEAST_BITS, all = !s->bits.count; all && bits <= DEFAULT_MOST_BITS; bits++)
    tp_number_list_append(&s->bits, bits);
  if (!s->betas.count) {
    s->betas.value = tp_memory_resize(s->betas.value, 1, sizeof *s->betas.value);
    s->betas.value[s->betas.count++] = (tp_inverse_temperature) {.is_auto = 1};
  }
}

static void choose_sets(tp_sweep *s)
{
  s->modes = s->modes ? s->modes : 1u << TP_MODE_COT;
  s->groups = s->groups ? s->groups : 1;
  s->sites = s->sites ? s->sites : 1u << TP_SITE_ACT | 1u << TP_SITE_ATTN;
}

static int compare_ints(const void *a, const void *b)
{
  return *(const int *) a - *(const int *) b;
}

static tp_status check_front(const tp_sweep *s, tp_error *err)
{
  tp_front f = tp_front_new(s);
  size_t size = f.size;
  tp_front_clear(&f);
  if (size)
    return TP_STATUS_OK;
  return tp_error_set(err, TP_STATUS_REFUSED, "a front of more than %d cells for each input: choose fewer bits, sites or groups of layers",
                      TP_FRONT_MOST_CELLS);
}

/* Named formats have no order by bits, and hardmax has no beta. */
static tp_status check_named(const tp_sweep *s, tp_error *err)
{
  if (s->formats.count && (s->rows == TP_ROWS_BITS || s->rows == TP_ROWS_FRONT))
    return tp_error_refuse(err, TP_REASON_NO_ORDER, "named formats have no order by bits: they go with rows of cells, and with the least beta");
  for (size_t i = 0; i < s->formats.count && s->rows == TP_ROWS_BETA; i++)
    if (tp_named_is_exact(s->formats.name[i]))
      return tp_error_set(err, TP_STATUS_REFUSED, "the format exact is hardmax and has no beta to look for");
  return TP_STATUS_OK;
}

static tp_status check_contexts(const tp_sweep *s, tp_error *err)
{
  if (s->generator && !s->contexts.count)
    return tp_error_refuse(err, TP_REASON_NO_CONTEXTS, "a generator makes inputs for contexts of wanted lengths, and none are named");
  for (size_t i = 0; i < s->items && s->contexts.count; i++)
    if (s->item[i].input)
      return tp_error_set(err, TP_STATUS_REFUSED, "%.300s:%.300s: either an input, or contexts that inputs are made for", s->item[i].machine,
                          s->item[i].input);
  return TP_STATUS_OK;
}

tp_status tp_sweep_complete(tp_sweep *s, tp_error *err)
{
  if (check_named(s, err) != TP_STATUS_OK || check_contexts(s, err) != TP_STATUS_OK)
    return TP_STATUS_REFUSED;
  if (s->rows == TP_ROWS_FRONT && s->families >> TP_FAMILY_MPFR & 1)
    return tp_error_set(err, TP_STATUS_REFUSED, "a front needs sites, and mpfr has none: sweep only the families fixed and float");
  if (s->rows == TP_ROWS_FRONT && s->certify)
    return tp_error_set(err, TP_STATUS_REFUSED, "nothing is certified for the cells of a front");
  choose_machines(s);
  choose_families(s);
  choose_lists(s);
  choose_sets(s);
  if (s->rows == TP_ROWS_BITS || s->rows == TP_ROWS_FRONT)
    qsort(s->bits.value, s->bits.count, sizeof *s->bits.value, compare_ints);
  return s->rows == TP_ROWS_FRONT ? check_front(s, err) : TP_STATUS_OK;
}
