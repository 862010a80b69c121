/* SPDX-License-Identifier: MIT */
/* Certificates, as check reads them. */
#include "fuzz.h"
#include "tmprec/analysis/certificate.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
  char *text = fuzz_text(data, size);
  tp_error err = {.text = ""};
  if (tp_certificate_check("fuzz", text, size, &err) != TP_CERTIFICATE_CONFIRMED)
    fuzz_require(*err.text);
  free(text);
  return 0;
}
