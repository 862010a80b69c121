/* SPDX-License-Identifier: MIT */
/* The files of JFLAP: XML, read with libexpat.

     <structure><type>turing</type><tapes>2</tapes><automaton>
       <state id="0" name="q0"><initial/></state>            or <block ..>
       <transition><from>0</from><to>1</to><read tape="1">a</read><write tape="1"/><move tape="1">R</move> ..

   An empty <read/> or <write/> is the blank.  States are known by their ids; names may repeat. */
#include "jff_parts.h"

#include <stdlib.h>
#include <string.h>

#include "readers.h"
#include "tmprec/base/memory.h"
#include "tmprec/base/utf8.h"

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
  const char *tape = tp_jff_attribute(attributes, "tape");
  p->leaf_name = leaf_names[which];
  p->leaf_at = tp_jff_here(p);
  p->leaf.length = 0;
  p->leaf_tape = 0;
  if (which < READ || !tape)
    return;
  const size_t digits = strspn(tape, "0123456789");
  const unsigned long number = digits && digits < 3 && !tape[digits] ? strtoul(tape, NULL, 10) : 0;
  if (number < 1 || number > p->r->tapes)
    tp_jff_refuse(p, &p->leaf_at, "no such tape:", tape);
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
  const field at = tp_jff_here(p);
  int leaf = NONE;
  if (p->depth == MOST_DEPTH) {
    tp_jff_refuse(p, &at, "elements are nested too deeply", NULL);
    return;
  }
  if (!p->depth && strcmp(name, "structure"))
    tp_jff_refuse(p, &at, "not a file of JFLAP, which begins with 'structure', but", name);
  const kind outer = p->depth ? p->open[p->depth - 1] : OTHER;
  const kind is = p->depth ? kind_within(p, outer, name, &leaf) : CONTAINER;
  p->open[p->depth++] = is;
  if (is == OTHER && is_part_of_machine(name))
    tp_jff_refuse(p, &at, "a machine within a machine is not read:", name);
  else if (is == LEAF)
    open_leaf(p, leaf, attributes);
  else if (is == STATE)
    tp_jff_open_state(p, attributes);
  else if (is == TRANSITION)
    tp_jff_open_transition(p);
  else if (outer == STATE)
    tp_jff_take_state_part(p, name);
  if (is == TRANSITION && !p->typed && p->status == TP_STATUS_OK)
    tp_jff_refuse(p, &at, "the type of the structure is missing before", name);
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
    tp_jff_refuse(p, &p->leaf_at, "1 to 16 tapes, not", p->leaf.length ? p->leaf.text : "");
  else if (p->r->count)
    tp_jff_refuse(p, &p->leaf_at, "the number of tapes after the first transition", NULL);
  else
    p->r->tapes = (uint32_t) number;
}

static void take_type(parser *p)
{
  /* The second is of machines with building blocks, of which there are perhaps none. */
  if (!p->leaf.length || (strcmp(p->leaf.text, "turing") && strcmp(p->leaf.text, "turingbb")))
    tp_jff_refuse(p, &p->leaf_at, "not a Turing machine, but of type", p->leaf.length ? p->leaf.text : "");
  p->typed = 1;
}

/* White space around text is layout, but a symbol may be a blank. */
static void trim_leaf(parser *p)
{
  const field f = {p->leaf.length ? p->leaf.text : "", p->leaf.length, 1, 1}, trimmed = tp_field_trim(f);
  if (!f.length)
    return;
  if (!trimmed.length && !memchr(f.text, '\n', f.length))
    tp_jff_refuse(p, &p->leaf_at, "neither empty, which is the blank, nor a symbol that prints:", p->leaf_name);
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
  case FROM: tp_jff_take_id(p, &p->from); break;
  case TO: tp_jff_take_id(p, &p->to); break;
  case READ: tp_jff_take_symbol(p, p->read + k); break;
  case WRITE: tp_jff_take_symbol(p, p->write + k); break;
  case MOVE: tp_jff_take_move(p, p->move + k); break;
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
    tp_jff_close_transition(p);
}

static void XMLCALL on_entity(void *user, const char *name, int is_parameter, const char *value, int length, const char *base,
                              const char *system, const char *public, const char *notation)
{
  parser *p = user;
  const field at = tp_jff_here(p);
  (void) is_parameter, (void) value, (void) length, (void) base, (void) system, (void) public, (void) notation;
  if (p->status == TP_STATUS_OK)
    tp_jff_refuse(p, &at, "entities of its own are not read:", name);
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

static void *allocate(size_t bytes) { return tp_memory_new(bytes, 1); }
static void *resize(void *old, size_t bytes) { return tp_memory_resize(old, bytes, 1); }

static tp_status parse(parser *p)
{
  static const XML_Memory_Handling_Suite memory = {allocate, resize, tp_memory_free};
  const source *text = p->text;
  if (!(p->xml = XML_ParserCreate_MM("UTF-8", &memory, NULL)))
    return tp_error_refuse(text->err, TP_REASON_NO_MEMORY, "%.300s: out of memory", text->name);
  XML_SetUserData(p->xml, p);
  XML_SetElementHandler(p->xml, on_start, on_end);
  XML_SetCharacterDataHandler(p->xml, on_text);
  XML_SetEntityDeclHandler(p->xml, on_entity);
  int done = XML_Parse(p->xml, text->text, (int) text->length, 1) == XML_STATUS_OK;
  if (p->status == TP_STATUS_OK && !done) {
    const field at = tp_jff_here(p);
    p->status = tp_source_refuse(text, at.line, at.column, "%s", XML_ErrorString(XML_GetErrorCode(p->xml)));
  }
  XML_ParserFree(p->xml);
  return p->status == TP_STATUS_OK ? finish(p) : p->status;
}

tp_status tp_jff_read(rules *r, source *text)
{
  parser p = {.r = r, .text = text, .line = 1, .column = 1};
  const field blank = {tp_jff_blank, strlen(tp_jff_blank), 1, 1};
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
