#include "numbers.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "tmprec/base/memory.h"

tp_status count_parse(uint64_t *out, const char *what, const char *text, uint64_t least, tp_error *err)
{
  uint64_t value = 0;
  for (const char *at = text; *at || at == text; at++) {
    if (!isdigit((unsigned char) *at))
      return tp_error_set(err, TP_STATUS_REFUSED, "%s '%.80s': not a whole number", what, text);
    if (value > (UINT64_C(1) << 53))
      return tp_error_set(err, TP_STATUS_REFUSED, "%s '%.80s': too large", what, text);
    value = 10 * value + (uint64_t) (*at - '0');
  }
  if (value < least)
    return tp_error_set(err, TP_STATUS_REFUSED, "%s '%.80s': at least %llu", what, text, (unsigned long long) least);
  *out = value;
  return TP_STATUS_OK;
}

/* A number at *at, moved past it; -1 if there is none, most + 1 if it is larger. */
static int read_number(const char **at, int most)
{
  if (!isdigit((unsigned char) **at))
    return -1;
  int value = 0;
  for (; isdigit((unsigned char) **at); ++*at)
    if (value <= most)
      value = 10 * value + (**at - '0');
  return value > most ? most + 1 : value;
}

static tp_status append(number_list *list, int value, const char *what, const char *text, tp_error *err)
{
  for (size_t i = 0; i < list->count; i++)
    if (list->value[i] == value)
      return tp_error_set(err, TP_STATUS_REFUSED, "%s '%.80s': %d is repeated", what, text, value);
  list->value = tp_memory_resize(list->value, list->count + 1, sizeof *list->value);
  list->value[list->count++] = value;
  return TP_STATUS_OK;
}

tp_status number_list_parse(number_list *out, const char *what, const char *text, int least, int most, int step,
                            tp_error *err)
{
  out->count = 0;
  for (const char *at = text;; at++) {
    int first = read_number(&at, most), last = first;
    if (first >= 0 && !strncmp(at, "..", 2)) {
      at += 2;
      last = read_number(&at, most);
    }
    if (first < 0 || last < 0 || (*at && *at != ','))
      return tp_error_set(err, TP_STATUS_REFUSED, "%s '%.80s': not a list of numbers and ranges, like 4..32 or 2,4,8..16", what, text);
    if (first < least || first > most || last > most)
      return tp_error_set(err, TP_STATUS_REFUSED, "%s '%.80s': numbers must be from %d to %d", what, text, least, most);
    if (last < first)
      return tp_error_set(err, TP_STATUS_REFUSED, "%s '%.80s': the range %d..%d is descending", what, text, first, last);
    if ((last - first) % step)
      return tp_error_set(err, TP_STATUS_REFUSED, "%s '%.80s': the range %d..%d has steps of %d, which do not meet its end", what, text, first,
                          last, step);
    for (int value = first; value <= last; value += step) {
      tp_status s = append(out, value, what, text, err);
      if (s != TP_STATUS_OK)
        return s;
    }
    if (!*at)
      return TP_STATUS_OK;
  }
}
