/* A machine, to look at. */
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "history.h"
#include "output.h"
#include "tmprec/base/memory.h"
#include "tmprec/compiler/compiler.h"
#include "tmprec/compiler/theorem.h"
#include "tmprec/machine/catalog.h"
#include "tmprec/machine/fold.h"

enum { LABEL = 13, NAMES_SHOWN = 20, MISSING_SHOWN = 4 };

/* The label of a line, at which its text begins. */
static void put_label(buffer *out, const char *label)
{
  history_pad(out, label, LABEL);
}

/* --- States and symbols -------------------------------------------------------------- */

typedef const char *(*name_of)(const machine *m, uint32_t number);

/* The names from..to-1 without one, or "none". */
static void put_names(buffer *out, const machine *m, name_of name, uint32_t from, uint32_t to, uint32_t without)
{
  uint32_t count = 0;
  for (uint32_t i = from; i < to; i++) {
    if (i == without)
      continue;
    if (count < NAMES_SHOWN)
      buffer_printf(out, "%s%s", count ? " " : "", name(m, i));
    count++;
  }
  if (count > NAMES_SHOWN)
    buffer_printf(out, " and %" PRIu32 " more", count - NAMES_SHOWN);
  buffer_puts(out, count ? "\n" : "none\n");
}

static void put_alphabet(buffer *out, const machine *m)
{
  put_label(out, "states");
  put_names(out, m, machine_state_name, 0, machine_states(m), machine_halting(m));
  put_label(out, "");
  buffer_printf(out, "start %s, halt %s\n", machine_state_name(m, 0), machine_state_name(m, machine_halting(m)));
  put_label(out, "blank");
  put_names(out, m, machine_symbol_name, 0, 1, UINT32_MAX);
  put_label(out, "input");
  put_names(out, m, machine_symbol_name, 1, 1 + machine_inputs(m), UINT32_MAX);
  put_label(out, "others");
  put_names(out, m, machine_symbol_name, 1 + machine_inputs(m), machine_symbols(m), UINT32_MAX);
  if (machine_zero(m) != UINT32_MAX) {
    put_label(out, "zero");
    buffer_printf(out, "%s, which means a blank too\n", machine_symbol_name(m, machine_zero(m)));
  }
}

/* --- The table -------------------------------------------------------------------------- */

/* The next configuration in the order of numbers; 0 past the last. */
static int next_configuration(const machine *m, uint32_t *state, uint32_t *read)
{
  for (uint32_t k = machine_tapes(m); k-- > 0; read[k] = 0)
    if (++read[k] < machine_symbols(m))
      return 1;
  *state += 1;
  *state += *state == machine_halting(m);
  return *state < machine_states(m);
}

/* The first configurations without a transition, of the so many that there are. */
static void put_missing(buffer *out, const machine *m, int more)
{
  uint32_t state = 0, read[MACHINE_MAX_TAPES] = {0};
  int shown = 0;
  do {
    if (machine_lookup(m, state, read) != SIZE_MAX)
      continue;
    buffer_printf(out, "%s%s", shown ? ", " : "", machine_state_name(m, state));
    for (uint32_t k = 0; k < machine_tapes(m); k++)
      buffer_printf(out, " %s", machine_symbol_name(m, read[k]));
    shown++;
  } while (shown < MISSING_SHOWN && next_configuration(m, &state, read));
  buffer_puts(out, more ? ", ...\n" : "\n");
}

static void put_totality(buffer *out, const machine *m)
{
  mpz_t all, missing;
  mpz_init(all);
  mpz_init(missing);
  mpz_ui_pow_ui(all, machine_symbols(m), machine_tapes(m));
  mpz_mul_ui(all, all, machine_states(m) - 1);
  mpz_sub_ui(missing, all, machine_transitions(m));
  char line[256];
  put_label(out, "table");
  if (mpz_sgn(missing) == 0) {
    buffer_printf(out, "total: %zu transitions, one for each state and symbols read\n", machine_transitions(m));
  } else {
    gmp_snprintf(line, sizeof line, "partial: %zu transitions for %Zd configurations; %Zd are missing:\n", machine_transitions(m), all, missing);
    buffer_puts(out, line);
    put_label(out, "");
    put_missing(out, m, mpz_cmp_ui(missing, MISSING_SHOWN) > 0);
  }
  mpz_clear(all);
  mpz_clear(missing);
}

static void put_symbols(buffer *out, const machine *m, const uint32_t *symbol, size_t width)
{
  for (uint32_t k = 0; k < machine_tapes(m); k++) {
    buffer_puts(out, " ");
    history_pad(out, machine_symbol_name(m, symbol[k]), width);
  }
}

static void put_transition(buffer *out, const machine *m, transition t, size_t state, size_t symbol)
{
  buffer_puts(out, "  ");
  history_pad(out, machine_state_name(m, t.from), state);
  put_symbols(out, m, t.read, symbol);
  buffer_puts(out, " -> ");
  history_pad(out, machine_state_name(m, t.to), state);
  put_symbols(out, m, t.write, symbol);
  for (uint32_t k = 0; k < machine_tapes(m); k++)
    buffer_printf(out, " %c", "LSR"[t.move[k]]);
  buffer_puts(out, "\n");
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
static void put_table(buffer *out, const machine *m)
{
  size_t state = history_state_width(m), symbol = history_symbol_width(m), count = machine_transitions(m);
  entry *order = memory_new(count, sizeof *order);
  for (size_t i = 0; i < count; i++)
    order[i] = (entry) {machine_transition(m, i).from, i};
  qsort(order, count, sizeof *order, compare_entries);
  for (size_t i = 0; i < count; i++) {
    buffer_puts(out, i == 0 || order[i].from != order[i - 1].from ? "\n" : "");
    put_transition(out, m, machine_transition(m, order[i].index), state, symbol);
  }
  free(order);
}

/* --- The transformer ----------------------------------------------------------------------- */

static void put_code(buffer *out, const machine *m)
{
  put_label(out, "transformer");
  buffer_printf(out, "d_Q = %u bits of state, d_G = %u bits of symbol, %zu neurons for the table\n", code_width(machine_states(m)),
                code_width(machine_symbols(m)), machine_transitions(m));
}

/* Its dimensions for the run, in a context that just holds it. */
static void put_dimensions(buffer *out, const told_run *told)
{
  unsigned r = chain_least_bits(told);
  transformer *t = compile_chain(told->m, told->mode, r);
  transformer_shape shape = transformer_measure(t);
  put_label(out, "");
  buffer_printf(out, "--mode %-4s  r = %u", chain_mode_name[told->mode], r);
  for (int i = 0; i < DIMENSIONS; i++)
    buffer_printf(out, ", %s = %zu", dimension_name[i], dimension_built(&shape, i));
  buffer_puts(out, "\n");
  transformer_free(t);
}

static void put_fit(buffer *out, const machine *m, const word *input, run_limits limits)
{
  machine_run run;
  error err;
  if (run_record(&run, m, input, limits, &err) != STATUS_OK) {
    put_label(out, "");
    buffer_printf(out, "none for this run: %s\n", err.text);
    return;
  }
  for (int mode = 0; mode < CHAIN_MODES; mode++)
    put_dimensions(out, &(told_run) {m, input, &run, (chain_mode) mode});
  run_clear(&run);
}

/* --- The run ----------------------------------------------------------------------------------- */

static void put_output(buffer *out, const simulation *s)
{
  word output;
  error err;
  put_label(out, "output");
  if (simulation_output(&output, s, &err) != STATUS_OK) {
    buffer_printf(out, "none: %s\n", err.text);
    return;
  }
  buffer_puts(out, "'");
  word_print(out, s->m, output.symbol, output.length);
  buffer_puts(out, "'\n");
  word_clear(&output);
}

static void put_visited(buffer *out, const simulation *s, uint32_t k)
{
  char label[32];
  snprintf(label, sizeof label, "tape %" PRIu32, k + 1);
  put_label(out, label);
  buffer_printf(out, "non-zero cells: %" PRIu64 "; visited left of cell 0: %" PRId64 ", right of it: %" PRId64 "\n",
                simulation_nonzero(s, k), -simulation_leftmost(s, k), simulation_rightmost(s, k));
}

static void put_end(buffer *out, const simulation *s, simulation_end end)
{
  error err;
  put_label(out, "steps");
  buffer_printf(out, "%" PRIu64 "%s\n", s->steps, end == SIMULATION_HALTED ? ", halted" : end == SIMULATION_STUCK ? "" : ", not halted (--max-steps)");
  if (end == SIMULATION_HALTED) {
    put_output(out, s);
  } else if (end == SIMULATION_STUCK) {
    put_label(out, "");
    simulation_stuck(s, &err);
    buffer_printf(out, "%s\n", err.text);
  }
  for (uint32_t k = 0; k < machine_tapes(s->m); k++)
    put_visited(out, s, k);
}

/* --- The command --------------------------------------------------------------------------------- */

static void put_title(buffer *out, const settings *s, const machine *m, int folded)
{
  const char *name = s->argument[0];
  buffer about = {NULL, 0, 0};
  buffer_puts(out, strcmp(name, "-") ? name : "(standard input)");
  if (catalog_description(&about, name) == STATUS_OK)
    buffer_printf(out, ": %s", about.text);
  buffer_puts(out, "\n\n");
  buffer_clear(&about);
  put_label(out, "tapes");
  buffer_printf(out, "%" PRIu32 ", %s%s\n", machine_tapes(m), machine_is_two_way(m) ? "two-way" : "one-way", folded ? ", folded" : "");
}

/* input: NULL if there is none */
static void put_machine(buffer *out, const settings *s, const machine *m, int folded, const word *input)
{
  put_title(out, s, m, folded);
  put_alphabet(out, m);
  put_totality(out, m);
  put_code(out, m);
  if (input)
    put_fit(out, m, input, s->subject.limits);
  put_table(out, m);
  if (!input)
    return;
  simulation run;
  buffer_puts(out, "\n");
  size_t before = out->length;
  simulation_end end = history_put(out, &run, m, input, s->shown, s->subject.limits.max_steps);
  buffer_puts(out, out->length > before ? "\n" : "");
  put_end(out, &run, end);
  simulation_clear(&run);
}

static status show(buffer *out, const settings *s, const machine *m, error *err)
{
  word input = {NULL, 0};
  machine *folded = NULL;
  const word *given = s->arguments > 1 ? &input : NULL;
  status result = given ? word_parse(&input, m, s->argument[1], err) : STATUS_OK;
  if (result == STATUS_OK && s->subject.two_way == TWO_WAY_FOLD)
    result = machine_fold_for(&folded, m, given, s->subject.limits, err);
  if (result == STATUS_OK)
    put_machine(out, s, folded ? folded : m, folded != NULL, given);
  machine_free(folded);
  word_clear(&input);
  return result;
}

int perform_machine(settings *s)
{
  machine *m;
  error err;
  buffer text = {NULL, 0, 0};
  status result = catalog_open_as(&m, s->argument[0], s->from, &err);
  if (result == STATUS_OK)
    result = show(&text, s, m, &err);
  if (result != STATUS_OK)
    complain("%s", err.text);
  print_out(&text);
  buffer_clear(&text);
  machine_free(m);
  return finish_output(result == STATUS_OK ? EXIT_DONE : EXIT_REFUSED);
}
