/* SPDX-License-Identifier: MIT */
/* Choices as text: each setting by itself, and the canonical text of the whole. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "beta.h"
#include "tmprec/arithmetic/choice.h"
#include "tmprec/base/memory.h"
#include "tmprec/base/suggestion.h"

static const tp_format real = {.family = TP_FORMAT_REAL};

static const char operations[] = "mpfr:";

/* mpfr:P or mpfr:FORMAT, the latter of floating point. */
static tp_status parse_operation(tp_format *out, const char *text, tp_error *err)
{
  const char *what = text + strlen(operations);
  size_t length = strlen(what), read = strspn(what, "0123456789");
  if (read && read == length) {
    long value = length < 10 ? strtol(what, NULL, 10) : TP_FORMAT_MAX_PRECISION + 1L;
    if (value < 1 || value > TP_FORMAT_MAX_PRECISION)
      return tp_error_set(err, TP_STATUS_REFUSED, "format '%.80s': the number of bits must be from 1 to %d", text, TP_FORMAT_MAX_PRECISION);
    *out = (tp_format) {.family = TP_FORMAT_FLOAT, .a = (int) value};
    return TP_STATUS_OK;
  }
  tp_error inner = {.text = ""};
  tp_format f;
  if (*what && tp_format_parse(&f, what, &inner) == TP_STATUS_OK && !f.shared
      && (f.family == TP_FORMAT_FLOAT || f.family == TP_FORMAT_IEEE)) {
    *out = f;
    return TP_STATUS_OK;
  }
  return tp_error_set(err, TP_STATUS_REFUSED, "format '%.80s': a number of bits or a format eXmY is needed after mpfr:%s%.300s", text,
                      *inner.text ? "; " : "", inner.text);
}

tp_status tp_choice_set_format(tp_choice *c, const char *text, tp_error *err)
{
  if (!strcasecmp(text, "exact")) {
    c->kind = TP_ARITHMETIC_EXACT;
    return TP_STATUS_OK;
  }
  if (!strncasecmp(text, operations, strlen(operations))) {
    tp_status s = parse_operation(&c->operation, text, err);
    if (s == TP_STATUS_OK)
      c->kind = TP_ARITHMETIC_MPFR;
    return s;
  }
  tp_format f;
  tp_status s = tp_format_parse(&f, text, err);
  if (s != TP_STATUS_OK)
    return s;
  c->kind = TP_ARITHMETIC_SITES;
  for (int i = 0; i < TP_SITES; i++)
    c->site[i] = i == TP_SITE_ACT || i == TP_SITE_ATTN ? f : real;
  return TP_STATUS_OK;
}

tp_status tp_choice_set_site(tp_choice *c, int site, const char *text, tp_error *err)
{
  tp_format f;
  tp_status s = tp_format_parse(&f, text, err);
  if (s != TP_STATUS_OK)
    return s;
  if (c->kind == TP_ARITHMETIC_MPFR)
    return tp_error_set(err, TP_STATUS_REFUSED, "a format for %s cannot be combined with mpfr, which rounds every operation", tp_site_name[site]);
  if (c->kind != TP_ARITHMETIC_SITES) {
    c->kind = TP_ARITHMETIC_SITES;
    for (int i = 0; i < TP_SITES; i++)
      c->site[i] = real;
  }
  c->site[site] = f;
  return TP_STATUS_OK;
}

/* The index of text[0 .. length-1] in names, or -1. */
static int find_name(const char *const *names, int count, const char *text, size_t length)
{
  for (int i = 0; i < count; i++)
    if (strlen(names[i]) == length && !strncasecmp(names[i], text, length))
      return i;
  return -1;
}

static tp_status no_name(tp_error *err, const char *what, const char *text, size_t length, const char *const *names, int count)
{
  tp_buffer list = {NULL, 0, 0};
  tp_suggestion near = tp_suggestion_for(text, length);
  for (int i = 0; i < count; i++)
    tp_buffer_printf(&list, "%s%s", i ? ", " : "", names[i]), tp_suggestion_offer(&near, names[i]);
  tp_error_set(err, TP_STATUS_REFUSED, "%s '%.*s' is not one of %s%s", what, length > 80 ? 80 : (int) length, text, list.text,
               tp_suggestion_text(&near));
  tp_buffer_clear(&list);
  return TP_STATUS_REFUSED;
}

static tp_status no_mode(tp_error *err, const char *what, const char *text, size_t length)
{
  if (length > 4 && !strncasecmp(text, "rsr:", 4))
    return tp_error_set(err, TP_STATUS_REFUSED, "%s '%.*s': a mode with random bits is rsr:N, with N from 1 to %d", what,
                        length > 80 ? 80 : (int) length, text, TP_ROUND_MOST_RANDOM_BITS);
  return no_name(err, what, text, length, tp_rounding_mode_name, TP_ROUNDING_MODES);
}

/* Whether the text is one mode rather than a list: a site is no mode. */
static int is_one_mode(const char *text)
{
  return !strchr(text, ',') && find_name(tp_site_name, TP_SITES, text, strcspn(text, ":")) < 0;
}

tp_status tp_choice_set_mode(tp_choice *c, const char *text, tp_error *err)
{
  tp_rounding_mode mode;
  int bits;
  if (tp_rounding_mode_parse(&mode, &bits, text, strlen(text))) {
    for (int i = 0; i < TP_SITES; i++)
      c->mode[i] = mode, c->random_bits[i] = bits;
    return TP_STATUS_OK;
  }
  if (!strchr(text, ':') || (!strncasecmp(text, "rsr:", 4) && is_one_mode(text)))
    return no_mode(err, "rounding mode", text, strlen(text));
  unsigned seen = 0;
  for (const char *at = text;; at++) {
    size_t name = strcspn(at, ":,");
    if (at[name] != ':')
      return tp_error_set(err, TP_STATUS_REFUSED, "not a mode or a list of SITE:MODE, such as act:rne,attn:rtz");
    size_t rest = strcspn(at + name + 1, ",");
    int site = find_name(tp_site_name, TP_SITES, at, name);
    if (site < 0)
      return no_name(err, "the site", at, name, tp_site_name, TP_SITES);
    if (!tp_rounding_mode_parse(&mode, &bits, at + name + 1, rest))
      return no_mode(err, "the mode", at + name + 1, rest);
    if (seen >> site & 1)
      return tp_error_set(err, TP_STATUS_REFUSED, "'%s' is repeated", tp_site_name[site]);
    seen |= 1u << site;
    c->mode[site] = mode;
    c->random_bits[site] = bits;
    at += name + 1 + rest;
    if (!*at)
      return TP_STATUS_OK;
  }
}

tp_status tp_choice_set_overflow(tp_choice *c, const char *text, tp_error *err)
{
  int rule = find_name(tp_overflow_rule_name, TP_OVERFLOW_RULES, text, strlen(text));
  if (rule < 0)
    return no_name(err, "overflow rule", text, strlen(text), tp_overflow_rule_name, TP_OVERFLOW_RULES);
  c->overflow = (tp_overflow_rule) rule;
  return TP_STATUS_OK;
}

tp_status tp_choice_set_summation(tp_choice *c, const char *text, tp_error *err)
{
  const size_t name = strcspn(text, ":"), digits = text[name] ? strspn(text + name + 1, "0123456789") : 0;
  int sum = find_name(tp_summation_name, TP_SUM_ANY + 1, text, name);
  if (sum < 0)
    return no_name(err, "order of summation", text, strlen(text), tp_summation_name, TP_SUM_ANY + 1);
  const int has_number = digits > 0 && digits < 10 && !text[name + 1 + digits];
  if (sum == TP_SUM_SHUFFLED ? !has_number : text[name] != '\0')
    return tp_error_set(err, TP_STATUS_REFUSED, sum == TP_SUM_SHUFFLED ? "'%.80s' is not shuffled:N, with N from 0 to %d"
                                                                       : "'%.80s': only shuffled:N has a number, from 0 to %d", text, TP_SUM_MOST_SHUFFLE);
  c->sum = (tp_summation) sum;
  c->shuffle = sum == TP_SUM_SHUFFLED ? (unsigned) strtoul(text + name + 1, NULL, 10) : 0;
  return TP_STATUS_OK;
}

void tp_summation_print(tp_buffer *out, const tp_choice *c)
{
  tp_buffer_puts(out, tp_summation_name[c->sum]);
  if (c->sum == TP_SUM_SHUFFLED)
    tp_buffer_printf(out, ":%u", c->shuffle);
}

tp_status tp_choice_set_product(tp_choice *c, const char *text, tp_error *err)
{
  int name = find_name(tp_product_name, 2, text, strlen(text));
  if (name < 0)
    return no_name(err, "product", text, strlen(text), tp_product_name, 2);
  c->accumulator.rounds_products = name;
  return TP_STATUS_OK;
}

/* A number of at most 5 digits at the beginning of the text, up to its end or a colon; -1 if there is none. */
static int leading_number(const char *text, int least, int most)
{
  size_t digits = strspn(text, "0123456789");
  int value = digits > 0 && digits < 6 && (!text[digits] || text[digits] == ':') ? (int) strtol(text, NULL, 10) : -1;
  return value < least || value > most ? -1 : value;
}

tp_status tp_choice_set_block(tp_choice *c, const char *text, tp_error *err)
{
  const int terms = leading_number(text, 1, TP_ACCUMULATOR_MOST_TERMS);
  const char *colon = strchr(text, ':');
  tp_format f;
  if (terms < 0 || !colon)
    return tp_error_set(err, TP_STATUS_REFUSED, "'%.80s' is not TERMS:FORMAT, such as 128:e8m13, with 1 to %d terms", text, TP_ACCUMULATOR_MOST_TERMS);
  if (tp_format_parse(&f, colon + 1, err) != TP_STATUS_OK)
    return TP_STATUS_REFUSED;
  if (f.family == TP_FORMAT_REAL || f.shared)
    return tp_error_set(err, TP_STATUS_REFUSED, "the sum of a block needs a format that rounds and shares no scale, not '%.80s'", colon + 1);
  c->accumulator.block = terms;
  c->accumulator.narrow = f;
  return TP_STATUS_OK;
}

tp_status tp_choice_set_fuse(tp_choice *c, const char *text, tp_error *err)
{
  const int terms = leading_number(text, 1, TP_ACCUMULATOR_MOST_TERMS);
  const char *colon = strchr(text, ':');
  const int guard = colon ? leading_number(colon + 1, 0, TP_ACCUMULATOR_MOST_GUARD) : 0;
  if (terms < 0 || guard < 0 || (colon && strchr(colon + 1, ':')))
    return tp_error_set(err, TP_STATUS_REFUSED, "'%.80s' is not TERMS or TERMS:GUARD, such as 8 or 8:2, with 1 to %d terms and 0 to %d guard bits",
                        text, TP_ACCUMULATOR_MOST_TERMS, TP_ACCUMULATOR_MOST_GUARD);
  c->accumulator.at_once = terms == 1 ? 0 : terms;
  c->accumulator.cuts = colon != NULL;
  c->accumulator.guard = guard;
  return TP_STATUS_OK;
}

tp_status tp_choice_set_noise(tp_choice *c, const char *text, tp_error *err)
{
  size_t name = strcspn(text, ":"), kind_length = text[name] ? strcspn(text + name + 1, ":") : 0;
  const char *kind = text + name + (text[name] != 0), *size = kind + kind_length;
  int site = find_name(tp_site_name, TP_SITES, text, name), which = find_name(tp_noise_name + 1, TP_NOISES - 1, kind, kind_length);
  if (site < 0 || site == TP_SITE_EXP || site == TP_SITE_ACC || which < 0 || *size != ':' || !tp_is_decimal(size + 1) || strlen(size + 1) >= TP_BETA_MAX_DIGITS)
    return tp_error_set(err, TP_STATUS_REFUSED, "not SITE:uniform:SIZE or SITE:normal:SIZE, with a site of act, attn, logit, param "
                        "and a decimal size");
  double value = strtod(size + 1, NULL);
  if (value > 1e6)
    return tp_error_set(err, TP_STATUS_REFUSED, "the size must be at most 1e6");
  c->noise[site] = (tp_site_noise) {value > 0 ? (tp_noise_kind) (which + 1) : TP_NOISE_NONE, value};
  return TP_STATUS_OK;
}

/* --- The canonical text ------------------------------------------------------------- */

static int is_rounded_somewhere(const tp_choice *c, int site)
{
  int rounded = tp_choice_is_rounded(c, site);
  for (size_t i = 0; i < c->exceptions; i++)
    rounded |= c->except[i].what == site && c->except[i].format.family != TP_FORMAT_REAL;
  return rounded;
}

/* Values of their own scale may be too large for it; an overflow rule says what then. */
static int is_bounded(tp_format f)
{
  return f.family != TP_FORMAT_REAL && f.family != TP_FORMAT_FLOAT && !f.shared;
}

static int is_bounded_somewhere(const tp_choice *c)
{
  int bounded = c->kind == TP_ARITHMETIC_MPFR && is_bounded(c->operation);
  bounded |= c->accumulator.block && is_bounded(c->accumulator.narrow);
  for (int i = 0; i < TP_SITES; i++)
    bounded |= tp_choice_is_rounded(c, i) && is_bounded(c->site[i]);
  for (size_t i = 0; i < c->exceptions; i++)
    bounded |= c->except[i].what != TP_EXCEPT_BETA && is_bounded(c->except[i].format);
  return bounded;
}

static void print_word(tp_buffer *out, const char *what)
{
  tp_buffer_printf(out, "%s%s=", out->length ? " " : "", what);
}

/* With * for the formats of the swept sites. */
static void print_formats(tp_buffer *out, const tp_choice *c, unsigned swept)
{
  int rounded = 0;
  for (int i = 0; i < TP_SITES; i++)
    if (tp_choice_is_rounded(c, i)) {
      print_word(out, tp_site_name[i]);
      if (swept >> i & 1)
        tp_buffer_puts(out, "*");
      else
        tp_format_print(out, c->site[i]);
      rounded = 1;
    }
  if (rounded)
    return;
  print_word(out, "format");
  if (c->kind == TP_ARITHMETIC_EXACT)
    tp_buffer_puts(out, "exact");
  else if (c->kind == TP_ARITHMETIC_SITES)
    tp_buffer_puts(out, "real");
  else if (swept)
    tp_buffer_puts(out, "mpfr:*");
  else if (c->operation.family == TP_FORMAT_FLOAT)
    tp_buffer_printf(out, "mpfr:%d", c->operation.a);
  else {
    tp_buffer_puts(out, "mpfr:");
    tp_format_print(out, c->operation);
  }
}

/* Of sites that are rounded in no layer the mode has no effect. */
static void print_modes(tp_buffer *out, const tp_choice *c)
{
  const char *comma = "";
  if (c->kind == TP_ARITHMETIC_MPFR && c->mode[0] != TP_ROUND_NEAREST_EVEN) {
    print_word(out, "round");
    tp_buffer_puts(out, tp_rounding_mode_name[c->mode[0]]);
  }
  for (int i = 0; i < TP_SITES; i++)
    if (c->kind == TP_ARITHMETIC_SITES && is_rounded_somewhere(c, i) && c->mode[i] != TP_ROUND_NEAREST_EVEN) {
      if (!*comma)
        print_word(out, "round");
      tp_buffer_printf(out, "%s%s:", comma, tp_site_name[i]);
      tp_rounding_mode_print(out, c->mode[i], c->random_bits[i]);
      comma = ",";
    }
}

static void print_noise(tp_buffer *out, const tp_choice *c)
{
  for (int i = 0; i < TP_SITES; i++)
    if (c->noise[i].kind != TP_NOISE_NONE) {
      print_word(out, "noise");
      tp_buffer_printf(out, "%s:%s:", tp_site_name[i], tp_noise_name[c->noise[i].kind]);
      tp_print_shortest(out, c->noise[i].size);
    }
}

static void print_accumulator(tp_buffer *out, const tp_accumulator *a)
{
  if (a->rounds_products) {
    print_word(out, "product");
    tp_buffer_puts(out, tp_product_name[1]);
  }
  if (a->block) {
    print_word(out, "block");
    tp_buffer_printf(out, "%d:", a->block);
    tp_format_print(out, a->narrow);
  }
  if (a->at_once || a->cuts) {
    print_word(out, "fuse");
    tp_buffer_printf(out, "%d", a->at_once ? a->at_once : 1);
  }
  if (a->cuts)
    tp_buffer_printf(out, ":%d", a->guard);
}

void tp_choice_print(tp_buffer *out, const tp_choice *c) { tp_choice_print_swept(out, c, 0, 0); }

void tp_choice_print_swept(tp_buffer *out, const tp_choice *c, unsigned formats, int beta)
{
  tp_buffer text = {NULL, 0, 0};
  print_formats(&text, c, formats);
  print_modes(&text, c);
  if (c->overflow != TP_OVERFLOW_AS_FORMAT && is_bounded_somewhere(c)) {
    print_word(&text, "overflow");
    tp_buffer_puts(&text, tp_overflow_rule_name[c->overflow]);
  }
  if (c->sum != TP_SUM_SEQUENTIAL) {
    print_word(&text, "sum");
    tp_summation_print(&text, c);
  }
  print_accumulator(&text, &c->accumulator);
  if (c->subtracts_first) {
    print_word(&text, "subtract");
    tp_buffer_puts(&text, "before");
  }
  print_noise(&text, c);
  for (size_t i = 0; i < c->exceptions; i++) {
    print_word(&text, "at");
    tp_exception_print(&text, c->except + i);
  }
  if (c->kind != TP_ARITHMETIC_EXACT) {
    print_word(&text, "beta");
    if (beta)
      tp_buffer_puts(&text, "*");
    else
      tp_beta_print(&text, &c->beta);
  }
  tp_buffer_puts(out, text.text);
  tp_buffer_clear(&text);
}

static tp_status parse_subtraction(tp_choice *c, const char *value, tp_error *err)
{
  c->subtracts_first = !strcmp(value, "before");
  if (c->subtracts_first || !strcmp(value, "after"))
    return TP_STATUS_OK;
  return tp_error_set(err, TP_STATUS_REFUSED, "'%.80s' is not one of after, before", value);
}

static const struct {
  const char *what;
  tp_status (*set)(tp_choice *c, const char *value, tp_error *err);
} settings[] = {
  {"format", tp_choice_set_format}, {"round", tp_choice_set_mode}, {"overflow", tp_choice_set_overflow},
  {"sum", tp_choice_set_summation}, {"product", tp_choice_set_product}, {"block", tp_choice_set_block}, {"fuse", tp_choice_set_fuse},
  {"subtract", parse_subtraction}, {"noise", tp_choice_set_noise},
  {"at", tp_choice_set_layers}, {"beta", tp_choice_set_beta},
};

/* Put the word before the message of a refusal. */
static tp_status named(tp_status s, const char *word, size_t length, tp_error *err)
{
  char prefix[100];
  snprintf(prefix, sizeof prefix, "%.*s '%.60s'", (int) length, word, word + length + 1);
  if (s != TP_STATUS_OK && err)
    tp_error_prefix(err, prefix);
  return s;
}

/* One WHAT=VALUE. */
static tp_status parse_word(tp_choice *c, const char *word, tp_error *err)
{
  const char *value = strchr(word, '=');
  size_t length = value ? (size_t) (value - word) : 0;
  for (size_t i = 0; value && i < sizeof settings / sizeof *settings; i++)
    if (strlen(settings[i].what) == length && !strncmp(settings[i].what, word, length))
      return named(settings[i].set(c, value + 1, err), word, length, err);
  for (int i = 0; value && i < TP_SITES; i++)
    if (strlen(tp_site_name[i]) == length && !strncmp(tp_site_name[i], word, length))
      return named(tp_choice_set_site(c, i, value + 1, err), word, length, err);
  return tp_error_set(err, TP_STATUS_REFUSED, "'%.80s' is not a word WHAT=VALUE of an arithmetic", word);
}

/* What a word settles, which is for one word to say: WHAT, of noise its site too.  0: rules for layers may be many, of which the
   later applies. */
static size_t settled_length(const char *word)
{
  const size_t length = strcspn(word, "= ");
  if (length == 2 && !strncmp(word, "at", length))
    return 0;
  return length == 5 && !strncmp(word, "noise", length) ? strcspn(word, ": ") : length;
}

/* Refuse a word of which, or of what it settles, another word before it has said something else already. */
static tp_status check_first(const char *text, const char *word, tp_error *err)
{
  const size_t length = settled_length(word);
  const int is_format = length == 6 && !strncmp(word, "format", length);
  if (!length)
    return TP_STATUS_OK;
  for (const char *at = text + strspn(text, " "); at < word; at += strcspn(at, " "), at += strspn(at, " ")) {
    const size_t before = settled_length(at);
    if (before == length && !strncasecmp(at, word, length))
      return tp_error_set(err, TP_STATUS_REFUSED, "'%.*s' is repeated", length > 80 ? 80 : (int) length, word);
    for (int i = 0; is_format && i < TP_SITES; i++)
      if (strlen(tp_site_name[i]) == before && !strncmp(tp_site_name[i], at, before))
        return tp_error_set(err, TP_STATUS_REFUSED, "'format' goes before '%s', whose format it would replace", tp_site_name[i]);
  }
  return TP_STATUS_OK;
}

tp_status tp_choice_parse(tp_choice *out, const char *text, tp_error *err)
{
  *out = (tp_choice) {.kind = TP_ARITHMETIC_EXACT, .beta.is_auto = 1};
  tp_status s = TP_STATUS_OK;
  for (const char *at = text + strspn(text, " "); *at && s == TP_STATUS_OK; at += strspn(at, " ")) {
    size_t length = strcspn(at, " ");
    char *word = tp_memory_string(at, length);
    s = check_first(text, at, err);
    if (s == TP_STATUS_OK)
      s = parse_word(out, word, err);
    free(word);
    at += length;
  }
  if (s == TP_STATUS_OK)
    s = tp_choice_check(out, err);
  if (s != TP_STATUS_OK)
    tp_choice_clear(out);
  return s;
}

int tp_choice_equal(const tp_choice *a, const tp_choice *b)
{
  tp_buffer x = {NULL, 0, 0}, y = {NULL, 0, 0};
  tp_choice_print(&x, a);
  tp_choice_print(&y, b);
  int equal = !strcmp(x.text, y.text);
  tp_buffer_clear(&x);
  tp_buffer_clear(&y);
  return equal;
}
