/* SPDX-License-Identifier: MIT */
/* Certificates under test: claims as tables state them, and whether a certificate's claim is true. */
#ifndef CERTIFICATES_H
#define CERTIFICATES_H

#include <check.h>
#include <stdio.h>
#include <string.h>

#include "tmprec/analysis/certificate.h"

/* Without ties: for all machines. */
typedef struct {
  const char *theorem;
  tp_chain_mode mode;
  unsigned r;
  uint64_t n;
  const char *arithmetic;
  uint64_t ties;
  uint32_t tapes, state_bits, symbol_bits;
} genuine_claim;

static inline tp_scope scope_of(const genuine_claim *g)
{
  tp_scope s = tp_scope_all(g->mode, g->r, g->n);
  if (g->ties)
    s = (tp_scope) {.kind = TP_SCOPE_RUN, .mode = g->mode, .r = g->r, .n = g->n, .ties = g->ties, .tapes = g->tapes, .state_bits = g->state_bits,
                    .symbol_bits = g->symbol_bits};
  return s;
}

/* What follows the word at a line's start, or NULL. */
static inline const char *line_of(const char *text, const char *word)
{
  const char *at = strstr(text, word);
  return at && (at == text || at[-1] == '\n') ? at + strlen(word) : NULL;
}

/* The claim that the text makes, found without it. */
static inline int is_true(const char *text)
{
  char mode[8], arithmetic[400], scope[16], claimed[16];
  genuine_claim g = {.ties = 0};
  unsigned long long n, ties;
  tp_choice choice;
  tp_claim claim;
  tp_error err;
  ck_assert(sscanf(line_of(text, "mode\t"), "%7s", mode) == 1 && sscanf(line_of(text, "r\t"), "%u", &g.r) == 1
            && sscanf(line_of(text, "n\t"), "%llu", &n) == 1 && sscanf(line_of(text, "ties\t"), "%llu", &ties) == 1
            && sscanf(line_of(text, "claim\t"), "%15s", claimed) == 1
            && sscanf(line_of(text, "machine\t"), "%u\t%u\t%u", &g.tapes, &g.state_bits, &g.symbol_bits) == 3
            && sscanf(line_of(text, "scope\t"), "%15s", scope) == 1 && sscanf(line_of(text, "arithmetic\t"), "%399[^\n]", arithmetic) == 1);
  ck_assert_msg(tp_choice_parse(&choice, arithmetic, &err) == TP_STATUS_OK, "%s", err.text);
  g.mode = strcmp(mode, "scot") ? TP_MODE_COT : TP_MODE_SCOT;
  g.n = n;
  g.ties = strcmp(scope, "all") ? ties : 0;
  tp_scope s = scope_of(&g);
  tp_claim_make(&claim, &s, &choice);
  int certified = claim.verdict >= (strcmp(claimed, "exact") ? TP_CLAIM_EXACT_ACT : TP_CLAIM_EXACT);
  tp_claim_clear(&claim);
  tp_choice_clear(&choice);
  return certified;
}

#endif
