/* Letters of the word that only wildcards match. */
#include <string.h>

#include "legal.h"
#include "numbering.h"
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

/* Names as the machine will have them, and whether each is one character. */
static int has_short_names(const rules *r, names *legal)
{
  numbering symbols = tp_number_symbols(r);
  int are_short = 1;
  tp_legal_names(legal, &r->symbols, symbols.order, symbols.count, 1);
  for (size_t i = 1; i < legal->count; i++)
    are_short &= tp_utf8_count(legal->name[i], legal->length[i]) == 1;
  tp_numbering_clear(&symbols);
  return are_short;
}

static tp_status add_letter(rules *r, const names *legal, const char *text, size_t size, uint32_t point)
{
  const field name = {text, size, r->at[0].line, r->at[0].column};
  uint32_t symbol;
  const int known = tp_names_find(&r->symbols, text, size) != UINT32_MAX || tp_names_find(legal, text, size) != UINT32_MAX;
  if (known || point == ' ' || point == '#' || !tp_utf8_is_printable(point) || (point < 0x80 && strchr(LEGAL_NOT, (char) point)))
    return TP_STATUS_OK;
  tp_status s = tp_rules_symbol(r, &name, &symbol);
  if (s == TP_STATUS_OK)
    tp_rules_add_input(r, symbol);
  return s;
}

tp_status tp_rules_add_letters(rules *r)
{
  names legal = {0};
  const char *word = r->how->word;
  tp_status s = TP_STATUS_OK;
  if (!word || !reads_all(r))
    return TP_STATUS_OK;
  const size_t length = strlen(word);
  uint32_t point;
  if (has_short_names(r, &legal))
    for (size_t at = 0, size; at < length && s == TP_STATUS_OK; at += size) {
      size = tp_utf8_decode(word + at, length - at, &point);
      if (!size)
        break;                     /* which the word's reader refuses */
      s = add_letter(r, &legal, word + at, size, point);
    }
  tp_names_clear(&legal);
  return s;
}
