#include "tmprec/base/error.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

status error_set(error *err, status s, const char *format, ...)
{
  if (err) {
    va_list args;
    va_start(args, format);
    vsnprintf(err->text, sizeof err->text, format, args);
    va_end(args);
  }
  return s;
}

void error_prefix(error *err, const char *prefix)
{
  error tail = *err;
  snprintf(err->text, sizeof err->text, "%.400s: %.600s", prefix, tail.text);
}
