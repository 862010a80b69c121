/* What has to be more precise. */
#ifndef MEND_H
#define MEND_H

#include "tmprec/analysis/trajectory.h"

/* Exceptions that make the run exact, of which none and none of whose layers can be left
   out; *out is NULL and 0 is returned if raising everything does not do it.  `evaluated` is called
   after each verification, which looks at what deviates from the run recorded where it can; hardmax may be NULL. */
size_t tp_mend_run(tp_layer_exception **out, const tp_subject *s, const tp_setup *in, tp_hardmax_record *hardmax,
                   void (*evaluated)(void *context), void *context);

#endif
