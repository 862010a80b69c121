/* SPDX-License-Identifier: MIT */
/* Masses: what the keys of one logit get together of the weights of a row.

   If logits are known exactly, and exponentials and weights are real numbers, then a row is
   described by its distinct logits l_0 > l_1 > ... and by how many keys c_0, c_1, ... have each.
   The mass of group g is c_g e^(l_g - l_0) / sum of c_h e^(l_h - l_0).  It depends only on the
   differences of the logits and on the ratios of the counts.  So rows that agree in these have the
   same masses, whichever head, layer or position they belong to: they get the same names.  All
   masses of a row add up to 1.  The mix is the sum over the groups of mass times mean value. */
#include <assert.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>

#include "row.h"
#include "tmprec/base/memory.h"

enum { MOST_GROUPS = 16 };         /* of a row; rows with more have masses without names */

/* A distinct logit less the largest, as a fraction in lowest terms, and its count of keys. */
typedef struct {
  long numerator, denominator, count;
} mass_group;

struct known_masses {
  uint64_t name;                   /* of the mass of group 1; those of the next groups follow */
  size_t groups;
  mass_group of[];
};

static long common_divisor(long a, long b)
{
  while (b) {
    long rest = a % b;
    a = b;
    b = rest;
  }
  return a;
}

/* Keys without a weight, whose logit is -infinity, belong to no group. */
static int has_keys(const enclosed_row *row, size_t c)
{
  return row->count[c] && !mpfr_zero_p(row->e[c].high);
}

/* The place of a logit among so many in descending order. */
static size_t place_of(const mpq_t *level, size_t levels, const mpq_t logit)
{
  size_t g = 0;
  while (g < levels && mpq_cmp(level[g], logit) > 0)
    g++;
  return g;
}

/* The distinct logits in descending order; how many, or 0 if some logit is not known exactly or
   they are too many. */
static size_t find_levels(const enclosed_row *row, mpq_t *level, mpq_t logit)
{
  size_t levels = 0;
  for (size_t c = 0; c < row->classes; c++) {
    if (!has_keys(row, c))
      continue;
    if (!tp_enclosure_to_rational(logit, row->logit + c))
      return 0;
    size_t g = place_of(level, levels, logit);
    if (g < levels && mpq_equal(level[g], logit))
      continue;
    if (levels == MOST_GROUPS)
      return 0;
    mpq_set(level[levels], logit);
    for (size_t n = levels++; n > g; n--)
      mpq_swap(level[n], level[n - 1]);
  }
  return levels;
}

/* The description of the row; 0 if a fraction is too large for it. */
static int describe(enclosed_row *row, mpq_t *level, size_t levels, mpq_t logit, mass_group *of)
{
  long common = 0;
  for (size_t g = 0; g < levels; g++)
    of[g].count = 0;
  for (size_t c = 0; c < row->classes; c++)
    if (has_keys(row, c)) {
      tp_enclosure_to_rational(logit, row->logit + c);
      row->group_of[c] = place_of(level, levels, logit);
      of[row->group_of[c]].count += row->count[c];
    }
  for (size_t g = 0; g < levels; g++)
    common = common_divisor(of[g].count, common);
  assert(common > 0);              /* each level is of a class that has keys */
  for (size_t g = 0; g < levels; g++) {
    mpq_sub(logit, level[g], level[0]);
    if (!mpz_fits_slong_p(mpq_numref(logit)) || !mpz_fits_slong_p(mpq_denref(logit)))
      return 0;
    of[g] = (mass_group) {mpz_get_si(mpq_numref(logit)), mpz_get_si(mpq_denref(logit)), of[g].count / common};
  }
  return 1;
}

static int order(const known_masses *m, const mass_group *of, size_t groups)
{
  if (m->groups != groups)
    return m->groups < groups ? -1 : 1;
  return memcmp(m->of, of, groups * sizeof *of);
}

/* The name of group 1 of these masses: that of the list, or a new one. */
static uint64_t name_of(enclosed_work *s, const mass_group *of, size_t groups)
{
  size_t from = 0, to = s->masses;
  while (from < to) {
    size_t middle = from + (to - from) / 2;
    int found = order(s->mass[middle], of, groups);
    if (found == 0)
      return s->mass[middle]->name;
    if (found < 0)
      from = middle + 1;
    else
      to = middle;
  }
  TP_MEMORY_GROW(s->mass, s->mass_capacity, s->masses + 1);
  memmove(s->mass + from + 1, s->mass + from, (s->masses - from) * sizeof *s->mass);
  s->masses++;
  known_masses *m = s->mass[from] = tp_memory_new(1, sizeof *m + groups * sizeof *of);
  m->name = tp_enclosure_new_names(groups);
  m->groups = groups;
  memcpy(m->of, of, groups * sizeof *of);
  return m->name;
}

/* Find the groups of the row, once after it was weighed. */
static void find_groups(enclosed_work *s, enclosed_row *row)
{
  mpq_t level[MOST_GROUPS], logit;
  mass_group of[MOST_GROUPS];
  row->groups_are_found = 1;
  TP_MEMORY_GROW(row->group_of, row->group_capacity, row->classes);
  mpq_init(logit);
  for (size_t g = 0; g < MOST_GROUPS; g++)
    mpq_init(level[g]);
  row->groups = find_levels(row, level, logit);
  if (row->groups && describe(row, level, row->groups, logit, of))
    row->mass_name = name_of(s, of, row->groups);
  else
    row->groups = 0;
  for (size_t g = 0; g < MOST_GROUPS; g++)
    mpq_clear(level[g]);
  mpq_clear(logit);
}

/* Mean value of each group; 0 if some value is not known exactly. */
static int find_means(const enclosed_work *s, const enclosed_row *row, const tp_number_column *v, mpq_t *mean, mpq_t value)
{
  unsigned long keys[MOST_GROUPS] = {0};
  for (size_t j = 0; j <= row->i; j++) {
    size_t c = row->class_of[j];
    if (!has_keys(row, c))
      continue;
    if (!tp_enclosure_to_rational(value, real_at(s, v, j)))
      return 0;
    mpq_add(mean[row->group_of[c]], mean[row->group_of[c]], value);
    keys[row->group_of[c]]++;
  }
  for (size_t g = 0; g < row->groups; g++) {
    mpq_set_ui(value, keys[g], 1);
    mpq_div(mean[g], mean[g], value);
  }
  return 1;
}

/* y = x + mean_0 + sum over g >= 1 of mass_g (mean_g - mean_0), as the masses add up to 1. */
static void name_by_means(enclosed_work *s, const enclosed_row *row, mpq_t *mean, const tp_enclosure *x, tp_enclosure *y)
{
  tp_enclosure factor[MOST_GROUPS], mass[MOST_GROUPS];
  int kept = 1;
  tp_enclosure_sum_start(&s->room);
  tp_enclosure_sum_add(&s->room, 1, x, NULL);
  for (size_t g = 0; g < row->groups; g++) {
    tp_enclosure_init(factor + g, 2);
    tp_enclosure_init(mass + g, 2);
    if (g)
      mpq_sub(mean[g], mean[g], mean[0]);
    kept &= tp_enclosure_set_rational(factor + g, mean[g]);
    mpfr_set_ui(mass[g].high, 1, MPFR_RNDU);          /* in [0, 1], which is all that need be known */
    if (g)
      tp_enclosure_name(mass + g, row->mass_name + g - 1);
    tp_enclosure_sum_add(&s->room, 1, factor + g, g ? mass + g : NULL);
  }
  if (kept)
    tp_enclosure_sum_names(&s->room, y);
  for (size_t g = 0; g < row->groups; g++) {
    tp_enclosure_clear(factor + g);
    tp_enclosure_clear(mass + g);
  }
}

void tp_enclosed_name_mix(enclosed_work *s, enclosed_row *row, const tp_number_column *v, const tp_enclosure *x, tp_enclosure *y)
{
  if (!row->groups_are_found)
    find_groups(s, row);
  if (!row->groups)
    return;
  mpq_t mean[MOST_GROUPS], value;
  mpq_init(value);
  for (size_t g = 0; g < row->groups; g++)
    mpq_init(mean[g]);
  if (find_means(s, row, v, mean, value))
    name_by_means(s, row, mean, x, y);
  for (size_t g = 0; g < row->groups; g++)
    mpq_clear(mean[g]);
  mpq_clear(value);
}

void tp_enclosed_forget_masses(enclosed_work *s)
{
  for (size_t i = 0; i < s->masses; i++)
    free(s->mass[i]);
  free(s->mass);
}
