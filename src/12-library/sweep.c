/* SPDX-License-Identifier: MIT */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "library.h"
#include "sweep_settings.h"
#include "tmprec/base/memory.h"
#include "tmprec/sweep/cells.h"
#include "tmprec/sweep/shard.h"

/* What and value of each setting, each with its NUL.  Of a machine that is there nothing and its number. */
struct tmprec_sweep {
  tp_buffer settings;
  struct added {
    tp_shared_machine *machine;
    char *name, *input;            /* input: or NULL */
    size_t number;
    struct added *before;
  } *last;                         /* or NULL */
};

static void release(void *object)
{
  tmprec_sweep *s = object;
  tp_buffer_clear(&s->settings);
  for (struct added *m; (m = s->last);) {
    s->last = m->before;
    tp_shared_machine_drop(m->machine);
    free(m->name);
    free(m->input);
    free(m);
  }
  free(s);
}

void tmprec_sweep_free(tmprec_sweep *sweep)
{
  tp_call_free(release, sweep);
}

static tp_status make(tp_call *call, void *arguments, tp_error *err)
{
  (void) call;
  (void) err;
  tmprec_sweep **out = arguments;
  *out = tp_memory_zeroed(1, sizeof **out);
  return TP_STATUS_OK;
}

tmprec_status tmprec_sweep_new(tmprec_sweep **out, tmprec_error *error)
{
  *out = NULL;
  return tp_call_run(error, NULL, make, out);
}

/* --- Settings ------------------------------------------------------------------------ */

static tp_sweep_settings no_settings(void)
{
  tp_sweep_settings s = {.parts = 0};
  tp_sweep_init(&s.sweep);
  s.sweep.reading = (tp_read_options) {.notation = TP_NOTATIONS, .no_rule = TP_NO_RULE_USUAL};
  s.sweep.subject.limits.max_steps = TP_RUN_DEFAULT_MAX_STEPS;
  s.sweep.choice.beta.is_auto = 1;
  return s;
}

typedef struct {
  tmprec_sweep *sweep;
  const char *what, *value;
} setting;

static void remember(tmprec_sweep *sweep, const char *what, const char *value)
{
  tp_buffer text = {NULL, 0, 0};
  tp_buffer_put(&text, what, strlen(what) + 1);
  tp_buffer_put(&text, value, strlen(value) + 1);
  tp_buffer_put(&sweep->settings, text.text, text.length);
  tp_buffer_clear(&text);
}

/* The value is tried on a sweep of its own, and remembered if it is taken. */
static tp_status set(tp_call *call, void *arguments, tp_error *err)
{
  (void) call;
  const setting *a = arguments;
  tp_sweep_settings alone = no_settings();
  const tp_status result = tp_sweep_settings_apply(&alone, a->what, a->value, err);
  tp_sweep_clear(&alone.sweep);
  if (result == TP_STATUS_OK)
    remember(a->sweep, a->what, a->value);
  return result;
}

tmprec_status tmprec_sweep_set(tmprec_sweep *sweep, const char *what, const char *value, tmprec_error *error)
{
  return tp_call_run(error, NULL, set, &(setting) {sweep, what, value});
}

tmprec_status tmprec_sweep_add(tmprec_sweep *sweep, const char *machine, tmprec_error *error)
{
  return tmprec_sweep_set(sweep, "machine", machine, error);
}

typedef struct {
  tmprec_sweep *sweep;
  const tmprec_machine *machine;
  const char *name, *input;
} adding;

/* What can fail comes first.  Of what the sweep holds only one block grows, as the last. */
static tp_status add_machine(tp_call *call, void *arguments, tp_error *err)
{
  (void) call;
  const adding *a = arguments;
  tmprec_sweep *s = a->sweep;
  char number[24];
  if (!*a->name)
    return tp_error_set(err, TP_STATUS_REFUSED, "a machine without a name");
  struct added *m = tp_memory_new(1, sizeof *m);
  *m = (struct added) {.name = tp_text_copy(a->name), .input = tp_text_copy(a->input), .number = s->last ? s->last->number + 1 : 0, .before = s->last};
  snprintf(number, sizeof number, "%zu", m->number);
  remember(s, "", number);
  m->machine = tp_shared_machine_hold(a->machine->shared);
  s->last = m;
  return TP_STATUS_OK;
}

tmprec_status tmprec_sweep_add_machine(tmprec_sweep *sweep, const tmprec_machine *machine, const char *name, const char *input, tmprec_error *error)
{
  return tp_call_run(error, NULL, add_machine, &(adding) {sweep, machine, name, input});
}

static tp_status apply_all(tp_sweep_settings *out, const tmprec_sweep *sweep, tp_error *err)
{
  const char *at = sweep->settings.text, *end = at ? at + sweep->settings.length : NULL;
  tp_status result = TP_STATUS_OK;
  while (at != end && result == TP_STATUS_OK) {
    const char *what = at, *value = at + strlen(at) + 1;
    if (*what) {
      result = tp_sweep_settings_apply(out, what, value, err);
    } else {
      const size_t number = strtoul(value, NULL, 10);
      const struct added *m = sweep->last;
      while (m->number != number)
        m = m->before;
      tp_sweep_add_machine(&out->sweep, m->machine->m, m->name, m->input);
    }
    at = value + strlen(value) + 1;
  }
  return result;
}

/* --- Cells ----------------------------------------------------------------------------- */

typedef struct {
  const tmprec_sweep *sweep;
  int (*cell)(void *user, const tmprec_cell *cell);
  void *user;
} sweeping;

static tmprec_verdict verdict_of(tp_verdict v)
{
  return v == TP_VERDICT_NO ? TMPREC_NO : v == TP_VERDICT_YES ? TMPREC_YES : TMPREC_UNKNOWN;
}

static void tell(tp_call *call, const sweeping *a, const tp_grid_result *r, size_t number, size_t cells)
{
  tp_buffer arithmetic = {NULL, 0, 0};
  tp_choice_print(&arithmetic, &r->cell.choice);
  const int fails = r->result.exact == TP_VERDICT_NO, is_certified = r->cell.certify;
  const tmprec_cell cell = {
    .number = number,
    .cells = cells,
    .machine = r->machine,
    .input = r->input,
    .mode = r->s->mode == TP_MODE_SCOT ? TMPREC_SCOT : TMPREC_COT,
    .r = r->s->r,
    .n = tp_subject_size(r->s).longest,
    .family = tp_family_name[r->cell.family],
    .bits = r->cell.bits,
    .arithmetic = arithmetic.text,
    .exact = verdict_of(r->result.exact),
    .exact_activations = verdict_of(r->result.exact_act),
    .predictions = r->result.predictions,
    .first_error = fails ? r->result.first_error : SIZE_MAX,
    .seconds = r->seconds,
    .certified = is_certified && r->certified != TP_CLAIM_NONE,
    .certified_beta = is_certified ? r->certified_beta : (double) NAN,
  };
  const tp_call_pause pause = tp_call_leave(call);
  const int answer = a->cell(a->user, &cell);
  tp_call_enter_again(call, &pause, answer);
  tp_buffer_clear(&arithmetic);
}

static void work(tp_call *call, const sweeping *a, tp_grid *g)
{
  const size_t cells = tp_grid_cells(g);
  size_t done = 0, own = 0;        /* of the shard */
  for (size_t i = 0; i < cells; i++)
    own += tp_grid_has(g, i) != 0;
  for (size_t i = 0; i < cells; i++) {
    if (!tp_grid_has(g, i))
      continue;
    tp_grid_work_alone(g, i);
    const tp_grid_result r = tp_grid_at(g, i);
    tell(call, a, &r, i, cells);
    tp_call_tell_progress(call, ++done, own);
  }
}

/* How machines are read is for tmprec_machine_options, a small context for tmprec_simulation_options: sweeps set neither. */
static void drop_hint(tp_error *err)
{
  static const tp_reason others[] = {TP_REASON_SMALL_CONTEXT, TP_REASON_STUCK, TP_REASON_UNRECOGNISED, TP_REASON_SEVERAL_MACHINES,
                                     TP_REASON_HEAD_MARK, TP_REASON_TWO_STATES};
  for (size_t i = 0; i < sizeof others / sizeof *others; i++)
    if (err->reason == others[i])
      err->reason = TP_REASON_OTHER;
}

static tp_status run(tp_call *call, void *arguments, tp_error *err)
{
  const sweeping *a = arguments;
  tp_sweep_settings s = no_settings();
  tp_sweep_cells cells = {.g = NULL};
  tp_status result = apply_all(&s, a->sweep, err);
  if (result == TP_STATUS_OK)
    result = tp_sweep_complete(&s.sweep, err);
  if (result == TP_STATUS_OK) {
    result = tp_sweep_cells_open(&cells, &s.sweep, err);
    if (result == TP_STATUS_OK && s.parts)
      tp_shard_choose(cells.g, &s.sweep, s.part, s.parts);
    if (result == TP_STATUS_OK)
      work(call, a, cells.g);
    tp_sweep_cells_close(&cells);
  }
  tp_sweep_clear(&s.sweep);
  if (result != TP_STATUS_OK)
    drop_hint(err);
  return result;
}

tmprec_status tmprec_sweep_run(const tmprec_sweep *sweep, int (*cell)(void *user, const tmprec_cell *cell), void *user, const tmprec_watch *watch,
                               tmprec_error *error)
{
  if (!cell)
    return tp_call_refuse(error, "no callback for cells is given");
  return tp_call_run(error, watch, run, &(sweeping) {sweep, cell, user});
}
