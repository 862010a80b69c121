/* SPDX-License-Identifier: MIT */
#include "tokens.h"

const char *const mode_name[MODES] = {"cot", "scot"};

static void put(sequence *s, int token)
{
  s->token[s->length++] = (short) token;
}

static void put_digits(sequence *s, const puzzle *p)
{
  for (int i = 0; i < SQUARES; i++)
    if (p->digit[i]) {
      put(s, SQUARE + i);
      put(s, DIGIT + p->digit[i] - 1);
    }
}

static void put_line(sequence *s, trace_line l)
{
  put(s, SQUARE + l.square);
  if (!l.options)
    put(s, NONE);
  for (int d = 0; d < 4; d++)
    if (l.options >> d & 1)
      put(s, DIGIT + d);
}

/* The lines that the search stands on: a line about a square takes the place of all from the last one about it on. */
typedef struct {
  trace_line line[SQUARES];
  int lines;
} standing;

static void stand(standing *s, trace_line l)
{
  for (int i = 0; i < s->lines; i++)
    if (s->line[i].square == l.square)
      s->lines = i;
  s->line[s->lines++] = l;
}

static void put_summary(sequence *s, const puzzle *p, const standing *at)
{
  put(s, SUMMARY);
  put_digits(s, p);
  for (int i = 0; i < at->lines; i++)
    put_line(s, at->line[i]);
  put(s, SUMMARY_END);
}

int tell_puzzle(const puzzle *p, const trace *t, chain_mode mode, sequence out[MOST_SEQUENCES])
{
  sequence *s = out;
  standing at = {.lines = 0};
  int since = 0;
  s->length = 0;
  put(s, INPUT);
  put_digits(s, p);
  put(s, INPUT_END);
  s->given = s->length;
  for (int i = 0; i < t->lines; i++) {
    if (mode == SCOT && since >= SUMMARY_EVERY) {
      put_summary(s, p, &at);
      s++;
      s->length = since = 0;
      put_summary(s, p, &at);
      s->given = s->length;
    }
    put_line(s, t->line[i]);
    stand(&at, t->line[i]);
    since += line_tokens(t->line[i]);
  }
  put(s, OUTPUT);
  put_digits(s, &t->solution);
  put(s, OUTPUT_END);
  return (int) (s - out) + 1;
}
