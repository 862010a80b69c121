/* SPDX-License-Identifier: MIT */
/* The language of theorems (doc/theorems.md) by theorems of its own, in place of those that are compiled in: what a formula
   asks of a certificate, and that whatever goes wrong is refused. */
#include <check.h>
#include <string.h>

#include "suite.h"

#include "../src/08-analysis/theorems.h"
#include "tmprec/analysis/certificate.h"

static char program[4000];
const struct tp_theorem_file tp_theorem_files[] = {{"test", program, 0}, {NULL, NULL, 0}};

/* What stands in certificate(), after other definitions; the certificate; what is wrong with it (NULL: it is confirmed). */
static const struct { const char *definitions, *body, *certificate, *says; int result; } program_of[] = {
  /* Formulas. */
  {"", "check(1 + 2 * 3 - 4 / 2 == 5 and 2^-2 == 1 / 4 and -2 < 1 and not(1 > 1 or 0 >= 1) and 3 != 2 and 2 <= 2)", "", NULL, 0},
  {"", "check(10 - 3 - 2 == 5 and 12 / 3 / 2 == 2 and 2^3 * 2 == 16 and 2^(1 + 1) == 4)", "", NULL, 0},
  {"", "check(1 < 1 or 2 > 2 or 1 == 2 or 1 != 1 or 2 <= 1 or 1 >= 2)", "", "does not hold", 1},
  {"", "check(1 or 0) check(1 or 1) check((1 and 1) == 1)", "", NULL, 0},
  {"", "check(1 and 0)", "", "does not hold", 1},
  {"", "check(not(0) * 5 == 5)", "", NULL, 0},
  {"", "check(1 + 1 == 3)", "", "this does not hold: check(1 + 1 == 3)", 1},
  {"", "check(1 == 2)      # arithmetic fails", "", "arithmetic fails", 1},
  {"", "check(floor(7 / 2) == 3 and floor(0 - 7 / 2) == -4)", "", NULL, 0},
  {"", "check(up(1 / 3) > 1 / 3 and down(1 / 3) < 1 / 3 and exp_up(0) == 1 and exp_up(1) > 271828 / 100000)", "", NULL, 0},
  {"", "check(1 +\n # a remark (\n 1 ==\n    2)", "", NULL, 0},
  {"", "x = 1 / 0", "", "quotient by 0", 1},
  {"", "x = 2^2000000000", "", "too large", 1},
  {"", "x = 2^(1 / 2)", "", "whole number", 1},
  {"", "x = y", "", "no value: y", 1},
  {"", "x = 1 2\n + )", "", "", 1},
  {"", "x = (1", "", "", 1},
  {"", "= 1", "", "not in the language", 1},
  {"", "x = 1 +", "", "not in the language", 1},
  {"", "x = f(1)", "", "does not hold: f(1)", 1},
  {"", "x = exp_up(1000000)", "", "too large", 1},
  {"", "x = round(77, 1)", "", "cannot be rounded", 1},
  {"", "x = if 0 { 1 } else if 0 { 2 } else { 3 }\ncheck(x == 3)", "", NULL, 0},
  {"", "x = if 1 { 1 } else if 1 { 2 } else { 3 } + 1\ncheck(x == 2)", "", NULL, 0},
  /* Numbers that are stated. */
  {"", "check(number(\"a|b|<=\") == 2)", "a\tb\t<=\t0x1p+1\n", NULL, 0},
  {"", "check(number(\"x\") == -3 / 4)", "x\t-0x1.8p-1\n", NULL, 0},
  {"", "x = number(\"x\")", "y\t0x1p+0\n", "should be another: x", 2},
  {"", "x = number(\"x\")", "x\t 0x1p+0\n", "as %a writes", 2},
  {"", "x = number(\"x\")", "x\t1\n", "as %a writes", 2},
  {"", "x = number(\"x\")", "x\tinf\n", "as %a writes", 2},
  {"", "x = number(\"x\")", "x\t0x1p+100000\n", "too large", 2},
  {"", "x = number(\"x\")", "x\t0x1p-100001\n", "too small", 2},
  {"", "x = number(\"x\")", "x\t0x1p+0 \n", "as %a writes", 2},
  {"", "x = number(\"x\")", "x\t\n0x1p+0\n", "as %a writes", 2},
  {"", "x = number(\"x\")", "x\t0x1p+0", "should be another", 2},
  {"", "x = number(\"x\")", "", "should be another", 2},
  {"", "x = number(\"x\")", "x\t0x1p+0\nx\t0x1p+0\n", "after the end", 2},
  {"", "x = number(5)", "x\t0x1p+0\n", "should be another", 2},
  /* Lines, and what is read from them. */
  {"", "line(\"a|{n}|b\")\ncheck(n == 12)", "a\t12\tb\n", NULL, 0},
  {"", "line(\"a|{n}\")", "a\t012\n", "should be another", 2},
  {"", "line(\"a|{n}\")", "a\t 12\n", "should be another", 2},
  {"", "line(\"a|{n}\")", "a\t36893488147419103232\n", "should be another", 2},
  {"", "n = 3 line(\"a|{n}\")", "a\t4\n", "should be another: a 3", 2},
  {"", "line(\"a\")", "a\tb\n", "should be another: a", 2},
  {"", "line(\"a\")", "b\n", "test:1: ", 2},
  {"", "line(\"a\") line(\"a\")", "a\nb\n", "test:2: ", 2},
  {"", "line(\"{n\")", "5\n", "", 1},
  {"", "what = \"is {n}\"; n = 5\nline(\"{what}!\")", "is 5!\n", NULL, 0},
  {"", "n[2] = 7 line(\"{n[1 + 1]} {n[2]}\")", "7 7\n", NULL, 0},
  {"", "if given(\"a\") { x = 1 } else if given(\"b\") { x = 2 } else { x = 3 }\ncheck(x == 2)", "b\n", NULL, 0},
  {"", "while given(\"a {1}\") { y = number(\"y\") }", "", NULL, 0},
  {"", "while given(\"a\") {\n  y = number(\"y\") }", "a\ny\t0x1p+0\na\ny\t0x1p+0\n", NULL, 0},
  {"", "while given(\"a\") { check(number(\"y\") > 1 / 2) }", "a\ny\t0x1p+0\na\ny\t0x1p-1\n", "test:4: this does not hold", 1},
  {"", "arithmetic(\"of\")", "of\tact=fixed:1.0\n", NULL, 0},
  {"", "arithmetic(\"of\")", "of\tact=fixed:1\n", "no arithmetic", 2},
  /* Blocks. */
  {"", "s = 0 for i in 1 .. 4 { s = s + i; for j in 2 .. 1 { s = 100 } }\ncheck(s == 10)", "", NULL, 0},
  {"", "i = 7 for i in 1 .. 4 { s = i }\ncheck(i == 7 and s == 4)", "", NULL, 0},
  {"", "for i in 1 .. 4 { s = i }\ncheck(i == 7)", "", "no value: i", 1},
  {"", "s = 0; while s < 5 { s = s + 2 } check(s == 6)", "", NULL, 0},
  {"", "for i in 1 .. 3 { x[i] = i * i } check(x[3] == 9 and known x[2] and not(known x[4]))", "", NULL, 0},
  {"", "if 0 { x = 1 if 1 { x = 2 } } else { x = 3 }\ncheck(x == 3)", "", NULL, 0},
  {"", "if 1 { x = 3 } else if y { x = z } else { x = 1 }\ncheck(x == 3)", "", NULL, 0},
  {"", "if 1 { x = 1 ", "", "", 1},
  {"", "for i in 0 .. 1 / 2 { x = 1 }", "", "whole number", 1},
  /* Functions. */
  {"def f(x) { x + 1 }", "x = 5\ncheck(f(f(2 * x)) == 12 and x == 5)", "", NULL, 0},
  {"def f(a, b) { b = 2; c = a + b }", "b = 1\nf(3)\ncheck(b == 1 and c == 5)", "", NULL, 0},
  {"def f(a, b) { c = b }", "b = 1\nf(3)", "", "no value: b", 1},            /* its own b has no value */
  {"def f(a, b) { a + b }", "x = f(1)", "", "no value: b", 1},
  {"def f(a) { a }", "x = f(1, 2)", "", "too many arguments", 1},
  {"def f(a) { a }\ndef f(b) { 2 }", "", "", "defined twice", 1},
  {"def f() { f() }", "f(", "", "", 1},
  {"def f(label, x) { check(x <= number(\"{label}|<=\")) }", "f(\"a|b\", 2)", "a\tb\t<=\t0x1p+1\n", NULL, 0},
  {"def f(label) { line(label) } def g(label) { f(label) }", "g(\"a|b\")", "a\tb\n", NULL, 0}};

START_TEST(test_program)
{
  tp_error err = {.text = ""};
  const char *says = program_of[_i].says, *certificate = program_of[_i].certificate;
  snprintf(program, sizeof program, "def not(x) { x == 0 }\n%s\ndef certificate() { # a remark }\n%s\n}\n",
           program_of[_i].definitions, program_of[_i].body);
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
