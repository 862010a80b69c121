/* SPDX-License-Identifier: MIT */
/* The inputs of a machine in a sweep. */
#include <stdlib.h>
#include <string.h>

#include "cells_private.h"
#include "tmprec/base/memory.h"
#include "tmprec/machine/catalog.h"
#include "tmprec/sweep/contexts.h"

enum { MOST_LIST = 1 << 28 };      /* bytes of a file of inputs */

/* Those of a machine that comes with tmprec, or the one that its file names.  A machine that is there may have any name. */
static tp_status add_known_inputs(tp_sweep_cells *w, const tp_sweep *s, const tp_machine *m, const tp_sweep_item *item, tp_error *err)
{
  const char *name = item->machine;
  tp_status result = TP_STATUS_OK;
  if (tp_machine_word(m))
    return tp_cells_add_input(w, s, m, name, tp_machine_word(m), s->modes, err);
  for (size_t i = 0; result == TP_STATUS_OK; i++) {
    tp_buffer input = {NULL, 0, 0};
    if (item->m || tp_catalog_input(&input, name, i) != TP_STATUS_OK) {
      tp_buffer_clear(&input);
      return i ? TP_STATUS_OK : tp_error_set(err, TP_STATUS_REFUSED, "'%.300s' has no shipped inputs; name one, as MACHINE:INPUT", name);
    }
    result = tp_cells_add_input(w, s, m, name, input.text, s->modes, err);
    tp_buffer_clear(&input);
  }
  return result;
}

/* A file with an input in each line. */
static tp_status add_listed_inputs(tp_sweep_cells *w, const tp_sweep *s, const tp_machine *m, const char *name, const char *path, tp_error *err)
{
  tp_buffer text = {NULL, 0, 0};
  tp_status result = tp_buffer_read_file(&text, path, MOST_LIST, err);
  for (size_t at = 0, end; at < text.length && result == TP_STATUS_OK; at = end + 1) {
    const char *newline = memchr(text.text + at, '\n', text.length - at);
    end = newline ? (size_t) (newline - text.text) : text.length;
    const size_t length = end > at && text.text[end - 1] == '\r' ? end - 1 - at : end - at;
    char *input = tp_memory_string(text.text + at, length);
    result = tp_cells_add_input(w, s, m, name, input, s->modes, err);
    free(input);
  }
  tp_buffer_clear(&text);
  return result;
}

/* --- For contexts of a wanted length ------------------------------------------------------------ */

static void note_nearest(tp_sweep_cells *w, const char *name, int wanted, tp_chain_mode mode, size_t n)
{
  if (n)
    tp_buffer_printf(&w->notes, "%.300s, %s: no input of its own for %d tokens; the nearest has %zu\n", name, tp_chain_mode_name[mode],
                     wanted, n);
  else
    tp_buffer_printf(&w->notes, "%.300s, %s: no input tried has at most %d tokens\n", name, tp_chain_mode_name[mode], wanted);
}

/* Whether another number of tokens had the same input in that mode.  `seen` has a line for each, after an empty one. */
static int is_again(tp_buffer *seen, tp_chain_mode mode, const char *input)
{
  tp_buffer line = {NULL, 0, 0};
  tp_buffer_printf(&line, "\n%s\t%s\n", tp_chain_mode_name[mode], input);
  const int again = seen->length && strstr(seen->text, line.text);
  tp_buffer_puts(seen, line.text);
  tp_buffer_clear(&line);
  return again;
}

static tp_status add_for_context(tp_sweep_cells *w, const tp_sweep *s, const tp_machine *m, const char *name, const char *generator, int wanted,
                                 tp_chain_mode mode, tp_buffer *seen, tp_error *err)
{
  tp_buffer input = {NULL, 0, 0};
  tp_subject_options o = s->subject;
  size_t n;
  o.mode = mode;
  tp_status result = tp_context_input(&input, &n, m, generator, (size_t) wanted, &s->position_bits, &o, err);
  const char *word = input.text ? input.text : "";
  if (result != TP_STATUS_OK)
    tp_error_prefix(err, generator);
  else if (!n || is_again(seen, mode, word))
    note_nearest(w, name, wanted, mode, n);
  else
    result = tp_cells_add_input(w, s, m, name, word, 1u << mode, err);
  tp_buffer_clear(&input);
  return result;
}

static tp_status add_generated_inputs(tp_sweep_cells *w, const tp_sweep *s, const tp_machine *m, const char *name, tp_error *err)
{
  const char *generator = s->generator ? s->generator : tp_machine_generator(m);
  tp_buffer seen = {NULL, 0, 0};
  tp_status result = TP_STATUS_OK;
  const size_t before = w->subjects, refused = w->refusals;
  if (!generator) {
    tp_error_refuse(err, TP_REASON_NO_GENERATOR, "'%.300s' says no generator of its inputs, as the line '# generator: [01]^k' in its file does", name);
    return tp_cells_take_refusal(w, s, name, NULL, -1, err);
  }
  for (size_t i = 0; i < s->contexts.count; i++)
    for (int mode = 0; mode < TP_CHAIN_MODES && result == TP_STATUS_OK; mode++)
      if (s->modes >> mode & 1)
        result = add_for_context(w, s, m, name, generator, s->contexts.value[i], (tp_chain_mode) mode, &seen, err);
  tp_buffer_clear(&seen);
  if (result == TP_STATUS_OK && w->subjects == before && w->refusals == refused)
    result = tp_error_set(err, TP_STATUS_REFUSED, "'%.300s': no input of its generator has contexts as short as that; name longer ones", name);
  return result == TP_STATUS_OK ? result : tp_cells_take_refusal(w, s, name, NULL, -1, err);
}

/* --- All ------------------------------------------------------------------------------------------- */

tp_status tp_cells_add_inputs(tp_sweep_cells *w, const tp_sweep *s, const tp_machine *m, const tp_sweep_item *item, tp_error *err)
{
  const char *input = item->input;
  if (s->contexts.count)
    return add_generated_inputs(w, s, m, item->machine, err);
  if (!input)
    return add_known_inputs(w, s, m, item, err);
  if (*input != '@')
    return tp_cells_add_input(w, s, m, item->machine, input, s->modes, err);
  return input[1] == '@' ? tp_cells_add_input(w, s, m, item->machine, input + 1, s->modes, err)
                         : add_listed_inputs(w, s, m, item->machine, input + 1, err);
}
