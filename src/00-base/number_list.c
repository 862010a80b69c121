/* SPDX-License-Identifier: MIT */
#include "tmprec/base/number_list.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "tmprec/base/memory.h"

/* There is room for a power of two. */
void tp_number_list_append(tp_number_list *list, int value)
{
  if (!(list->count & (list->count - 1)))
    list->value = tp_memory_resize(list->value, list->count ? 2 * list->count : 1, sizeof *list->value);
  list->value[list->count++] = value;
}

int tp_number_list_has(const tp_number_list *list, size_t value)
{
  int has = !list->count;
  for (size_t i = 0; i < list->count; i++)
    has |= (size_t) list->value[i] == value;
  return has;
}

void tp_number_list_clear(tp_number_list *list)
{
  free(list->value);
  *list = (tp_number_list) {NULL, 0};
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

/* The value is none of the first `others`, as it has to be. */
static tp_status append_new(tp_number_list *list, size_t others, int value, tp_error *err)
{
  for (size_t i = 0; i < others; i++)
    if (list->value[i] == value)
      return tp_error_set(err, TP_STATUS_REFUSED, "%d is repeated", value);
  tp_number_list_append(list, value);
  return TP_STATUS_OK;
}

/* The step that a range names: moved past it.  -1 if that is none. */
static int read_step(const char **at, tp_number_limits limits)
{
  if (**at != ':')
    return limits.step;
  ++*at;
  const int step = read_number(at, limits.most);
  return step > 0 ? step : -1;
}

static int next_of(int value, int step)
{
  return step ? value + step : 2 * value;
}

/* Whether doubling comes from the one to the other. */
static int doubles_to(int first, int last)
{
  while (first < last && first <= last / 2)
    first *= 2;
  return first == last;
}

/* A number or a range at *at, moved past it. */
static tp_status read_item(tp_number_list *out, const char **at, tp_number_limits limits, tp_error *err)
{
  int first = read_number(at, limits.most), last = first, step = limits.step;
  if (first >= 0 && !strncmp(*at, "..", 2)) {
    *at += 2;
    last = read_number(at, limits.most);
    step = read_step(at, limits);
  }
  if (first < 0 || last < 0 || step < 0 || (**at && **at != ','))
    return tp_error_set(err, TP_STATUS_REFUSED, "not a list of numbers and ranges, such as 4..32, 4..32:4 or 2,4,8..16");
  if (first < limits.least || first > limits.most || last > limits.most)
    return tp_error_set(err, TP_STATUS_REFUSED, "numbers must be from %d to %d", limits.least, limits.most);
  if (last < first)
    return tp_error_set(err, TP_STATUS_REFUSED, "the range %d..%d is descending", first, last);
  if (step ? (last - first) % step : !doubles_to(first, last))
    return step ? tp_error_set(err, TP_STATUS_REFUSED, "the range %d..%d has steps of %d, which do not meet its end", first, last, step)
                : tp_error_set(err, TP_STATUS_REFUSED, "the range %d..%d doubles, which does not meet its end; %d..%d:K has steps of K", first, last, first, last);
  const size_t others = out->count;      /* a range itself ascends */
  tp_status s = TP_STATUS_OK;
  for (int value = first; value <= last && s == TP_STATUS_OK; value = value < last ? next_of(value, step) : last + 1)
    s = append_new(out, others, value, err);
  return s;
}

tp_status tp_number_list_parse(tp_number_list *out, const char *text, tp_number_limits limits, tp_error *err)
{
  tp_number_list_clear(out);
  tp_status s = TP_STATUS_OK;
  for (const char *at = text; s == TP_STATUS_OK; at++) {
    s = read_item(out, &at, limits, err);
    if (!*at)
      break;
  }
  if (s != TP_STATUS_OK)
    tp_number_list_clear(out);
  return s;
}
