/* The language of theorems (doc/theorems.md) by theorems of its own, in place of those that are compiled in: what a formula
   asks of a certificate, and that whatever goes wrong is refused. */
#include <check.h>
#include <string.h>

#include "suite.h"

#include "../src/08-analysis/check/checker.h"

static char program[4000];
const struct tp_theorem_file tp_theorem_files[] = {{"test", program, 0}, {NULL, NULL, 0}};

/* What stands in certificate(), after other definitions; the certificate; what is wrong with it (NULL: it is confirmed). */
static const struct { const char *definitions, *body, *certificate, *says; int result; } program_of[] = {
  /* Formulas. */
  {"", "  check 1 + 2 * 3 - 4 / 2 == 5 and 2^-2 == 1 / 4 and -2 < 1 and not (1 > 1 or 0 >= 1) and 3 != 2 and 2 <= 2\n", "", NULL, 0},
  {"", "  check 10 - 3 - 2 == 5 and 12 / 3 / 2 == 2\n", "", NULL, 0},
  {"", "  check not 0 * 5 == 5\n", "", NULL, 0},           /* of one operand */
  {"", "  check 1 + 1 == 3\n", "", "this does not hold: check 1 + 1 == 3", 1},
  {"", "  check 1 == 2      # arithmetic fails\n", "", "arithmetic fails", 1},
  {"", "  check min(2, 1 / 3) == 1 / 3 and max(2, 1 / 3) == 2 and floor(7 / 2) == 3 and floor(0 - 7 / 2) == -4\n", "", NULL, 0},
  {"", "  check up(1 / 3) > 1 / 3 and down(1 / 3) < 1 / 3 and exp_up(0) == 1 and exp_up(1) > 271828 / 100000\n", "", NULL, 0},
  {"", "  check (1 +\n    1 ==\n    2)\n", "", NULL, 0},
  {"", "  x = 1 / 0\n", "", "no number", 1},
  {"", "  x = 3^2\n", "", "no number", 1},
  {"", "  x = 2^(1 / 2)\n", "", "no number", 1},
  {"", "  x = y\n", "", "this does not hold: y", 1},
  {"", "  x = 1 2\n", "", "this does not hold: 2", 1},
  {"", "  x = (1\n", "", "", 1},
  {"", "  x = f(1)\n", "", "", 1},
  {"", "  x = exp_up(1000000)\n", "", "too large", 1},
  {"", "  x = round(77, 1)\n", "", "cannot be rounded", 1},
  {"", "  x = P(6)\n", "", "no such site", 1},
  /* What is stated. */
  {"", "  x \"a|b\" <= 1\n  check x == 2\n", "a\tb\t<=\t0x1p+1\n", NULL, 0},
  {"", "  x <= 1\n", "x\t<=\t0x1p+0\n", NULL, 0},
  {"", "  x <= 1\n", "x\t<=\t0x1.8p-1\n", "does not hold: x <= 1", 1},
  {"", "  x >= 1\n", "x\t>=\t0x1.8p-1\n", NULL, 0},
  {"", "  x >= 1\n", "x\t>=\t0x1.8p+0\n", "does not hold: x >= 1", 1},
  {"", "  x >= 1\n", "x\t<=\t0x1p+0\n", "should be another: x", 2},
  {"", "  x <= 1\n", "x\t<=\t 0x1p+0\n", "as %a writes", 2},
  {"", "  x <= 1\n", "x\t<=\t1\n", "as %a writes", 2},
  {"", "  x <= 1\n", "x\t<=\t0x1p+100000\n", "as %a writes", 2},
  {"", "  x <= 1\n", "x\t<=\t0x1p+0 \n", "as %a writes", 2},
  {"", "  x <= 1\n", "x\t<=\t\n0x1p+0\n", "as %a writes", 2},
  {"", "  x <= 1\n", "x\t<=\t0x1p+0", "should be another", 2},
  {"", "  x <= 1\n", "", "should be another", 2},
  {"", "  x <= 1\n", "x\t<=\t0x1p+0\nx\t<=\t0x1p+0\n", "after the end", 2},
  /* Limits. */
  {"", "  x <= 1 < 2\n", "x\t<=\t0x1p+0\nless\t0x1p+1\n", NULL, 0},
  {"", "  x <= 1 < 2\n", "x\t<=\t0x1p+0\nless\t0x1p+0\n", "does not hold", 1},
  {"", "  x <= 1 < 2\n", "x\t<=\t0x1p+0\nless\t0x1.2p+1\n", "does not hold", 1},
  {"", "  x <= 1 <= 2\n", "x\t<=\t0x1p+1\nwithin\t0x1p+1\n", NULL, 0},
  {"", "  x <= 1 <= 2\n", "x\t<=\t0x1.2p+1\nwithin\t0x1p+1\n", "does not hold", 1},
  {"", "  x >= 2 > 1\n", "x\t>=\t0x1p+1\nabove\t0x1p+0\n", NULL, 0},
  {"", "  x >= 2 > 1\n", "x\t>=\t0x1p+0\nabove\t0x1p+0\n", "does not hold", 1},
  {"", "  x >= 2 > 1\n", "x\t>=\t0x1p+1\nabove\t0x1p-1\n", "does not hold", 1},
  {"", "  x >= 2 >= 1\n", "x\t>=\t0x1p+0\nleast\t0x1p+0\n", NULL, 0},
  {"", "  x >= 2 >= 1\n", "x\t>=\t0x1p-1\nleast\t0x1p-1\n", "does not hold", 1},
  {"", "  x <= 1 < 2\n", "x\t<=\t0x1p+0\nwithin\t0x1p+1\n", "should be another: less", 2},
  /* Lines, and what is read from them. */
  {"", "  line \"a|{n}|b\"\n  check n == 12\n", "a\t12\tb\n", NULL, 0},
  {"", "  line \"a|{n}\"\n", "a\t012\n", "should be another", 2},
  {"", "  line \"a|{n}\"\n", "a\t 12\n", "should be another", 2},
  {"", "  line \"a|{n}\"\n", "a\t36893488147419103232\n", "should be another", 2},
  {"", "  n = 3\n  line \"a|{n}\"\n", "a\t4\n", "should be another: a 3", 2},
  {"", "  line \"a\"\n", "a\tb\n", "should be another: a", 2},
  {"", "  what = \"is {n}\"; n = 5\n  line \"{what}!\"\n", "is 5!\n", NULL, 0},
  {"", "  if line \"a\": x = 1\n  else if line \"b\": x = 2\n  else: x = 3\n  check x == 2\n", "b\n", NULL, 0},
  {"", "  while line \"a\":\n    y <= 1\n", "a\ny\t<=\t0x1p+0\na\ny\t<=\t0x1p+0\n", NULL, 0},
  {"", "  while line \"a\":\n    y <= 1\n", "a\ny\t<=\t0x1p+0\na\ny\t<=\t0x1p-1\n", "does not hold: y <= 1", 1},
  /* Statements. */
  {"", "  s = 0\n  for i in 1 .. 4:\n    s = s + i\n    for j in 2 .. 1: s = 100\n  check s == 10\n", "", NULL, 0},
  {"", "  i = 7\n  for i in 1 .. 4: s = i\n  check i == 7 and s == 4\n", "", NULL, 0},
  {"", "  s = 0; while s < 5: s = s + 2\n  check s == 6\n", "", NULL, 0},
  {"", "  for i in 1 .. 3: x[i] = i * i\n  check x[3] == 9 and known x[2] and not known x[4]\n", "", NULL, 0},
  {"", "  if 0:\n    x = 1\n    if 1: x = 2\n  else:\n    x = 3\n  check x == 3\n", "", NULL, 0},
  {"", "  x = 1\n    check x == 2\n", "", "", 1},                        /* not below a colon */
  {"", "  if 1:\n      x = 1\n    y = 2\n", "", NULL, 1},
  {"", "  for i in 0 .. 1 / 2: x = 1\n", "", "whole number", 1},
  {"def f(x) = x + 1\n", "  x = 5\n  check f(f(2 * x)) == 12 and x == 5\n", "", NULL, 0},
  {"def f(a; b):\n  b = 2\n  c = a + b\n", "  b = 1\n  f(3)\n  check b == 1 and c == 5\n", "", NULL, 0},
  {"def f(a; b):\n  c = b\n", "  b = 1\n  f(3)\n", "", "", 1},            /* its own b has no value */
  {"def f(a, b) = a + b\n", "  x = f(1)\n", "", "", 1},
  {"def f(a) = a\n", "  x = f(1, 2)\n", "", "", 1},
  {"def f(a) = a\ndef f(b) = 2\n", "", "", "", 1},
  {"def min(a) = a\n", "", "", "", 1},
  {"def f(label, x):\n  y \"{label}\" <= x\n", "  f(\"a|b\", 2)\n", "a\tb\t<=\t0x1p+1\n", NULL, 0}};

START_TEST(test_program)
{
  tp_error err = {.text = ""};
  const char *says = program_of[_i].says, *certificate = program_of[_i].certificate;
  snprintf(program, sizeof program, "%sdef certificate():\n  # a remark\n%s", program_of[_i].definitions, program_of[_i].body);
  tp_certificate_result result = tp_certificate_check("test", certificate, strlen(certificate), &err);
  ck_assert_msg((int) result == program_of[_i].result, "%s, by %s: %d, %s", certificate, program, (int) result, err.text);
  ck_assert_msg(!says || strstr(err.text, says), "%s: %s", program, err.text);
}
END_TEST

int main(void)
{
  Suite *suite = suite_create("formulas");
  TCase *tc = suite_case(suite, "formulas");
  tcase_add_loop_test(tc, test_program, 0, LENGTH(program_of));
  return suite_run(suite);
}
