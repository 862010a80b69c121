/* SPDX-License-Identifier: MIT */
/* What the functions of tmprec.h share: a call that can fail for lack of memory or be cancelled, and the objects. */
#ifndef LIBRARY_H
#define LIBRARY_H

#include <stdatomic.h>

#include "tmprec.h"
#include "tmprec/analysis/subject.h"
#include "tmprec/base/recovery.h"
#include "tmprec/numbers/environment.h"

/* --- A call ----------------------------------------------------------------------- */

typedef struct {
  tmprec_watch watch;              /* of the caller; what it does not know is 0 */
  tp_mpfr_environment caller;      /* outside of the call */
  size_t done, all;                /* as progress was told last */
} tp_call;

typedef tp_status tp_call_work(tp_call *call, void *arguments, tp_error *err);

/* Do the work, which may be given up at each allocation.  err, of the library below, becomes *error.  Objects that the work makes
   are handed to the caller as its last act. */
tmprec_status tp_call_run(tmprec_error *error, const tmprec_watch *watch, tp_call_work *work, void *arguments);

/* Whether a caller has set the size of a structure: to no less than it had in the first version. */
int tp_size_is_set(size_t size, size_t first, const char *type, tp_error *err);

/* "; ...", to follow the text of a refusal that has a way around it; else "". */
const char *tp_call_hint(tp_reason reason);

/* Refuse without any work. */
tmprec_status tp_call_refuse(tmprec_error *error, const char *why);

/* Free an object of the library, which allocates nothing. */
void tp_call_free(void (*work)(void *object), void *object);

/* Around a callback: what is called is outside of the call.  An answer that is not 0 gives the call up. */
typedef struct {
  tp_recovery *left;
  mpfr_flags_t flags;
} tp_call_pause;
tp_call_pause tp_call_leave(tp_call *call);
void tp_call_enter_again(tp_call *call, const tp_call_pause *pause, int answer);

/* Make the callback `progress`, if there is one; ask whether the call is cancelled in any case. */
void tp_call_tell_progress(tp_call *call, size_t done, size_t all);

/* Make that callback at steps of the work too, as recovery.h has them; how many there will be is not known. */
void tp_call_tell_steps(tp_call *call);

/* The work is done, however far it got: the last that is told is `all` of `all`, which is what it was so far if it was told. */
void tp_call_tell_end(tp_call *call, size_t all);

/* Texts: the buffer is taken over.  An empty one is "". */
tmprec_text *tp_text_of(tp_buffer *b);
char *tp_text_taken(tp_buffer *b);
char *tp_text_copy(const char *text);          /* NULL: NULL */

/* --- Objects ---------------------------------------------------------------------- */

/* Machines are shared with the simulations of them. */
typedef struct {
  atomic_size_t holders;
  tp_machine *m;
} tp_shared_machine;

struct tmprec_machine {
  tp_shared_machine *shared;
};

tmprec_machine *tp_machine_object(tp_machine *m);                   /* takes m over */
tp_shared_machine *tp_shared_machine_hold(tp_shared_machine *s);
void tp_shared_machine_drop(tp_shared_machine *s);

struct tmprec_simulation {
  tp_shared_machine *of;
  tp_subject s;                    /* whose tokens are not written down */
  char *output, *halted;           /* or NULL */
};

/* The same run with plans of this call: a simulation does not change.  To be cleared. */
tp_subject tp_simulation_at_work(const tmprec_simulation *simulation);
void tp_simulation_clear_work(tp_subject *at);

/* The choice and the draw of an arithmetic. */
tp_setup tp_arithmetic_setup(const tmprec_arithmetic *a);
/* Refuse what does not go with so many layers; and orders of sums that are every order, unless they are asked for. */
tp_status tp_arithmetic_check(const tmprec_arithmetic *a, size_t layers, int any_order, tp_error *err);

/* The callback `token` for tokens first .. last-1 of a segment with that prompt. */
void tp_tell_tokens(tp_call *call, const tp_machine *m, const tp_segment *s, size_t segment, size_t first, size_t last);

#endif
