/* SPDX-License-Identifier: MIT */
/* Random choices over everything that a choice can say, and many ways to write each as text. */
#ifndef CHOICE_CELLS_H
#define CHOICE_CELLS_H

#include <check.h>
#include <stdio.h>
#include <string.h>

#include "random_source.h"
#include "suite.h"
#include "tmprec/arithmetic/choice.h"
#include "tmprec/base/buffer.h"

/* Formats, each in three spellings; the first ones floating point, for mpfr. */
static const char *const spelled[][3] = {
  {"fp16", "e5m10", "FP16"},         {"bf16", "e8m7", "E8M7"},          {"fp64", "e11m52", "Fp64"},
  {"e4m3fn", "E4M3FN", "e4m3fn"},    {"e4m3b11fnuz", "E4M3B11FNUZ", "e4m3b11fnuz"}, {"e4m3ftz", "E4M3ftz", "e4m3ftz"},
  {"p:5", "P:5", "p:5"},             {"p:300", "P:300", "p:300"},       {"fixed:2.3", "FIXED:2.3", "Fixed:2.3"},
  {"fixed:1.0", "fixed:1.0", "FIXED:1.0"}, {"posit8", "POSIT8", "posit8"}, {"int4", "INT4", "int4"},
  {"mxfp4", "MXFP4", "mxfp4"},       {"mxint8", "MxInt8", "mxint8"},
};
enum { SPELLED = LENGTH(spelled), FLOATING = 6, UNROUNDED = -1 };

/* Modes, and stochastic ones with few random bits. */
enum { CELL_MODES = TP_ROUNDING_MODES + 2 };
static const char *const cell_mode_name[CELL_MODES] = {"rne", "rna", "rtz", "raz", "rup", "rdn", "rto", "rsr", "rsr:1", "rsr:17"};

/* A number digits x 10^power, or `auto`. */
typedef struct {
  int is_auto, power;
  uint64_t digits;
} decimal_cell;

typedef struct {
  unsigned first, last;
  int what, format, bits;          /* bits: of mpfr, if format is UNROUNDED */
  decimal_cell beta;
} rule_cell;

enum { MOST_RULES = 3 };
typedef struct {
  tp_arithmetic_kind kind;
  int site[TP_SITES], mode[TP_SITES], operation, bits, overflow, sum, shuffle, subtracts;
  int rounds_products, block, narrow, at_once, cuts, guard;
  struct {
    int kind;
    decimal_cell size;
  } noise[TP_SITES];
  decimal_cell beta;
  rule_cell rule[MOST_RULES];
  int rules;
} choice_cell;

/* --- Ways to write ---------------------------------------------------------------------- */

static inline const char *spell(random_source *s, int format)
{
  return format == UNROUNDED ? "real" : spelled[format][random_below(s, 3)];
}

/* With the point anywhere, zeros at both ends, and an exponent to make up for it. */
static inline void write_decimal(random_source *s, tp_buffer *out, const decimal_cell *d)
{
  char digits[80];
  if (d->is_auto) {
    tp_buffer_puts(out, random_one_in(s, 2) ? "auto" : "AUTO");
    return;
  }
  int tail = (int) random_below(s, 3), power = d->power - tail;
  int length = snprintf(digits, sizeof digits, "%.*s%" PRIu64 "%.*s", (int) random_below(s, 3), "00", d->digits, tail, "00");
  int fraction = power < 0 && power >= -20 && random_one_in(s, 2) ? -power : (int) random_below(s, (uint32_t) length + 1);
  int behind = fraction < length ? fraction : length;             /* digits behind the point */
  power += fraction;
  tp_buffer_put(out, digits, (size_t) (length - behind));
  if (fraction || random_one_in(s, 4))
    tp_buffer_printf(out, ".%.*s%s", fraction - behind, "00000000000000000000", digits + length - behind);
  if (power || random_one_in(s, 3))
    tp_buffer_printf(out, "%c%s%d", random_one_in(s, 2) ? 'e' : 'E', power >= 0 && random_one_in(s, 2) ? "+" : "", power);
}

static inline void write_rule(random_source *s, tp_buffer *out, const rule_cell *r)
{
  const char *zero = random_one_in(s, 4) ? "0" : "";
  tp_buffer_printf(out, "at=%s%u", zero, r->first);
  if (r->last > r->first || random_one_in(s, 2))
    tp_buffer_printf(out, "..%s%u", zero, r->last);
  tp_buffer_printf(out, ":%s=", tp_exception_what(r->what));
  if (r->what == TP_EXCEPT_BETA)
    write_decimal(s, out, &r->beta);
  else if (r->what == TP_EXCEPT_OPERATION && r->format == UNROUNDED)
    tp_buffer_printf(out, "%d", r->bits);
  else
    tp_buffer_puts(out, spell(s, r->format));
}

/* Words in any order, but for those that replace others, which come first. */
typedef struct {
  tp_buffer word[40];
  int count;
} word_list;

static inline tp_buffer *next_word(word_list *l)
{
  l->word[l->count] = (tp_buffer) {NULL, 0, 0};
  return l->word + l->count++;
}

static inline void write_sites(random_source *s, tp_buffer *first, word_list *l, const choice_cell *c)
{
  int from = 0, rounded = 0;
  for (int i = 0; i < TP_SITES; i++)
    rounded |= c->site[i] != UNROUNDED;
  if (c->site[TP_SITE_ACT] == c->site[TP_SITE_ATTN] && (!rounded || random_one_in(s, 2))) {
    tp_buffer_printf(first, "format=%s", spell(s, c->site[TP_SITE_ACT]));
    from = TP_SITE_LOGIT;
  }
  for (int i = from; i < TP_SITES; i++)
    if (c->site[i] != UNROUNDED || random_one_in(s, 4))
      tp_buffer_printf(next_word(l), "%s=%s", tp_site_name[i], spell(s, c->site[i]));
}

/* Sites that are rounded in some layer, as bits. */
static inline unsigned rounded_sites(const choice_cell *c)
{
  unsigned rounded = 0;
  for (int i = 0; i < TP_SITES; i++)
    rounded |= c->site[i] != UNROUNDED ? 1u << i : 0;
  for (int i = 0; i < c->rules; i++)
    rounded |= c->rule[i].what < TP_SITES && c->rule[i].format != UNROUNDED ? 1u << c->rule[i].what : 0;
  return rounded;
}

/* One mode for all if the sites that are rounded agree, or a list in which others may have any. */
static inline void write_modes(random_source *s, word_list *l, const choice_cell *c)
{
  const unsigned rounded = rounded_sites(c);
  int same = -1, differ = 0;
  for (int i = 0; i < TP_SITES; i++)
    if (rounded >> i & 1) {
      differ |= same >= 0 && c->mode[i] != same;
      same = c->mode[i];
    }
  if (same >= 0 && !differ && random_one_in(s, 2)) {
    tp_buffer_printf(next_word(l), "round=%s", cell_mode_name[same]);
    return;
  }
  const char *before = "round=";
  tp_buffer *word = NULL;
  for (int i = 0; i < TP_SITES; i++) {
    const int is_rounded = rounded >> i & 1;
    if (is_rounded ? !c->mode[i] && random_one_in(s, 2) : !random_one_in(s, 4))
      continue;
    word = word ? word : next_word(l);
    tp_buffer_printf(word, "%s%s:%s", before, tp_site_name[i], cell_mode_name[is_rounded ? c->mode[i] : (int) random_below(s, CELL_MODES)]);
    before = ",";
  }
}

static inline void write_settings(random_source *s, word_list *l, const choice_cell *c)
{
  if (c->kind == TP_ARITHMETIC_SITES)
    write_modes(s, l, c);
  else if (c->kind == TP_ARITHMETIC_MPFR && (c->mode[0] || random_one_in(s, 4)))
    tp_buffer_printf(next_word(l), "round=%s", cell_mode_name[c->mode[0]]);
  if (c->overflow || random_one_in(s, 6))
    tp_buffer_printf(next_word(l), "overflow=%s", tp_overflow_rule_name[c->overflow]);
  if (c->sum || random_one_in(s, 6))
    tp_buffer_printf(next_word(l), c->sum == TP_SUM_SHUFFLED ? "sum=%s:%s%d" : "sum=%s", tp_summation_name[c->sum], random_one_in(s, 4) ? "0" : "", c->shuffle);
  if (c->rounds_products || random_one_in(s, 6))
    tp_buffer_printf(next_word(l), "product=%s", tp_product_name[c->rounds_products]);
  if (c->block)
    tp_buffer_printf(next_word(l), "block=%d:%s", c->block, spell(s, c->narrow));
  if (c->cuts)
    tp_buffer_printf(next_word(l), "fuse=%d:%d", c->at_once ? c->at_once : 1, c->guard);
  else if (c->at_once || random_one_in(s, 6))
    tp_buffer_printf(next_word(l), "fuse=%d", c->at_once ? c->at_once : 1);
  if (c->subtracts || random_one_in(s, 6))
    tp_buffer_printf(next_word(l), "subtract=%s", c->subtracts ? "before" : "after");
  for (int i = 0; i < TP_SITES; i++) {
    if (!c->noise[i].kind)
      continue;
    tp_buffer *word = next_word(l);
    tp_buffer_printf(word, "noise=%s:%s:", tp_site_name[i], tp_noise_name[c->noise[i].kind]);
    write_decimal(s, word, &c->noise[i].size);
  }
  if (!c->beta.is_auto || random_one_in(s, 2)) {
    tp_buffer *word = next_word(l);
    tp_buffer_puts(word, "beta=");
    write_decimal(s, word, &c->beta);
  }
}

static inline void write_choice_cell(random_source *s, tp_buffer *out, const choice_cell *c)
{
  word_list l = {.count = 0};
  if (c->kind == TP_ARITHMETIC_EXACT)
    tp_buffer_puts(out, "format=exact");
  else if (c->kind == TP_ARITHMETIC_MPFR && c->operation == UNROUNDED)
    tp_buffer_printf(out, "format=mpfr:%d", c->bits);
  else if (c->kind == TP_ARITHMETIC_MPFR)
    tp_buffer_printf(out, "format=mpfr:%s", spell(s, c->operation));
  else
    write_sites(s, out, &l, c);
  write_settings(s, &l, c);
  for (int i = 0, rule = 0; i < l.count || rule < c->rules;) {
    const char *blank = !out->length ? "" : random_one_in(s, 8) ? "  " : " ";
    tp_buffer_puts(out, blank);
    if (rule < c->rules && (i == l.count || random_one_in(s, 3))) {
      write_rule(s, out, c->rule + rule++);
      continue;
    }
    const int next = i + (int) random_below(s, (uint32_t) (l.count - i));
    tp_buffer_puts(out, l.word[next].text);
    tp_buffer_clear(l.word + next);
    l.word[next] = l.word[i++];
  }
}

/* --- Choices ------------------------------------------------------------------------------- */

static inline decimal_cell draw_beta_cell(random_source *s)
{
  static const decimal_cell extreme[] = {{0, 0, 0}, {0, -324, 5}, {0, 12, 1}, {0, -339, UINT64_C(4940656458412465442)}, {0, -10, UINT64_C(9999999999999999999)},
                                         {0, 0, UINT64_C(999999999999)}, {0, -7, 1}, {0, -6, 1}};
  if (random_one_in(s, 4))
    return (decimal_cell) {.is_auto = 1};
  if (random_one_in(s, 4))
    return extreme[random_below(s, LENGTH(extreme))];
  return (decimal_cell) {0, (int) random_below(s, 16) - 10, random_below(s, random_one_in(s, 2) ? 100 : 1000000)};
}

static inline int draw_site_format(random_source *s)
{
  return random_one_in(s, 3) ? UNROUNDED : (int) random_below(s, SPELLED);
}

static inline void draw_noise_cell(random_source *s, choice_cell *c, int site)
{
  c->noise[site].kind = site == TP_SITE_EXP || site == TP_SITE_ACC || !random_one_in(s, 3) ? 0 : 1 + (int) random_below(s, TP_NOISES - 1);
  c->noise[site].size = (decimal_cell) {0, (int) random_below(s, 8) - 8, 1 + random_below(s, 100000)};
}

static inline rule_cell draw_rule_cell(random_source *s, tp_arithmetic_kind kind)
{
  rule_cell r = {.first = 1 + random_below(s, 12), .beta = draw_beta_cell(s), .bits = 1 + (int) random_below(s, 60)};
  r.last = r.first + random_below(s, 2) * random_below(s, 30);
  r.what = random_one_in(s, 4) ? TP_EXCEPT_BETA : kind == TP_ARITHMETIC_MPFR ? TP_EXCEPT_OPERATION : (int) random_below(s, TP_SITES);
  r.format = kind != TP_ARITHMETIC_MPFR ? draw_site_format(s) : random_one_in(s, 2) ? UNROUNDED : (int) random_below(s, FLOATING);
  return r;
}

static inline void draw_accumulator_cell(random_source *s, choice_cell *c)
{
  c->shuffle = c->sum == TP_SUM_SHUFFLED ? (int) random_below(s, 1000) : 0;
  c->rounds_products = (int) random_below(s, 2);
  c->block = random_one_in(s, 2) ? 1 + (int) random_below(s, 200) : 0;
  c->narrow = c->block ? (int) random_below(s, SPELLED) : 0;
  c->at_once = random_one_in(s, 2) ? 2 + (int) random_below(s, 30) : 0;
  c->cuts = (int) random_below(s, 2);
  c->guard = c->cuts ? (int) random_below(s, 12) : 0;
}

static inline choice_cell draw_any_choice(random_source *s)
{
  const uint32_t kind = random_below(s, 8);
  choice_cell c = {.kind = kind == 0 ? TP_ARITHMETIC_EXACT : kind < 3 ? TP_ARITHMETIC_MPFR : TP_ARITHMETIC_SITES, .beta = draw_beta_cell(s)};
  const int plain = random_one_in(s, 2);
  c.operation = random_one_in(s, 2) ? UNROUNDED : (int) random_below(s, FLOATING);
  c.bits = 1 + (int) random_below(s, 60);
  for (int i = 0; i < TP_SITES; i++)
    c.site[i] = plain && i > TP_SITE_ATTN ? UNROUNDED : draw_site_format(s);
  if (random_one_in(s, 3))
    c.site[TP_SITE_ATTN] = c.site[TP_SITE_ACT];
  if (c.kind == TP_ARITHMETIC_EXACT)
    return c;
  const int mode = random_one_in(s, 2) ? 0 : (int) random_below(s, CELL_MODES);
  for (int i = 0; i < TP_SITES; i++)
    c.mode[i] = c.kind == TP_ARITHMETIC_SITES && random_one_in(s, 3) ? (int) random_below(s, CELL_MODES) : mode;
  c.overflow = random_one_in(s, 3) ? (int) random_below(s, TP_OVERFLOW_RULES) : 0;
  for (c.rules = 0; c.rules < MOST_RULES && random_one_in(s, 2);)
    c.rule[c.rules++] = draw_rule_cell(s, c.kind);
  if (c.kind == TP_ARITHMETIC_MPFR)
    return c;
  c.sum = random_one_in(s, 3) ? (int) random_below(s, TP_SUM_ANY + 1) : 0;
  if (random_one_in(s, 3))
    draw_accumulator_cell(s, &c);
  c.subtracts = random_one_in(s, 3);
  for (int i = 0; i < TP_SITES && random_one_in(s, 2); i++)
    draw_noise_cell(s, &c, i);
  return c;
}

static inline int is_accepted(random_source *s, const choice_cell *cell)
{
  tp_buffer text = {NULL, 0, 0};
  tp_choice c;
  tp_error err;
  write_choice_cell(s, &text, cell);
  int accepted = tp_choice_parse(&c, text.text, &err) == TP_STATUS_OK;
  if (accepted)
    tp_choice_clear(&c);
  tp_buffer_clear(&text);
  return accepted;
}

/* One that goes together. */
static inline choice_cell draw_choice_cell(random_source *s)
{
  choice_cell c;
  do
    c = draw_any_choice(s);
  while (!is_accepted(s, &c));
  return c;
}

/* The same with one thing drawn again. */
static inline choice_cell change_choice_cell(random_source *s, const choice_cell *c)
{
  choice_cell changed;
  do {
    const int site = (int) random_below(s, TP_SITES);
    changed = *c;
    switch (random_below(s, 10)) {
    case 0: changed.beta = draw_beta_cell(s); break;
    case 1: changed.site[site] = draw_site_format(s); break;
    case 2: changed.mode[site] = (int) random_below(s, CELL_MODES); break;
    case 3: changed.overflow = (int) random_below(s, TP_OVERFLOW_RULES); break;
    case 4: changed.sum = (int) random_below(s, TP_SUM_ANY + 1); changed.shuffle = 0; break;
    case 8: draw_accumulator_cell(s, &changed); break;
    case 5: changed.subtracts = !c->subtracts; break;
    case 6: draw_noise_cell(s, &changed, site); break;
    case 7: changed.bits = 1 + (int) random_below(s, 60); break;
    default:
      if (c->rules)
        changed.rule[random_below(s, (uint32_t) c->rules)] = draw_rule_cell(s, c->kind);
      else
        changed = draw_any_choice(s);
    }
  } while (!is_accepted(s, &changed));
  return changed;
}

#endif
