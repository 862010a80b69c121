/* SPDX-License-Identifier: MIT */
#include "journal_line.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

static const char first_words[] = "tmprec journal 1";
enum { HEAD_FIELDS = 5, LINE_FIELDS = 10, MOST_LINE = 400 };

/* --- Fields ----------------------------------------------------------------------------- */

typedef struct {
  char copy[MOST_LINE];
  char *at[LINE_FIELDS];
  int count;
} fields;

/* 0: not so many. */
static int split(fields *f, const char *text, size_t length, int count)
{
  f->count = 0;
  if (length >= MOST_LINE || memchr(text, '\0', length))
    return 0;
  memcpy(f->copy, text, length);
  f->copy[length] = '\0';
  for (char *at = f->copy, *tab; at; at = tab ? tab + 1 : NULL) {
    if (f->count == count)
      return 0;
    f->at[f->count++] = at;
    if ((tab = strchr(at, '\t')))
      *tab = '\0';
  }
  return f->count == count;
}

static int parse_whole(size_t *out, const char *text)
{
  char *end;
  if (*text < '0' || *text > '9')
    return 0;
  *out = (size_t) strtoull(text, &end, 10);
  return !*end;
}

static int parse_number(double *out, const char *text)
{
  char *end;
  *out = strtod(text, &end);
  return end > text && !*end;
}

static int parse_name(int *out, const char *text, const char *const *name, int count)
{
  for (*out = 0; *out < count; ++*out)
    if (!strcmp(name[*out], text))
      return 1;
  return 0;
}

/* --- A cell ------------------------------------------------------------------------------- */

/* FNV-1a. */
static uint32_t check_of(const char *text, size_t length)
{
  uint32_t h = 0x811c9dc5;
  for (size_t i = 0; i < length; i++)
    h = (h ^ (unsigned char) text[i]) * 0x01000193;
  return h;
}

void tp_journal_print_cell(tp_buffer *out, size_t i, const tp_grid_result *r)
{
  const size_t start = out->length;
  const size_t first_error = r->result.exact == TP_VERDICT_NO ? r->result.first_error : 0;
  tp_buffer_printf(out, "%zu\t%s\t%s\t%zu\t%zu\t%s\t%a\t%d\t%a\t", i, tp_verdict_text[r->result.exact], tp_verdict_text[r->result.exact_act],
                   r->result.predictions, first_error, tp_decided_by_name[r->decided_by], r->seconds, (int) r->certified, r->certified_beta);
  tp_buffer_printf(out, "%08" PRIx32 "\n", check_of(out->text + start, out->length - start));
}

int tp_journal_read_cell(size_t *i, tp_grid_result *r, const char *text, size_t length)
{
  fields f;
  char check[9];
  int exact, exact_act, decided_by;
  size_t certified;
  *r = (tp_grid_result) {.machine = NULL};
  if (length < 8 || !split(&f, text, length, LINE_FIELDS))
    return 0;
  snprintf(check, sizeof check, "%08" PRIx32, check_of(text, length - 8));
  if (strcmp(f.at[9], check) || !parse_whole(i, f.at[0]) || !parse_name(&exact, f.at[1], tp_verdict_text, 3)
      || !parse_name(&exact_act, f.at[2], tp_verdict_text, 3) || !parse_whole(&r->result.predictions, f.at[3])
      || !parse_whole(&r->result.first_error, f.at[4]) || !parse_name(&decided_by, f.at[5], tp_decided_by_name, TP_DECIDED_BY)
      || !parse_number(&r->seconds, f.at[6]) || !parse_whole(&certified, f.at[7]) || certified >= TP_CLAIM_VERDICTS
      || !parse_number(&r->certified_beta, f.at[8]))
    return 0;
  r->result.exact = (tp_verdict) exact;
  r->result.exact_act = (tp_verdict) exact_act;
  r->decided_by = (tp_decided_by) decided_by;
  r->certified = (tp_claim_verdict) certified;
  return 1;
}

/* --- The first line --------------------------------------------------------------------------- */

void tp_journal_head_print(tp_buffer *out, const tp_journal_head *head)
{
  tp_buffer_printf(out, "%s\t%s\t%s\t%zu\t%u/%u\n", first_words, PACKAGE_VERSION, head->fingerprint, head->cells, head->part, head->parts);
}

tp_status tp_journal_head_check(const char *path, const char *text, size_t length, const tp_journal_head *head, tp_error *err)
{
  fields f;
  char part[32];
  snprintf(part, sizeof part, "%u/%u", head->part, head->parts);
  if (!split(&f, text, length, HEAD_FIELDS) || strcmp(f.at[0], first_words))
    return tp_error_refuse(err, TP_REASON_OTHER_JOURNAL, "%.300s:1:1: not a journal of tmprec", path);
  if (strcmp(f.at[1], PACKAGE_VERSION))
    return tp_error_refuse(err, TP_REASON_OTHER_JOURNAL, "%.300s: the journal of tmprec %.40s, not %s", path, f.at[1], PACKAGE_VERSION);
  if (strcmp(f.at[2], head->fingerprint))
    return tp_error_refuse(err, TP_REASON_OTHER_JOURNAL, "%.300s: the journal of another sweep: its machines, inputs or options are others", path);
  if (strcmp(f.at[4], part))
    return tp_error_refuse(err, TP_REASON_OTHER_JOURNAL, "%.300s: the journal of part %.40s, not of %s", path, f.at[4], part);
  return TP_STATUS_OK;
}
