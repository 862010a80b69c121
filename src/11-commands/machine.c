/* SPDX-License-Identifier: MIT */
/* A machine, to look at. */
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "hints.h"
#include "history.h"
#include "machine_json.h"
#include "machine_picture.h"
#include "output.h"
#include "print_document.h"
#include "tmprec/base/memory.h"
#include "tmprec/compiler/compiler.h"
#include "tmprec/compiler/theorem.h"
#include "tmprec/machine/catalog.h"
#include "tmprec/machine/start.h"

enum { LABEL = 13, NAMES_SHOWN = 20, MISSING_SHOWN = 4 };

/* The label of a line, at which its text begins. */
static void put_label(tp_buffer *out, const char *label)
{
  history_pad(out, label, LABEL);
}

/* --- States and symbols -------------------------------------------------------------- */

typedef const char *(*name_of)(const tp_machine *m, uint32_t number);

/* Which numbers are named; NULL: all. */
typedef int (*chosen)(const tp_machine *m, uint32_t number);

static int goes_on(const tp_machine *m, uint32_t state) { return !tp_machine_halts(m, state); }

/* The names from..to-1, or "none". */
static void put_names(tp_buffer *out, const tp_machine *m, name_of name, uint32_t from, uint32_t to, chosen is_chosen)
{
  uint32_t count = 0;
  for (uint32_t i = from; i < to; i++) {
    if (is_chosen && !is_chosen(m, i))
      continue;
    if (count < NAMES_SHOWN)
      tp_buffer_printf(out, "%s%s", count ? " " : "", name(m, i));
    count++;
  }
  if (count > NAMES_SHOWN)
    tp_buffer_printf(out, " and %" PRIu32 " more", count - NAMES_SHOWN);
  tp_buffer_puts(out, count ? "\n" : "none\n");
}

static void put_alphabet(tp_buffer *out, const tp_machine *m)
{
  put_label(out, "states");
  put_names(out, m, tp_machine_state_text, 0, tp_machine_states(m), goes_on);
  put_label(out, "");
  tp_buffer_printf(out, "start %s, halt ", tp_machine_state_text(m, 0));
  put_names(out, m, tp_machine_state_text, 0, tp_machine_states(m), tp_machine_halts);
  put_label(out, "blank");
  put_names(out, m, tp_machine_symbol_text, 0, 1, NULL);
  put_label(out, "input");
  put_names(out, m, tp_machine_symbol_text, 1, 1 + tp_machine_inputs(m), NULL);
  put_label(out, "others");
  put_names(out, m, tp_machine_symbol_text, 1 + tp_machine_inputs(m), tp_machine_symbols(m), NULL);
  if (tp_machine_zero(m) != UINT32_MAX) {
    put_label(out, "zero");
    tp_buffer_printf(out, "%s, which means a blank too\n", tp_machine_symbol_text(m, tp_machine_zero(m)));
  }
}

/* --- The table -------------------------------------------------------------------------- */

/* The first state from this one on that does not halt. */
static uint32_t next_state(const tp_machine *m, uint32_t state)
{
  while (state < tp_machine_states(m) && tp_machine_halts(m, state))
    state++;
  return state;
}

/* Whether the transition that applies, if there is one, is one of those written. */
static int is_written(const tp_machine *m, uint32_t state, const uint32_t *read)
{
  return tp_machine_lookup(m, state, read) < tp_machine_written(m);
}

/* The next configuration in the order of numbers; 0 past the last. */
static int next_configuration(const tp_machine *m, uint32_t *state, uint32_t *read)
{
  for (uint32_t k = tp_machine_tapes(m); k-- > 0; read[k] = 0)
    if (++read[k] < tp_machine_symbols(m))
      return 1;
  *state = next_state(m, *state + 1);
  return *state < tp_machine_states(m);
}

/* The first configurations without a transition, of the so many that there are. */
static void put_missing(tp_buffer *out, const tp_machine *m, int more)
{
  uint32_t state = next_state(m, 0), read[TP_MACHINE_MAX_TAPES] = {0};
  int shown = 0;
  do {
    if (is_written(m, state, read))
      continue;
    tp_buffer_printf(out, "%s%s", shown ? ", " : "", tp_machine_state_text(m, state));
    for (uint32_t k = 0; k < tp_machine_tapes(m); k++)
      tp_buffer_printf(out, " %s", tp_machine_symbol_text(m, read[k]));
    shown++;
  } while (shown < MISSING_SHOWN && next_configuration(m, &state, read));
  tp_buffer_puts(out, more ? ", ...\n" : "\n");
}

/* What happens there. */
static void put_without_rule(tp_buffer *out, const tp_machine *m)
{
  if (tp_machine_without_rule(m) == UINT32_MAX)
    return;
  put_label(out, "");
  tp_buffer_printf(out, "there it enters %s, which halts, and leaves all as it is; neurons for that: %zu\n",
                   tp_machine_state_name(m, tp_machine_without_rule(m)), tp_machine_transitions(m) - tp_machine_written(m));
}

static void put_totality(tp_buffer *out, const tp_machine *m)
{
  mpz_t all, missing;
  mpz_init(all);
  mpz_init(missing);
  mpz_ui_pow_ui(all, tp_machine_symbols(m), tp_machine_tapes(m));
  mpz_mul_ui(all, all, tp_machine_states(m) - tp_machine_halting_states(m));
  mpz_sub_ui(missing, all, tp_machine_written(m));
  char line[256];
  put_label(out, "table");
  if (mpz_sgn(missing) == 0) {
    tp_buffer_printf(out, "total: %zu transitions, one for each state and symbols read\n", tp_machine_written(m));
  } else {
    gmp_snprintf(line, sizeof line, "partial: %zu transitions for %Zd configurations; %Zd are missing:\n", tp_machine_written(m), all, missing);
    tp_buffer_puts(out, line);
    put_label(out, "");
    put_missing(out, m, mpz_cmp_ui(missing, MISSING_SHOWN) > 0);
    put_without_rule(out, m);
  }
  mpz_clear(all);
  mpz_clear(missing);
}

static void put_symbols(tp_buffer *out, const tp_machine *m, const uint32_t *symbol, size_t width)
{
  for (uint32_t k = 0; k < tp_machine_tapes(m); k++) {
    tp_buffer_puts(out, " ");
    history_pad(out, tp_machine_symbol_text(m, symbol[k]), width);
  }
}

static void put_transition(tp_buffer *out, const tp_machine *m, tp_transition t, size_t state, size_t symbol)
{
  tp_buffer_puts(out, "  ");
  history_pad(out, tp_machine_state_text(m, t.from), state);
  put_symbols(out, m, t.read, symbol);
  tp_buffer_puts(out, " -> ");
  history_pad(out, tp_machine_state_text(m, t.to), state);
  put_symbols(out, m, t.write, symbol);
  for (uint32_t k = 0; k < tp_machine_tapes(m); k++)
    tp_buffer_printf(out, " %c", "LSR"[t.move[k]]);
  tp_buffer_puts(out, "\n");
}

typedef struct {
  uint32_t from;
  size_t index;
} entry;

static int compare_entries(const void *a, const void *b)
{
  const entry *x = a, *y = b;
  return x->from != y->from ? (x->from > y->from) - (x->from < y->from) : (x->index > y->index) - (x->index < y->index);
}

/* State by state, each in the order of the file. */
static void put_table(tp_buffer *out, const tp_machine *m)
{
  size_t state = history_state_width(m), symbol = history_symbol_width(m), count = tp_machine_written(m);
  entry *order = tp_memory_new(count, sizeof *order);
  for (size_t i = 0; i < count; i++)
    order[i] = (entry) {tp_machine_transition(m, i).from, i};
  qsort(order, count, sizeof *order, compare_entries);
  for (size_t i = 0; i < count; i++) {
    tp_buffer_puts(out, i == 0 || order[i].from != order[i - 1].from ? "\n" : "");
    put_transition(out, m, tp_machine_transition(m, order[i].index), state, symbol);
  }
  free(order);
}

/* What is perhaps a mistake. */
static void put_doubts(tp_buffer *out, const tp_machine *m)
{
  for (const char *line = tp_machine_doubts(m), *end; (end = strchr(line, '\n')); line = end + 1) {
    put_label(out, "warning");
    tp_buffer_put(out, line, (size_t) (end + 1 - line));
  }
}

/* --- The transformer ----------------------------------------------------------------------- */

static void put_code(tp_buffer *out, const tp_machine *m)
{
  put_label(out, "transformer");
  tp_buffer_printf(out, "d_Q = %u bits of state, d_G = %u bits of symbol, %zu neurons for the table\n", tp_code_width(tp_machine_states(m)),
                   tp_code_width(tp_machine_symbols(m)), tp_machine_transitions(m));
}

/* Its dimensions for the run, in a context that just holds it. */
static void put_dimensions(tp_buffer *out, const tp_told_run *told)
{
  unsigned r = tp_chain_least_bits(told);
  tp_transformer *t = tp_compile_chain(told->m, told->mode, r);
  tp_transformer_shape shape = tp_transformer_measure(t);
  put_label(out, "");
  tp_buffer_printf(out, "--mode %-4s  r = %u", tp_chain_mode_name[told->mode], r);
  for (int i = 0; i < TP_DIMENSIONS; i++)
    tp_buffer_printf(out, ", %s = %zu", tp_dimension_name[i], tp_dimension_built(&shape, i));
  tp_buffer_puts(out, "\n");
  tp_transformer_free(t);
}

static void put_fit(tp_buffer *out, const tp_machine *m, const tp_word *input, tp_run_limits limits)
{
  tp_machine_run run;
  tp_error err;
  if (tp_run_record(&run, m, input, limits, &err) != TP_STATUS_OK) {
    put_label(out, "");
    tp_buffer_printf(out, "none for this run: %s%s\n", err.text, hint_at(err.reason));
    return;
  }
  if (!run.steps) {
    put_label(out, "");
    tp_buffer_puts(out, "none for this run, which has no step\n");
    tp_run_clear(&run);
    return;
  }
  for (int mode = 0; mode < TP_CHAIN_MODES; mode++)
    put_dimensions(out, &(tp_told_run) {m, input, &run, (tp_chain_mode) mode});
  tp_run_clear(&run);
}

/* --- The run ----------------------------------------------------------------------------------- */

static void put_output(tp_buffer *out, const tp_simulation *s)
{
  tp_word output;
  tp_error err;
  put_label(out, "output");
  if (tp_simulation_output(&output, s, &err) != TP_STATUS_OK) {
    tp_buffer_printf(out, "none: %s\n", err.text);
    return;
  }
  tp_buffer_puts(out, "'");
  tp_word_print(out, s->m, output.symbol, output.length);
  tp_buffer_puts(out, "'\n");
  tp_word_clear(&output);
}

static void put_visited(tp_buffer *out, const tp_simulation *s, uint32_t k)
{
  char label[32];
  snprintf(label, sizeof label, "tape %" PRIu32, k + 1);
  put_label(out, label);
  tp_buffer_printf(out, "non-zero cells: %" PRIu64 "; visited left of cell 0: %" PRId64 ", right of it: %" PRId64 "\n",
                   tp_simulation_nonzero(s, k), -tp_simulation_leftmost(s, k), tp_simulation_rightmost(s, k));
}

/* The text that goes on from here. */
static void put_as_input(tp_buffer *out, const tp_simulation *s)
{
  tp_buffer text = {NULL, 0, 0};
  if (tp_start_print(&text, s)) {
    put_label(out, "ends as");
    tp_buffer_printf(out, "'%s'\n", text.text);
  }
  tp_buffer_clear(&text);
}

static void put_end(tp_buffer *out, const tp_simulation *s, tp_simulation_end end)
{
  tp_error err;
  const int is_told = end == TP_SIMULATION_HALTED && tp_machine_halting_states(s->m) > 1;
  put_label(out, "steps");
  tp_buffer_printf(out, "%" PRIu64 "%s%s%s\n", s->steps,
                   end == TP_SIMULATION_HALTED ? ", halted" : end == TP_SIMULATION_STUCK ? "" : ", not halted (--max-steps)",
                   is_told ? " in " : "", is_told ? tp_machine_state_name(s->m, s->state) : "");
  if (end == TP_SIMULATION_HALTED) {
    put_output(out, s);
  } else if (end == TP_SIMULATION_STUCK) {
    put_label(out, "");
    tp_simulation_stuck(s, &err);
    tp_buffer_printf(out, "%s\n", err.text);
  }
  for (uint32_t k = 0; k < tp_machine_tapes(s->m); k++)
    put_visited(out, s, k);
  put_as_input(out, s);
}

/* --- The command --------------------------------------------------------------------------------- */

static void put_title(tp_buffer *out, const settings *s, const tp_machine *m, int folded)
{
  const char *name = s->argument[0];
  tp_buffer about = {NULL, 0, 0};
  tp_buffer_puts(out, strcmp(name, "-") ? name : "(standard input)");
  if (tp_catalog_description(&about, name) == TP_STATUS_OK)
    tp_buffer_printf(out, ": %s", about.text);
  tp_buffer_puts(out, "\n\n");
  tp_buffer_clear(&about);
  put_label(out, "tapes");
  tp_buffer_printf(out, "%" PRIu32 ", %s%s\n", tp_machine_tapes(m), tp_machine_is_two_way(m) ? "two-way" : "one-way", folded ? ", folded" : "");
}

/* input: NULL if there is none */
static void put_machine(tp_buffer *out, const settings *s, const tp_machine *m, int folded, const tp_word *input)
{
  put_title(out, s, m, folded);
  put_alphabet(out, m);
  put_totality(out, m);
  put_doubts(out, m);
  put_code(out, m);
  if (input)
    put_fit(out, m, input, s->subject.limits);
  put_table(out, m);
  if (!input)
    return;
  tp_simulation run;
  tp_buffer_puts(out, "\n");
  size_t before = out->length;
  tp_simulation_end end = history_put(out, &run, m, input, s->shown, s->subject.limits.max_steps);
  tp_buffer_puts(out, out->length > before ? "\n" : "");
  put_end(out, &run, end);
  tp_simulation_clear(&run);
}

static void put_json(tp_buffer *out, const settings *s, const tp_machine *m, int folded, const tp_word *input)
{
  tp_json j = json_begin(out, s);
  json_machine(&j, s, m, folded, input);
  json_end(&j);
}

static tp_status show(tp_buffer *out, const settings *s, const tp_machine *m, tp_error *err)
{
  run_shown r;
  tp_status result = run_shown_open(&r, s, m, err);
  if (result == TP_STATUS_OK)
    (s->json ? put_json : put_machine)(out, s, r.m, r.folded != NULL, r.has_input ? &r.input : NULL);
  run_shown_close(&r);
  return result;
}

int perform_machine(settings *s)
{
  tp_machine *m;
  tp_error err;
  tp_buffer text = {NULL, 0, 0};
  if (s->drawn)
    return finish_output(draw_machines(s) ? EXIT_DONE : EXIT_REFUSED);
  if (!open_machine(s, &m))
    return EXIT_REFUSED;
  tp_status result = show(&text, s, m, &err);
  if (result != TP_STATUS_OK)
    complain_of(&err);
  print_out(&text);
  tp_buffer_clear(&text);
  tp_machine_free(m);
  return finish_output(result == TP_STATUS_OK ? EXIT_DONE : EXIT_REFUSED);
}
