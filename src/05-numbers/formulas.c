/* SPDX-License-Identifier: MIT */
/* The text is evaluated as it is read, by recursive descent; what stands at f->at comes next.  A block that is not done is
   passed over, and one that is done again is read again. */
#include "tmprec/numbers/formulas.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "tmprec/base/memory.h"

enum { NAMES = 4096, PARAMETERS = 8, MOST_POWER = 1 << 30 };
enum { FORMULA, OPERAND = 5 };           /* levels of expressions: of the loosest sign, and of none */

/* NAME or NAME[index]; of a function, where its parameters stand. */
typedef struct variable {
  const char *name, *definition;
  size_t length;
  long index;
  tp_formula_value value;
  struct variable *next;                 /* of the same hash */
} variable;

struct tp_formulas {
  tp_formula_host host;
  const char *at;
  int is_over;
  variable *first[NAMES];
};

static void expression(tp_formulas *f, int level, tp_formula_value *x);

void tp_formulas_stop(tp_formulas *f) { f->is_over = 1; }

static void wrong(tp_formulas *f, const char *what, const char *formula)
{
  if (!f->is_over)
    f->host.wrong(f->host.host, what, formula);
  f->is_over = 1;
}

/* --- Words and signs ----------------------------------------------------------------------------------------- */

static int is_name(char x) { return isalnum((unsigned char) x) || x == '_' || x == '\''; }

/* Pass so much, and blanks and remarks after it. */
static void pass(tp_formulas *f, size_t length)
{
  f->at += length;
  while (f->at += strspn(f->at, " \n;"), *f->at == '#')
    f->at += strcspn(f->at, "\n");
}

/* The next word or sign is this one, which is passed. */
static int accept(tp_formulas *f, const char *word)
{
  const size_t length = strlen(word);
  if (*f->at != *word || strncmp(f->at, word, length) || (is_name(word[length - 1]) && is_name(f->at[length])))
    return 0;
  pass(f, length);
  return 1;
}

static void expect(tp_formulas *f, const char *word)
{
  if (!accept(f, word))
    wrong(f, "not in the language of formulas: ", f->at);
}

/* Pass over a block, and what stands before it. */
static void pass_over(tp_formulas *f)
{
  int depth = 0;
  for (char x = ' '; *f->at && (depth > 0 || x != '}');) {
    f->at += strcspn(f->at, "{}\"#");
    x = *f->at;
    depth += (x == '{') - (x == '}');
    pass(f, x == '"' ? strcspn(f->at + 1, "\"") + 2 : x == '{' || x == '}');
  }
}

/* --- Names --------------------------------------------------------------------------------------------------- */

static tp_formula_value new_value(int is_known)
{
  tp_formula_value x = {.text = "", .is_known = is_known};
  mpq_init(x.number);
  return x;
}

static void exchange(tp_formula_value *x, tp_formula_value *y)
{
  const tp_formula_value kept = *x;
  *x = *y;
  *y = kept;
}

/* A whole number; as a condition, whether it is not 0.  0 if something was wrong. */
static long whole(tp_formulas *f, int level)
{
  tp_formula_value x = new_value(1);
  expression(f, level, &x);
  const long number = mpz_get_si(mpq_numref(x.number));
  if (mpq_cmp_si(x.number, number, 1) != 0)
    wrong(f, "not a whole number", "");
  mpq_clear(x.number);
  return f->is_over ? 0 : number;
}

static variable *name(tp_formulas *f)
{
  const char *text = f->at;
  size_t length = 0, hash = 0;
  for (; is_name(text[length]); length++)
    hash = hash * 31 + (unsigned char) text[length];
  if (!length)
    wrong(f, "not in the language of formulas: ", text);
  pass(f, length);
  long index = -1;
  if (accept(f, "[")) {
    index = whole(f, FORMULA);
    expect(f, "]");
  }
  variable **at = f->first + (hash + (size_t) index) % NAMES;
  while (*at && ((*at)->index != index || (*at)->length != length || memcmp((*at)->name, text, length)))
    at = &(*at)->next;
  if (!*at) {
    *at = tp_memory_new(1, sizeof **at);
    **at = (variable) {.name = text, .length = length, .index = index, .value = new_value(0)};
  }
  return *at;
}

void tp_formulas_expand(tp_formulas *f, tp_buffer *out, const char *text, const char *line, size_t length)
{
  const char *back = f->at;
  for (text += *text == '"'; !f->is_over && *text && *text != '"'; text++) {
    if (*text != '{') {
      tp_buffer_put(out, *text == '|' ? "\t" : text, 1);
      continue;
    }
    f->at = text + 1;
    tp_formula_value *x = &name(f)->value;
    text = f->at;
    expect(f, "}");
    if (!x->is_known && out->length < length) {
      mpq_set_ui(x->number, strtoul(line + out->length, NULL, 10), 1);
      x->is_known = 1;
    }
    if (*x->text)
      tp_formulas_expand(f, out, x->text, line, length);
    else
      tp_buffer_printf(out, "%ld", mpz_get_si(mpq_numref(x->number)));
  }
  f->at = back;
}

/* --- Functions ----------------------------------------------------------------------------------------------- */

/* Parameters and values change places.  A parameter more gets no value; how many there are then. */
static int exchange_parameters(tp_formulas *f, const variable *function, tp_formula_value *x, int made)
{
  int i = 0;
  f->at = function->definition;
  for (expect(f, "("); i < PARAMETERS && *f->at != ')' && !f->is_over; accept(f, ",")) {
    if (i == made)
      x[made++] = new_value(0);
    exchange(&name(f)->value, &x[i++]);
  }
  expect(f, ")");
  if (i < made)
    wrong(f, "too many arguments: ", function->name);
  return made;
}

/* Of the host. */
static void compute(tp_formulas *f, const variable *function, tp_formula_value *x, const char *formula)
{
  char *text = tp_memory_string(function->name, function->length);
  if (!f->is_over)
    f->host.compute(f->host.host, text, x, x + 1, formula);
  free(text);
}

/* FUNCTION(..), from its arguments on. */
static void call(tp_formulas *f, const variable *function, const char *formula, tp_formula_value *result)
{
  tp_formula_value x[PARAMETERS];
  int made = 0;
  for (; made < PARAMETERS && *f->at != ')' && !f->is_over; accept(f, ",")) {
    x[made++] = new_value(1);
    expression(f, FORMULA, &x[made - 1]);
  }
  expect(f, ")");
  const char *back = f->at;
  if (function->definition) {
    made = exchange_parameters(f, function, x, made);
    expression(f, OPERAND, result);
    exchange_parameters(f, function, x, made);
  } else {
    while (made < 2)
      x[made++] = new_value(1);
    compute(f, function, x, formula);
    exchange(result, x);
  }
  f->at = back;
  while (made > 0)
    mpq_clear(x[--made].number);
}

/* --- Operands ------------------------------------------------------------------------------------------------ */

/* 2^x, from x on. */
static void power_of_two(tp_formulas *f, mpq_t x)
{
  const long power = whole(f, OPERAND);
  mpq_set_ui(x, 1, 1);
  if (labs(power) <= MOST_POWER)
    (power < 0 ? mpq_div_2exp : mpq_mul_2exp)(x, x, (mp_bitcnt_t) labs(power));
  else
    wrong(f, "a power that is too large or too small", "");
}

/* if A {B} else C, where C may be another if, from A on. */
static void choose(tp_formulas *f, tp_formula_value *x)
{
  if (whole(f, FORMULA)) {
    expression(f, OPERAND, x);
    while (accept(f, "else"))
      pass_over(f);
  } else {
    pass_over(f);
    if (accept(f, "else"))
      expression(f, OPERAND, x);
  }
}

/* for NAME in A .. B {C}, from NAME on. */
static void repeat(tp_formulas *f, tp_formula_value *x)
{
  variable *v = name(f);
  expect(f, "in");
  long i = whole(f, FORMULA);
  expect(f, "..");
  const long last = whole(f, FORMULA);
  const char *block = f->at;
  tp_formula_value counter = new_value(1);
  exchange(&v->value, &counter);
  for (; i <= last && !f->is_over; f->at = block) {
    mpq_set_si(v->value.number, i++, 1);
    expression(f, OPERAND, x);
  }
  exchange(&v->value, &counter);
  mpq_clear(counter.number);
  pass_over(f);
}

/* NAME(..), NAME = .., or the value of NAME. */
static void use_name(tp_formulas *f, tp_formula_value *x)
{
  const char *formula = f->at;
  variable *v = name(f);
  if (accept(f, "(")) {
    call(f, v, formula, x);
  } else if (*f->at == '=' && f->at[1] != '=') {
    pass(f, 1);
    expression(f, FORMULA, x);
    mpq_set(v->value.number, x->number);
    v->value.text = x->text;
    v->value.is_known = 1;
  } else {
    mpq_set(x->number, v->value.number);
    x->text = v->value.text;
    if (!v->value.is_known)
      wrong(f, "this has no value: ", formula);
  }
}

static void define(tp_formulas *f)
{
  const char *formula = f->at;
  variable *function = name(f);
  if (function->definition)
    wrong(f, "defined twice: ", formula);
  function->definition = f->at;
  pass_over(f);
}

static void operand(tp_formulas *f, tp_formula_value *x)
{
  const char *close = *f->at == '{' ? "}" : ")";
  mpq_set_ui(x->number, 0, 1);
  x->text = "";
  if (*f->at == '"') {
    x->text = f->at;
    pass(f, strcspn(f->at + 1, "\"") + 2);
  } else if (accept(f, "2^")) {
    power_of_two(f, x->number);
  } else if (isdigit((unsigned char) *f->at)) {
    mpq_set_ui(x->number, strtoul(f->at, NULL, 10), 1);
    pass(f, strspn(f->at, "0123456789"));
  } else if (accept(f, "-")) {
    operand(f, x);
    mpq_neg(x->number, x->number);
  } else if (accept(f, "(") || accept(f, "{")) {
    while (!accept(f, close) && !f->is_over)
      expression(f, FORMULA, x);
  } else if (accept(f, "if")) {
    choose(f, x);
  } else if (accept(f, "for")) {
    repeat(f, x);
  } else if (accept(f, "while")) {
    for (const char *test = f->at; whole(f, FORMULA); f->at = test)
      operand(f, x);
    pass_over(f);
  } else if (accept(f, "def")) {
    define(f);
  } else if (accept(f, "known")) {
    mpq_set_si(x->number, name(f)->value.is_known, 1);
  } else {
    use_name(f, x);
  }
}

/* --- Signs --------------------------------------------------------------------------------------------------- */

/* What holds is 1: so `and` is a product, and `or` a sum. */
static const struct {
  const char *text;
  int level;                                       /* the larger ones first */
  void (*compute)(mpq_ptr, mpq_srcptr, mpq_srcptr);
  int holds[3];                                    /* of a number that is less, equal, more */
} sign[] = {
  {"or", 0, mpq_add, {0}}, {"and", 1, mpq_mul, {0}}, {"==", 2, NULL, {0, 1, 0}}, {"!=", 2, NULL, {1, 0, 1}},
  {"<=", 2, NULL, {1, 1, 0}}, {">=", 2, NULL, {0, 1, 1}}, {"<", 2, NULL, {1, 0, 0}}, {">", 2, NULL, {0, 0, 1}},
  {"+", 3, mpq_add, {0}}, {"-", 3, mpq_sub, {0}}, {"*", 4, mpq_mul, {0}}, {"/", 4, mpq_div, {0}}};
enum { SIGNS = sizeof sign / sizeof *sign };

/* Which sign comes next, of this level or a higher one; it is passed. */
static int next_sign(tp_formulas *f, int level)
{
  int i = 0;
  while (i < SIGNS && (sign[i].level < level || !accept(f, sign[i].text)))
    i++;
  return i;
}

/* Operands and signs between them, of this level or a higher one. */
static void expression(tp_formulas *f, int level, tp_formula_value *x)
{
  operand(f, x);
  for (int i; (i = next_sign(f, level)) < SIGNS;) {
    tp_formula_value y = new_value(1);
    expression(f, sign[i].level + 1, &y);
    const int order = mpq_cmp(x->number, y.number);
    if (!sign[i].compute)
      mpq_set_si(x->number, sign[i].holds[(order > 0) - (order < 0) + 1], 1);
    else if (sign[i].compute != mpq_div || mpq_sgn(y.number) != 0)
      sign[i].compute(x->number, x->number, y.number);
    else
      wrong(f, "a quotient by 0", "");
    mpq_clear(y.number);
  }
}

/* --- The whole ----------------------------------------------------------------------------------------------- */

tp_formulas *tp_formulas_new(const tp_formula_host *host)
{
  tp_formulas *f = tp_memory_zeroed(1, sizeof *f);
  f->host = *host;
  return f;
}

void tp_formulas_free(tp_formulas *f)
{
  for (size_t i = 0; i < NAMES; i++)
    for (variable *v = f->first[i], *next; v; v = next) {
      next = v->next;
      mpq_clear(v->value.number);
      free(v);
    }
  free(f);
}

void tp_formulas_evaluate(tp_formulas *f, const char *text)
{
  tp_formula_value x = new_value(1);
  f->at = text;
  for (pass(f, 0); *f->at && !f->is_over;)
    expression(f, FORMULA, &x);
  mpq_clear(x.number);
}
