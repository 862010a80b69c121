/* The files of JFLAP: XML, read with libexpat.

     <structure><type>turing</type><tapes>2</tapes><automaton>
       <state id="0" name="q0"><initial/></state>            or <block ..>
       <transition><from>0</from><to>1</to><read tape="1">a</read><write tape="1"/><move tape="1">R</move> ..

   An empty <read/> or <write/> is the blank.  States are known by their ids; names may repeat. */
#include "jff.h"

#include <stdlib.h>
#include <string.h>

#include "readers.h"
#include "tmprec/base/memory.h"
#include "tmprec/base/utf8.h"

const char tp_jff_blank[] = "\xe2\x96\xa1";     /* what JFLAP shows */

#ifdef HAVE_EXPAT
#include <expat.h>

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

/* --- Places and refusals ------------------------------------------------------------ */

static field here(parser *p)
{
  const XML_Index index = XML_GetCurrentByteIndex(p->xml);
  const size_t offset = index < 0 ? p->offset : (size_t) index;
  for (; p->offset < offset && p->offset < p->text->length; p->offset++) {
    const unsigned char c = (unsigned char) p->text->text[p->offset];
    if (c == '\n')
      p->line++, p->column = 1;
    else
      p->column += (c & 0xc0) != 0x80 || p->column == 0;
  }
  return (field) {"", 0, p->line, p->column};
}

static void stop(parser *p, tp_status s)
{
  p->status = s;
  if (s != TP_STATUS_OK)
    XML_StopParser(p->xml, XML_FALSE);
}

static void refuse(parser *p, const field *at, const char *what, const char *name)
{
  stop(p, name ? tp_source_refuse(p->text, at->line, at->column, "%s '%.80s'", what, name)
               : tp_source_refuse(p->text, at->line, at->column, "%s", what));
}

static const char *attribute(const char **list, const char *name)
{
  for (; *list; list += 2)
    if (!strcmp(*list, name))
      return list[1];
  return NULL;
}

/* --- States ------------------------------------------------------------------------- */

static uint32_t id_of(parser *p, const char *id, const field *at)
{
  const size_t known = p->ids.count;
  const uint32_t number = tp_names_add(&p->ids, id, strlen(id));
  TP_MEMORY_GROW(p->state_of, p->state_room, p->ids.count);
  TP_MEMORY_GROW(p->id_at, p->place_room, p->ids.count);
  if (p->ids.count > known) {
    p->state_of[number] = UINT32_MAX;
    p->id_at[number] = *at;
  }
  return number;
}

/* A name that another state has gets the id behind it. */
static void open_state(parser *p, const char **attributes)
{
  const field at = here(p);
  const char *id = attribute(attributes, "id"), *given = attribute(attributes, "name");
  if (!id) {
    refuse(p, &at, "a state without an id", NULL);
    return;
  }
  const uint32_t number = id_of(p, id, &at);
  if (p->state_of[number] != UINT32_MAX) {
    refuse(p, &at, "repeated id of a state", id);
    return;
  }
  tp_buffer name = {NULL, 0, 0};
  if (given && *given)
    tp_buffer_puts(&name, given);
  else
    tp_buffer_printf(&name, "q%s", id);
  while (tp_names_find(&p->r->states, name.text, name.length) != UINT32_MAX)
    tp_buffer_printf(&name, ".%s", id);
  const field f = {name.text, name.length, at.line, at.column};
  stop(p, tp_rules_state(p->r, &f, &p->state));
  p->state_of[number] = p->state;
  tp_buffer_clear(&name);
}

static void take_state_part(parser *p, const char *name)
{
  field at = here(p);
  if (!strcmp(name, "final"))
    tp_rules_set_halting(p->r, p->state);
  if (strcmp(name, "initial"))
    return;
  if (p->started++)
    refuse(p, &at, "a second initial state:", p->r->states.name[p->state]);
  tp_rules_set_start(p->r, &at, p->state);
}

/* --- Transitions -------------------------------------------------------------------- */

static void open_transition(parser *p)
{
  p->transition_at = here(p);
  p->from = p->to = UINT32_MAX;
  memset(p->read, 0xff, sizeof p->read);
  memset(p->write, 0xff, sizeof p->write);
  memset(p->move, 0xff, sizeof p->move);
}

static void take_symbol(parser *p, uint32_t *symbol)
{
  const field f = {p->leaf.length ? p->leaf.text : "", p->leaf.length, p->leaf_at.line, p->leaf_at.column};
  if (*symbol != UINT32_MAX)
    refuse(p, &f, "repeated for this tape:", p->leaf_name);
  else if (!f.length || tp_field_is(&f, tp_jff_blank))
    *symbol = p->r->blank;
  else if (tp_field_characters(&f) != 1)
    refuse(p, &f, "a symbol must be one character, not", f.text);
  else if (strchr(TP_JFF_SPECIAL, *f.text))
    refuse(p, &f, "in JFLAP this may stand for other symbols, and is not read:", f.text);
  else
    stop(p, tp_rules_symbol(p->r, &f, symbol));
}

static void take_move(parser *p, uint32_t *move)
{
  static const char moves[] = "LSR";   /* TP_MOVE_L, TP_MOVE_S, TP_MOVE_R */
  const char *found = p->leaf.length == 1 ? strchr(moves, p->leaf.text[0]) : NULL;
  if (*move != UINT32_MAX)
    refuse(p, &p->leaf_at, "repeated for this tape:", p->leaf_name);
  else if (!found)
    refuse(p, &p->leaf_at, "a move is L, R or S, not", p->leaf.length ? p->leaf.text : "");
  else
    *move = (uint32_t) (found - moves);
}

static void take_id(parser *p, uint32_t *id)
{
  if (*id != UINT32_MAX)
    refuse(p, &p->leaf_at, "repeated:", p->leaf_name);
  else if (!p->leaf.length)
    refuse(p, &p->leaf_at, "no id of a state in", p->leaf_name);
  else
    *id = id_of(p, p->leaf.text, &p->leaf_at);
}

static void check_complete(parser *p)
{
  const uint32_t K = p->r->tapes;
  if (p->from == UINT32_MAX || p->to == UINT32_MAX) {
    refuse(p, &p->transition_at, "a transition without", p->from == UINT32_MAX ? "from" : "to");
    return;
  }
  for (uint32_t k = 0; k < K && p->status == TP_STATUS_OK; k++)
    if (p->read[k] == UINT32_MAX || p->write[k] == UINT32_MAX || p->move[k] == UINT32_MAX)
      stop(p, tp_source_refuse(p->text, p->transition_at.line, p->transition_at.column, "a transition without '%s' of tape %u",
                               p->read[k] == UINT32_MAX ? "read" : p->write[k] == UINT32_MAX ? "write" : "move", k + 1));
}

/* States are ids for now. */
static void close_transition(parser *p)
{
  rules *r = p->r;
  const size_t K = r->tapes;
  check_complete(p);
  if (p->status != TP_STATUS_OK)
    return;
  stop(p, tp_rules_add(r, &p->transition_at));
  if (p->status != TP_STATUS_OK)
    return;
  const size_t t = r->count - 1;
  r->from[t] = p->from;
  r->to[t] = p->to;
  memcpy(r->read + t * K, p->read, K * sizeof *p->read);
  memcpy(r->write + t * K, p->write, K * sizeof *p->write);
  memcpy(r->move + t * K, p->move, K * sizeof *p->move);
}

/* --- Elements ----------------------------------------------------------------------- */

static const char *const leaf_names[] = {"type", "tapes", "from", "to", "read", "write", "move"};
enum { TYPE, TAPES, FROM, TO, READ, WRITE, MOVE, LEAVES, TRANSITION_PARTS = FROM };

static int find_leaf(const char *name, int first, int behind)
{
  for (int i = first; i < behind; i++)
    if (!strcmp(name, leaf_names[i]))
      return i;
  return NONE;
}

static void open_leaf(parser *p, int which, const char **attributes)
{
  const char *tape = attribute(attributes, "tape");
  p->leaf_name = leaf_names[which];
  p->leaf_at = here(p);
  p->leaf.length = 0;
  p->leaf_tape = 0;
  if (which < READ || !tape)
    return;
  const size_t digits = strspn(tape, "0123456789");
  const unsigned long number = digits && digits < 3 && !tape[digits] ? strtoul(tape, NULL, 10) : 0;
  if (number < 1 || number > p->r->tapes)
    refuse(p, &p->leaf_at, "no such tape:", tape);
  else
    p->leaf_tape = (uint32_t) number - 1;
}

static int is_part_of_machine(const char *name)
{
  return !strcmp(name, "state") || !strcmp(name, "block") || !strcmp(name, "transition") || !strcmp(name, "automaton");
}

/* What the element is, within one of that kind. */
static kind kind_within(parser *p, kind outer, const char *name, int *leaf)
{
  *leaf = outer == CONTAINER    ? find_leaf(name, 0, TRANSITION_PARTS)
          : outer == TRANSITION ? find_leaf(name, TRANSITION_PARTS, LEAVES)
                                : NONE;
  if (*leaf != NONE)
    return LEAF;
  if (outer != CONTAINER)
    return OTHER;
  if (!strcmp(name, "automaton") && p->depth == 1 && !p->automata++)
    return CONTAINER;
  return !strcmp(name, "transition") ? TRANSITION : !strcmp(name, "state") || !strcmp(name, "block") ? STATE : OTHER;
}

static void XMLCALL on_start(void *user, const char *name, const char **attributes)
{
  parser *p = user;
  if (p->status != TP_STATUS_OK)
    return;
  const field at = here(p);
  int leaf = NONE;
  if (p->depth == MOST_DEPTH) {
    refuse(p, &at, "elements are nested too deeply", NULL);
    return;
  }
  if (!p->depth && strcmp(name, "structure"))
    refuse(p, &at, "not a file of JFLAP, which begins with 'structure', but", name);
  const kind outer = p->depth ? p->open[p->depth - 1] : OTHER;
  const kind is = p->depth ? kind_within(p, outer, name, &leaf) : CONTAINER;
  p->open[p->depth++] = is;
  if (is == OTHER && is_part_of_machine(name))
    refuse(p, &at, "a machine within a machine is not read:", name);
  else if (is == LEAF)
    open_leaf(p, leaf, attributes);
  else if (is == STATE)
    open_state(p, attributes);
  else if (is == TRANSITION)
    open_transition(p);
  else if (outer == STATE)
    take_state_part(p, name);
  if (is == TRANSITION && !p->typed && p->status == TP_STATUS_OK)
    refuse(p, &at, "the type of the structure is missing before", name);
}

static void XMLCALL on_text(void *user, const char *text, int length)
{
  parser *p = user;
  if (p->status == TP_STATUS_OK && p->depth && p->open[p->depth - 1] == LEAF)
    tp_buffer_put(&p->leaf, text, (size_t) length);
}

static void take_tapes(parser *p)
{
  const size_t digits = p->leaf.length ? strspn(p->leaf.text, "0123456789") : 0;
  const unsigned long number = digits && digits < 3 && !p->leaf.text[digits] ? strtoul(p->leaf.text, NULL, 10) : 0;
  if (number < 1 || number > TP_MACHINE_MAX_TAPES)
    refuse(p, &p->leaf_at, "1 to 16 tapes, not", p->leaf.length ? p->leaf.text : "");
  else if (p->r->count)
    refuse(p, &p->leaf_at, "the number of tapes after the first transition", NULL);
  else
    p->r->tapes = (uint32_t) number;
}

static void take_type(parser *p)
{
  if (!p->leaf.length || strcmp(p->leaf.text, "turing"))
    refuse(p, &p->leaf_at, "not a Turing machine, but of type", p->leaf.length ? p->leaf.text : "");
  p->typed = 1;
}

/* White space around text is layout, but a symbol may be a blank. */
static void trim_leaf(parser *p)
{
  const field f = {p->leaf.length ? p->leaf.text : "", p->leaf.length, 1, 1}, trimmed = tp_field_trim(f);
  if (!f.length)
    return;
  if (!trimmed.length && !memchr(f.text, '\n', f.length))
    refuse(p, &p->leaf_at, "neither empty, which is the blank, nor a symbol that prints:", p->leaf_name);
  memmove(p->leaf.text, trimmed.text, trimmed.length);
  p->leaf.length = trimmed.length;
  p->leaf.text[trimmed.length] = 0;
}

static void close_leaf(parser *p)
{
  const uint32_t k = p->leaf_tape;
  trim_leaf(p);
  if (p->status != TP_STATUS_OK)
    return;
  switch (find_leaf(p->leaf_name, 0, LEAVES)) {
  case TYPE: take_type(p); break;
  case TAPES: take_tapes(p); break;
  case FROM: take_id(p, &p->from); break;
  case TO: take_id(p, &p->to); break;
  case READ: take_symbol(p, p->read + k); break;
  case WRITE: take_symbol(p, p->write + k); break;
  case MOVE: take_move(p, p->move + k); break;
  }
}

static void XMLCALL on_end(void *user, const char *name)
{
  parser *p = user;
  (void) name;
  if (p->status != TP_STATUS_OK)
    return;
  const kind is = p->open[--p->depth];
  if (is == LEAF)
    close_leaf(p);
  else if (is == TRANSITION)
    close_transition(p);
}

static void XMLCALL on_entity(void *user, const char *name, int is_parameter, const char *value, int length, const char *base,
                              const char *system, const char *public, const char *notation)
{
  parser *p = user;
  const field at = here(p);
  (void) is_parameter, (void) value, (void) length, (void) base, (void) system, (void) public, (void) notation;
  if (p->status == TP_STATUS_OK)
    refuse(p, &at, "entities of its own are not read:", name);
}

/* --- The file ----------------------------------------------------------------------- */

/* All states are known: transitions get theirs instead of ids. */
static tp_status finish(parser *p)
{
  rules *r = p->r;
  if (!p->typed)
    return tp_source_refuse(p->text, 1, 1, "the type of the structure is missing");
  if (!p->started)
    return tp_source_refuse(p->text, 1, 1, "no initial state");
  for (uint32_t i = 0; i < p->ids.count; i++)
    if (p->state_of[i] == UINT32_MAX)
      return tp_source_refuse(p->text, p->id_at[i].line, p->id_at[i].column, "no state has the id '%.80s'", p->ids.name[i]);
  for (size_t t = 0; t < r->count; t++) {
    r->from[t] = p->state_of[r->from[t]];
    r->to[t] = p->state_of[r->to[t]];
  }
  if (tp_names_find(&r->symbols, "_", 1) == UINT32_MAX)
    tp_rules_rename_symbol(r, r->blank, "_");
  return TP_STATUS_OK;
}

static tp_status parse(parser *p)
{
  const source *text = p->text;
  if (!(p->xml = XML_ParserCreate("UTF-8")))
    return tp_error_set(text->err, TP_STATUS_REFUSED, "%.300s: out of memory", text->name);
  XML_SetUserData(p->xml, p);
  XML_SetElementHandler(p->xml, on_start, on_end);
  XML_SetCharacterDataHandler(p->xml, on_text);
  XML_SetEntityDeclHandler(p->xml, on_entity);
  int done = XML_Parse(p->xml, text->text, (int) text->length, 1) == XML_STATUS_OK;
  if (p->status == TP_STATUS_OK && !done) {
    const field at = here(p);
    p->status = tp_source_refuse(text, at.line, at.column, "%s", XML_ErrorString(XML_GetErrorCode(p->xml)));
  }
  XML_ParserFree(p->xml);
  return p->status == TP_STATUS_OK ? finish(p) : p->status;
}

tp_status tp_jff_read(rules *r, source *text)
{
  parser p = {.r = r, .text = text, .line = 1, .column = 1};
  const field blank = {tp_jff_blank, sizeof tp_jff_blank - 1, 1, 1};
  r->tapes = 1;
  r->two_way = r->repeats = r->choices = 1;
  tp_status s = tp_rules_symbol(r, &blank, &r->blank);
  if (s == TP_STATUS_OK)
    s = tp_source_check_all(text);
  if (s == TP_STATUS_OK)
    s = parse(&p);
  tp_names_clear(&p.ids);
  tp_buffer_clear(&p.leaf);
  free(p.state_of);
  free(p.id_at);
  return s;
}

#else

tp_status tp_jff_read(rules *r, source *text)
{
  (void) r;
  return tp_source_refuse(text, 1, 1, "a file of JFLAP: not read, since this tmprec is built without libexpat");
}

#endif
