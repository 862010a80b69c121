/* SPDX-License-Identifier: MIT */
/* Letters of the word that only wildcards match, and a mark that is no letter. */
#include <string.h>

#include "rules.h"
#include "tmprec/base/utf8.h"

/* Whether some rule reads whatever stands on tape 1. */
static int reads_all(const rules *r)
{
  for (size_t t = 0; t < r->count; t++)
    if (r->read[t * r->tapes] == RULE_ANY)
      return 1;
  return 0;
}

/* Whether a word is written without blanks between its symbols. */
static int has_short_names(const rules *r)
{
  for (size_t i = 0; i < r->inputs; i++)
    if (tp_utf8_count(r->symbols.name[r->input[i]], r->symbols.length[r->input[i]]) != 1)
      return 0;
  return 1;
}

static tp_status add_letter(rules *r, const char *text, size_t size, uint32_t point)
{
  const field name = {text, size, r->at[0].line, r->at[0].column};
  uint32_t symbol;
  if (point == ' ' || !tp_utf8_is_printable(point) || tp_names_find(&r->symbols, text, size) != UINT32_MAX)
    return TP_STATUS_OK;
  tp_status s = tp_rules_symbol(r, &name, &symbol);
  if (s == TP_STATUS_OK)
    tp_rules_add_input(r, symbol);
  return s;
}

/* A simulator that takes the mark out would run another word. */
static tp_status check_mark(const rules *r, const char *word)
{
  const char *mark = r->head_mark ? strchr(word, r->head_mark) : NULL;
  if (!mark)
    return TP_STATUS_OK;
  const size_t before = tp_utf8_count(word, (size_t) (mark - word));
  return tp_error_refuse(r->text->err, TP_REASON_HEAD_MARK,
                         "input, character %zu: '%c' is no symbol, but marks where the head starts, in cell %zu", before + 1, *mark, before);
}

tp_status tp_rules_add_letters(rules *r)
{
  const char *word = r->how->word ? r->how->word : r->word;
  r->takes_letters = reads_all(r) && has_short_names(r);
  r->known_inputs = r->inputs;
  if (!word)
    return TP_STATUS_OK;
  tp_status s = check_mark(r, word);
  if (s != TP_STATUS_OK || !r->takes_letters)
    return s;
  const size_t length = strlen(word);
  uint32_t point;
  for (size_t at = 0, size; at < length && s == TP_STATUS_OK; at += size) {
    size = tp_utf8_decode(word + at, length - at, &point);
    if (!size)
      break;                     /* which the word's reader refuses */
    s = add_letter(r, word + at, size, point);
  }
  return s;
}
