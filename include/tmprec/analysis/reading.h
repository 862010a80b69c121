/* SPDX-License-Identifier: MIT */
/* Going through the tokens that are examined, segment by segment: those that a subject has written down,
   or those of its run, told as they are asked for.  Only two segments are in memory then. */
#ifndef TMPREC_ANALYSIS_READING_H
#define TMPREC_ANALYSIS_READING_H

#include "tmprec/analysis/subject.h"

#ifdef __cplusplus
extern "C" {
#endif

typedef struct tp_reading tp_reading;

/* A reading before the first segment.  The caller frees it.  s must outlive it and stay where it is. */
tp_reading *tp_reading_new(const tp_subject *s);
void tp_reading_free(tp_reading *r);

/* The next segment; NULL if there is none.  It belongs to the reading, and stays until the next but one
   is asked for: whoever has a segment has the one before it too. */
const tp_segment *tp_reading_next(tp_reading *r);

/* The rewrites of all segments (tp_transcript_rewrites). */
size_t tp_subject_rewrites(const tp_subject *s);

#ifdef __cplusplus
}
#endif

#endif
