/* SPDX-License-Identifier: MIT */
/* The language of theorems (doc/theorems.md) by theorems of its own, in place of those that are compiled in: numbers are exact,
   what Lua has beside them is refused, and what is asked of a certificate is. */
#include <check.h>
#include <gmp.h>
#include <string.h>

#include "random_source.h"
#include "suite.h"

#include "../src/08-analysis/theorems.h"
#include "tmprec/analysis/certificate.h"

static char program[4000];
const struct tp_theorem_file tp_theorem_files[] = {{"test", program, 0}, {NULL, NULL, 0}};

/* What stands in certificate(), after other definitions; the certificate; what is wrong with it (NULL: it is confirmed). */
static const struct { const char *definitions, *body, *certificate, *says; int result; } program_of[] = {
  /* Numbers. */
  {"", "check(1 + 2 * 3 - 4 / 2 == 5 and 2^-2 == 1 / 4 and -2 < 1 and not (1 > 1 or 0 >= 1) and 3 ~= 2 and 2 <= 2)", "", NULL, 0},
  {"", "check(10 - 3 - 2 == 5 and 12 / 3 / 2 == 2 and 2^3 * 2 == 16 and 2^(1 + 1) == 4 and -2^2 == -4)", "", NULL, 0},
  {"", "check(1 < 1 or 2 > 2 or 1 == 2 or 1 ~= 1 or 2 <= 1 or 1 >= 2)", "", "does not hold", 1},
  {"", "check(7 // 2 == 3 and -7 // 2 == -4 and 7 / 2 // 1 == 3 and 6 // 3 == 2)", "", NULL, 0},
  {"", "check(1 / 3 * 3 == 1 and 1 / 10 + 2 / 10 == 3 / 10 and 2 / 4 == 1 / 2)", "", NULL, 0},
  {"", "check(9223372036854775807 + 1 == 2^63 and 2^63 + 2^63 == 2^64 and 4294967296 * 4294967296 == 2^64)", "", NULL, 0},
  {"", "check(9007199254740993 - 2^53 == 1 and 2^200 + 1 ~= 2^200 and 2^200 + 1 > 2^200)", "", NULL, 0},
  {"", "check(up(1 / 3) > 1 / 3 and -up(-1 / 3) < 1 / 3 and exp_up(0) == 1 and exp_up(1) > 271828 / 100000)", "", NULL, 0},
  {"", "check(up(1 / 3) - 1 / 3 < 2^-640 and up(3 / 4) == 3 / 4)", "", NULL, 0},
  {"", "x = 1 / 0", "", "quotient by 0", 1},
  {"", "x = 1 // 0", "", "quotient by 0", 1},
  {"", "x = 2^2000000000", "", "too large", 1},
  {"", "x = 2^-2000000000", "", "too large", 1},
  {"", "x = 2^9223372036854775808", "", "whole number", 1},
  {"", "x = 2^(1 / 2)", "", "whole number", 1},
  {"", "x = 3^2", "", "not of 2", 1},
  {"", "x = exp_up(1000000)", "", "too large", 1},
  {"", "x = round(77, 1)", "", "no site", 1},
  {"", "x = round(1 / 2, 1)", "", "whole number", 1},
  /* What Lua itself would make a number with an error of, or another kind of value, is refused. */
  {"", "x = 0.5", "", "", 1}, {"", "x = .5", "", "", 1}, {"", "x = 1e3", "", "no value: _1e3", 1}, {"", "x = 0x10", "", "no value: _0x10", 1},
  {"", "x = 1.0 x = 2", "", "", 1}, {"", "check(1.0 == 1)", "", "", 1}, {"", "check(3 % 2 == 1)", "", "", 1}, {"", "check(3 & 1 == 1)", "", "", 1},
  {"", "check(1 << 2 == 4)", "", "", 1}, {"", "check(~1 == -2)", "", "", 1}, {"", "x = #\"a\"", "", "theorems have no", 1},
  {"", "x = {}", "", "theorems have no", 1}, {"", "x = 'a'", "", "theorems have no", 1}, {"", "x = [[a]]", "", "theorems have no", 1},
  {"", "x = [=[a]=]", "", "theorems have no", 1}, {"", "x = 1 --[[ a ]]", "", "theorems have no", 1}, {"", "x = \"a\\\"", "", "theorems have no", 1},
  {"", "x = \"a", "", "unfinished", 1}, {"", "x = \"", "", "unfinished", 1},
  {"", "for i = 1, 3 do x = i end", "", "bad 'for'", 1},
  {"", "x = \"1\" + 1", "", "", 1}, {"", "x = \"1\" + \"1\"", "", "", 1}, {"", "x = true + 1", "", "", 1}, {"", "x = -\"1\"", "", "", 1},
  {"", "check(\"1\" == 1)", "", "", 1}, {"", "check(1 == \"1\")", "", "", 1}, {"", "check(true == 1)", "", "", 1}, {"", "check(1 ~= true)", "", "", 1},
  {"", "check(nil == 1)", "", "", 1}, {"", "check(1 ~= nil)", "", "", 1}, {"", "check((1 < 2) == (1 < 2))", "", "", 1}, {"", "check(\"a\" == \"a\")", "", "", 1},
  {"", "check(1 < \"2\")", "", "", 1}, {"", "check(1 < true)", "", "", 1}, {"", "check(1)", "", "boolean", 1}, {"", "check(nil)", "", "boolean", 1}, {"", "check()", "", "boolean", 1},
  /* No way out. */
  {"", "print(1)", "", "no value: print", 1}, {"", "x = io", "", "no value: io", 1}, {"", "os.exit(0)", "", "no value: os", 1},
  {"", "x = load(\"\")", "", "no value: load", 1}, {"", "x = string", "", "no value: string", 1}, {"", "x = math", "", "no value: math", 1},
  {"", "pcall(check, 1 == 2)", "", "no value: pcall", 1}, {"", "x = debug", "", "no value: debug", 1}, {"", "x = setmetatable", "", "no value: setmetatable", 1},
  {"", "x = rawequal", "", "no value: rawequal", 1}, {"", "x = _G", "", "no value: _G", 1}, {"", "x = (\"a\"):rep(3)", "", "", 1},
  {"function f() return 1 + f() end", "f()", "", "stack overflow", 1},
  /* Names, remarks, arrays. */
  {"", "x = y", "", "no value: y", 1}, {"", "check(y == 1)", "", "no value: y", 1}, {"", "local x = 1\ncheck(x == 1)\nif 2 > 1 then x1_2 = 3 end\ncheck(x1_2 == 3)", "", NULL, 0},
  {"function f(x) return x + 1 end", "x = 5\ncheck(f(f(2 * x)) == 12 and x == 5)", "", NULL, 0}, {"function f(a, b) return a + b end", "x = f(1)", "", "rational expected, got nil", 1},
  {"", "-- 'a' \\ # {} [[ \"\ncheck(1 == 1)   -- == 12 \" '", "", NULL, 0}, {"", "x = 1 2\n + )", "", "", 1}, {"", "x = (1", "", "", 1},
  {"", "a = array() a[1] = 3 a[2 / 2] = 4 i = 3 - 2\ncheck(a[i] == 4)", "", NULL, 0}, {"", "a = array()\nx = a[1]", "", "no value", 1},
  {"", "a = array()\na[1 / 2] = 1", "", "whole number", 1}, {"", "a = array()\na.b = 1", "", "rational expected", 1}, {"", "x = 1\ny = x[1]", "", "", 1},
  {"", "check(1 + 1 == 3)", "", "this does not hold: check(1 + 1 == 3)", 1}, {"", "  check(1 == 2)      -- arithmetic fails", "", "hold: check(1 == 2)      -- arithmetic fails", 1},
  {"", "check(1 ==\n -- a remark (\n 1 + 1)", "", "this does not hold: check(1 ==", 1},
  /* Numbers that are stated. */
  {"", "check(number(\"a|b|<=\") == 2)", "a\tb\t<=\t0x1p+1\n", NULL, 0},
  {"", "check(number(\"x\") == -3 / 4)", "x\t-0x1.8p-1\n", NULL, 0},
  {"", "x = number(\"x|y\")", "y\t0x1p+0\n", "test:1: this line should be another: x y", 2},
  {"", "x = number(\"x\")", "x\t 0x1p+0\n", "as %a writes", 2}, {"", "x = number(\"x\")", "x\t1\n", "as %a writes", 2}, {"", "x = number(\"x\")", "x\tinf\n", "as %a writes", 2},
  {"", "x = number(\"x\")", "x\t0x1p+100000\n", "too large", 2}, {"", "x = number(\"x\")", "x\t0x1p-100001\n", "too small", 2},
  {"", "x = number(\"x\")", "x\t0x1p+0 \n", "as %a writes", 2}, {"", "x = number(\"x\")", "x\t\n0x1p+0\n", "as %a writes", 2},
  {"", "x = number(\"x\")", "x\t0x1p+0", "should be another", 2}, {"", "x = number(\"x\")", "", "should be another", 2},
  {"", "x = number(\"x\")", "x\t0x1p+0\nx\t0x1p+0\n", "after the end", 2}, {"", "x = number(5)", "x\t0x1p+0\n", "string expected", 1},
  /* Lines, and what is read from them. */
  {"", "n = line(\"a|?|b\")\ncheck(n == 12)", "a\t12\tb\n", NULL, 0}, {"", "k, l = line(\"?|?\")\ncheck(k == 3 and l == 0)", "3\t0\n", NULL, 0},
  {"", "n = line(\"a|?\")", "a\t012\n", "should be another: a ?", 2}, {"", "n = line(\"a|?\")", "a\t 12\n", "should be another", 2}, {"", "n = line(\"a|?\")", "a\t-1\n", "should be another", 2},
  {"", "n = line(\"a|?\")", "a\t?\n", "should be another", 2}, {"", "n = line(\"a|?\")", "a\t\n", "should be another", 2},
  {"", "n = line(\"a|?\")\ncheck(n == 2^65)", "a\t36893488147419103232\n", NULL, 0}, {"", "n = 3 line(\"a|\" .. text(n))", "a\t4\n", "should be another: a 3", 2},
  {"", "line(\"a\")", "a\tb\n", "should be another: a", 2}, {"", "line(\"a\")", "b\n", "test:1: ", 2}, {"", "line(\"a\") line(\"a\")", "a\nb\n", "test:2: ", 2},
  {"", "n = 5\nline(\"is \" .. text(n) .. text(2) .. text(\"!\"))", "is 52!\n", NULL, 0}, {"", "line(\"is \" .. text(1 / 2))", "is 1/2\n", "whole number", 1}, {"", "line(\"is \" .. 5)", "is 5\n", "concatenate", 1}, {"", "line(\"is \" .. true)", "is 1\n", "", 1},
  {"", "if given(\"a\") then x = 1 elseif given(\"b\") then x = 2 else x = 3 end\ncheck(x == 2)", "b\n", NULL, 0},
  {"", "while given(\"a\") do\n  y = number(\"y\") end", "a\ny\t0x1p+0\na\ny\t0x1p+0\n", NULL, 0},
  {"", "while given(\"a\") do check(number(\"y\") > 1 / 2) end", "a\ny\t0x1p+0\na\ny\t0x1p-1\n", "test:4: this does not hold", 1},
  {"", "arithmetic(\"of\")", "of\tact=fixed:1.0\n", NULL, 0}, {"", "arithmetic(\"of\")", "of\tact=fixed:1\n", "no arithmetic", 2},
  {"", "arithmetic(\"of\")\ntext, alike, beta = layer(1, 4)\nline(text)\ncheck(beta == 5 and round(0, 3 / 4) == 1 and round(1, 1 / 3) == 1 / 3)", "of\tact=fixed:1.0 beta=5\nact=fixed:1.0 beta=5\n", NULL, 0}};

static tp_certificate_result check_by(const char *definitions, const char *body, const char *certificate, tp_error *err)
{
  snprintf(program, sizeof program, "%s\nfunction certificate() -- a remark\n%s\nend\n", definitions, body);
  return tp_certificate_check("test", certificate, strlen(certificate), err);
}

START_TEST(test_program)
{
  tp_error err = {.text = ""};
  const char *says = program_of[_i].says;
  const tp_certificate_result result = check_by(program_of[_i].definitions, program_of[_i].body, program_of[_i].certificate, &err);
  ck_assert_msg((int) result == program_of[_i].result, "%s, by %s: %d, %s", program_of[_i].certificate, program, (int) result, err.text);
  ck_assert_msg(!says || strstr(err.text, says), "%s: %s", program, err.text);
}
END_TEST

/* A checker forgets a certificate, whether it is confirmed or not: the names that got values, its lines, its arithmetic. */
START_TEST(test_one_checker)
{
  static const struct { const char *certificate, *says; int result; } certificates[] = {
    {"a\n", NULL, 0}, {"", "no value: x", 1}, {"b\nof\tact=fixed:1.0\n", "test:2: this does not hold", 1}, {"a\n", NULL, 0},
    {"b\nof\tact=fixed:1\n", "no arithmetic", 2}, {"a\nc\n", "test:1: lines after the end", 2}, {"", "no value: x", 1}, {"a\n", NULL, 0}};
  snprintf(program, sizeof program, "%s", "function is_one() return x == 1 end\nfunction certificate()\n"
           "if given(\"a\") then x = 1 end\nif given(\"b\") then arithmetic(\"of\") text, alike, beta = layer(1, 4) x = 2 end\ncheck(is_one())\nend\n");
  tp_checker *checker = tp_checker_new();
  *program = '\0';                        /* it is read once */
  for (size_t i = 0; i < LENGTH(certificates); i++) {
    tp_error err = {.text = ""};
    const char *text = certificates[i].certificate;
    ck_assert_int_eq(tp_checker_check(checker, "test", text, strlen(text), &err), certificates[i].result);
    ck_assert_msg(!certificates[i].says || strstr(err.text, certificates[i].says), "%zu: %s", i, err.text);
  }
  tp_checker_free(checker);
}
END_TEST

/* Theorems that cannot be read confirm nothing, each time for the same reason. */
START_TEST(test_unreadable)
{
  tp_error err;
  snprintf(program, sizeof program, "function certificate() end\nx = )\n");
  tp_checker *checker = tp_checker_new();
  for (int i = 0; i < 3; i++) {
    ck_assert_int_eq(tp_checker_check(checker, "test", "", 0, &err), TP_CERTIFICATE_REFUSED);
    ck_assert_msg(strstr(err.text, "test:0: ") && strstr(err.text, "unexpected symbol"), "%s", err.text);
  }
  tp_checker_free(checker);
}
END_TEST

/* A number of up to 200 digits, as a formula; its value is multiplied to *x. */
static void put_number(random_source *s, tp_buffer *out, mpq_t x)
{
  char digits[210];
  size_t length = 1 + random_below(s, random_one_in(s, 3) ? 200 : 20);
  for (size_t i = 0; i < length; i++)
    digits[i] = (char) ('0' + (i ? random_below(s, 10) : 1 + random_below(s, 9)));
  digits[length] = '\0';
  tp_buffer_puts(out, digits);
  mpq_set_str(x, digits, 10);
}

/* Formulas of random numbers, signs and brackets have the value that GMP gives them. */
START_TEST(test_against_gmp)
{
  random_source s = random_open(91);
  for (size_t count = random_count(500, 20); count; count--) {
    tp_buffer formula = {NULL, 0, 0}, whole = {NULL, 0, 0};
    tp_error err = {.text = ""};
    mpq_t x, y;
    mpq_inits(x, y, (mpq_ptr) NULL);
    put_number(&s, &formula, x);
    for (uint32_t steps = random_below(&s, 12); steps; steps--) {
      static const char signs[] = "+-*/";
      const char sign = signs[random_below(&s, 4)];
      tp_buffer longer = {NULL, 0, 0};
      tp_buffer_printf(&longer, "(%s) %c ", formula.text, sign);
      put_number(&s, &longer, y);
      (sign == '+' ? mpq_add : sign == '-' ? mpq_sub : sign == '*' ? mpq_mul : mpq_div)(x, x, y);
      tp_buffer_clear(&formula);
      formula = longer;
    }
    char *above = mpz_get_str(NULL, 10, mpq_numref(x)), *below = mpz_get_str(NULL, 10, mpq_denref(x));
    tp_buffer_printf(&whole, "x = %s\ncheck(x == %s / %s and x - %s / %s == 0 and not (x < %s / %s) and x ~= x + 1 / %s)", formula.text, above,
                     below, above, below, above, below, below);
    if (whole.length < sizeof program - 100)
      ck_assert_msg(check_by("", whole.text, "", &err) == TP_CERTIFICATE_CONFIRMED, "%s: %s", whole.text, err.text);
    free(above);
    free(below);
    mpq_clears(x, y, (mpq_ptr) NULL);
    tp_buffer_clear(&formula);
    tp_buffer_clear(&whole);
  }
}
END_TEST

int main(void)
{
  random_print_settings();
  Suite *suite = suite_create("theorems");
  TCase *tc = suite_case(suite, "theorems");
  tcase_add_loop_test(tc, test_program, 0, LENGTH(program_of));
  tcase_add_test(tc, test_one_checker);
  tcase_add_test(tc, test_unreadable);
  tcase_add_test(tc, test_against_gmp);
  return suite_run(suite);
}
