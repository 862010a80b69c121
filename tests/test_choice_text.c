/* SPDX-License-Identifier: MIT */
/* The canonical text of a choice: what is printed reads back as the same choice and prints as
   the same text, however the choice was first written; different choices have different texts;
   what is no choice is refused in one line. */
#include <check.h>
#include <gmp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "choice_cells.h"
#include "random_source.h"
#include "suite.h"

static tp_choice read_choice(const char *text)
{
  tp_choice c;
  tp_error err = {.text = ""};
  quick_assert_msg(tp_choice_parse(&c, text, &err) == TP_STATUS_OK, "%s: %s", text, err.text);
  return c;
}

/* The text, in memory that the caller frees. */
static char *text_of(const tp_choice *c)
{
  tp_buffer text = {NULL, 0, 0};
  tp_choice_print(&text, c);
  return text.text;
}

/* The value of a decimal, exactly. */
static void decimal_value(mpq_t out, const char *text)
{
  mpz_t power;
  long exponent = 0;
  mpq_set_ui(out, 0, 1);
  mpz_init(power);
  for (int point = 0; *text && *text != 'e' && *text != 'E'; text++)
    if (*text == '.') {
      point = 1;
    } else {
      mpz_mul_ui(mpq_numref(out), mpq_numref(out), 10);
      mpz_add_ui(mpq_numref(out), mpq_numref(out), (unsigned long) (*text - '0'));
      exponent -= point;
    }
  if (*text)
    exponent += strtol(text + 1, NULL, 10);
  mpz_ui_pow_ui(power, 10, (unsigned long) labs(exponent));
  if (exponent < 0)
    mpz_set(mpq_denref(out), power);
  else
    mpz_mul(mpq_numref(out), mpq_numref(out), power);
  mpq_canonicalize(out);
  mpz_clear(power);
}

static int same_beta(const tp_inverse_temperature *a, const tp_inverse_temperature *b)
{
  if (a->is_auto || b->is_auto)
    return a->is_auto == b->is_auto;
  mpq_t x, y;
  mpq_inits(x, y, (mpq_ptr) NULL);
  decimal_value(x, a->decimal);
  decimal_value(y, b->decimal);
  int same = mpq_equal(x, y);
  mpq_clears(x, y, (mpq_ptr) NULL);
  return same;
}

/* --- What a choice means, without its text ------------------------------------------------- */

static int is_bounded(tp_format f)
{
  return f.family != TP_FORMAT_REAL && f.family != TP_FORMAT_FLOAT && !f.shared;
}

/* Is there a layer in which the site is rounded, or a number that may be too large? */
typedef struct {
  int rounded[TP_SITES], bounded;
} effects;

static effects effects_of(const tp_choice *c)
{
  effects e = {.bounded = c->kind == TP_ARITHMETIC_MPFR ? is_bounded(c->operation) : c->accumulator.block && is_bounded(c->accumulator.narrow)};
  for (int i = 0; i < TP_SITES && c->kind == TP_ARITHMETIC_SITES; i++) {
    e.rounded[i] = c->site[i].family != TP_FORMAT_REAL;
    e.bounded |= is_bounded(c->site[i]);
  }
  for (size_t i = 0; i < c->exceptions; i++) {
    if (c->except[i].what < TP_SITES)
      e.rounded[c->except[i].what] |= c->except[i].format.family != TP_FORMAT_REAL;
    e.bounded |= c->except[i].what != TP_EXCEPT_BETA && is_bounded(c->except[i].format);
  }
  return e;
}

static int same_exceptions(const tp_choice *a, const tp_choice *b)
{
  int same = a->exceptions == b->exceptions;
  for (size_t i = 0; i < a->exceptions && same; i++) {
    const tp_layer_exception *x = a->except + i, *y = b->except + i;
    same = x->first == y->first && x->last == y->last && x->what == y->what
           && (x->what == TP_EXCEPT_BETA ? same_beta(&x->beta, &y->beta) : tp_format_equal(x->format, y->format));
  }
  return same;
}

static int same_sites(const tp_choice *a, const tp_choice *b, const effects *e)
{
  const tp_accumulator *x = &a->accumulator, *y = &b->accumulator;
  int same = a->sum == b->sum && a->shuffle == b->shuffle && a->subtracts_first == b->subtracts_first;
  same &= x->rounds_products == y->rounds_products && x->block == y->block && tp_format_equal(x->narrow, y->narrow) && x->at_once == y->at_once
          && x->cuts == y->cuts && x->guard == y->guard;
  for (int i = 0; i < TP_SITES; i++) {
    same &= tp_format_equal(a->site[i], b->site[i]) && (!e->rounded[i] || (a->mode[i] == b->mode[i] && a->random_bits[i] == b->random_bits[i]));
    same &= a->noise[i].kind == b->noise[i].kind && (a->noise[i].kind == TP_NOISE_NONE || a->noise[i].size == b->noise[i].size);
  }
  return same;
}

static int same_meaning(const tp_choice *a, const tp_choice *b)
{
  if (a->kind != b->kind || a->kind == TP_ARITHMETIC_EXACT)
    return a->kind == b->kind;
  const effects e = effects_of(a);
  if (!same_beta(&a->beta, &b->beta) || !same_exceptions(a, b) || (e.bounded && a->overflow != b->overflow))
    return 0;
  if (a->kind == TP_ARITHMETIC_MPFR)
    return tp_format_equal(a->operation, b->operation) && a->mode[0] == b->mode[0] && a->random_bits[0] == b->random_bits[0];
  return same_sites(a, b, &e);
}

/* --- Random choices -------------------------------------------------------------------------- */

static void check_reading_back(const char *written, const tp_choice *c)
{
  char *text = text_of(c);
  tp_choice again = read_choice(text);
  char *second = text_of(&again);
  quick_assert_msg(!strcmp(text, second), "%s is %s and then %s", written, text, second);
  quick_assert_msg(same_meaning(c, &again), "%s reads back as another choice: %s", written, text);
  quick_assert_msg(tp_choice_equal(c, &again), "%s", text);
  tp_choice_clear(&again);
  free(second);
  free(text);
}

START_TEST(test_round_trip)
{
  random_source source = random_open(60);
  size_t count = random_count(4000, 200), kinds[3] = {0}, exceptions = 0;
  for (size_t i = 0; i < count; i++) {
    const choice_cell cell = draw_choice_cell(&source);
    tp_buffer text = {NULL, 0, 0};
    write_choice_cell(&source, &text, &cell);
    tp_choice c = read_choice(text.text);
    check_reading_back(text.text, &c);
    kinds[c.kind]++;
    exceptions += c.exceptions;
    tp_choice_clear(&c);
    tp_buffer_clear(&text);
  }
  ck_assert(kinds[TP_ARITHMETIC_EXACT] && kinds[TP_ARITHMETIC_SITES] > count / 3 && kinds[TP_ARITHMETIC_MPFR] > count / 10 && exceptions > count / 2);
}
END_TEST

/* Two ways to write the same choice; and the same with one thing changed, which may or may not
   make another choice of it. */
START_TEST(test_one_text)
{
  random_source source = random_open(61);
  size_t count = random_count(4000, 200), different = 0, rewritten = 0;
  for (size_t i = 0; i < count; i++) {
    const choice_cell cell = draw_choice_cell(&source), changed = change_choice_cell(&source, &cell);
    tp_buffer written[3] = {{NULL, 0, 0}, {NULL, 0, 0}, {NULL, 0, 0}};
    tp_choice c[3];
    char *text[3];
    for (int k = 0; k < 3; k++) {
      write_choice_cell(&source, written + k, k == 2 ? &changed : &cell);
      c[k] = read_choice(written[k].text);
      text[k] = text_of(c + k);
    }
    quick_assert_msg(!strcmp(text[0], text[1]), "'%s' is '%s', but '%s' is '%s'", written[0].text, text[0], written[1].text, text[1]);
    quick_assert_msg(tp_choice_equal(c, c + 1) && same_meaning(c, c + 1), "%s, %s", written[0].text, written[1].text);
    int same = same_meaning(c, c + 2);
    quick_assert_msg(same == !strcmp(text[0], text[2]), "'%s' and '%s' are %s, but their texts '%s' and '%s' are not", written[0].text,
                     written[2].text, same ? "the same" : "different", text[0], text[2]);
    quick_assert(tp_choice_equal(c, c + 2) == same);
    different += !same;
    rewritten += strcmp(written[0].text, written[1].text) != 0;
    for (int k = 0; k < 3; k++) {
      free(text[k]);
      tp_choice_clear(c + k);
      tp_buffer_clear(written + k);
    }
  }
  printf("%zu choices: %zu written in two ways, %zu changed\n", count, rewritten, different);
  fflush(stdout);
  ck_assert(rewritten > count / 2 && different > count / 3);
}
END_TEST

/* --- Some by themselves ------------------------------------------------------------------------ */

START_TEST(test_texts)
{
  static const struct {
    const char *written, *text;
  } texts[] = {
    {"format=exact", "format=exact"}, {"format=exact beta=3", "format=exact"}, {"format=real", "format=real beta=auto"},
    {"act=fp16 attn=real beta=012.50", "act=e5m10 beta=12.5"}, {"act=fp16 beta=12.5", "act=e5m10 beta=12.5"},
    {"act=fp16 beta=1.25e1", "act=e5m10 beta=12.5"}, {"act=fp16 beta=1.25E+01", "act=e5m10 beta=12.5"},
    {"format=real beta=.5", "format=real beta=0.5"}, {"format=real beta=0.000", "format=real beta=0"},
    {"format=real beta=0e999", "format=real beta=0"}, {"format=real beta=5e-324", "format=real beta=5e-324"},
    {"format=real beta=0.05e-322", "format=real beta=5e-324"}, {"format=real beta=1e12", "format=real beta=1000000000000"},
    {"format=real beta=0.000001", "format=real beta=0.000001"}, {"format=real beta=0.00000012", "format=real beta=1.2e-7"},
    {"round=rtz act=p:4", "act=p:4 round=act:rtz beta=auto"}, {"act=p:4 round=act:rtz,attn:rup", "act=p:4 round=act:rtz beta=auto"},
    {"act=p:4 at=3:attn=p:2 round=attn:rup", "act=p:4 round=attn:rup at=3:attn=p:2 beta=auto"},
    {"format=mpfr:12 round=rdn beta=3", "format=mpfr:12 round=rdn beta=3"}, {"format=mpfr:fp16", "format=mpfr:e5m10 beta=auto"},
    {"format=mpfr:12 at=1..9:mpfr=fp16", "format=mpfr:12 at=1..9:mpfr=e5m10 beta=auto"},
    {"act=p:4 sum=pairwise acc=p:5 subtract=before logit=p:6", "act=p:4 logit=p:6 acc=p:5 sum=pairwise subtract=before beta=auto"},
    {"act=p:4 noise=act:uniform:0.50 overflow=auto", "act=p:4 noise=act:uniform:0.5 beta=auto"},
    {"act=fp16 overflow=Saturate", "act=e5m10 overflow=saturate beta=auto"}, {"act=p:4 overflow=saturate", "act=p:4 beta=auto"},
    {"  act=p:4   attn=p:4  ", "act=p:4 attn=p:4 beta=auto"}, {"format=p:4", "act=p:4 attn=p:4 beta=auto"},
    {"act=p:4 at=3..3:beta=01.50", "act=p:4 at=3:beta=1.5 beta=auto"},
  };
  for (size_t i = 0; i < LENGTH(texts); i++) {
    tp_choice c = read_choice(texts[i].written);
    char *text = text_of(&c);
    ck_assert_str_eq(text, texts[i].text);
    free(text);
    tp_choice_clear(&c);
  }
}
END_TEST

/* --- What is refused ---------------------------------------------------------------------------- */

/* 1 if the text is read; refused, it is in one line, and nothing is left to be freed. */
static int is_read(const char *text, tp_choice *c)
{
  tp_error err = {.text = ""};
  if (tp_choice_parse(c, text, &err) == TP_STATUS_OK)
    return 1;
  quick_assert_msg(*err.text && !strpbrk(err.text, "\n\r"), "'%s' is refused with '%s'", text, err.text);
  quick_assert_msg(!c->except && !c->exceptions, "'%s' leaves exceptions", text);
  return 0;
}

START_TEST(test_refused)
{
  static const char *const broken[] = {
    "act", "=p:4", "act=", "act=p:0", "act=p:4 attn", "format=", "format=fp17", "format=mpfr", "format=mpfr:0", "format=mpfr:8 act=p:4", "seed=3",
    "ACT=p:4", "acts=p:4", "ac=p:4", "act=p:4,attn=p:4", "act=p:4\tattn=p:4", "act=p:4\nattn=p:4", "act=p:4\nbeta=1", "beta", "beta=", "beta=-1",
    "beta=nan", "beta=inf", "beta=1e13", "beta=1e-400", "beta=0x10", "beta=1 2", "beta=1,5", "round=up", "round=act", "round=act:up", "round=act:rne,act:rtz",
    "act=p:4 overflow=clamp", "act=p:4 sum=pairwise", "act=p:4 sum=tree", "act=p:4 subtract=before", "logit=p:4 subtract=during", "act=p:4 noise=act",
    "act=p:4 noise=exp:uniform:1", "act=p:4 noise=act:uniform:-1", "act=p:4 noise=act:gauss:1", "act=p:4 at=3", "act=p:4 at=0:act=p:3",
    "act=p:4 at=3:beta=x", "act=p:4 at=3:act=p:5 at=4:act=p:0", "act=p:4 at=3:mpfr=8", "format=mpfr:8 at=3:act=p:4", "format=exact at=1:beta=3",
    "format=exact round=rtz", "exp=mxfp4", "format=mpfr:8 round=rsr", "p:4", "act:p:4", "act=e4m3b0ftz",
  };
  for (size_t i = 0; i < LENGTH(broken); i++) {
    tp_choice c;
    ck_assert_msg(!is_read(broken[i], &c), "'%s' is read", broken[i]);
  }
}
END_TEST

/* A character more, fewer or another: read or refused, and what is read reads back. */
START_TEST(test_damaged)
{
  static const char letters[] = "=:.,-+ 019aemprxA\n\t\x7f\xc3";
  random_source source = random_open(62);
  size_t count = random_count(20000, 500), refused = 0;
  for (size_t i = 0; i < count; i++) {
    const choice_cell cell = draw_choice_cell(&source);
    tp_buffer text = {NULL, 0, 0}, damaged = {NULL, 0, 0};
    write_choice_cell(&source, &text, &cell);
    size_t at = random_below(&source, (uint32_t) text.length);
    tp_buffer_put(&damaged, text.text, at);
    if (!random_one_in(&source, 3))
      tp_buffer_put(&damaged, letters + random_below(&source, sizeof letters - 1), 1);
    tp_buffer_puts(&damaged, text.text + at + (random_one_in(&source, 3) ? 0 : 1));
    tp_choice c;
    if (is_read(damaged.text, &c)) {
      check_reading_back(damaged.text, &c);
      tp_choice_clear(&c);
    } else {
      refused++;
    }
    tp_buffer_clear(&damaged);
    tp_buffer_clear(&text);
  }
  printf("%zu of %zu damaged texts refused\n", refused, count);
  ck_assert(refused > count / 3 && refused < count);
}
END_TEST

int main(void)
{
  random_print_settings();
  Suite *suite = suite_create("choice, text");
  TCase *tc = suite_case(suite, "text");
  tcase_add_test(tc, test_texts);
  tcase_add_test(tc, test_round_trip);
  tcase_add_test(tc, test_one_text);
  tcase_add_test(tc, test_refused);
  tcase_add_test(tc, test_damaged);
  return suite_run(suite);
}
