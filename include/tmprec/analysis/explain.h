/* What each layer does at one token, under hardmax. */
#ifndef TMPREC_ANALYSIS_EXPLAIN_H
#define TMPREC_ANALYSIS_EXPLAIN_H

#include "tmprec/analysis/subject.h"
#include "tmprec/analysis/trajectory.h"

#ifdef __cplusplus
extern "C" {
#endif

/* A head there: the keys with the best score. */
typedef struct {
  size_t layer, head;              /* layer from 1 */
  size_t *best;                    /* positions, ascending */
  size_t count;
  double gap;                      /* best score - next; infinity if all keys tie */
} tp_attended_keys;

typedef struct {
  size_t segment, position;
  tp_attended_keys *head;          /* of all layers, in their order */
  size_t heads;
  int8_t *stream;                  /* (2 layers + 1) x width: the stream as embedded, then after the
                                      attention and after the neurons of each layer */
} tp_explanation;

/* `token` is counted from 0 over all segments; refused if there is no such token, or if it
   is a segment's last, which is never fed. */
tp_status tp_explain_token(tp_explanation *out, const tp_subject *s, size_t token, tp_error *err);
void tp_explanation_clear(tp_explanation *e);

/* The stream after layer `layer`, from 1, part 1 (attention) or 2 (neurons); layer 0: as
   embedded. */
const int8_t *tp_explanation_stream(const tp_explanation *e, const tp_transformer *t, size_t layer, int part);

#ifdef __cplusplus
}
#endif

#endif
