/* SPDX-License-Identifier: MIT */
/* What has to be more precise. */
#ifndef MEND_H
#define MEND_H

#include "tmprec/analysis/trajectory.h"

/* Exceptions that make the run exact, of which none and none of whose layers can be left
   out; *out is NULL and 0 is returned if raising everything does not do it.  `evaluated` is called
   after each verification, which looks at what deviates from the run recorded where it can; hardmax may be NULL. */
size_t tp_mend_run(tp_layer_exception **out, const tp_subject *s, const tp_setup *in, tp_hardmax_record *hardmax,
                   void (*evaluated)(void *context), void *context);

/* The same rules in bits: each names a format of the kind that its first layer has, with more bits than that.  All
   have the fewest that make the run exact if all have as many; then each in turn as few as it stays exact.  NULL if MEND_BITS_MOST more are not enough,
   or a format has no more, or shares scales.  Rules on beta stay as they are. */
enum { MEND_BITS_MOST = 32 };
tp_layer_exception *tp_mend_in_bits(const tp_layer_exception *rule, size_t rules, const tp_subject *s, const tp_setup *in,
                                    tp_hardmax_record *hardmax, void (*evaluated)(void *context), void *context);

/* A run, and whether it is exact with these exceptions (mend.c). */
typedef struct {
  const tp_subject *s;
  const tp_setup *in;
  tp_hardmax_record *hardmax;
  void (*evaluated)(void *context);
  void *context;
} mending;
int tp_mends(const mending *m, const tp_layer_exception *rule, size_t rules);

#endif
