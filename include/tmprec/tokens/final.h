/* SPDX-License-Identifier: MIT */
/* What a chain of thought leaves on the tapes, by its tokens alone. */
#ifndef TMPREC_TOKENS_FINAL_H
#define TMPREC_TOKENS_FINAL_H

#include "tmprec/machine/configuration.h"
#include "tmprec/tokens/transcript.h"

#ifdef __cplusplus
extern "C" {
#endif

/* The configuration after the last run token: that of the prompt of the last segment, and its run
   tokens.  No rule of m is looked up, so the tokens may be those of a run that went wrong.  The
   tokens are of the machine's alphabets.  The caller frees *out with tp_configuration_clear. */
void tp_chain_final(tp_configuration *out, const tp_machine *m, const tp_transcript *t);

#ifdef __cplusplus
}
#endif

#endif
