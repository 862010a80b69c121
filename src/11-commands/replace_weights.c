/* SPDX-License-Identifier: MIT */
/* --weights FILE: the transformer of a file in place of the compiled one. */
#include <string.h>

#include "output.h"

int read_weights(settings *s, tp_loaded_weights *w)
{
  tp_error err;
  if (tp_weights_load(w, s->weights, &err) != TP_STATUS_OK) {
    complain_of(&err);
    return 0;
  }
  const unsigned r = w->t->position_bits;
  if (s->has_mode && strcmp(w->mode, tp_chain_mode_name[s->subject.mode]))
    complain("%.300s is for --mode %s", s->weights, w->mode);
  else if (s->subject.r && s->subject.r != r)
    complain("%.300s is for -r %u", s->weights, r);
  else if (strcmp(w->mode, tp_chain_mode_name[TP_MODE_COT]) && strcmp(w->mode, tp_chain_mode_name[TP_MODE_SCOT]))
    complain("%.300s: the mode is neither cot nor scot", s->weights);
  else if (!w->beta_is_auto && !s->has_beta && tp_choice_set_beta(&s->choice, w->beta, &err) != TP_STATUS_OK)
    complain("%.300s: beta %s: %s", s->weights, w->beta, err.text);
  else {
    s->subject.r = r;
    s->subject.mode = strcmp(w->mode, tp_chain_mode_name[TP_MODE_COT]) ? TP_MODE_SCOT : TP_MODE_COT;
    return 1;
  }
  tp_transformer_free(w->t);
  return 0;
}

int use_weights(const settings *s, tp_loaded_weights *w, tp_subject *at)
{
  tp_error err;
  if (tp_subject_replace_transformer(at, w->t, &err) == TP_STATUS_OK)
    return 1;
  complain("%.300s: %s", s->weights, err.text);
  return 0;
}
