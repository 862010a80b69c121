/* SPDX-License-Identifier: MIT */
/* Everything about one format. */
#ifndef FORMAT_ABOUT_H
#define FORMAT_ABOUT_H

#include "tmprec/numbers/format.h"
#include "tmprec/report/document.h"

/* Of a format that is named so; `about`: its description, or "".  Exponents are not beyond those of exact.h. */
tp_document *format_about(const char *name, tp_format f, const char *about);

#endif
