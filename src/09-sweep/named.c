/* SPDX-License-Identifier: MIT */
#include "tmprec/sweep/named.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "tmprec/base/memory.h"

static tp_status append(tp_name_list *list, const char *text, size_t length, tp_error *err)
{
  char *name = tp_memory_string(text, length);
  tp_choice scratch = {0};
  tp_status s = tp_choice_set_format(&scratch, name, err);
  for (size_t i = 0; i < list->count && s == TP_STATUS_OK; i++)
    if (!strcasecmp(list->name[i], name))
      s = tp_error_set(err, TP_STATUS_REFUSED, "'%.80s' is repeated", name);
  if (s != TP_STATUS_OK) {
    free(name);
    return s;
  }
  list->name = tp_memory_resize(list->name, list->count + 1, sizeof *list->name);
  list->name[list->count++] = name;
  return s;
}

tp_status tp_name_list_parse(tp_name_list *out, const char *text, tp_error *err)
{
  tp_name_list_clear(out);
  tp_status s = TP_STATUS_OK;
  for (const char *at = text;; at++) {
    const size_t length = strcspn(at, ",");
    s = append(out, at, length, err);
    at += length;
    if (s != TP_STATUS_OK || !*at)
      break;
  }
  if (s != TP_STATUS_OK)
    tp_name_list_clear(out);
  return s;
}

void tp_name_list_clear(tp_name_list *list)
{
  for (size_t i = 0; i < list->count; i++)
    free(list->name[i]);
  free(list->name);
  *list = (tp_name_list) {NULL, 0};
}

static tp_choice by_itself(const char *name)
{
  tp_choice c = {0};
  tp_choice_set_format(&c, name, NULL);
  return c;
}

int tp_named_is_exact(const char *name)
{
  return by_itself(name).kind == TP_ARITHMETIC_EXACT;
}

tp_status tp_named_choose(tp_choice *c, const char *name, unsigned sites, tp_error *err)
{
  const tp_choice meant = by_itself(name);
  if (meant.kind == TP_ARITHMETIC_EXACT) {
    tp_choice_clear(c);
    *c = (tp_choice) {.kind = TP_ARITHMETIC_EXACT, .beta.is_auto = 1};
    return TP_STATUS_OK;
  }
  if (meant.kind == TP_ARITHMETIC_MPFR)
    return tp_choice_set_format(c, name, err);
  tp_status s = TP_STATUS_OK;
  for (int i = 0; i < TP_SITES && s == TP_STATUS_OK; i++)
    if (sites >> i & 1)
      s = tp_choice_set_site(c, i, name, err);
  return s;
}

int tp_named_bits(const char *name)
{
  const tp_choice c = by_itself(name);
  const tp_format *f = c.kind == TP_ARITHMETIC_MPFR ? &c.operation : &c.site[TP_SITE_ACT];
  return c.kind == TP_ARITHMETIC_EXACT || f->family == TP_FORMAT_REAL ? 0 : tp_format_bits(*f);
}
