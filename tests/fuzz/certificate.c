/* SPDX-License-Identifier: MIT */
/* Certificates, as check reads them, of short contexts. */
#include "fuzz.h"
#include "tmprec/analysis/certificate.h"

enum { MOST_R = 8 };

/* Time grows with r. */
static int is_short(const char *text)
{
  const char *r = strstr(text, "\nr\t");
  return !r || strtoul(r + 3, NULL, 10) <= MOST_R;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
  char *text = fuzz_text(data, size);
  tp_error err = {.text = ""};
  if (is_short(text) && tp_certificate_check("fuzz", text, size, &err) != TP_CERTIFICATE_CONFIRMED)
    fuzz_require(*err.text);
  free(text);
  return 0;
}
