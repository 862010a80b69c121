/* Why the folded machine does what the two-way machine does.  After its first step, and
   then after every step, this holds for each folded tape, with p the position of the
   two-way machine's head:

     (1) cell i >= 0 of tape k is cell i of the two-way tape, cell i >= 1 of the other
         half is its cell -i, and cell 0 of the other half holds the sentinel, which
         stands nowhere else;
     (2) both heads are on cell |p|;
     (3) the sign in the state is + if p > 0 and - if p < 0.

   The first step starts on blank other halves and all p = 0, reads what the two-way
   machine reads, writes the sentinel, and moves as any other step at p = 0.  In any
   later step the sentinel under the other head says, by (1) and (2), whether p = 0.  If
   it is, the cell read is on tape k, whatever the sign; a move from there increases |p|,
   and its direction is the new sign.  If not, the sign names by (3) the half that has
   the cell; the symbol under the head of the other half is written back; on the half -
   a move L increases |p| and R decreases it; and the sign stays, even where p becomes 0,
   for there (3) says nothing.  In all cases both heads make the same move, which never
   is an L from cell 0, the cell of p is written on its half, and nothing else changes.
   So (1) to (3) hold again, and the state entered and the symbols read, written and
   still there are those of the two-way machine: step for step, up to its halt or to
   where it is stuck. */
#include "tmprec/machine/fold.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "machine_private.h"
#include "tmprec/base/memory.h"
#include "tmprec/machine/simulation.h"

enum { HALF_RIGHT, HALF_LEFT, HALVES };

/* The most tapes that can be folded, and their sets. */
#define FOLD_MOST (TP_MACHINE_MAX_TAPES / 2)
#define SETS_MOST (1u << FOLD_MOST)

/* A state with the signs of the folded tapes, bit j for the j-th of them (1: -), and the
   sets of folded tapes whose heads can stand on cell 0 when it is entered. */
typedef struct {
  uint32_t state, signs;
  uint64_t zeros[SETS_MOST / 64];
} signed_state;

/* A place that the folded machine can get to. */
typedef struct {
  uint32_t number;       /* of the signed state */
  uint32_t zeros;        /* the set */
} place;

typedef struct {
  const tp_machine *m;
  uint32_t tape[FOLD_MOST], folded;       /* the tapes that are folded, and how many */
  uint32_t fold_of[TP_MACHINE_MAX_TAPES]; /* the inverse; UINT32_MAX: not folded */
  unsigned char *stands[HALVES];          /* tapes x symbols: can it stand there? on the left, in cells -1, -2, .. */
  size_t *first;                          /* states + 1 entries: where a state's transitions begin in by_state */
  uint32_t *by_state;
  signed_state *entered;
  size_t count, capacity;
  tp_index_table index;
  place *reached;
  size_t places, room;
  uint64_t lines;                         /* of the table */
  names names;                            /* of all states */
  char *sentinel;
  tp_buffer text;
} folding;

/* --- What can be where ------------------------------------------------------------- */

static void find_symbols(folding *f)
{
  const tp_machine *m = f->m;
  size_t G = tp_machine_symbols(m), K = m->tapes;
  for (int half = 0; half < HALVES; half++) {
    f->stands[half] = tp_memory_zeroed(K * G, 1);
    for (size_t k = 0; k < K; k++) {
      f->stands[half][k * G] = 1;
      for (size_t t = 0; t < m->transitions; t++)
        f->stands[half][k * G + m->write[t * K + k]] = 1;
    }
  }
  memset(f->stands[HALF_RIGHT] + 1, 1, m->inputs);
}

static int stands(const folding *f, int half, uint32_t k, uint32_t symbol)
{
  return f->stands[half][(size_t) k * tp_machine_symbols(f->m) + symbol];
}

static void sort_transitions(folding *f)
{
  const tp_machine *m = f->m;
  f->first = tp_memory_zeroed((size_t) tp_machine_states(m) + 1, sizeof *f->first);
  f->by_state = tp_memory_new(m->transitions, sizeof *f->by_state);
  for (size_t t = 0; t < m->transitions; t++)
    f->first[m->from[t] + 1]++;
  for (uint32_t q = 0; q < tp_machine_states(m); q++)
    f->first[q + 1] += f->first[q];
  size_t *next = tp_memory_new(tp_machine_states(m), sizeof *next);
  memcpy(next, f->first, tp_machine_states(m) * sizeof *next);
  for (size_t t = 0; t < m->transitions; t++)
    f->by_state[next[m->from[t]]++] = (uint32_t) t;
  free(next);
}

/* The half that a head is on: the right one where it is on cell 0. */
static int half_of(uint32_t signs, uint32_t zeros, uint32_t j)
{
  return signs >> j & 1 && !(zeros >> j & 1) ? HALF_LEFT : HALF_RIGHT;
}

/* Can the transition apply in the first step?  It finds the word on tape 1. */
static int can_begin(const folding *f, tp_transition t)
{
  for (uint32_t k = 1; k < f->m->tapes; k++)
    if (t.read[k])
      return 0;
  return t.read[0] <= f->m->inputs;
}

static int can_apply(const folding *f, tp_transition t, uint32_t signs, uint32_t zeros)
{
  for (uint32_t k = 0; k < f->m->tapes; k++) {
    uint32_t j = f->fold_of[k];
    if (!stands(f, j == UINT32_MAX ? HALF_RIGHT : half_of(signs, zeros, j), k, t.read[k]))
      return 0;
  }
  return 1;
}

/* --- Which places are reached ------------------------------------------------------ */

static uint64_t hash_state(uint32_t state, uint32_t signs)
{
  return tp_index_hash(tp_index_hash(TP_INDEX_SEED, &state, sizeof state), &signs, sizeof signs);
}

static uint64_t hash_of(const void *owner, uint32_t number)
{
  const signed_state *s = ((const folding *) owner)->entered + number;
  return hash_state(s->state, s->signs);
}

static int equal(const void *owner, uint32_t number, const void *key)
{
  const signed_state *s = ((const folding *) owner)->entered + number, *k = key;
  return s->state == k->state && s->signs == k->signs;
}

static uint32_t find_state(const folding *f, uint32_t state, uint32_t signs)
{
  return tp_index_find(&f->index, hash_state(state, signs), equal, f, &(signed_state) {.state = state, .signs = signs});
}

static void reach(folding *f, uint32_t state, uint32_t signs, uint32_t zeros)
{
  uint32_t number = find_state(f, state, signs);
  if (number == UINT32_MAX) {
    number = (uint32_t) f->count;
    TP_MEMORY_GROW(f->entered, f->capacity, f->count + 1);
    f->entered[f->count++] = (signed_state) {.state = state, .signs = signs};
    tp_index_add(&f->index, number, hash_of, f);
  }
  uint64_t *set = f->entered[number].zeros + zeros / 64, bit = (uint64_t) 1 << zeros % 64;
  if (*set & bit)
    return;
  *set |= bit;
  TP_MEMORY_GROW(f->reached, f->room, f->places + 1);
  f->reached[f->places++] = (place) {number, zeros};
}

/* The signs that a transition leads to. */
static uint32_t signs_behind(const folding *f, tp_transition t, uint32_t signs, uint32_t zeros)
{
  for (uint32_t j = 0; j < f->folded; j++)
    if (zeros >> j & 1)
      signs = t.move[f->tape[j]] == TP_MOVE_L ? signs | 1u << j : signs & ~(1u << j);
  return signs;
}

/* Whether a head that is not on cell 0 moves toward it. */
static int moves_inward(uint32_t move, int half)
{
  return move == (half == HALF_LEFT ? TP_MOVE_R : TP_MOVE_L);
}

/* All places that a transition leads to. */
static void follow(folding *f, tp_transition t, uint32_t signs, uint32_t zeros)
{
  uint32_t stay = 0, inward = 0;
  if (t.to == f->m->halting)
    return;
  for (uint32_t j = 0; j < f->folded; j++) {
    uint32_t move = t.move[f->tape[j]], bit = 1u << j;
    if (zeros & bit)
      stay |= move == TP_MOVE_S ? bit : 0;
    else if (moves_inward(move, half_of(signs, zeros, j)))
      inward |= bit;
  }
  for (uint32_t some = inward;; some = (some - 1) & inward) {    /* all subsets */
    reach(f, t.to, signs_behind(f, t, signs, zeros), stay | some);
    if (!some)
      return;
  }
}

static uint32_t all_folds(const folding *f) { return (1u << f->folded) - 1; }

/* The next symbol from `symbol` on that can stand under the head of fold j that is on the
   other half; UINT32_MAX past the last.  The blank always can. */
static uint32_t next_kept(const folding *f, uint32_t j, int half, uint32_t symbol)
{
  while (symbol < tp_machine_symbols(f->m) && !stands(f, half == HALF_LEFT ? HALF_RIGHT : HALF_LEFT, f->tape[j], symbol))
    symbol++;
  return symbol < tp_machine_symbols(f->m) ? symbol : UINT32_MAX;
}

/* How many lines of the table a transition becomes: one for each combination of kept
   symbols.  More than a machine may have are not counted on. */
static uint64_t lines_of(const folding *f, uint32_t signs, uint32_t zeros)
{
  uint64_t lines = 1;
  for (uint32_t j = 0; j < f->folded && lines <= TP_MACHINE_MAX_TRANSITIONS; j++) {
    uint64_t symbols = 0;
    if (zeros >> j & 1)
      continue;
    for (uint32_t a = 0; (a = next_kept(f, j, half_of(signs, zeros, j), a)) != UINT32_MAX; a++)
      symbols++;
    lines *= symbols;
  }
  return lines;
}

/* Two states more: the first one and the halting state. */
static int is_too_large(const folding *f)
{
  return f->count + 2 > TP_MACHINE_MAX_STATES || f->lines > TP_MACHINE_MAX_TRANSITIONS;
}

static void find_places(folding *f)
{
  for (size_t i = f->first[0]; i < f->first[1]; i++) {
    tp_transition t = tp_machine_transition(f->m, f->by_state[i]);
    if (!can_begin(f, t))
      continue;
    f->lines++;
    follow(f, t, 0, all_folds(f));
  }
  for (size_t n = 0; n < f->places && !is_too_large(f); n++) {
    const place at = f->reached[n];
    const uint32_t state = f->entered[at.number].state, signs = f->entered[at.number].signs;
    uint64_t each = lines_of(f, signs, at.zeros);
    for (size_t i = f->first[state]; i < f->first[state + 1] && !is_too_large(f); i++) {
      tp_transition t = tp_machine_transition(f->m, f->by_state[i]);
      if (!can_apply(f, t, signs, at.zeros))
        continue;
      f->lines += each;
      follow(f, t, signs, at.zeros);
    }
  }
}

/* --- The machine as text ----------------------------------------------------------- */

/* A name that there is not yet: base and tail, the base cut and a number added where
   that is needed. */
static const char *new_name(names *set, const char *base, const char *tail)
{
  for (unsigned n = 0;; n++) {
    char end[FOLD_MOST + 16];
    int length = n ? snprintf(end, sizeof end, "~%u%s", n, tail) : snprintf(end, sizeof end, "%s", tail);
    size_t keep = strlen(base), most = TP_MACHINE_MAX_NAME - (size_t) length;
    if (keep > most)
      for (keep = most; ((unsigned char) base[keep] & 0xc0) == 0x80; keep--)
        ;                          /* not within a character of UTF-8 */
    char name[TP_MACHINE_MAX_NAME + 1];
    snprintf(name, sizeof name, "%.*s%s", (int) keep, base, end);
    if (tp_names_find(set, name, strlen(name)) == UINT32_MAX) {
      uint32_t number = tp_names_add(set, name, strlen(name));
      return set->name[number];
    }
  }
}

/* The first state and the halting state keep their names; names.name[2 + i] is that of
   the i-th signed state. */
static void name_states(folding *f)
{
  new_name(&f->names, tp_machine_state_name(f->m, 0), "");
  new_name(&f->names, tp_machine_state_name(f->m, f->m->halting), "");
  for (size_t i = 0; i < f->count; i++) {
    char signs[FOLD_MOST + 1] = "";
    for (uint32_t j = 0; j < f->folded; j++)
      signs[j] = f->entered[i].signs >> j & 1 ? '-' : '+';
    new_name(&f->names, tp_machine_state_name(f->m, f->entered[i].state), signs);
  }
}

static void name_sentinel(folding *f)
{
  names symbols = {0};
  for (uint32_t a = 0; a < tp_machine_symbols(f->m); a++)
    tp_names_add(&symbols, tp_machine_symbol_name(f->m, a), strlen(tp_machine_symbol_name(f->m, a)));
  const char *name = new_name(&symbols, ">", "");
  f->sentinel = tp_memory_string(name, strlen(name));
  tp_names_clear(&symbols);
}

static void put_headers(folding *f)
{
  const tp_machine *m = f->m;
  tp_buffer_printf(&f->text, "tapes %" PRIu32 "\nblank %s\ninput", m->tapes + f->folded, tp_machine_symbol_name(m, 0));
  for (uint32_t a = 1; a <= m->inputs; a++)
    tp_buffer_printf(&f->text, " %s", tp_machine_symbol_name(m, a));
  tp_buffer_printf(&f->text, "\nstart %s\nhalt %s\n", f->names.name[0], f->names.name[1]);
  if (f->folded < m->tapes)
    tp_buffer_puts(&f->text, "two-way\n");
}

/* A line of the table.  `kept` has, for each fold whose head is not on cell 0, the symbol
   under the head on the other half. */
typedef struct {
  tp_transition t;
  const char *from, *to;
  uint32_t signs, zeros;
  int first;                       /* the first step: no sentinel yet */
  uint32_t kept[FOLD_MOST];
} line;

static int is_left(const line *l, uint32_t j)
{
  return half_of(l->signs, l->zeros, j) == HALF_LEFT;
}

/* A table may have a million lines: its lines are written without formats. */
static void put_field(folding *f, const char *text)
{
  tp_buffer_put(&f->text, " ", 1);
  tp_buffer_puts(&f->text, text);
}

/* The symbols of all tapes, read or written. */
static void put_symbols(folding *f, const line *l, int written)
{
  const uint32_t *own = written ? l->t.write : l->t.read;
  for (uint32_t k = 0; k < f->m->tapes; k++) {
    uint32_t j = f->fold_of[k];
    uint32_t symbol = j != UINT32_MAX && is_left(l, j) ? l->kept[j] : own[k];
    put_field(f, tp_machine_symbol_name(f->m, symbol));
  }
  for (uint32_t j = 0; j < f->folded; j++) {
    uint32_t symbol = is_left(l, j) ? own[f->tape[j]] : l->kept[j];
    const char *at_zero = l->first && !written ? tp_machine_symbol_name(f->m, 0) : f->sentinel;
    put_field(f, l->zeros >> j & 1 ? at_zero : tp_machine_symbol_name(f->m, symbol));
  }
}

/* The move of both heads of a fold. */
static uint32_t move_of(const folding *f, const line *l, uint32_t j)
{
  uint32_t move = l->t.move[f->tape[j]];
  if (move == TP_MOVE_S)
    return TP_MOVE_S;
  return !(l->zeros >> j & 1) && moves_inward(move, half_of(l->signs, l->zeros, j)) ? TP_MOVE_L : TP_MOVE_R;
}

static void put_line(folding *f, const line *l)
{
  static const char *const move_name[] = {[TP_MOVE_L] = "L", [TP_MOVE_S] = "S", [TP_MOVE_R] = "R"};
  tp_buffer_puts(&f->text, l->from);
  put_symbols(f, l, 0);
  put_field(f, "->");
  put_field(f, l->to);
  put_symbols(f, l, 1);
  for (uint32_t k = 0; k < f->m->tapes; k++)
    put_field(f, move_name[f->fold_of[k] == UINT32_MAX ? l->t.move[k] : move_of(f, l, f->fold_of[k])]);
  for (uint32_t j = 0; j < f->folded; j++)
    put_field(f, move_name[move_of(f, l, j)]);
  tp_buffer_puts(&f->text, "\n");
}

static const char *name_behind(const folding *f, const line *l)
{
  if (l->t.to == f->m->halting)
    return f->names.name[1];
  return f->names.name[2 + find_state(f, l->t.to, signs_behind(f, l->t, l->signs, l->zeros))];
}

/* A transition with all that the other halves can hold. */
static void put_transition(folding *f, line *l)
{
  uint32_t j;
  l->to = name_behind(f, l);
  memset(l->kept, 0, sizeof l->kept);
  do {
    put_line(f, l);
    for (j = 0; j < f->folded; j++) {
      uint32_t next = l->zeros >> j & 1 ? UINT32_MAX : next_kept(f, j, half_of(l->signs, l->zeros, j), l->kept[j] + 1);
      l->kept[j] = next == UINT32_MAX ? 0 : next;
      if (l->kept[j])
        break;
    }
  } while (j < f->folded);
}

static void put_table(folding *f)
{
  const tp_machine *m = f->m;
  line l = {.from = f->names.name[0], .zeros = all_folds(f), .first = 1};
  for (size_t i = f->first[0]; i < f->first[1]; i++) {
    l.t = tp_machine_transition(m, f->by_state[i]);
    if (can_begin(f, l.t))
      put_transition(f, &l);
  }
  for (size_t n = 0; n < f->count; n++)
    for (uint32_t zeros = 0; zeros <= all_folds(f); zeros++) {
      const signed_state *s = f->entered + n;
      if (!(s->zeros[zeros / 64] >> zeros % 64 & 1))
        continue;
      l = (line) {.from = f->names.name[2 + n], .signs = s->signs, .zeros = zeros};
      for (size_t i = f->first[s->state]; i < f->first[s->state + 1]; i++) {
        l.t = tp_machine_transition(m, f->by_state[i]);
        if (can_apply(f, l.t, l.signs, zeros))
          put_transition(f, &l);
      }
    }
}

static tp_status refuse(tp_error *err, const char *what, unsigned most)
{
  return tp_error_set(err, TP_STATUS_REFUSED, "cannot be folded: the folded machine would have more than %u %s", most, what);
}

static tp_status write_machine(folding *f, tp_error *err)
{
  if (tp_machine_symbols(f->m) + 1 > TP_MACHINE_MAX_SYMBOLS)
    return refuse(err, "symbols", TP_MACHINE_MAX_SYMBOLS);
  sort_transitions(f);
  find_symbols(f);
  find_places(f);
  if (f->lines > TP_MACHINE_MAX_TRANSITIONS)
    return refuse(err, "transitions", TP_MACHINE_MAX_TRANSITIONS);
  if (is_too_large(f))
    return refuse(err, "states", TP_MACHINE_MAX_STATES);
  if (!f->lines)
    return tp_error_set(err, TP_STATUS_REFUSED, "cannot be folded: the machine cannot take a step");
  name_states(f);
  name_sentinel(f);
  put_headers(f);
  put_table(f);
  return TP_STATUS_OK;
}

static void clear(folding *f)
{
  for (int half = 0; half < HALVES; half++)
    free(f->stands[half]);
  free(f->first);
  free(f->by_state);
  free(f->entered);
  free(f->reached);
  tp_index_clear(&f->index);
  tp_names_clear(&f->names);
  free(f->sentinel);
  tp_buffer_clear(&f->text);
}

tp_status tp_machine_fold(tp_machine **out, const tp_machine *m, uint32_t tapes, tp_error *err)
{
  folding f = {.m = m};
  *out = NULL;
  for (uint32_t k = 0; k < m->tapes; k++) {
    f.fold_of[k] = UINT32_MAX;
    if (!(tapes >> k & 1))
      continue;
    if (m->tapes + f.folded == TP_MACHINE_MAX_TAPES)
      return refuse(err, "tapes", TP_MACHINE_MAX_TAPES);
    f.fold_of[k] = f.folded;
    f.tape[f.folded++] = k;
  }
  tp_status s = write_machine(&f, err);
  /* As text, so that names and numbers are those of any machine read. */
  if (s == TP_STATUS_OK)
    s = tp_machine_parse(out, "(folded)", f.text.text, f.text.length, err);
  if (s == TP_STATUS_OK && m->zero != UINT32_MAX) {
    const char *zero = tp_machine_symbol_name(m, m->zero);
    (*out)->zero = tp_machine_find_symbol(*out, zero, strlen(zero));
  }
  clear(&f);
  return s;
}

/* --- Which tapes to fold ----------------------------------------------------------- */

static uint32_t tapes_with_left_moves(const tp_machine *m)
{
  uint32_t tapes = 0;
  for (size_t i = 0; i < m->transitions * m->tapes; i++)
    if (m->move[i] == TP_MOVE_L)
      tapes |= 1u << i % m->tapes;
  return tapes;
}

static tp_status tapes_left(uint32_t *tapes, const tp_machine *m, const tp_word *input, tp_run_limits limits, tp_error *err)
{
  tp_simulation s;
  tp_simulation_start(&s, m, input);
  tp_simulation_end end = tp_simulation_run(&s, limits.cut && limits.cut < limits.max_steps ? limits.cut : limits.max_steps);
  /* The run may get stuck right behind its cut. */
  tp_status result = end == TP_SIMULATION_STUCK && !(limits.cut && s.steps >= limits.cut) ? tp_simulation_stuck(&s, err) : TP_STATUS_OK;
  *tapes = 0;
  for (uint32_t k = 0; k < m->tapes; k++)
    if (tp_simulation_leftmost(&s, k) < 0)
      *tapes |= 1u << k;
  tp_simulation_clear(&s);
  return result;
}

tp_status tp_machine_fold_for(tp_machine **out, const tp_machine *m, const tp_word *input, tp_run_limits limits, tp_error *err)
{
  uint32_t tapes = 0;
  *out = NULL;
  if (!m->two_way)
    return TP_STATUS_OK;
  if (!input)
    tapes = tapes_with_left_moves(m);
  else if (tapes_left(&tapes, m, input, limits, err) != TP_STATUS_OK)
    return TP_STATUS_REFUSED;
  return tapes ? tp_machine_fold(out, m, tapes, err) : TP_STATUS_OK;
}
