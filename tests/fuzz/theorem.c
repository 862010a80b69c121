/* SPDX-License-Identifier: MIT */
/* The language of theorems (doc/theorems.md): what stands in certificate(), a byte 1, and a certificate.  Theorems are
   compiled in: one that never ends, calls itself or makes numbers of 2^30 bits is no fault of the checker.  None here. */
#include <ctype.h>

#include "../../src/08-analysis/theorems.h"
#include "tmprec/analysis/certificate.h"
#include "fuzz.h"

enum { MOST_DIGITS = 2, MOST_PRODUCTS = 6, MOST_LOOPS = 3, MOST_LAYERS = 2, MOST_TEXT = 2000 };

/* Names of what `layer` tells theorems, and functions to call. */
static const char given[] =
  "def not(x) { x == 0 }\n"
  "def f(x, y) { if known y { x + y } else { y = 1; x - y } }\n"
  "def g(label, x, y) { y = number(\"{label}|<=\"); check(x <= y) y }\n"
  "act = 0; attn = 1; logit = 2; exp = 3; acc = 4; param = 5\n"
  "real = 0; fixed = 1; float = 2; ieee = 3; grid = 4; posit = 5; sequential = 0; pairwise = 1; compensated = 2\n"
  "rne = 0; rna = 1; rtz = 2; raz = 3; rup = 4; rdn = 5; rto = 6; rsr = 7\n";

static char program[sizeof given + MOST_TEXT + 100];
const struct tp_theorem_file tp_theorem_files[] = {{"fuzz", program, 0}, {NULL, NULL, 0}};

static int times(const char *text, const char *what)
{
  int count = 0;
  for (; (text = strstr(text, what)); text += strlen(what))
    count++;
  return count;
}

/* Numbers are short, and exponents of 2 are numbers. */
static int is_small(const char *text)
{
  int digits = 0;
  for (const char *at = text; *at; at++) {
    digits = isdigit((unsigned char) *at) ? digits + 1 : 0;
    if (digits > MOST_DIGITS || (*at == '^' && !isdigit((unsigned char) at[at[1] == '-' ? 2 : 1])))
      return 0;
  }
  return times(text, "*") + times(text, "/") + times(text, "^") <= MOST_PRODUCTS && times(text, "layer") <= MOST_LAYERS;
}

/* Loops add and subtract; `while` reads a line each time; `for` goes to a number. */
static int loops_end(const char *text)
{
  const int loops = times(text, "for") + times(text, "while");
  for (const char *at = text; (at = strstr(at, "while")); at++)
    if (strncmp(at, "while given(\"", 13))
      return 0;
  for (const char *at = text; (at = strstr(at, "..")); at += 2)
    if (strncmp(at, ".. ", 3) || !isdigit((unsigned char) at[3]) || strncmp(at + 4, " {", 2))
      return 0;
  return !loops || (loops <= MOST_LOOPS && !strpbrk(text, "*/^"));
}

/* The only definition is one line, `def h(NAME, ..) { .. }` without calls. */
static int calls_end(const char *text)
{
  const char *def = strstr(text, "def");
  if (strstr(text, "certificate"))
    return 0;
  if (!def)
    return 1;
  const size_t length = strcspn(def, "\n"), names = 6 + (length > 6 ? strspn(def + 6, "abcdefghijklmnopqrstuvwxyz_, ") : 0);
  int brackets = 0;
  for (size_t i = 0; i < length; i++)
    brackets += strchr("({\"#", def[i]) != NULL;
  return times(text, "def") == 1 && !strncmp(def, "def h(", 6) && brackets == 2 && def[names] == ')'
         && def[length - 1] == '}';
}

/* A text with names in it is no value: it might be one of those names. */
static int texts_end(const char *text)
{
  static const char *const reads[] = {"line(", "given(", "number(", "arithmetic("};
  for (const char *at = text; *at; at++) {
    if (*at == '#')
      at += strcspn(at, "\n");
    if (*at == '"') {
      const size_t before = (size_t) (at - text), length = strcspn(at + 1, "\"");
      int is_read = memchr(at, '{', length) == NULL;
      for (size_t i = 0; i < sizeof reads / sizeof *reads; i++)
        is_read |= before >= strlen(reads[i]) && !strncmp(at - strlen(reads[i]), reads[i], strlen(reads[i]));
      if (!is_read || !at[length + 1])
        return 0;
      at += length + 1;
    }
    if (!*at)
      break;
  }
  return 1;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
  const uint8_t *border = size ? memchr(data, 1, size) : NULL;
  const size_t length = border ? (size_t) (border - data) : size, left = border ? size - length - 1 : 0;
  char *theorem = fuzz_text(data, length), *certificate = fuzz_text(data + size - left, left);
  tp_error err = {.text = ""};
  if (length < MOST_TEXT && strlen(theorem) == length && is_small(theorem) && loops_end(theorem) && calls_end(theorem)
      && texts_end(theorem)) {
    snprintf(program, sizeof program, "%sdef certificate() {\n%s\n}\n", given, theorem);
    if (tp_certificate_check("fuzz", certificate, left, &err) != TP_CERTIFICATE_CONFIRMED)
      fuzz_require(*err.text);
  }
  free(theorem);
  free(certificate);
  return 0;
}
