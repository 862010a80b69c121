/* SPDX-License-Identifier: MIT */
/* The language of theorems: a theorem, a byte 1, and a certificate.  Theorems that loop or call each other, or that make
   numbers of 2^30 bits, may take as long as they like: they are compiled in.  So none of these here. */
#include <ctype.h>

#include "../../src/08-analysis/check/checker.h"
#include "fuzz.h"

static char program[4096];
const struct tp_theorem_file tp_theorem_files[] = {{"fuzz", program, 0}, {NULL, NULL, 0}};

static int ends(const char *theorem)
{
  int digits = 0;
  for (const char *at = theorem; *at; at++) {
    digits = isdigit((unsigned char) *at) ? digits + 1 : 0;
    if (digits > 2)
      return 0;
  }
  return !strstr(theorem, "while") && !strstr(theorem, "for") && !strstr(theorem, "def") && !strstr(theorem, "certificate")
         && !strchr(theorem, '^');
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
  const uint8_t *border = size ? memchr(data, 1, size) : NULL;
  const size_t length = border ? (size_t) (border - data) : size, left = border ? size - length - 1 : 0;
  char *theorem = fuzz_text(data, length), *certificate = fuzz_text(data + size - left, left);
  tp_error err = {.text = ""};
  if (length < 2000 && ends(theorem)) {
    snprintf(program, sizeof program, "def f(x; y): x + y\ndef g(x) = x * x\ndef certificate():\n%s\n", theorem);
    if (tp_certificate_check("fuzz", certificate, left, &err) != TP_CERTIFICATE_CONFIRMED)
      fuzz_require(*err.text);
  }
  free(theorem);
  free(certificate);
  return 0;
}
