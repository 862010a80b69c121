/* SPDX-License-Identifier: MIT */
/* The table of a machine in the names of its text, perhaps with wildcards, as every
   reader leaves it; and the machine that comes of it. */
#ifndef RULES_H
#define RULES_H

#include "../names.h"
#include "source.h"
#include "tmprec/base/buffer.h"
#include "tmprec/machine/notation.h"

#define RULE_ANY UINT32_MAX        /* of `from` and `read`: whatever it is */
#define RULE_SAME UINT32_MAX       /* of `to` and `write`: what it was */

typedef struct {
  size_t line, column;
} place;

/* Readers fill in what they find. Names are numbered as they come; the machine has
   numbers of its own. */
typedef struct {
  const source *text;
  const tp_read_options *how;
  uint32_t tapes;                  /* set before the first rule */
  int two_way;
  int repeats;                     /* 1: a rule that stands there twice is no error */
  int choices;                     /* 1: rules that differ are a choice of the machine, not a mistake */
  int spares_blank;                /* 1: RULE_ANY matches no blank; the first rule that applies decides */
  names states, symbols;
  uint32_t blank, start;
  uint32_t zero;                   /* another symbol that means a blank, or UINT32_MAX */
  place start_at;
  unsigned char *halts;            /* by state: 0, HALTS_NAMED, or HALTS_UNNAMED, where no rule leaves it */
  size_t halts_known;              /* states for which it is there */
  int keeps_halting;               /* 1: halting states that are never entered stay */
  uint32_t halting;                /* a halting state that stays even so, or UINT32_MAX */
  int halts_without_rule;          /* by its notation */
  const char *no_rule_state;       /* the name of the state that is entered where there is no rule */
  uint32_t without_rule;           /* that state, or UINT32_MAX */
  size_t written;                  /* rules before those that enter it */
  char head_mark;                  /* what marks in words where the head starts and is no symbol, or 0 */
  uint32_t *input;                 /* if there is none: all symbols but the blank */
  size_t inputs, input_room;
  int takes_letters;               /* letters.c: those of the word may become input symbols, after known_inputs others */
  size_t known_inputs;
  tp_buffer notes, doubts;         /* what becomes tp_machine_notes, tp_machine_doubts */
  char *word;                      /* the input that the text names, or NULL */
  size_t count, room;              /* rules */
  uint32_t *from, *to;             /* count entries */
  uint32_t *read, *write, *move;   /* count x tapes entries */
  place *at;
} rules;

/* Number of a state's or symbol's name; a new one must fit the limit. */
tp_status tp_rules_state(rules *r, const field *name, uint32_t *number);
tp_status tp_rules_symbol(rules *r, const field *name, uint32_t *number);

/* Give a symbol another name, which no other has.  Its old name is not found any longer. */
void tp_rules_rename_symbol(rules *r, uint32_t number, const char *name);

void tp_rules_set_start(rules *r, const field *name, uint32_t state);
void tp_rules_set_halting(rules *r, uint32_t state);
void tp_rules_add_input(rules *r, uint32_t symbol);
void tp_rules_set_word(rules *r, const field *word);

/* A rule more, at that place, to be filled in: number r->count - 1. */
tp_status tp_rules_add(rules *r, const field *at);
void tp_rules_reserve(rules *r, size_t room);

/* The machine: rules out of halting states go, names that
   `.tm` does not allow are replaced, and each rule with wildcards becomes the
   transitions for which it decides.  Of the rules for a state and symbols read one
   that names the state decides before one that does not, then one that names more
   of the symbols; if those differ that name equally many, it is refused. */
tp_status tp_rules_build(tp_machine **out, rules *r);
void tp_rules_clear(rules *r);

/* 1 if two rules for a state and symbols say the same. */
int tp_rules_agree(const rules *r, size_t a, size_t b, uint32_t state, const uint32_t *read);

/* notes.c: what is perhaps a mistake: halting states of the text of which no rule enters one; symbols
   that no tape ever has, in rules before wildcards are written out; states that are not reached. */
void tp_rules_note_halting(rules *r);
void tp_rules_note_symbols(rules *r);

/* halting.c: which states halt, and that one does at least; a halting state of that name, or of
   the first like it that is not the name of a state that goes on. */
int tp_rules_halts(const rules *r, uint32_t state);
int tp_rules_halt_without_rule(const rules *r);
tp_status tp_rules_settle_halting(rules *r);
tp_status tp_rules_name_halting(rules *r, const char *base, uint32_t *state);

/* completion.c: the rules that are missing, if they are not too many. */
tp_status tp_rules_complete(rules *r);

/* letters.c: letters of the word that only wildcards match become input symbols. */
tp_status tp_rules_add_letters(rules *r);

/* wildcards.c: 1 if some rule has one; and all rules written out without any. */
int tp_rules_have_wildcards(const rules *r);
tp_status tp_rules_expand(rules *r);

#endif
