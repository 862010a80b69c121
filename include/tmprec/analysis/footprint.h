/* SPDX-License-Identifier: MIT */
/* How much memory questions about one run take: estimates from above, in bytes, made before any work.

   They count what the data structures hold (evaluation/footprint.h), not what the C library happens to do.  Measured,
   they are above the peak of the resident set, and below three times that where an evaluation goes through to the
   end (doc/interface.md).  They do not count what numbers take that the first effort leaves open (effort.h), nor
   hardmax runs of tokens that are no run of a machine, whose numbers may be any fractions. */
#ifndef TMPREC_ANALYSIS_FOOTPRINT_H
#define TMPREC_ANALYSIS_FOOTPRINT_H

#include "tmprec/analysis/subject.h"

#ifdef __cplusplus
extern "C" {
#endif

/* A process that has this library, before it does anything. */
extern const double tp_process_footprint;

/* A subject that was opened with compile: its run, its tokens, its transformer, and the plan that the choice needs. */
double tp_subject_footprint(const tp_subject *s);

/* The records of the hardmax run (trajectory.h): of all segments (kept = 1), or of the largest; with the best keys (1),
   or without. */
double tp_hardmax_record_footprint(const tp_subject *s, int kept, int with_best_keys);
/* 1 if verifying in this arithmetic asks for the best keys. */
int tp_verify_asks_best_keys(const tp_subject *s, const tp_setup *in);
/* What making one takes besides, for a while. */
double tp_hardmax_making_footprint(const tp_subject *s);

/* A verification (verify.h) besides its subject and its record: with a record, or without.  ternary: 1 if all numbers are
   known to be those of hardmax, as by a claim. */
double tp_verify_footprint(const tp_subject *s, const tp_setup *in, int with_record, int ternary);

/* The tokens generated (generate.h), in contexts as long as those prescribed. */
double tp_generate_footprint(const tp_subject *s, const tp_setup *in, int ternary);

#ifdef __cplusplus
}
#endif

#endif
