/* The language of theorems (doc/theorems.md): formulas are evaluated as they are read. */
#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "checker.h"
#include "tmprec/base/memory.h"

enum { MOST_ARGUMENTS = 6, NUMBER_BITS = 4096, MOST_POWER = 100000 };

static void expression(tp_checker *c, mpq_t x, int level);
static void body(tp_checker *c, long indent);
static void block(tp_checker *c, const char *end, long outer);

static int goes_on(const tp_checker *c) { return c->result == TP_CERTIFICATE_CONFIRMED; }
static int is_name(char x) { return isalnum((unsigned char) x) || x == '_' || x == '\''; }
static const char *end_of_line(const char *at) { return at + strcspn(at, "\n"); }

static void refuse_formula(tp_checker *c, const char *at) { tp_checker_fail(c, TP_CERTIFICATE_REFUSED, "this does not hold: ", at); }

/* The next word or sign is this one, which is passed. */
static int accept(tp_checker *c, const char *word)
{
  while (*c->at == ' ')
    c->at++;
  const size_t length = *c->at == *word ? strlen(word) : 0;
  if (!length || strncmp(c->at, word, length) || (is_name(*word) && is_name(c->at[length])))
    return 0;
  c->at += length;
  return 1;
}

static void expect(tp_checker *c, const char *word)
{
  if (!accept(c, word))
    refuse_formula(c, c->at);
}

/* --- Names and texts ------------------------------------------------------------------------------------------ */

tp_variable *tp_checker_variable(tp_checker *c, const char *name, size_t length, long index)
{
  size_t hash = (size_t) index;
  for (size_t i = 0; i < length; i++)
    hash = hash * 31 + (unsigned char) name[i];
  tp_variable **at = c->variable + hash % (sizeof c->variable / sizeof *c->variable);
  while (*at && ((*at)->index != index || (*at)->length != length || memcmp((*at)->name, name, length)))
    at = &(*at)->next;
  if (!*at) {
    *at = tp_memory_zeroed(1, sizeof **at);
    **at = (tp_variable) {.name = name, .length = length, .index = index};
    mpq_init((*at)->value.number);
  }
  return *at;
}

static long whole(tp_checker *c)
{
  mpq_t x;
  mpq_init(x);
  expression(c, x, 0);
  const long value = mpz_get_si(mpq_numref(x));
  if (mpq_cmp_si(x, value, 1) != 0)
    refuse(c, "not a whole number");
  mpq_clear(x);
  return value;
}

/* NAME or NAME[INDEX]. */
static tp_variable *variable(tp_checker *c)
{
  long index = TP_NO_INDEX;
  accept(c, "");
  const char *name = c->at;
  while (is_name(*c->at))
    c->at++;
  const size_t length = (size_t) (c->at - name);
  if (accept(c, "[")) {
    index = whole(c);
    expect(c, "]");
  }
  return tp_checker_variable(c, name, length, index);
}

/* "..": | is a tab, {..} a text or a whole number. */
static void text(tp_checker *c, tp_buffer *out)
{
  for (expect(c, "\""); *c->at && *c->at != '"' && goes_on(c);) {
    const char *start = c->at++;
    if (*start != '{') {
      tp_buffer_put(out, *start == '|' ? "\t" : start, 1);
      continue;
    }
    const tp_variable *v = variable(c);
    if (v->value.text) {
      const char *back = c->at;
      c->at = v->value.text;
      text(c, out);
      c->at = back;
    } else {
      c->at = start + 1;
      tp_buffer_printf(out, "%ld", whole(c));
    }
    expect(c, "}");
  }
  expect(c, "\"");
}

/* The next line of the certificate begins with this text, which is all of some fields. */
static int is_next(tp_checker *c)
{
  tp_buffer wanted = {NULL, 0, 0};
  text(c, &wanted);
  const int is_next = (size_t) (c->end - c->next) > wanted.length && !memcmp(c->next, wanted.text, wanted.length)
                      && strchr("\t\n", c->next[wanted.length]);
  tp_buffer_clear(&wanted);
  return is_next;
}

static void exchange(tp_value *x, tp_value *y)
{
  const tp_value kept = *x;
  *x = *y;
  *y = kept;
}

/* A number, or a text: where it stands. */
static void evaluate(tp_checker *c, tp_value *x)
{
  c->at += strspn(c->at, " \n");
  x->text = *c->at == '"' ? c->at : NULL;
  if (x->text)
    c->at += strcspn(c->at + 1, "\"") + 2;
  else
    expression(c, x->number, 0);
}

/* --- Formulas ------------------------------------------------------------------------------------------------- */

/* f(..): what stands in brackets is, while it is at work, what its parameters are. */
static void call(tp_checker *c, const tp_variable *f, mpq_t out)
{
  tp_value x[MOST_ARGUMENTS];
  tp_variable *parameter[MOST_ARGUMENTS];
  size_t count = 0, own;
  for (size_t i = 0; i < MOST_ARGUMENTS; i++) {
    x[i] = (tp_value) {.is_known = 1};
    mpq_init(x[i].number);
  }
  for (; !accept(c, ")") && count < MOST_ARGUMENTS && goes_on(c); accept(c, ","))
    evaluate(c, x + count++);
  const char *back = c->at;
  if (f->function) {
    tp_checker_compute(c, f->function, x);
    mpq_swap(out, x->number);
  } else if (f->definition) {
    c->at = f->definition;
    for (own = 0; accept(c, ";"), !accept(c, ")") && own < MOST_ARGUMENTS; accept(c, ",")) {
      parameter[own] = variable(c);
      x[own].is_known &= own < count;
      exchange(&parameter[own]->value, x + own);
      own++;
    }
    if (own < count)
      refuse_formula(c, f->name);
    if (accept(c, "="))
      expression(c, out, 0);
    else
      body(c, 0);
    while (own-- > 0)
      exchange(&parameter[own]->value, x + own);
  } else {
    refuse_formula(c, f->name);
  }
  c->at = back;
  for (size_t i = 0; i < MOST_ARGUMENTS; i++)
    mpq_clear(x[i].number);
}

static void operand(tp_checker *c, mpq_t x)
{
  char *end;
  c->at += strspn(c->at, " \n");
  if (isdigit((unsigned char) *c->at)) {
    mpq_set_ui(x, strtoul(c->at, &end, 10), 1);
    c->at = end;
  } else if (accept(c, "(")) {
    expression(c, x, 0);
    expect(c, ")");
  } else if (accept(c, "-")) {
    operand(c, x);
    mpq_neg(x, x);
  } else if (accept(c, "not")) {
    expression(c, x, 2);
    mpq_set_ui(x, mpq_sgn(x) == 0, 1);
  } else if (accept(c, "next")) {
    mpq_set_ui(x, (unsigned) is_next(c), 1);
  } else if (accept(c, "known")) {
    mpq_set_ui(x, (unsigned) variable(c)->value.is_known, 1);
  } else {
    const char *formula = c->at;
    const tp_variable *v = variable(c);
    if (accept(c, "("))
      call(c, v, x);
    else if (v->value.is_known)
      mpq_set(x, v->value.number);
    else
      refuse_formula(c, formula);
  }
}

enum { OR, AND, EQUAL, UNEQUAL, AT_MOST, AT_LEAST, LESS, MORE, PLUS, MINUS, TIMES, OVER, POWER, SIGNS };
static const struct { const char *text; int level; } sign[SIGNS] = {
  {"or", 0}, {"and", 1}, {"==", 2}, {"!=", 2}, {"<=", 2}, {">=", 2}, {"<", 2}, {">", 2}, {"+", 3}, {"-", 3}, {"*", 4}, {"/", 4}, {"^", 5}};

static void apply(tp_checker *c, int by, mpq_t x, const mpq_t y)
{
  const int order = mpq_cmp(x, y), a = mpq_sgn(x) != 0, b = mpq_sgn(y) != 0;
  const int holds[] = {a || b, a && b, order == 0, order != 0, order <= 0, order >= 0, order < 0, order > 0};
  const long power = mpz_get_si(mpq_numref(y));
  if (by < PLUS)
    mpq_set_si(x, holds[by], 1);
  else if (by == PLUS)
    mpq_add(x, x, y);
  else if (by == MINUS)
    mpq_sub(x, x, y);
  else if (by == TIMES)
    mpq_mul(x, x, y);
  else if (by == OVER && b)
    mpq_div(x, x, y);
  else if (by == POWER && mpq_cmp_ui(x, 2, 1) == 0 && mpq_cmp_si(y, power, 1) == 0 && labs(power) <= MOST_POWER)
    mpq_set_ui(x, 1, 1), (power < 0 ? mpq_div_2exp : mpq_mul_2exp)(x, x, (mp_bitcnt_t) labs(power));
  else
    refuse(c, "a quotient or power that is no number");
}

/* Operands and signs between them, of this level or a higher one. */
static void expression(tp_checker *c, mpq_t x, int level)
{
  mpq_t y;
  mpq_init(y);
  operand(c, x);
  for (int i = 0; i < SIGNS; i++)
    if (sign[i].level >= level && accept(c, sign[i].text)) {
      expression(c, y, sign[i].level + 1);
      apply(c, i, x, y);
      i = -1;
    }
  mpq_clear(y);
}

/* --- What a certificate states ------------------------------------------------------------------------------------ */

/* The next line: a text, a tab, and a number as %a writes it. */
static void read_number(tp_checker *c, const char *before, mpq_t x)
{
  const size_t length = strlen(before);
  const char *number = tp_checker_line(c);
  char *end;
  if (strncmp(number, before, length) || number[length] != '\t') {
    tp_checker_fail(c, TP_CERTIFICATE_MALFORMED, "this line should be another: ", before);
    return;
  }
  number += length + 1;
  mpfr_t y;
  mpfr_init2(y, NUMBER_BITS);
  const int inexact = mpfr_strtofr(y, number, &end, 16, MPFR_RNDN);
  if (!inexact && *end == '\n' && !strncmp(number + (*number == '-'), "0x", 2) && mpfr_number_p(y)
      && (mpfr_zero_p(y) || labs(mpfr_get_exp(y)) < MOST_POWER))
    mpfr_get_q(x, y);
  else
    malformed(c, "not a number as %a writes them");
  mpfr_clear(y);
}

/* NAME "LABEL" <= FORMULA, where NAME is read: the next line says `LABEL <= X`.  It holds, and NAME becomes X.  After it may
   stand < LIMIT or the like: then the line after is `less V`, and X < V <= LIMIT. */
static void state(tp_checker *c, tp_variable *v, const char *formula)
{
  static const struct { const char *sign, *word; int up, is_strict; } limit[] = {
    {"<=", "within", 1, 0}, {">=", "least", -1, 0}, {"<", "less", 1, 1}, {">", "above", -1, 1}};
  tp_buffer label = {NULL, 0, 0};
  mpq_t bound, x;
  mpq_inits(bound, x, NULL);
  if (*c->at == '"')
    text(c, &label);
  else
    tp_buffer_put(&label, v->name, v->length);
  const int up = accept(c, "<=") ? 1 : -1;
  if (up < 0)
    expect(c, ">=");
  tp_buffer_puts(&label, up > 0 ? "\t<=" : "\t>=");
  expression(c, bound, 3);
  read_number(c, label.text, x);
  if (up * mpq_cmp(x, bound) < 0)
    refuse_formula(c, formula);
  mpq_set(v->value.number, x);
  v->value.is_known = 1;
  for (size_t i = 0; i < sizeof limit / sizeof *limit; i++)
    if (accept(c, limit[i].sign)) {
      expression(c, bound, 3);
      read_number(c, limit[i].word, x);
      if (limit[i].up * mpq_cmp(x, bound) > 0 || limit[i].up * mpq_cmp(v->value.number, x) >= 1 - limit[i].is_strict)
        refuse_formula(c, formula);
    }
  mpq_clears(bound, x, NULL);
  tp_buffer_clear(&label);
}

/* --- Statements --------------------------------------------------------------------------------------------------- */

static int condition(tp_checker *c)
{
  mpq_t x;
  mpq_init(x);
  expression(c, x, 0);
  const int holds = mpq_sgn(x) != 0 && goes_on(c);
  mpq_clear(x);
  return holds;
}

/* The next line is this text. */
static void line(tp_checker *c)
{
  tp_buffer wanted = {NULL, 0, 0};
  text(c, &wanted);
  const char *line = tp_checker_line(c);
  if (strncmp(line, wanted.text, wanted.length) || line[wanted.length] != '\n')
    tp_checker_fail(c, TP_CERTIFICATE_MALFORMED, "this line should be another: ", wanted.text);
  tp_buffer_clear(&wanted);
}

static void repeat(tp_checker *c, long indent)
{
  tp_variable *v = variable(c);
  expect(c, "in");
  long from = whole(c);
  expect(c, "..");
  const long to = whole(c);
  tp_value before = {.is_known = 1};
  mpq_init(before.number);
  exchange(&v->value, &before);
  for (const char *start = c->at; from <= to && goes_on(c); from++) {
    mpq_set_si(v->value.number, from, 1);
    c->at = start;
    body(c, indent);
  }
  exchange(&v->value, &before);
  mpq_clear(before.number);
}

static void statement(tp_checker *c, long indent, int *was_taken)
{
  const char *start = c->at;
  if (accept(c, "else") && *was_taken) {
    c->at = end_of_line(c->at);
  } else if (accept(c, "if")) {
    *was_taken = condition(c);
    *was_taken ? body(c, indent) : (void) (c->at = end_of_line(c->at));
  } else if (accept(c, "while")) {
    for (const char *test = c->at; c->at = test, condition(c);)
      body(c, indent);
    c->at = end_of_line(c->at);
  } else if (accept(c, "for")) {
    repeat(c, indent);
    c->at = end_of_line(c->at);
  } else if (accept(c, "check")) {
    if (!condition(c))
      refuse_formula(c, accept(c, ",") ? c->at : start);
    c->at = end_of_line(c->at);
  } else if (accept(c, "line")) {
    line(c);
  } else if (*c->at == ':') {            /* after else */
    body(c, indent);
  } else {
    tp_variable *v = variable(c);
    tp_value x = {.is_known = 1};
    mpq_init(x.number);
    if (accept(c, "("))
      call(c, v, x.number);
    else if (accept(c, "=")) {
      evaluate(c, &x);
      exchange(&v->value, &x);
    } else
      state(c, v, start);
    mpq_clear(x.number);
  }
}

/* Statements on one line, with ; between them. */
static void statements(tp_checker *c, long indent, int *was_taken)
{
  do {
    statement(c, indent, was_taken);
  } while (accept(c, ";"));
  if (goes_on(c) && *c->at && !strchr("\n#", *c->at))
    refuse_formula(c, c->at);
}

/* After a colon: on this line, or below and further to the right. */
static void body(tp_checker *c, long indent)
{
  int was_taken = 0;
  expect(c, ":");
  accept(c, "");
  const char *end = end_of_line(c->at);
  if (*c->at == '\n' || *c->at == '#')
    block(c, end, indent);
  else
    statements(c, indent, &was_taken);
  c->at = end;
}

static void block(tp_checker *c, const char *end, long outer)
{
  long inner = 0;
  int was_taken = 0, has_body = 0;
  while (goes_on(c) && *end) {
    const char *start = end + 1 + strspn(end + 1, " ");
    const long indent = start - end - 1;
    if (*start == '#' || *start == '\n' || (has_body && indent > inner)) {
      end = end_of_line(start);
      continue;
    }
    if (indent <= outer)
      return;
    if (inner && indent != inner)
      refuse_formula(c, start);
    inner = indent;
    c->at = start;
    statements(c, indent, &was_taken);
    end = end_of_line(c->at);
    has_body = end[-1] == ':';
  }
}

void tp_checker_follow(tp_checker *c)
{
  for (const struct tp_theorem_file *f = tp_theorem_files; f->name; f++)
    for (c->at = f->text; *c->at; c->at = end_of_line(c->at) + 1)
      if (accept(c, "def")) {
        tp_variable *v = variable(c);
        if (v->definition || v->function || !accept(c, "("))
          refuse_formula(c, v->name);
        v->definition = c->at;
      }
  int was_taken = 0;
  c->at = "certificate()";
  statements(c, 0, &was_taken);
}
