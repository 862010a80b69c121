/* SPDX-License-Identifier: MIT */
/* Numbers and names as options take them. */
#include <ctype.h>
#include <string.h>
#include <strings.h>

#include "setters.h"
#include "tmprec/base/suggestion.h"

tp_status parse_count(uint64_t *out, const char *text, uint64_t least, uint64_t most, tp_error *err)
{
  uint64_t value = 0;
  for (const char *at = text; *at || at == text; at++) {
    if (!isdigit((unsigned char) *at))
      return tp_error_set(err, TP_STATUS_REFUSED, "not a whole number");
    if (value > (UINT64_C(1) << 57))
      return tp_error_set(err, TP_STATUS_REFUSED, "too large");
    value = 10 * value + (uint64_t) (*at - '0');
  }
  if (value < least)
    return tp_error_set(err, TP_STATUS_REFUSED, "at least %llu", (unsigned long long) least);
  if (value > most)
    return tp_error_set(err, TP_STATUS_REFUSED, "at most %llu", (unsigned long long) most);
  *out = value;
  return TP_STATUS_OK;
}

/* The place of text[0 .. length-1] in the set; -1 with a message if it is not there. */
static int find_name(const char *text, size_t length, name_set set, tp_error *err)
{
  for (size_t i = 0; i < set.count; i++)
    if (strlen(set.names[i]) == length && !strncasecmp(set.names[i], text, length))
      return (int) i;
  tp_buffer list = {NULL, 0, 0};
  tp_suggestion near = tp_suggestion_for(text, length);
  for (size_t i = 0; i < set.count; i++)
    tp_buffer_printf(&list, "%s%s", i ? ", " : "", set.names[i]), tp_suggestion_offer(&near, set.names[i]);
  tp_error_set(err, TP_STATUS_REFUSED, "'%.*s' is not one of %s%s", length > 80 ? 80 : (int) length, text, list.text, tp_suggestion_text(&near));
  tp_buffer_clear(&list);
  return -1;
}

tp_status parse_name(int *place, const char *text, name_set set, tp_error *err)
{
  *place = find_name(text, strlen(text), set, err);
  return *place < 0 ? TP_STATUS_REFUSED : TP_STATUS_OK;
}

tp_status parse_names(unsigned *mask, const char *text, name_set set, tp_error *err)
{
  *mask = 0;
  for (const char *at = text;; at++) {
    size_t length = strcspn(at, set.separators);
    int i = find_name(at, length, set, err);
    if (i < 0)
      return TP_STATUS_REFUSED;
    if (*mask >> i & 1)
      return tp_error_set(err, TP_STATUS_REFUSED, "'%s' is repeated", set.names[i]);
    *mask |= 1u << i;
    at += length;
    if (!*at)
      return TP_STATUS_OK;
  }
}
