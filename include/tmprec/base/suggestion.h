/* SPDX-License-Identifier: MIT */
/* "Did you mean": the name nearest to a word that is none. */
#ifndef TMPREC_BASE_SUGGESTION_H
#define TMPREC_BASE_SUGGESTION_H

#include <stddef.h>

#ifdef __cplusplus
extern "C" {
#endif

#define TP_SUGGESTION_MOST 64u      /* bytes of words and names; longer ones are never near */

/* The nearest of the names that were offered so far. */
typedef struct {
  char word[TP_SUGGESTION_MOST + 1];
  char nearest[TP_SUGGESTION_MOST + 1];    /* empty: none is near */
  size_t distance;
  char text[TP_SUGGESTION_MOST + 24];
} tp_suggestion;

tp_suggestion tp_suggestion_for(const char *word, size_t length);

/* Of names that are equally near the first offered stays.  A name is near if at most a third of
   its letters, or of those of the word, are wrong. */
void tp_suggestion_offer(tp_suggestion *s, const char *name);

/* "; did you mean 'NAME'?", to follow a message, or "". */
const char *tp_suggestion_text(tp_suggestion *s);

/* How many letters have to be put in, left out, replaced, or exchanged with their neighbour to make
   b of a (Damerau and Levenshtein; no letter is touched twice).  Large and small letters are equal.
   Both have at most TP_SUGGESTION_MOST bytes. */
size_t tp_edit_distance(const char *a, const char *b);

#ifdef __cplusplus
}
#endif

#endif
