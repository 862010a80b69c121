/* SPDX-License-Identifier: MIT */
/* What a caller can do about a refusal, in the words of tmprec.h. */
#include "library.h"

static const struct {
  tp_reason reason;
  const char *text;
} hints[] = {
  {TP_REASON_LEFT_OF_CELL_0, "; with `fold` it is folded"},
  {TP_REASON_STUCK, "; `no_rule` can let it halt there"},
  {TP_REASON_NOT_HALTED, "; try a larger `max_steps`"},
  {TP_REASON_SEVERAL_MACHINES, "; `line` says which"},
  {TP_REASON_HEAD_MARK, "; leave it out, and use `head`"},
  {TP_REASON_TWO_STATES, "; leave it out, and use `start` and `head`"},
  {TP_REASON_NO_GENERATOR, "; or set \"generator\""},
  {TP_REASON_NO_CONTEXTS, "; set \"contexts\""},
  {TP_REASON_NO_MACHINE, "; the catalog names those"},
  {TP_REASON_UNRECOGNISED, "; `notation` says which, and then what does not fit is said"},
  {TP_REASON_NOTATION, "; \"tm\" can"},
  {TP_REASON_SMALL_CONTEXT, ", or `force` accepts it"},
  {TP_REASON_HARDMAX, "; choose a format"},
  {TP_REASON_NO_ACC, "; such as acc=p:12"},
  {TP_REASON_NO_LOGIT, "; such as logit=p:12"},
  {TP_REASON_MPFR, "; formats at sites have it, such as act=p:12 logit=p:12 acc=p:12"},
  {TP_REASON_FUSE_ORDER, "; try sum=sequential, or block"},
};

const char *tp_call_hint(tp_reason reason)
{
  for (size_t i = 0; i < sizeof hints / sizeof *hints; i++)
    if (hints[i].reason == reason)
      return hints[i].text;
  return "";
}
