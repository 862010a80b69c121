/* Letters of the word that only wildcards match. */
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

tp_status tp_rules_add_letters(rules *r)
{
  const char *word = r->how->word ? r->how->word : r->word;
  tp_status s = TP_STATUS_OK;
  if (!word || !reads_all(r) || !has_short_names(r))
    return TP_STATUS_OK;
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
