/* A profile: the part of a hardmax run that decides every rounded run, as long as the activations
   of the rounded run are those of hardmax.  Then scores are integers.  The output of a head at a
   query depends only on a histogram of the scores.  For each distance below the best score it says
   how many keys have that score, and what their values add up to.

   Few such rows differ.  (A counter of 643 tokens has 57,138 of them, with 8.3 distinct scores
   each.)  So a profile is recorded once for a machine and an input.  An arithmetic is judged by it
   without looking at a pair of tokens again (doc/precision.md, section 5).

   This header is the container.  Rows are added in any order, and equal rows are kept once.  Rows
   of one layer are equal if their keys and activations are equal, whichever heads they come
   from. */
#ifndef TMPREC_EVALUATION_PROFILE_H
#define TMPREC_EVALUATION_PROFILE_H

#include <stddef.h>

#ifdef __cplusplus
extern "C" {
#endif

/* The keys with one score. */
typedef struct {
  int below;             /* the best score less this score: 0 for the best keys */
  size_t keys;           /* at least 1 */
  long sum;              /* of their values, each -1, 0 or 1 */
} tp_profile_bin;

/* One value coordinate of one head at one query. */
typedef struct {
  size_t layer;          /* from 1 */
  int before, result;    /* the activation that the output is added to, and the activation after that */
  size_t bins;
  tp_profile_bin *bin;   /* in ascending order of `below`, beginning with 0 */
} tp_profile_row;

/* The place where a row was found. */
typedef struct {
  size_t token;          /* counted from 0 over all segments */
  size_t head, value;    /* from 0, in the order of the layer and of the values of the head */
} tp_profile_place;

typedef struct tp_profile tp_profile;

/* An empty profile.  The caller frees it. */
tp_profile *tp_profile_new(void);
void tp_profile_free(tp_profile *p);

/* Add a row that was found at a place.  The row is copied. */
void tp_profile_add(tp_profile *p, const tp_profile_row *row, tp_profile_place at);

/* The distinct rows, in the order in which they were first added: their number, and row i with how
   often it was found and where first.  The row belongs to the profile.  It is valid until the next
   row is added. */
size_t tp_profile_rows(const tp_profile *p);
const tp_profile_row *tp_profile_at(const tp_profile *p, size_t i, size_t *times, tp_profile_place *first);

#ifdef __cplusplus
}
#endif

#endif
