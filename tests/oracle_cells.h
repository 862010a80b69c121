/* SPDX-License-Identifier: MIT */
/* Random cells for the oracle: an arithmetic as a user writes it, drawn with a bias to
   corners, and how often each thing was drawn. */
#ifndef ORACLE_CELLS_H
#define ORACLE_CELLS_H

#include <stdio.h>
#include <string.h>

#include "random_source.h"
#include "tmprec/arithmetic/choice.h"
#include "tmprec/base/buffer.h"

enum { CELL_NAME = 40, CELL_MODES = 100, CELL_RULES = 2 };

typedef struct {
  char operation[CELL_NAME];       /* mpfr:..., or "" */
  char site[TP_SITES][CELL_NAME];     /* or "" */
  char beta[CELL_NAME], modes[CELL_MODES], sum[CELL_NAME], overflow[CELL_NAME], at[CELL_RULES][CELL_NAME];
  int rounds_products;
  char block[CELL_NAME], fuse[CELL_NAME];            /* or "" */
  int subtracts_first;
  unsigned seed, trial;
} oracle_cell;

#define DRAW_ONE(s, list) ((list)[random_below((s), sizeof (list) / sizeof *(list))])

/* --- Formats ------------------------------------------------------------------------------ */

static inline uint32_t draw_bits(random_source *s)
{
  return random_one_in(s, 4) ? random_below(s, 30) : random_below(s, 6);
}

static inline void draw_ieee(random_source *s, char *name)
{
  static const char *const suffix[] = {"", "", "", "fn", "fnuz", "ftz", "fnftz", "fnuzftz"};
  uint32_t x = 2 + random_below(s, random_one_in(s, 4) ? 9 : 4), y = 1 + draw_bits(s);
  char bias[16] = "";
  if (random_one_in(s, 4))
    snprintf(bias, sizeof bias, "b%" PRIu32, random_below(s, 1u << x));
  snprintf(name, CELL_NAME, "e%" PRIu32 "m%" PRIu32 "%s%s", x, y, bias, DRAW_ONE(s, suffix));
}

static inline void draw_format(random_source *s, char *name)
{
  static const char *const named[] = {"fp64", "fp32", "tf32", "bf16", "fp16", "e5m2", "e4m3", "e4m3fn", "e4m3fnuz", "e5m2fnuz",
                                      "e4m3b11fnuz", "e3m2fn", "e2m3fn", "e2m1fn", "e2m1", "e3m5", "fixed:1.0", "fixed:2.0", "p:1",
                                      "p:53"};
  static const char *const grid[] = {"int2", "int3", "int4", "int8", "int16"};
  switch (random_below(s, 8)) {
  case 0: case 1: snprintf(name, CELL_NAME, "fixed:%" PRIu32 ".%" PRIu32, 1 + random_below(s, 4), draw_bits(s)); break;
  case 2: snprintf(name, CELL_NAME, "p:%" PRIu32, 1 + draw_bits(s)); break;
  case 3: case 4: draw_ieee(s, name); break;
  case 5: snprintf(name, CELL_NAME, "%s", DRAW_ONE(s, named)); break;
  case 6: snprintf(name, CELL_NAME, "%s", DRAW_ONE(s, grid)); break;
  default: snprintf(name, CELL_NAME, "posit%" PRIu32, random_one_in(s, 4) ? 32 : 3 + random_below(s, 14));
  }
}

static inline void draw_shared_format(random_source *s, char *name)
{
  static const char *const shared[] = {"mxint8", "mxfp4", "mxfp6e2m3fn", "mxfp6e3m2fn", "mxfp8e4m3fn", "mxfp8e5m2",
                                       "nvfp4", "mxfp4:16:rceil", "nvfp4:64:ue4m3-up", "mxfp6e2m3fn:8:even", "mxint8:2:ceil"};
  snprintf(name, CELL_NAME, "%s", DRAW_ONE(s, shared));
}

/* --- Everything else ---------------------------------------------------------------------- */

/* Near what decides: e^-beta against 1/n and the steps of formats; and far from it. */
static inline void draw_beta(random_source *s, char *beta, size_t size)
{
  static const char *const corner[] = {"0", "1", "2", "4", "0.5", "0.25", "1e-3", "1e-300", "20", "80", "700"};
  if (random_one_in(s, 10))
    snprintf(beta, size, "auto");
  else if (random_one_in(s, 12))
    snprintf(beta, size, "%s", DRAW_ONE(s, corner));
  else
    snprintf(beta, size, "%.*f", 1 + (int) random_below(s, 4), random_below(s, random_one_in(s, 4) ? 140000 : 60000) / 1e4);
}

static inline void draw_sites(random_source *s, oracle_cell *c)
{
  static const uint32_t of_20[TP_SITES] = {[TP_SITE_ACT] = 17, [TP_SITE_ATTN] = 11, [TP_SITE_LOGIT] = 7, [TP_SITE_EXP] = 7, [TP_SITE_ACC] = 6,
                                        [TP_SITE_PARAM] = 5};
  for (int i = 0; i < TP_SITES; i++) {
    if (random_below(s, 20) >= of_20[i])
      continue;
    if (i <= TP_SITE_LOGIT && random_one_in(s, 9))
      draw_shared_format(s, c->site[i]);
    else
      draw_format(s, c->site[i]);
  }
  if (*c->site[TP_SITE_ATTN] && *c->site[TP_SITE_ACT] && random_one_in(s, 5))
    snprintf(c->site[TP_SITE_ATTN], CELL_NAME, "%s", c->site[TP_SITE_ACT]);
}

/* Stochastic modes take turns, with few random bits and without. */
static inline const char *oracle_mode_name(uint32_t mode)
{
  static const char *const few[] = {"rsr:2", "rsr", "rsr:1", "rsr:20", "rsr:4"};
  static size_t turn;
  return mode == TP_ROUND_STOCHASTIC ? few[turn++ % 5] : tp_rounding_mode_name[mode];
}

static inline void draw_modes(random_source *s, oracle_cell *c)
{
  int modes = *c->operation ? TP_ROUND_STOCHASTIC : TP_ROUNDING_MODES;
  if (random_one_in(s, 3))
    return;
  if (*c->operation || random_one_in(s, 3)) {
    const uint32_t mode = random_below(s, (uint32_t) modes);
    snprintf(c->modes, CELL_MODES, "%s", oracle_mode_name(mode));
    return;
  }
  for (int i = 0; i < TP_SITES; i++)
    if (*c->site[i] && random_one_in(s, i == TP_SITE_ACT ? 3 : 2)) {
      size_t length = strlen(c->modes);
      const char *mode = oracle_mode_name(random_below(s, (uint32_t) modes));
      snprintf(c->modes + length, CELL_MODES - length, "%s%s:%s", length ? "," : "", tp_site_name[i], mode);
    }
}

/* Exceptions for some layers: of every site but act, in whose place beta differs. */
static inline void draw_exception(random_source *s, const oracle_cell *c, size_t layers, char *rule)
{
  uint32_t from = 1 + random_below(s, (uint32_t) layers), to = from + random_below(s, 4);
  int length = snprintf(rule, CELL_NAME, to > from ? "%" PRIu32 "..%" PRIu32 ":" : "%" PRIu32 ":", from, to);
  char value[CELL_NAME];
  uint32_t what = random_below(s, TP_SITES);
  if (what == TP_SITE_ACT) {
    draw_beta(s, value, sizeof value);
    snprintf(rule + length, CELL_NAME - (size_t) length, "beta=%.20s", value);
    return;
  }
  if (what <= TP_SITE_LOGIT && random_one_in(s, 4))
    draw_shared_format(s, value);
  else
    draw_format(s, value);
  unsigned behind;                       /* bits behind the point of a bounded format; MPFR works in two more than all */
  if (*c->operation && random_one_in(s, 2) && sscanf(c->operation, "mpfr:e%*um%u", &behind) == 1)
    snprintf(value, sizeof value, "%u", behind + 3);
  else if (*c->operation && random_one_in(s, 2))
    snprintf(value, sizeof value, "%" PRIu32, 1 + draw_bits(s));
  snprintf(rule + length, CELL_NAME - (size_t) length, "%s=%.20s", *c->operation ? "mpfr" : tp_site_name[what],
           !*c->operation && random_one_in(s, 5) ? "real" : value);
}

/* What tensor cores do, each by itself and together; blocks longer than the sum, and of one term. */
static inline void draw_accumulator(random_source *s, oracle_cell *c)
{
  c->rounds_products = random_one_in(s, 3);
  if (random_one_in(s, 3)) {
    char name[CELL_NAME];
    draw_format(s, name);
    snprintf(c->block, CELL_NAME, "%" PRIu32 ":%.20s", 1 + random_below(s, random_one_in(s, 4) ? 40 : 6), name);
  }
  if (*c->block ? !random_one_in(s, 2) : *c->sum || random_one_in(s, 3))
    return;
  const uint32_t terms = 1 + random_below(s, random_one_in(s, 4) ? 40 : 5);
  if (random_one_in(s, 3))
    snprintf(c->fuse, CELL_NAME, "%" PRIu32, terms);
  else
    snprintf(c->fuse, CELL_NAME, "%" PRIu32 ":%" PRIu32, terms, random_below(s, random_one_in(s, 3) ? 20 : 4));
}

static inline void draw_order(random_source *s, char *name, size_t size)
{
  if (random_one_in(s, TP_SUMMATIONS))
    snprintf(name, size, "shuffled:%" PRIu32, random_below(s, 1000));
  else
    snprintf(name, size, "%s", tp_summation_name[random_below(s, TP_SUMMATIONS)]);
}

/* Not every cell is one: formats may not hold what they must (cell_choice). */
static inline oracle_cell draw_cell(random_source *s, size_t layers)
{
  oracle_cell c = {.beta = "auto"};
  if (random_one_in(s, 5)) {
    char name[CELL_NAME];
    if (random_one_in(s, 2))
      snprintf(name, sizeof name, "%" PRIu32, 1 + draw_bits(s));
    else
      draw_ieee(s, name);
    snprintf(c.operation, CELL_NAME, "mpfr:%.30s", name);
  } else {
    draw_sites(s, &c);
  }
  draw_modes(s, &c);
  draw_beta(s, c.beta, sizeof c.beta);
  if (random_one_in(s, 3))
    snprintf(c.overflow, CELL_NAME, "%s", tp_overflow_rule_name[1 + random_below(s, TP_OVERFLOW_RULES - 1)]);
  if (*c.site[TP_SITE_ACC] && !random_one_in(s, 3))
    draw_order(s, c.sum, CELL_NAME);
  if (*c.site[TP_SITE_ACC] && random_one_in(s, 2))
    draw_accumulator(s, &c);
  c.subtracts_first = *c.site[TP_SITE_LOGIT] && random_one_in(s, 2);
  for (size_t i = 0; i < CELL_RULES && random_one_in(s, 4); i++)
    draw_exception(s, &c, layers, c.at[i]);
  if (strstr(c.modes, "rsr")) {
    c.seed = random_below(s, 1000);
    c.trial = random_below(s, 3);
  }
  return c;
}

/* The options that say it. */
static inline void print_cell(tp_buffer *out, const oracle_cell *c)
{
  if (*c->operation)
    tp_buffer_printf(out, " --format %s", c->operation);
  for (int i = 0; i < TP_SITES; i++)
    if (*c->site[i])
      tp_buffer_printf(out, " --%s %s", tp_site_name[i], c->site[i]);
  for (size_t i = 0; i < CELL_RULES; i++)
    if (*c->at[i])
      tp_buffer_printf(out, " --at %s", c->at[i]);
  if (*c->modes)
    tp_buffer_printf(out, " --round %s", c->modes);
  if (*c->overflow)
    tp_buffer_printf(out, " --overflow %s", c->overflow);
  if (*c->sum)
    tp_buffer_printf(out, " --sum %s", c->sum);
  if (c->rounds_products)
    tp_buffer_puts(out, " --product rounded");
  if (*c->block)
    tp_buffer_printf(out, " --block %s", c->block);
  if (*c->fuse)
    tp_buffer_printf(out, " --fuse %s", c->fuse);
  if (c->subtracts_first)
    tp_buffer_puts(out, " --subtract before");
  if (c->seed || c->trial)
    tp_buffer_printf(out, " --seed %u --draw %u", c->seed, c->trial);
  tp_buffer_printf(out, " --beta %s", c->beta);
}

/* --- What was drawn --------------------------------------------------------------------------- */

enum { COUNTED = 200 };
typedef struct {
  char name[COUNTED][CELL_NAME];
  size_t count[COUNTED], names;
} tally;

static inline void tally_add(tally *t, const char *name)
{
  size_t i = 0;
  while (i < t->names && strcmp(t->name[i], name))
    i++;
  if (i == COUNTED)
    return;
  if (i == t->names)
    snprintf(t->name[t->names++], CELL_NAME, "%s", name);
  t->count[i]++;
}

static inline void tally_format(tally *t, const tp_format *f, const char *where)
{
  static const char *const family[] = {"real", "fixed", "p", "ieee", "int", "posit"};
  static const char *const ending[] = {"", "fn", "fnuz"};
  char name[CELL_NAME];
  snprintf(name, sizeof name, "%s %s%s%s%s", where, f->shared ? "mx" : "", family[f->family], ending[f->encoding],
           f->flushes ? "ftz" : "");
  tally_add(t, name);
}

static inline void tally_choice(tally *t, const tp_choice *c)
{
  char name[CELL_NAME];
  if (c->kind == TP_ARITHMETIC_MPFR)
    tally_format(t, &c->operation, "mpfr");
  for (int i = 0; i < TP_SITES && c->kind == TP_ARITHMETIC_SITES; i++) {
    tally_format(t, c->site + i, tp_site_name[i]);
    snprintf(name, sizeof name, "%s %s", tp_site_name[i], tp_rounding_mode_name[c->mode[i]]);
    if (c->site[i].family != TP_FORMAT_REAL)
      tally_add(t, name);
  }
  if (c->kind == TP_ARITHMETIC_MPFR) {
    snprintf(name, sizeof name, "mpfr %s", tp_rounding_mode_name[c->mode[0]]);
    tally_add(t, name);
  }
  snprintf(name, sizeof name, "--overflow %s", tp_overflow_rule_name[c->overflow]);
  tally_add(t, name);
  snprintf(name, sizeof name, "--sum %s", tp_summation_name[c->sum]);
  tally_add(t, name);
  const tp_accumulator *a = &c->accumulator;
  if (a->rounds_products)
    tally_add(t, "--product rounded");
  if (a->block)
    tally_format(t, &a->narrow, "--block");
  if (a->at_once || a->cuts)
    tally_add(t, a->cuts ? a->block ? "--block --fuse K:G" : "--fuse K:G" : "--fuse K");
  tally_add(t, c->subtracts_first ? "--subtract before" : "--subtract after");
  for (size_t i = 0; i < c->exceptions; i++) {
    snprintf(name, sizeof name, "--at %s", tp_exception_what(c->except[i].what));
    tally_add(t, name);
  }
}

static inline int tally_order(const void *a, const void *b)
{
  return strcmp(a, b);
}

/* Every count, in columns, by name. */
static inline void tally_print(const tally *t)
{
  struct { char name[CELL_NAME]; size_t count; } row[COUNTED];
  for (size_t i = 0; i < t->names; i++) {
    snprintf(row[i].name, CELL_NAME, "%s", t->name[i]);
    row[i].count = t->count[i];
  }
  qsort(row, t->names, sizeof *row, tally_order);
  for (size_t i = 0; i < t->names; i++)
    printf("%-24s %6zu%s", row[i].name, row[i].count, i % 4 == 3 || i + 1 == t->names ? "\n" : "  ");
}

#endif
