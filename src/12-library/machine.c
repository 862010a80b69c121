/* SPDX-License-Identifier: MIT */
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include "library.h"
#include "tmprec/base/memory.h"
#include "tmprec/machine/catalog.h"

/* --- The object ------------------------------------------------------------------- */

tmprec_machine *tp_machine_object(tp_machine *m)
{
  tmprec_machine *object = tp_memory_new(1, sizeof *object);
  object->shared = tp_memory_new(1, sizeof *object->shared);
  atomic_init(&object->shared->holders, 1);
  object->shared->m = m;
  return object;
}

tp_shared_machine *tp_shared_machine_hold(tp_shared_machine *s)
{
  atomic_fetch_add(&s->holders, 1);
  return s;
}

void tp_shared_machine_drop(tp_shared_machine *s)
{
  if (atomic_fetch_sub(&s->holders, 1) > 1)
    return;
  tp_machine_free(s->m);
  free(s);
}

static void release(void *object)
{
  tmprec_machine *m = object;
  tp_shared_machine_drop(m->shared);
  free(m);
}

void tmprec_machine_free(tmprec_machine *machine)
{
  tp_call_free(release, machine);
}

/* --- Reading and writing ---------------------------------------------------------- */

typedef struct {
  tmprec_machine **out;
  const char *name, *text;         /* one of them */
  size_t length;
  const tmprec_reading *how;
} reading;

static tp_status find_notation(tp_notation *out, const char *name, tp_error *err)
{
  for (int n = 0; n < TP_NOTATIONS; n++)
    if (!strcmp(name, tp_notation_name[n])) {
      *out = (tp_notation) n;
      return TP_STATUS_OK;
    }
  tp_buffer known = {NULL, 0, 0};
  for (int n = 0; n < TP_NOTATIONS; n++)
    tp_buffer_printf(&known, "%s%s", n ? ", " : "", tp_notation_name[n]);
  tp_error_set(err, TP_STATUS_REFUSED, "'%.80s' is no notation; there are %s", name, known.text);
  tp_buffer_clear(&known);
  return TP_STATUS_REFUSED;
}

static tp_status options_of(tp_read_options *out, const tmprec_reading *given, tp_error *err)
{
  static const tp_no_rule rule[] = {TP_NO_RULE_USUAL, TP_NO_RULE_REFUSE, TP_NO_RULE_HALT};
  tmprec_reading how = {.size = sizeof how};
  if (given && !tp_size_is_set(given->size, offsetof(tmprec_reading, head) + sizeof given->head, "tmprec_reading", err))
    return TP_STATUS_REFUSED;
  if (given)
    memcpy(&how, given, given->size < sizeof how ? given->size : sizeof how);
  if (how.no_rule < 0 || how.no_rule > 2)
    return tp_error_set(err, TP_STATUS_REFUSED, "no_rule %d: 0, 1 or 2", how.no_rule);
  if (how.head > TP_MACHINE_MAX_HEAD || how.head < -TP_MACHINE_MAX_HEAD)
    return tp_error_set(err, TP_STATUS_REFUSED, "head %lld: at most %d to either side", (long long) how.head, TP_MACHINE_MAX_HEAD);
  *out = (tp_read_options) {.notation = TP_NOTATIONS, .line = how.line, .no_rule = rule[how.no_rule], .start = how.start, .head = how.head};
  return how.notation ? find_notation(&out->notation, how.notation, err) : TP_STATUS_OK;
}

static tp_status read_machine(tp_call *call, void *arguments, tp_error *err)
{
  (void) call;
  const reading *r = arguments;
  tp_machine *m = NULL;
  tp_read_options how;
  tp_status result = options_of(&how, r->how, err);
  if (result == TP_STATUS_OK && r->name && !strcmp(r->name, "-"))
    result = tp_error_set(err, TP_STATUS_REFUSED, "-: a library does not read standard input; tmprec_machine_parse takes a text");
  if (result == TP_STATUS_OK)
    result = r->name ? tp_catalog_read(&m, r->name, &how, err) : tp_notation_read(&m, &how, "machine", r->text, r->length, err);
  if (result == TP_STATUS_OK)
    *r->out = tp_machine_object(m);
  return result;
}

tmprec_status tmprec_machine_open(tmprec_machine **out, const char *name, const tmprec_reading *how, tmprec_error *error)
{
  *out = NULL;
  return tp_call_run(error, NULL, read_machine, &(reading) {out, name, NULL, 0, how});
}

tmprec_status tmprec_machine_parse(tmprec_machine **out, const char *text, size_t length, const tmprec_reading *how, tmprec_error *error)
{
  *out = NULL;
  return tp_call_run(error, NULL, read_machine, &(reading) {out, NULL, text, length, how});
}

typedef struct {
  tmprec_text **out;
  const tmprec_machine *machine;
  const char *notation;
} writing;

static tp_status write_machine(tp_call *call, void *arguments, tp_error *err)
{
  (void) call;
  const writing *w = arguments;
  tp_buffer text = {NULL, 0, 0};
  tp_notation n = TP_NOTATION_TM;
  tp_status result = w->notation ? find_notation(&n, w->notation, err) : TP_STATUS_OK;
  if (result == TP_STATUS_OK)
    result = tp_notation_write(&text, w->machine->shared->m, n, err);
  if (result == TP_STATUS_OK)
    *w->out = tp_text_of(&text);
  else
    tp_buffer_clear(&text);
  return result;
}

tmprec_status tmprec_machine_write(tmprec_text **out, const tmprec_machine *machine, const char *notation, tmprec_error *error)
{
  *out = NULL;
  return tp_call_run(error, NULL, write_machine, &(writing) {out, machine, notation});
}

/* --- What it is ------------------------------------------------------------------- */

uint32_t tmprec_machine_tapes(const tmprec_machine *machine)
{
  return tp_machine_tapes(machine->shared->m);
}

uint32_t tmprec_machine_states(const tmprec_machine *machine)
{
  return tp_machine_states(machine->shared->m);
}

uint32_t tmprec_machine_symbols(const tmprec_machine *machine)
{
  return tp_machine_symbols(machine->shared->m);
}

size_t tmprec_machine_transitions(const tmprec_machine *machine)
{
  return tp_machine_transitions(machine->shared->m);
}

const char *tmprec_machine_state(const tmprec_machine *machine, uint32_t number)
{
  const tp_machine *m = machine->shared->m;
  return number < tp_machine_states(m) ? tp_machine_state_name(m, number) : NULL;
}

const char *tmprec_machine_symbol(const tmprec_machine *machine, uint32_t number)
{
  const tp_machine *m = machine->shared->m;
  return number < tp_machine_symbols(m) ? tp_machine_symbol_name(m, number) : NULL;
}

const char *tmprec_machine_input(const tmprec_machine *machine)
{
  return tp_machine_word(machine->shared->m);
}

/* --- Those that come with the library ----------------------------------------------- */

typedef struct {
  tmprec_text **out;
  enum { ENTRY_NAME, ENTRY_ABOUT, ENTRY_INPUT } what;
  const char *name;                /* NULL: the name of number n is asked for */
  size_t n;
} entry;

static int append_entry(tp_buffer *out, const entry *e)
{
  switch (e->what) {
  case ENTRY_NAME: return tp_catalog_name(out, e->n);
  case ENTRY_ABOUT: return tp_catalog_description(out, e->name) == TP_STATUS_OK;
  case ENTRY_INPUT: break;
  }
  return tp_catalog_input(out, e->name, e->n) == TP_STATUS_OK;
}

static tp_status find_entry(tp_call *call, void *arguments, tp_error *err)
{
  (void) call;
  const entry *e = arguments;
  tp_buffer text = {NULL, 0, 0};
  if (append_entry(&text, e))
    *e->out = tp_text_of(&text);
  else if (e->name && tp_catalog_description(&text, e->name) != TP_STATUS_OK)
    return tp_error_refuse(err, TP_REASON_NO_MACHINE, "%.300s: no machine of that name comes with tmprec", e->name);
  tp_buffer_clear(&text);
  return TP_STATUS_OK;
}

tmprec_status tmprec_catalog_name(tmprec_text **out, size_t n, tmprec_error *error)
{
  *out = NULL;
  return tp_call_run(error, NULL, find_entry, &(entry) {out, ENTRY_NAME, NULL, n});
}

tmprec_status tmprec_catalog_input(tmprec_text **out, const char *name, size_t i, tmprec_error *error)
{
  *out = NULL;
  return tp_call_run(error, NULL, find_entry, &(entry) {out, ENTRY_INPUT, name, i});
}

tmprec_status tmprec_catalog_about(tmprec_text **out, const char *name, tmprec_error *error)
{
  *out = NULL;
  return tp_call_run(error, NULL, find_entry, &(entry) {out, ENTRY_ABOUT, name, 0});
}
