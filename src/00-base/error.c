#include "tmprec/base/error.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

tp_status tp_error_set(tp_error *err, tp_status s, const char *format, ...)
{
  if (err) {
    va_list args;
    va_start(args, format);
    vsnprintf(err->text, sizeof err->text, format, args);
    va_end(args);
  }
  return s;
}

void tp_error_prefix(tp_error *err, const char *prefix)
{
  tp_error tail = *err;
  snprintf(err->text, sizeof err->text, "%.400s: %.600s", prefix, tail.text);
}
