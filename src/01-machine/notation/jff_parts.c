/* SPDX-License-Identifier: MIT */
/* States and transitions of JFLAP's files, as they come up; and where in the text that is. */
#include "jff_parts.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "tmprec/base/memory.h"
#include "tmprec/base/utf8.h"

const char tp_jff_blank[] = "\xe2\x96\xa1";     /* what JFLAP shows */

/* --- Places and refusals ------------------------------------------------------------ */

/* The older name is deprecated since Expat 2.9, for a `long` may have 32 bits. */
static int64_t byte_index(XML_Parser xml)
{
#if XML_MAJOR_VERSION > 2 || (XML_MAJOR_VERSION == 2 && XML_MINOR_VERSION >= 9)
  return XML_GetCurrentByteIndex64(xml);
#else
  return XML_GetCurrentByteIndex(xml);
#endif
}

field tp_jff_here(parser *p)
{
  const int64_t index = byte_index(p->xml);
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

void tp_jff_stop(parser *p, tp_status s)
{
  p->status = s;
  if (s != TP_STATUS_OK)
    XML_StopParser(p->xml, XML_FALSE);
}

void tp_jff_refuse(parser *p, const field *at, const char *what, const char *name)
{
  tp_jff_stop(p, name ? tp_source_refuse(p->text, at->line, at->column, "%s '%.80s'", what, name)
               : tp_source_refuse(p->text, at->line, at->column, "%s", what));
}

const char *tp_jff_attribute(const char **list, const char *name)
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
void tp_jff_open_state(parser *p, const char **attributes)
{
  const field at = tp_jff_here(p);
  const char *id = tp_jff_attribute(attributes, "id"), *given = tp_jff_attribute(attributes, "name");
  if (!id) {
    tp_jff_refuse(p, &at, "a state without an id", NULL);
    return;
  }
  const uint32_t number = id_of(p, id, &at);
  if (p->state_of[number] != UINT32_MAX) {
    tp_jff_refuse(p, &at, "repeated id of a state", id);
    return;
  }
  tp_buffer name = {NULL, 0, 0};
  if (given && *given)
    tp_buffer_puts(&name, given);
  else
    tp_buffer_printf(&name, "q%s", id);
  while (tp_names_find(&p->r->states, name.text, name.length) != UINT32_MAX)
    tp_buffer_printf(&name, ".%s", id);
  if (given && *given && strcmp(name.text, given))
    tp_buffer_printf(&p->r->notes, "a second state '%.80s' becomes '%.200s'\n", given, name.text);
  const field f = {name.text, name.length, at.line, at.column};
  tp_jff_stop(p, tp_rules_state(p->r, &f, &p->state));
  p->state_of[number] = p->state;
  tp_buffer_clear(&name);
}

void tp_jff_take_state_part(parser *p, const char *name)
{
  field at = tp_jff_here(p);
  if (!strcmp(name, "final"))
    tp_rules_set_halting(p->r, p->state);
  if (strcmp(name, "initial"))
    return;
  if (p->started++)
    tp_jff_refuse(p, &at, "a second initial state:", p->r->states.name[p->state]);
  tp_rules_set_start(p->r, &at, p->state);
}

/* --- Transitions -------------------------------------------------------------------- */

void tp_jff_open_transition(parser *p)
{
  p->transition_at = tp_jff_here(p);
  p->from = p->to = UINT32_MAX;
  memset(p->read, 0xff, sizeof p->read);
  memset(p->write, 0xff, sizeof p->write);
  memset(p->move, 0xff, sizeof p->move);
}

void tp_jff_take_symbol(parser *p, uint32_t *symbol)
{
  const field f = {p->leaf.length ? p->leaf.text : "", p->leaf.length, p->leaf_at.line, p->leaf_at.column};
  if (*symbol != UINT32_MAX)
    tp_jff_refuse(p, &f, "repeated for this tape:", p->leaf_name);
  else if (!f.length || tp_field_is(&f, tp_jff_blank))
    *symbol = p->r->blank;
  else if (tp_field_characters(&f) != 1)
    tp_jff_refuse(p, &f, "a symbol must be one character, not", f.text);
  else if (strchr(TP_JFF_SPECIAL, *f.text))
    tp_jff_refuse(p, &f, "in JFLAP this may stand for other symbols, and is not read:", f.text);
  else
    tp_jff_stop(p, tp_rules_symbol(p->r, &f, symbol));
}

void tp_jff_take_move(parser *p, uint32_t *move)
{
  static const char moves[] = "LSR";   /* TP_MOVE_L, TP_MOVE_S, TP_MOVE_R */
  const char *found = p->leaf.length == 1 ? strchr(moves, p->leaf.text[0]) : NULL;
  if (*move != UINT32_MAX)
    tp_jff_refuse(p, &p->leaf_at, "repeated for this tape:", p->leaf_name);
  else if (!found)
    tp_jff_refuse(p, &p->leaf_at, "a move is L, R or S, not", p->leaf.length ? p->leaf.text : "");
  else
    *move = (uint32_t) (found - moves);
}

void tp_jff_take_id(parser *p, uint32_t *id)
{
  if (*id != UINT32_MAX)
    tp_jff_refuse(p, &p->leaf_at, "repeated:", p->leaf_name);
  else if (!p->leaf.length)
    tp_jff_refuse(p, &p->leaf_at, "no id of a state in", p->leaf_name);
  else
    *id = id_of(p, p->leaf.text, &p->leaf_at);
}

static void check_complete(parser *p)
{
  const uint32_t K = p->r->tapes;
  if (p->from == UINT32_MAX || p->to == UINT32_MAX) {
    tp_jff_refuse(p, &p->transition_at, "a transition without", p->from == UINT32_MAX ? "from" : "to");
    return;
  }
  for (uint32_t k = 0; k < K && p->status == TP_STATUS_OK; k++)
    if (p->read[k] == UINT32_MAX || p->write[k] == UINT32_MAX || p->move[k] == UINT32_MAX)
      tp_jff_stop(p, tp_source_refuse(p->text, p->transition_at.line, p->transition_at.column, "a transition without '%s' of tape %u",
                               p->read[k] == UINT32_MAX ? "read" : p->write[k] == UINT32_MAX ? "write" : "move", k + 1));
}

/* States are ids for now. */
void tp_jff_close_transition(parser *p)
{
  rules *r = p->r;
  const size_t K = r->tapes;
  check_complete(p);
  if (p->status != TP_STATUS_OK)
    return;
  tp_jff_stop(p, tp_rules_add(r, &p->transition_at));
  if (p->status != TP_STATUS_OK)
    return;
  const size_t t = r->count - 1;
  r->from[t] = p->from;
  r->to[t] = p->to;
  memcpy(r->read + t * K, p->read, K * sizeof *p->read);
  memcpy(r->write + t * K, p->write, K * sizeof *p->write);
  memcpy(r->move + t * K, p->move, K * sizeof *p->move);
}
