/* SPDX-License-Identifier: MIT */
/* Certificates, as check reads them, of short contexts.  Reading the theorems takes most of the time of a certificate that
   is refused at once, so they are given without remarks and blanks at the beginning of lines. */
#include "../../src/08-analysis/theorems.h"
#include "fuzz.h"
#include "tmprec/analysis/certificate.h"
#include "tmprec/base/buffer.h"

#define tp_theorem_files all_theorems
#include "theorem_data.c"
#undef tp_theorem_files

enum { MOST_R = 8 };

static char theorems[1 << 17];
const struct tp_theorem_file tp_theorem_files[] = {{"fuzz", theorems, 0}, {NULL, NULL, 0}};

static void put_theorem(tp_buffer *out, const char *text)
{
  int is_quoted = 0;
  for (; *text; text++) {
    is_quoted ^= *text == '"';
    if (*text == '#' && !is_quoted)
      text += strcspn(text, "\n");
    tp_buffer_put(out, text, 1);
    if (*text == '\n' && !is_quoted)
      text += strspn(text + 1, " \n");
  }
}

static void put_theorems(void)
{
  tp_buffer text = {NULL, 0, 0};
  for (const struct tp_theorem_file *f = all_theorems; f->name; f++)
    put_theorem(&text, f->text);
  fuzz_require(text.length < sizeof theorems);
  memcpy(theorems, text.text, text.length);
  tp_buffer_clear(&text);
}

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
  if (!*theorems)
    put_theorems();
  if (is_short(text) && tp_certificate_check("fuzz", text, size, &err) != TP_CERTIFICATE_CONFIRMED)
    fuzz_require(*err.text);
  free(text);
  return 0;
}
