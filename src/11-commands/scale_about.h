/* SPDX-License-Identifier: MIT */
/* Formats of the scales that values share. */
#ifndef SCALE_ABOUT_H
#define SCALE_ABOUT_H

#include "tmprec/numbers/format.h"
#include "tmprec/report/document.h"

/* Everything about the format of a scale; NULL if the name is none: ue4m3 and e8m0. */
tp_document *scale_about(const char *name);

/* Of a format whose values share a scale: the format of the values, that of the scale, and the rule that finds it from m, the
   largest magnitude of the block. */
void put_scale_facts(tp_document *d, tp_format f);

#endif
