/* SPDX-License-Identifier: MIT */
/* The language of theorems (doc/theorems.md).  What stands at c->at is evaluated as it is read.  Each expression leaves
   one value on the stack. */
#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "checker.h"
#include "tmprec/base/memory.h"

enum { FORMULA, OPERAND = 5, MOST_POWER = 1 << 30 };
static void expression(tp_checker *c, int level);

static int goes_on(const tp_checker *c) { return c->result == TP_CERTIFICATE_CONFIRMED; }
static int is_name(char x) { return isalnum((unsigned char) x) || x == '_' || x == '\''; }
static tp_value *top(const tp_checker *c) { return c->stack[c->depth - 1]; }

/* Pass so much of the theorem, and blanks and remarks after it. */
static void pass(tp_checker *c, size_t length)
{
  c->at += length;
  while (c->at += strspn(c->at, " \n;"), *c->at == '#')
    c->at += strcspn(c->at, "\n");
}

/* The next word or sign is this one, which is passed. */
static int accept(tp_checker *c, const char *word)
{
  const size_t length = strlen(word);
  if (*c->at != *word || strncmp(c->at, word, length) || (is_name(word[length - 1]) && is_name(c->at[length])))
    return 0;
  pass(c, length);
  return 1;
}

static void expect(tp_checker *c, const char *word)
{
  if (!accept(c, word))
    refuse(c, "not in the language of theorems: ", c->at);
}

/* --- Values -------------------------------------------------------------------------------------------------- */

static mpq_ptr push(tp_checker *c, unsigned long x)
{
  if (c->depth == c->made) {
    TP_MEMORY_GROW(c->stack, c->capacity, c->made + 1);
    c->stack[c->made] = tp_memory_new(1, sizeof **c->stack);
    mpq_init(c->stack[c->made++]->number);
  }
  c->depth++;
  top(c)->text = "";
  top(c)->is_known = 1;
  mpq_set_ui(top(c)->number, x, 1);
  return top(c)->number;
}

static void exchange(tp_value *x, tp_value *y)
{
  const tp_value kept = *x;
  *x = *y;
  *y = kept;
}

/* A whole number; as a condition, whether it is not 0.  0 if something was wrong. */
static long whole(tp_checker *c, int level)
{
  expression(c, level);
  const long value = mpz_get_si(mpq_numref(top(c)->number));
  if (mpq_cmp_si(top(c)->number, value, 1) != 0)
    refuse(c, "not a whole number", "");
  c->depth--;
  return goes_on(c) ? value : 0;
}

/* NAME or NAME[INDEX]. */
static tp_variable *variable(tp_checker *c)
{
  const char *name = c->at;
  size_t length = 0, hash = 0;
  long index = -1;
  for (; is_name(name[length]); length++)
    hash = hash * 31 + (unsigned char) name[length];
  pass(c, length);
  if (accept(c, "[")) {
    index = whole(c, FORMULA);
    expect(c, "]");
  }
  hash += (size_t) index;
  tp_variable **at = c->variable + hash % (sizeof c->variable / sizeof *c->variable);
  while (*at && ((*at)->index != index || strncmp((*at)->name, name, length) || (*at)->name[length]))
    at = &(*at)->next;
  if (!*at) {
    *at = tp_memory_zeroed(1, sizeof **at);
    **at = (tp_variable) {.name = tp_memory_string(name, length), .index = index, .value.text = ""};
    mpq_init((*at)->value.number);
  }
  return *at;
}

/* A text in quotes: | is a tab, {NAME} a text or a whole number.  One without a value is read from the certificate's
   next line, which begins as the text does so far. */
void tp_checker_expand(tp_checker *c, tp_buffer *out, const char *x)
{
  for (x += *x == '"'; goes_on(c) && *x && *x != '"'; x++) {
    if (*x != '{') {
      tp_buffer_put(out, *x == '|' ? "\t" : x, 1);
      continue;
    }
    c->at = x + 1;
    tp_value *value = &variable(c)->value;
    x = c->at;
    expect(c, "}");
    if (!value->is_known && out->length < (size_t) (c->end - c->next)) {
      mpq_set_ui(value->number, strtoul(c->next + out->length, NULL, 10), 1);
      value->is_known = 1;
    }
    if (*value->text)
      tp_checker_expand(c, out, value->text);
    else
      tp_buffer_printf(out, "%ld", mpz_get_si(mpq_numref(value->number)));
  }
}

/* --- Functions ----------------------------------------------------------------------------------------------- */

/* The parameters of f and the values on the stack change places; a parameter more has no value. */
static size_t exchange_parameters(tp_checker *c, const tp_variable *f, size_t first)
{
  c->at = f->definition;
  for (expect(c, "("); !accept(c, ")") && goes_on(c); accept(c, ",")) {
    tp_variable *parameter = variable(c);
    if (first == c->depth) {
      push(c, 0);
      top(c)->is_known = 0;
    }
    exchange(&parameter->value, c->stack[first++]);
  }
  return first;
}

/* f(..), from its arguments on. */
static void call(tp_checker *c, const tp_variable *f, const char *formula)
{
  const size_t first = c->depth;
  for (; !accept(c, ")") && goes_on(c); accept(c, ","))
    expression(c, FORMULA);
  const char *back = c->at;
  if (f->definition) {
    if (exchange_parameters(c, f, first) < c->depth)
      refuse(c, "too many arguments: ", formula);
    expression(c, OPERAND);
    const size_t result = c->depth - 1;
    exchange_parameters(c, f, first);
    exchange(c->stack[first], c->stack[result]);
  } else if (push(c, 0), push(c, 0), goes_on(c)) {
    tp_checker_compute(c, f->name, c->stack[first], c->stack[first + 1], formula);
  }
  c->at = back;
  c->depth = first + 1;
}

/* --- Formulas ------------------------------------------------------------------------------------------------ */

static void power_of_two(tp_checker *c)
{
  const long power = whole(c, OPERAND);
  mpq_ptr x = push(c, 1);
  if (labs(power) <= MOST_POWER)
    (power < 0 ? mpq_div_2exp : mpq_mul_2exp)(x, x, (mp_bitcnt_t) labs(power));
  else
    refuse(c, "a power that is too large or too small", "");
}

/* Pass over a block, and what stands before it. */
static void pass_over(tp_checker *c)
{
  int depth = 0;
  for (char x = ' '; *c->at && (depth > 0 || x != '}');) {
    c->at += strcspn(c->at, "{}\"#");
    x = *c->at;
    depth += (x == '{') - (x == '}');
    pass(c, x == '"' ? strcspn(c->at + 1, "\"") + 2 : x == '{' || x == '}');
  }
}

/* if A {B} else C, where C may be another if, from A on. */
static void choose(tp_checker *c)
{
  if (whole(c, FORMULA)) {
    expression(c, OPERAND);
    while (accept(c, "else"))
      pass_over(c);
  } else {
    pass_over(c);
    accept(c, "else") ? expression(c, OPERAND) : (void) push(c, 0);
  }
}

/* for NAME in A .. B {C}, from NAME on. */
static void repeat(tp_checker *c)
{
  tp_variable *v = variable(c);
  expect(c, "in");
  long from = whole(c, FORMULA);
  expect(c, "..");
  const long to = whole(c, FORMULA);
  const char *start = c->at;
  push(c, 0);
  exchange(&v->value, top(c));
  for (; from <= to && goes_on(c); from++) {
    mpq_set_si(v->value.number, from, 1);
    v->value.is_known = 1;
    c->at = start;
    expression(c, OPERAND);
    c->depth--;
  }
  exchange(&v->value, top(c));
  c->at = start;
  pass_over(c);
}

static void operand(tp_checker *c)
{
  const char *formula = c->at;
  if (*c->at == '"') {
    push(c, 0);
    top(c)->text = c->at;
    pass(c, strcspn(c->at + 1, "\"") + 2);
  } else if (accept(c, "2^")) {
    power_of_two(c);
  } else if (isdigit((unsigned char) *c->at)) {
    push(c, strtoul(c->at, NULL, 10));
    pass(c, strspn(c->at, "0123456789"));
  } else if (accept(c, "-")) {
    operand(c);
    mpq_neg(top(c)->number, top(c)->number);
  } else if (*c->at == '(' || *c->at == '{') {
    const char *close = *c->at == '(' ? ")" : "}";
    pass(c, 1);
    for (push(c, 0); !accept(c, close) && goes_on(c); expression(c, FORMULA))
      c->depth--;
  } else if (accept(c, "if")) {
    choose(c);
  } else if (accept(c, "for")) {
    repeat(c);
  } else if (accept(c, "while")) {
    const char *test = c->at;
    for (push(c, 0); c->at = test, whole(c, FORMULA); operand(c))
      c->depth--;
    pass_over(c);
  } else if (accept(c, "def")) {
    tp_variable *f = variable(c);
    if (f->definition)
      refuse(c, "defined twice: ", formula);
    f->definition = c->at;
    pass_over(c);
    push(c, 0);
  } else if (accept(c, "known")) {
    push(c, (unsigned) variable(c)->value.is_known);
  } else {
    tp_variable *v = variable(c);
    if (accept(c, "("))
      call(c, v, formula);
    else if (strncmp(c->at, "==", 2) && accept(c, "=")) {
      expression(c, FORMULA);
      exchange(&v->value, top(c));
    } else {
      mpq_set(push(c, 0), v->value.number);
      top(c)->text = v->value.text;
      if (!v->value.is_known)
        refuse(c, "this has no value: ", formula);
    }
  }
}

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

/* Operands and signs between them, of this level or a higher one. */
static void expression(tp_checker *c, int level)
{
  operand(c);
  for (size_t i = 0; i < sizeof sign / sizeof *sign; i++)
    if (*c->at == *sign[i].text && sign[i].level >= level && accept(c, sign[i].text)) {
      expression(c, sign[i].level + 1);
      mpq_ptr y = c->stack[--c->depth]->number, x = top(c)->number;
      if (!sign[i].compute)
        mpq_set_si(x, sign[i].holds[(mpq_cmp(x, y) > 0) - (mpq_cmp(x, y) < 0) + 1], 1);
      else if (sign[i].compute != mpq_div || mpq_sgn(y) != 0)
        sign[i].compute(x, x, y);
      else
        refuse(c, "a quotient by 0", "");
      i = (size_t) -1;
    }
}

void tp_checker_evaluate(tp_checker *c, const char *text)
{
  c->at = text;
  for (pass(c, 0); *c->at && goes_on(c); c->depth--)
    expression(c, FORMULA);
}
