/* A profile: what of a hardmax run decides every rounded run, as long as its activations
   stay hardmax's.  Then scores are integers, and a head's output at a query depends on
   nothing but how many keys lie how far below the best score, and what their values add up
   to.  Few such rows differ (a counter of 643 tokens: 57,138 rows, 8.3 distinct scores each), so a
   profile is recorded once for a machine and input, and an arithmetic is judged by it
   without looking at a pair of tokens again (doc/precision.md, "Margins").

   This is the container: rows are added in any order, and equal ones are kept once.  Rows of
   one layer are equal if their keys and activations are, whichever heads they come from. */
#ifndef TMPREC_EVALUATION_PROFILE_H
#define TMPREC_EVALUATION_PROFILE_H

#include <stddef.h>

#ifdef __cplusplus
extern "C" {
#endif

/* The keys of one score. */
typedef struct {
  int below;             /* best score less theirs: 0 for the best */
  size_t keys;           /* at least 1 */
  long sum;              /* of their values, each -1, 0 or 1 */
} tp_profile_bin;

/* One value coordinate of one head at one query. */
typedef struct {
  size_t layer;          /* from 1 */
  int before, result;    /* the activation that the output is added to, and what that makes of it */
  size_t bins;
  tp_profile_bin *bin;   /* by `below`, ascending, the first 0 */
} tp_profile_row;

/* Where a row was met. */
typedef struct {
  size_t token;          /* counted from 0 over all segments */
  size_t head, value;    /* from 0, in the order of the layer and of the head's values */
} tp_profile_place;

typedef struct tp_profile tp_profile;

tp_profile *tp_profile_new(void);
void tp_profile_free(tp_profile *p);

/* Add a row that was met at a place; it is copied. */
void tp_profile_add(tp_profile *p, const tp_profile_row *row, tp_profile_place at);

/* The distinct rows in the order in which they were first added, how often each was met, and
   where first. */
size_t tp_profile_rows(const tp_profile *p);
const tp_profile_row *tp_profile_at(const tp_profile *p, size_t i, size_t *times, tp_profile_place *first);

#ifdef __cplusplus
}
#endif

#endif
