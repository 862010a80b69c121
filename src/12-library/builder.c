/* SPDX-License-Identifier: MIT */
/* A machine that is built rule by rule is written as the text of a `.tm` file, whose reader finds what is wrong with it. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "library.h"
#include "tmprec/base/memory.h"
#include "tmprec/machine/escape.h"

/* Lines before the first rule. */
enum { HEADERS = 5 };

struct tmprec_builder {
  uint32_t tapes;
  char *blank, *halt;
  tp_buffer head;                  /* all headers but that of the input symbols, each a line */
  tp_buffer inputs;                /* each after a blank */
  tp_buffer rules;                 /* each a line */
};

static void release(void *object)
{
  tmprec_builder *b = object;
  free(b->blank);
  free(b->halt);
  tp_buffer_clear(&b->head);
  tp_buffer_clear(&b->inputs);
  tp_buffer_clear(&b->rules);
  free(b);
}

void tmprec_builder_free(tmprec_builder *builder)
{
  tp_call_free(release, builder);
}

static void put_name(tp_buffer *out, const char *name)
{
  tp_buffer_puts(out, " ");
  tp_escape_name(out, name, strlen(name));
}

/* The reader tells positions in a text that its caller never saw. */
static tp_status check_name(const char *what, const char *name, tp_error *err)
{
  if (!*name)
    return tp_error_set(err, TP_STATUS_REFUSED, "%s without a name", what);
  if (strlen(name) > TP_MACHINE_MAX_NAME)
    return tp_error_set(err, TP_STATUS_REFUSED, "%s '%.80s': a name of more than %u bytes", what, name, TP_MACHINE_MAX_NAME);
  tp_buffer written = {NULL, 0, 0}, read = {NULL, 0, 0};
  tp_escape_name(&written, name, strlen(name));
  const int is_name = tp_unescape_name(&read, written.text, written.length);
  tp_buffer_clear(&written);
  tp_buffer_clear(&read);
  return is_name ? TP_STATUS_OK : tp_error_set(err, TP_STATUS_REFUSED, "%s '%.80s': a name is UTF-8 without control characters", what, name);
}

/* Append the text that was written apart: all of it, or, where memory ends, nothing. */
static void append(tp_buffer *to, tp_buffer *text)
{
  tp_buffer_put(to, text->text, text->length);
  tp_buffer_clear(text);
}

/* --- Beginning ---------------------------------------------------------------------- */

typedef struct {
  tmprec_builder **out;
  uint32_t tapes;
  const char *blank, *start, *halt;
} beginning;

static tp_status begin(tp_call *call, void *arguments, tp_error *err)
{
  (void) call;
  const beginning *a = arguments;
  if (!a->tapes || a->tapes > TP_MACHINE_MAX_TAPES)
    return tp_error_set(err, TP_STATUS_REFUSED, "%u tapes: 1 to %u", a->tapes, TP_MACHINE_MAX_TAPES);
  if (check_name("the blank", a->blank, err) || check_name("the start state", a->start, err) || check_name("the halting state", a->halt, err))
    return TP_STATUS_REFUSED;
  if (!strcmp(a->start, a->halt))
    return tp_error_set(err, TP_STATUS_REFUSED, "the start state '%.80s' is the halting state too", a->start);
  tmprec_builder *b = tp_memory_zeroed(1, sizeof *b);
  b->tapes = a->tapes;
  b->blank = tp_text_copy(a->blank);
  b->halt = tp_text_copy(a->halt);
  tp_buffer_printf(&b->head, "tapes %u\nblank", a->tapes);
  put_name(&b->head, a->blank);
  tp_buffer_puts(&b->head, "\nstart");
  put_name(&b->head, a->start);
  tp_buffer_puts(&b->head, "\nhalt");
  put_name(&b->head, a->halt);
  tp_buffer_puts(&b->head, "\ninput");
  *a->out = b;
  return TP_STATUS_OK;
}

tmprec_status tmprec_builder_new(tmprec_builder **out, uint32_t tapes, const char *blank, const char *start, const char *halt, tmprec_error *error)
{
  *out = NULL;
  return tp_call_run(error, NULL, begin, &(beginning) {out, tapes, blank, start, halt});
}

/* --- Input symbols and rules ---------------------------------------------------------- */

typedef struct {
  tmprec_builder *b;
  const char *from, *const *read, *to, *const *write, *moves;      /* of an input symbol: `from` alone */
} addition;

/* Whether a text, of words each after a blank, has this one. */
static int has_word(const tp_buffer *words, const tp_buffer *word)
{
  for (const char *at = words->text; at && (at = strstr(at, word->text)); at += word->length)
    if (at[word->length] == ' ' || !at[word->length])
      return 1;
  return 0;
}

static tp_status add_input(tp_call *call, void *arguments, tp_error *err)
{
  (void) call;
  const addition *a = arguments;
  if (check_name("an input symbol", a->from, err))
    return TP_STATUS_REFUSED;
  if (!strcmp(a->from, a->b->blank))
    return tp_error_set(err, TP_STATUS_REFUSED, "an input symbol '%.80s': it is the blank", a->from);
  tp_buffer text = {NULL, 0, 0};
  put_name(&text, a->from);
  if (has_word(&a->b->inputs, &text)) {
    tp_buffer_clear(&text);
    return tp_error_set(err, TP_STATUS_REFUSED, "an input symbol '%.80s': it is one already", a->from);
  }
  append(&a->b->inputs, &text);
  return TP_STATUS_OK;
}

tmprec_status tmprec_builder_input(tmprec_builder *builder, const char *symbol, tmprec_error *error)
{
  return tp_call_run(error, NULL, add_input, &(addition) {.b = builder, .from = symbol});
}

static tp_status check_rule(const addition *a, tp_error *err)
{
  if (check_name("a state", a->from, err) || check_name("a state", a->to, err))
    return TP_STATUS_REFUSED;
  if (!strcmp(a->from, a->b->halt))
    return tp_error_set(err, TP_STATUS_REFUSED, "a rule out of the halting state '%.80s'", a->from);
  for (uint32_t k = 0; k < a->b->tapes; k++)
    if (check_name("a symbol", a->read[k], err) || check_name("a symbol", a->write[k], err))
      return TP_STATUS_REFUSED;
  if (strlen(a->moves) != a->b->tapes || strspn(a->moves, "LSR") != a->b->tapes)
    return tp_error_set(err, TP_STATUS_REFUSED, "moves '%.80s': L, S or R for each of %u tapes", a->moves, a->b->tapes);
  return TP_STATUS_OK;
}

static tp_status add_rule(tp_call *call, void *arguments, tp_error *err)
{
  (void) call;
  const addition *a = arguments;
  if (check_rule(a, err))
    return TP_STATUS_REFUSED;
  tp_buffer text = {NULL, 0, 0};
  tp_escape_name(&text, a->from, strlen(a->from));
  for (uint32_t k = 0; k < a->b->tapes; k++)
    put_name(&text, a->read[k]);
  tp_buffer_puts(&text, " ->");
  put_name(&text, a->to);
  for (uint32_t k = 0; k < a->b->tapes; k++)
    put_name(&text, a->write[k]);
  for (uint32_t k = 0; k < a->b->tapes; k++)
    tp_buffer_printf(&text, " %c", a->moves[k]);
  tp_buffer_puts(&text, "\n");
  append(&a->b->rules, &text);
  return TP_STATUS_OK;
}

tmprec_status tmprec_builder_rule(tmprec_builder *builder, const char *from, const char *const *read, const char *to,
                                  const char *const *write, const char *moves, tmprec_error *error)
{
  return tp_call_run(error, NULL, add_rule, &(addition) {builder, from, read, to, write, moves});
}

/* --- The machine ---------------------------------------------------------------------- */

/* "machine:LINE:COLUMN: what" says of a rule its number instead, of a header nothing; "in line LINE" within likewise. */
static void tell_rule(tp_error *err)
{
  unsigned long line, column, other;
  int length = 0, end = 0;
  if (sscanf(err->text, "machine:%lu:%lu: %n", &line, &column, &length) != 2 || !length)
    return;
  const tp_error whole = *err;
  const char *what = whole.text + length, *within = strstr(what, "in line ");
  const int before = within ? (int) (within - what) : (int) strlen(what);
  char place[32] = "machine", same[32] = "";
  if (line > HEADERS)
    snprintf(place, sizeof place, "rule %lu", line - HEADERS);
  if (within && sscanf(within, "in line %lu%n", &other, &end) == 1 && other > HEADERS)
    snprintf(same, sizeof same, "rule %lu", other - HEADERS);
  tp_error_refuse(err, whole.reason, "%s: %.*s%s%s", place, before, what, same, within ? within + end : "");
}

typedef struct {
  tmprec_machine **out;
  const tmprec_builder *b;
} building;

static tp_status build(tp_call *call, void *arguments, tp_error *err)
{
  (void) call;
  const building *a = arguments;
  tp_buffer text = {NULL, 0, 0};
  tp_machine *m = NULL;
  tp_buffer_put(&text, a->b->head.text, a->b->head.length);
  tp_buffer_put(&text, a->b->inputs.text, a->b->inputs.length);
  tp_buffer_puts(&text, "\n");
  tp_buffer_put(&text, a->b->rules.text, a->b->rules.length);
  const tp_status result = tp_machine_parse(&m, "machine", text.text, text.length, err);
  tp_buffer_clear(&text);
  if (result == TP_STATUS_OK)
    *a->out = tp_machine_object(m);
  else
    tell_rule(err);
  return result;
}

tmprec_status tmprec_builder_machine(tmprec_machine **out, const tmprec_builder *builder, tmprec_error *error)
{
  *out = NULL;
  return tp_call_run(error, NULL, build, &(building) {out, builder});
}
