/* SPDX-License-Identifier: MIT */
/* Certificates, as check reads them, of short contexts.  One checker has them all, and is compared with one that is made for a
   certificate alone. */
#include "fuzz.h"
#include "tmprec/analysis/certificate.h"

enum { MOST_R = 8, ALONE_ONE_IN = 1000 };

/* Time grows with r. */
static int is_short(const char *text)
{
  const char *r = strstr(text, "\nr\t");
  return !r || strtoul(r + 3, NULL, 10) <= MOST_R;
}

static unsigned sum_of(const uint8_t *data, size_t size)
{
  unsigned sum = 0;
  for (size_t i = 0; i < size; i++)
    sum = 31 * sum + data[i];
  return sum;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
  static tp_checker *checker;
  char *text = fuzz_text(data, size);
  if (!checker)
    checker = tp_checker_new();
  if (is_short(text)) {
    tp_error err = {.text = ""}, alone = {.text = ""};
    const tp_certificate_result result = tp_checker_check(checker, "fuzz", text, size, &err);
    fuzz_require(result == TP_CERTIFICATE_CONFIRMED || *err.text);
    if (sum_of(data, size) % ALONE_ONE_IN == 1)
      fuzz_require(tp_certificate_check("fuzz", text, size, &alone) == result && !strcmp(alone.text, err.text));
  }
  free(text);
  return 0;
}
