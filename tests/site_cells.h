/* SPDX-License-Identifier: MIT */
/* Cells of the fixed-bit arithmetic, drawn at random: formats, sites, modes and inverse
   temperatures. */
#ifndef SITE_CELLS_H
#define SITE_CELLS_H

#include <check.h>
#include <stdio.h>
#include <string.h>

#include "random_source.h"
#include "suite.h"
#include "tmprec/arithmetic/choice.h"

enum { NAME = 32 };

/* Cells drawn so that each verdict occurs, beside those that are just random; of these
   some round at more sites, or in other ways. */
enum { CELL_SNAPS, CELL_EXACT, CELL_COLD, CELL_RANDOM, CELL_SITES, CELL_MODES, CELL_KINDS };

typedef struct {
  char site[TP_SITES][NAME], beta[NAME], modes[NAME], sum[NAME], subtract[NAME], overflow[NAME], noise[NAME];
  char product[NAME], block[NAME], fuse[NAME];     /* block and fuse: or "" */
} cell;

/* A format that binary64 has room for, often a small one. */
static inline void draw_format(random_source *s, char *name)
{
  static const char *const suffix[] = {"", "", "", "fn", "fnuz", "ftz", "fnftz", "b3", "b11fnuz"};
  static const char *const other[] = {"int8", "int4", "int2", "posit8", "posit16", "posit32", "int16"};
  uint32_t bits = random_one_in(s, 2) ? 28 : 6, family = random_below(s, 7);
  if (family < 2) {
    uint32_t i = 1 + random_below(s, 4);
    snprintf(name, NAME, "fixed:%" PRIu32 ".%" PRIu32, i, random_below(s, bits));
  } else if (family < 4) {
    snprintf(name, NAME, "p:%" PRIu32, 1 + random_below(s, bits + 4));
  } else if (family < 6) {
    uint32_t x = 2 + random_below(s, 7), y = 1 + random_below(s, bits);
    snprintf(name, NAME, "e%" PRIu32 "m%" PRIu32 "%s", x, y, x < 4 ? "" : suffix[random_below(s, LENGTH(suffix))]);
  } else {
    snprintf(name, NAME, "%s", other[random_below(s, LENGTH(other))]);
  }
}

static inline void draw_beta(random_source *s, char *beta)
{
  uint32_t most = random_one_in(s, 3) ? 300 : 2500;    /* hundredths */
  if (random_one_in(s, 3))
    snprintf(beta, NAME, "auto");
  else
    snprintf(beta, NAME, "%.2f", random_below(s, most) / 100.0);
}

static inline void draw_order(random_source *s, char *name)
{
  const uint32_t order = random_below(s, TP_SUMMATIONS + 1);
  snprintf(name, NAME, order == TP_SUM_SHUFFLED ? "%s:7" : "%s", tp_summation_name[order]);
}

/* Products rounded, blocks and terms added at once; each by itself, or together. */
static inline void draw_accumulator(random_source *s, cell *c)
{
  snprintf(c->product, NAME, "%s", tp_product_name[random_below(s, 2)]);
  if (random_one_in(s, 2)) {
    char name[NAME];
    draw_format(s, name);
    snprintf(c->block, NAME, "%" PRIu32 ":%.20s", 1 + random_below(s, 8), name);
  }
  if (*c->block ? random_one_in(s, 2) : !strcmp(c->sum, "sequential"))
    snprintf(c->fuse, NAME, "%" PRIu32 ":%" PRIu32, 1 + random_below(s, 8), random_below(s, random_one_in(s, 3) ? 20 : 4));
  if (*c->fuse && random_one_in(s, 3))
    *strchr(c->fuse, ':') = '\0';
}

static inline void draw_sites(random_source *s, cell *c)
{
  for (int i = TP_SITE_LOGIT; i < TP_SITES; i++)
    if (random_one_in(s, 3))
      draw_format(s, c->site[i]);
  random_source aside = *s;              /* what is drawn from it moves no other draws */
  if (strcmp(c->site[TP_SITE_ACC], "real") && random_one_in(s, 2))
    draw_order(s, c->sum);
  if (strcmp(c->site[TP_SITE_ACC], "real") && random_one_in(&aside, 2))
    draw_accumulator(&aside, c);
  if (strcmp(c->site[TP_SITE_LOGIT], "real") && random_one_in(s, 2))
    snprintf(c->subtract, NAME, "before");
}

static inline void draw_modes(random_source *s, cell *c)
{
  const uint32_t site = random_below(s, TP_SITES), mode = random_below(s, TP_ROUNDING_MODES);
  if (random_one_in(s, 2))
    snprintf(c->modes, NAME, "%s", tp_rounding_mode_name[mode]);
  else
    snprintf(c->modes, NAME, "%s:%s%s", tp_site_name[site], tp_rounding_mode_name[mode], site == TP_SITE_ACT ? "" : ",act:rne");
  if (random_one_in(s, 3))
    snprintf(c->overflow, NAME, "%s", tp_overflow_rule_name[random_below(s, TP_OVERFLOW_RULES)]);
}

static inline void draw_noise(random_source *s, cell *c)
{
  static const int sites[] = {TP_SITE_ACT, TP_SITE_ATTN, TP_SITE_LOGIT, TP_SITE_PARAM};
  snprintf(c->noise, NAME, "%s:%s:%.4f", tp_site_name[sites[random_below(s, 4)]], tp_noise_name[1 + random_below(s, TP_NOISES - 1)],
           (1 + random_below(s, 40)) / (random_one_in(s, 2) ? 1000.0 : 50.0));
}

static inline cell draw_plain_cell(random_source *s, size_t which)
{
  cell c = {.beta = "auto", .modes = "rne", .sum = "sequential", .subtract = "after", .overflow = "auto"};
  for (int i = 0; i < TP_SITES; i++)
    snprintf(c.site[i], NAME, "real");
  char *act = c.site[TP_SITE_ACT], *attn = c.site[TP_SITE_ATTN];
  switch (which % CELL_KINDS) {
  case CELL_SNAPS:                 /* doc/precision.md, "Snap" */
    snprintf(act, NAME, "fixed:%" PRIu32 ".0", 1 + random_below(s, 4));
    snprintf(attn, NAME, "p:%" PRIu32, 1 + random_below(s, 24));
    if (random_one_in(s, 2))
      draw_sites(s, &c);
    if (random_one_in(s, 3))
      snprintf(c.modes, NAME, "attn:%s,logit:rtz,acc:rto", tp_rounding_mode_name[random_below(s, TP_ROUNDING_MODES)]);
    return c;
  case CELL_EXACT:                 /* without a least number nothing snaps */
    snprintf(act, NAME, "p:%" PRIu32, 12 + random_below(s, 21));
    snprintf(attn, NAME, "p:%" PRIu32, 12 + random_below(s, 21));
    return c;
  }
  draw_format(s, act);
  draw_format(s, attn);
  if (random_one_in(s, 4))
    snprintf(attn, NAME, "%s", act);
  else if (random_one_in(s, 3))
    snprintf(random_one_in(s, 4) ? act : attn, NAME, "real");
  if (which % CELL_KINDS == CELL_COLD)
    snprintf(c.beta, NAME, "0.0%" PRIu32, 1 + random_below(s, 9));
  else
    draw_beta(s, c.beta);
  if (which % CELL_KINDS >= CELL_SITES)
    draw_sites(s, &c);
  if (which % CELL_KINDS == CELL_MODES)
    draw_modes(s, &c);
  return c;
}

static inline cell draw_cell(random_source *s, size_t which)
{
  cell c = draw_plain_cell(s, which);
  if (random_one_in(s, 6))
    draw_noise(s, &c);
  return c;
}

static inline void print_cell(const cell *c, char *text, size_t size)
{
  int length = 0;
  for (int i = 0; i < TP_SITES; i++)
    if (strcmp(c->site[i], "real"))
      length += snprintf(text + length, size - (size_t) length, "--%s %s ", tp_site_name[i], c->site[i]);
  if (*c->product)
    length += snprintf(text + length, size - (size_t) length, "--product %s ", c->product);
  if (*c->block)
    length += snprintf(text + length, size - (size_t) length, "--block %s ", c->block);
  if (*c->fuse)
    length += snprintf(text + length, size - (size_t) length, "--fuse %s ", c->fuse);
  snprintf(text + length, size - (size_t) length, "--beta %s --round %s --sum %s --subtract %s --overflow %s%s%s", c->beta, c->modes,
           c->sum, c->subtract, c->overflow, *c->noise ? " --noise " : "", c->noise);
}

/* Numbers may leave every range here, so that a verdict is open. */
static const char enormous[] = "1e12";

/* 0 if the cell is refused: a format may not hold what it must. */
static inline int choice_of(tp_choice *choice, const cell *c)
{
  tp_error err;
  *choice = (tp_choice) {.kind = TP_ARITHMETIC_EXACT};
  for (int i = 0; i < TP_SITES; i++)
    ck_assert_int_eq(tp_choice_set_site(choice, i, c->site[i], &err), TP_STATUS_OK);
  ck_assert_int_eq(tp_choice_set_beta(choice, c->beta, &err), TP_STATUS_OK);
  ck_assert_int_eq(tp_choice_set_mode(choice, c->modes, &err), TP_STATUS_OK);
  ck_assert_int_eq(tp_choice_set_summation(choice, c->sum, &err), TP_STATUS_OK);
  ck_assert_int_eq(tp_choice_set_overflow(choice, c->overflow, &err), TP_STATUS_OK);
  if (*c->product)
    ck_assert_int_eq(tp_choice_set_product(choice, c->product, &err), TP_STATUS_OK);
  if (*c->block)
    ck_assert_int_eq(tp_choice_set_block(choice, c->block, &err), TP_STATUS_OK);
  if (*c->fuse)
    ck_assert_int_eq(tp_choice_set_fuse(choice, c->fuse, &err), TP_STATUS_OK);
  if (*c->noise)
    ck_assert_int_eq(tp_choice_set_noise(choice, c->noise, &err), TP_STATUS_OK);
  choice->subtracts_first = !strcmp(c->subtract, "before");
  return tp_choice_check(choice, &err) == TP_STATUS_OK;
}

/* The cell of a number that goes together. */
static inline cell next_cell(random_source *s, size_t which)
{
  tp_choice choice;
  cell c;
  do
    c = draw_cell(s, which);
  while (!choice_of(&choice, &c));
  return c;
}

/* Twice what enclosures begin with. */
enum { MORE_BITS = 400 };

#endif
