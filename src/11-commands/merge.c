/* SPDX-License-Identifier: MIT */
/* Parts of a sweep, joined. */
#include "output.h"

#include <string.h>

#include "tmprec/report/merge.h"

static int write_merged(void *context, FILE *out)
{
  return tp_merge_write(context, out);
}

int perform_merge(settings *s)
{
  tp_merge *m;
  tp_error err;
  if (tp_merge_read(&m, s->argument, s->arguments, &err) != TP_STATUS_OK) {
    complain_of(&err);
    return EXIT_REFUSED;
  }
  int ok = s->output && strcmp(s->output, "-") ? write_file(s->output, write_merged, m) : tp_merge_write(m, stdout);
  tp_merge_free(m);
  return finish_output(ok ? EXIT_DONE : EXIT_REFUSED);
}
