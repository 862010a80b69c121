/* The language of theorems (doc/theorems.md): formulas are evaluated as they are read. */
#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "checker.h"

enum { MOST_ARGUMENTS = 6, MOST_POWER = 1 << 30 };

static void expression(tp_checker *c, mpq_t x, int level);
static void body(tp_checker *c, long outer);

static int goes_on(const tp_checker *c) { return c->result == TP_CERTIFICATE_CONFIRMED; }
static int is_name(char x) { return isalnum((unsigned char) x) || x == '_' || x == '\''; }
static const char *end_of_line(const char *at) { return at + strcspn(at, "\n"); }

/* The remark at the end of a formula's line says what is wrong; or else the formula does. */
static void refuse_formula(tp_checker *c, const char *formula)
{
  const char *remark = formula + strcspn(formula, "#\n");
  const int has_remark = *remark == '#';
  const char *what = has_remark ? "" : "this does not hold: ";
  tp_checker_fail(c, TP_CERTIFICATE_REFUSED, what, has_remark ? remark + 2 : formula);
}

/* The next word or sign is this one, which is passed. */
static int accept(tp_checker *c, const char *word)
{
  while (*c->at == ' ')
    c->at++;
  const size_t length = strlen(word);
  if (*c->at != *word || strncmp(c->at, word, length) || (is_name(*word) && is_name(c->at[length])))
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

static void set(tp_variable *v, long x)
{
  mpq_set_si(v->value.number, x, 1);
  v->value.is_known = 1;
}

/* A whole number; as a condition, whether it is not 0.  0 if something was wrong. */
static long whole(tp_checker *c)
{
  mpq_t x;
  mpq_init(x);
  expression(c, x, 0);
  const long value = mpz_get_si(mpq_numref(x));
  if (mpq_cmp_si(x, value, 1) != 0)
    refuse(c, "not a whole number");
  mpq_clear(x);
  return goes_on(c) ? value : 0;
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

/* "..": | is a tab, {NAME} a text or a whole number.  One without a value is read from the certificate's next line. */
static void text(tp_checker *c, tp_buffer *out)
{
  for (expect(c, "\""); *c->at && *c->at != '"' && goes_on(c);) {
    const char *start = c->at++;
    if (*start != '{') {
      tp_buffer_put(out, *start == '|' ? "\t" : start, 1);
      continue;
    }
    tp_variable *v = variable(c);
    const char *back = c->at;
    if (!v->value.is_known && out->length < (size_t) (c->end - c->next))
      set(v, (long) strtoul(c->next + out->length, NULL, 10));
    if ((c->at = v->value.text))
      text(c, out);
    else
      tp_buffer_printf(out, "%ld", mpz_get_si(mpq_numref(v->value.number)));
    c->at = back;
    expect(c, "}");
  }
  expect(c, "\"");
}

/* The next line of the certificate is a text, and then it is read. */
static int take_line(tp_checker *c, int is_needed)
{
  tp_buffer wanted = {NULL, 0, 0};
  text(c, &wanted);
  tp_buffer_puts(&wanted, "\n");
  const int is_next = tp_checker_begins(c, wanted.text);
  if (is_next || is_needed)
    tp_checker_read(c, wanted.text);
  tp_buffer_clear(&wanted);
  return is_next;
}

static void exchange(tp_value *x, tp_value *y)
{
  const tp_value kept = *x;
  *x = *y;
  *y = kept;
}

static tp_value *make(tp_value *x)
{
  *x = (tp_value) {.is_known = 1};
  mpq_init(x->number);
  return x;
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

/* f(..): what stands in brackets stands, while f is at work, for its parameters.  Those after a ; are its own. */
static void call(tp_checker *c, const tp_variable *f, mpq_t out)
{
  tp_value x[MOST_ARGUMENTS];
  tp_variable *parameter[MOST_ARGUMENTS];
  size_t count = 0, made = 0;
  for (; count < MOST_ARGUMENTS && !accept(c, ")") && goes_on(c); accept(c, ","))
    evaluate(c, make(x + count++));
  for (made = count; made < 2; made++)
    make(x + made);
  const char *back = c->at;
  if (f->function) {
    tp_checker_compute(c, f->function, x);
    mpq_swap(out, x->number);
  } else if (!f->definition) {
    refuse_formula(c, f->name);
  } else {
    size_t own = 0;
    for (c->at = f->definition; accept(c, ";"), own < MOST_ARGUMENTS && !accept(c, ")"); accept(c, ",")) {
      if (own == made)
        make(x + made++);
      x[own].is_known = own < count;
      parameter[own] = variable(c);
      exchange(&parameter[own]->value, x + own);
      own++;
    }
    if (own < count)
      refuse_formula(c, f->name);
    accept(c, "=") ? expression(c, out, 0) : body(c, 0);
    while (own-- > 0)
      exchange(&parameter[own]->value, x + own);
  }
  c->at = back;
  while (made-- > 0)
    mpq_clear(x[made].number);
}

static void operand(tp_checker *c, mpq_t x)
{
  c->at += strspn(c->at, " \n");
  if (isdigit((unsigned char) *c->at)) {
    mpq_set_ui(x, strtoul(c->at, NULL, 10), 1);
    c->at += strspn(c->at, "0123456789");
  } else if (accept(c, "(")) {
    expression(c, x, 0);
    expect(c, ")");
  } else if (accept(c, "-")) {
    operand(c, x);
    mpq_neg(x, x);
  } else if (accept(c, "not")) {
    operand(c, x);
    mpq_set_ui(x, mpq_sgn(x) == 0, 1);
  } else if (accept(c, "line")) {
    mpq_set_ui(x, (unsigned) take_line(c, 0), 1);
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
static const char *const sign[SIGNS] = {"or", "and", "==", "!=", "<=", ">=", "<", ">", "+", "-", "*", "/", "^"};
static const int level_of[SIGNS] = {0, 1, 2, 2, 2, 2, 2, 2, 3, 3, 4, 4, 5};

static int holds(int relation, const mpq_t x, const mpq_t y)
{
  const int order = mpq_cmp(x, y), is[] = {order == 0, order != 0, order <= 0, order >= 0, order < 0, order > 0};
  return is[relation - EQUAL];
}

static void apply(tp_checker *c, int by, mpq_t x, const mpq_t y)
{
  const long power = mpz_get_si(mpq_numref(y));
  if (by == OR || by == AND)
    mpq_set_si(x, (mpq_sgn(x) != 0) + (mpq_sgn(y) != 0) > by, 1);
  else if (by < PLUS)
    mpq_set_si(x, holds(by, x, y), 1);
  else if (by == PLUS)
    mpq_add(x, x, y);
  else if (by == MINUS)
    mpq_sub(x, x, y);
  else if (by == TIMES)
    mpq_mul(x, x, y);
  else if (by == OVER && mpq_sgn(y) != 0)
    mpq_div(x, x, y);
  else if (by == POWER && mpq_cmp_ui(x, 2, 1) == 0 && mpq_cmp_si(y, power, 1) == 0 && labs(power) <= MOST_POWER)
    mpq_set_ui(x, 1, 1), (power < 0 ? mpq_div_2exp : mpq_mul_2exp)(x, x, (mp_bitcnt_t) labs(power));
  else
    refuse(c, "a quotient or power that is no number");
}

/* Operands and signs between them, of this level or a higher one. */
static void expression(tp_checker *c, mpq_t x, int level)
{
  operand(c, x);
  accept(c, "");
  for (int i = 0; i < SIGNS; i++)
    if (level_of[i] >= level && *sign[i] == *c->at && accept(c, sign[i])) {
      mpq_t y;
      mpq_init(y);
      expression(c, y, level_of[i] + 1);
      apply(c, i, x, y);
      mpq_clear(y);
      i = -1;
    }
}

/* NAME "LABEL" <= FORMULA: the next line is `LABEL <= X`, this is so of X, and NAME becomes X.  Without a label it is
   NAME.  With < LIMIT after it, or the like, the line after that is `less V`, and X < V <= LIMIT. */
static void state(tp_checker *c, tp_variable *v, const char *formula)
{
  static const char *const word[] = {"within", "least", "less", "above"};
  tp_buffer before = {NULL, 0, 0};
  mpq_t limit, x;
  mpq_inits(limit, x, NULL);
  *c->at == '"' ? text(c, &before) : tp_buffer_put(&before, v->name, v->length);
  const int is_upper = accept(c, "<=");
  if (!is_upper)
    expect(c, ">=");
  tp_buffer_puts(&before, is_upper ? "\t<=" : "\t>=");
  expression(c, limit, 3);
  tp_checker_read_number(c, &before, x);
  int is_so = holds(is_upper ? AT_LEAST : AT_MOST, x, limit);
  mpq_set(v->value.number, x);
  v->value.is_known = 1;
  for (int i = AT_MOST; i <= MORE; i++)
    if (accept(c, sign[i])) {
      expression(c, limit, 3);
      tp_buffer_puts(&before, word[i - AT_MOST]);
      tp_checker_read_number(c, &before, x);
      is_so &= holds(i, v->value.number, x) && holds(i < LESS ? i : i - 2, x, limit);
    }
  if (!is_so)
    refuse_formula(c, formula);
  mpq_clears(limit, x, NULL);
  tp_buffer_clear(&before);
}

/* --- Statements --------------------------------------------------------------------------------------------------- */

static void repeat(tp_checker *c, long indent)
{
  tp_variable *v = variable(c);
  expect(c, "in");
  long from = whole(c);
  expect(c, "..");
  const long to = whole(c);
  tp_value before;
  exchange(&v->value, make(&before));
  for (const char *start = c->at; from <= to && goes_on(c); from++) {
    set(v, from);
    c->at = start;
    body(c, indent);
  }
  exchange(&v->value, &before);
  mpq_clear(before.number);
}

/* After `else` comes a condition, or a colon at once. */
static void statement(tp_checker *c, long indent, int *was_taken)
{
  const char *start = c->at;
  if (accept(c, "line")) {
    take_line(c, 1);
  } else if (accept(c, "check")) {
    if (!whole(c))
      refuse_formula(c, start);
  } else if (accept(c, "for")) {
    repeat(c, indent);
  } else if (accept(c, "while")) {
    for (const char *test = c->at; c->at = test, whole(c);)
      body(c, indent);
  } else if (accept(c, "else") && *was_taken) {
    c->at = end_of_line(c->at);
  } else if (accept(c, "if") || *c->at == ':') {
    *was_taken = *c->at == ':' || whole(c);
    if (*was_taken)
      body(c, indent);
  } else {
    tp_variable *v = variable(c);
    tp_value x, *made = make(&x);
    if (accept(c, "(")) {
      call(c, v, x.number);
    } else if (accept(c, "=")) {
      evaluate(c, made);
      exchange(&v->value, made);
    } else {
      state(c, v, start);
    }
    mpq_clear(x.number);
  }
}

/* Statements on one line, with ; between them.  A colon where they end is of what stands below. */
static void statements(tp_checker *c, long indent, int *was_taken)
{
  do {
    statement(c, indent, was_taken);
  } while (accept(c, ";"));
  if (*c->at == ':')
    c->at = end_of_line(c->at);
  if (!strchr("\n#", *c->at))
    refuse_formula(c, c->at);
}

/* What follows a colon: on its line, or below and further to the right. */
static void body(tp_checker *c, long outer)
{
  long inner = 0;
  int was_taken = 0, has_body = 0;
  expect(c, ":");
  const char *colon = c->at - 1, *end = end_of_line(colon);
  accept(c, "");
  if (c->at != end)
    statements(c, outer, &was_taken);
  else
    for (const char *start; goes_on(c) && *end; end = end_of_line(start)) {
      start = end + 1 + strspn(end + 1, " ");
      const long indent = start - end - 1;
      if (strchr("#\n", *start) || (has_body && indent > inner))
        continue;
      if (indent <= outer)
        break;
      if (inner && indent != inner)
        refuse_formula(c, start);
      inner = indent;
      c->at = start;
      statements(c, indent, &was_taken);
      start = c->at;
      has_body = end_of_line(start)[-1] == ':';
    }
  c->at = colon;
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
