/* SPDX-License-Identifier: MIT */
/* Reading of JFLAP's files: what the parser knows, and what it does with states and transitions. */
#ifndef JFF_PARTS_H
#define JFF_PARTS_H

#include <expat.h>

#include "jff.h"
#include "readers.h"

enum { MOST_DEPTH = 16, NONE = -1 };
typedef enum { CONTAINER, STATE, TRANSITION, LEAF, OTHER } kind;

typedef struct {
  rules *r;
  const source *text;
  XML_Parser xml;
  tp_status status;
  kind open[MOST_DEPTH];
  size_t depth, automata;
  size_t offset, line, column;     /* where in the text the last place was */
  tp_buffer leaf;                  /* text of the element that is open */
  const char *leaf_name;
  uint32_t leaf_tape;
  field leaf_at;
  int typed, started;
  names ids;                       /* of states, in the order in which they come up */
  uint32_t *state_of;              /* by id: the state, or UINT32_MAX */
  field *id_at;                    /* by id: where it came up */
  size_t state_room, place_room;
  uint32_t state;                  /* that is open */
  uint32_t from, to;               /* of the transition that is open: ids, or UINT32_MAX */
  uint32_t read[TP_MACHINE_MAX_TAPES], write[TP_MACHINE_MAX_TAPES], move[TP_MACHINE_MAX_TAPES];
  field transition_at;
} parser;

/* Where the parser is in the text. */
field tp_jff_here(parser *p);

/* End with that status, or with a message. */
void tp_jff_stop(parser *p, tp_status s);
void tp_jff_refuse(parser *p, const field *at, const char *what, const char *name);
const char *tp_jff_attribute(const char **list, const char *name);          /* or NULL */

void tp_jff_open_state(parser *p, const char **attributes);
void tp_jff_take_state_part(parser *p, const char *name);
void tp_jff_open_transition(parser *p);
void tp_jff_take_symbol(parser *p, uint32_t *symbol);
void tp_jff_take_move(parser *p, uint32_t *move);
void tp_jff_take_id(parser *p, uint32_t *id);
void tp_jff_close_transition(parser *p);

#endif
