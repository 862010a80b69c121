/* SPDX-License-Identifier: MIT */
/* Formats by their names. */
#ifndef FORMATS_H
#define FORMATS_H

#include <check.h>

#include "tmprec/numbers/format.h"

static inline tp_format parsed(const char *text)
{
  tp_format f;
  tp_error err;
  ck_assert_msg(tp_format_parse(&f, text, &err) == TP_STATUS_OK, "%s: %s", text, err.text);
  return f;
}

static inline void assert_prints(tp_format f, const char *text)
{
  tp_buffer printed = {NULL, 0, 0};
  tp_format_print(&printed, f);
  ck_assert_str_eq(printed.text, text);
  tp_buffer_clear(&printed);
}

#endif
