/* SPDX-License-Identifier: MIT */
#include "tmprec/machine/start.h"

#include <string.h>

#include "machine_private.h"
#include "tmprec/base/memory.h"
#include "tmprec/base/utf8.h"
#include "word_scan.h"

/* Where in a text a state stands, and the symbols before it. */
typedef struct {
  size_t at, size;
  uint32_t state, head;
} place;

/* The part of a text that is no word: bytes first .. last - 1, and its symbols; and the symbols before it. */
typedef struct {
  size_t first, last, symbols, before;
} gap;

/* 0: the text is a word, or not UTF-8 somewhere. */
static int find_gap(gap *g, const tp_machine *m, const char *text)
{
  word_scan s = tp_word_scan(m, text);
  *g = (gap) {0};
  while (tp_word_scan_next(&s)) {
    const int is_word = tp_word_scan_is_in_words(&s);
    if (is_word && !g->symbols) {
      g->before++;
    } else if (!is_word) {
      g->first = g->symbols++ ? g->first : s.at;
      g->last = s.at + s.size;
    }
  }
  return g->symbols && s.at == s.length;
}

/* Between blanks a state is one symbol. */
static int find_between_blanks(place *p, const tp_machine *m, const char *text, const gap *g)
{
  const char *name = text + g->first;
  const size_t size = g->last - g->first;
  uint32_t state = tp_machine_find_state(m, name, size);
  if (state == UINT32_MAX)
    state = tp_machine_find_state_text(m, name, size);
  *p = (place) {g->first, size, state, (uint32_t) g->before};
  return g->symbols == 1 && state != UINT32_MAX;
}

/* Without blanks a state may have letters that are symbols too: at both ends of the gap.  Which of the ways is found first,
   and how many there are, up to 2. */
static int find_states(place p[2], const tp_machine *m, const char *text, const gap *g)
{
  const size_t length = strlen(text), least = g->last > TP_MACHINE_MAX_NAME ? g->last - TP_MACHINE_MAX_NAME : 0;
  int ways = 0;
  for (size_t i = least; i <= g->first; i++)
    for (size_t end = g->last; end <= length && end - i <= TP_MACHINE_MAX_NAME && ways < 2; end++) {
      const uint32_t state = tp_machine_find_state(m, text + i, end - i);
      if (state != UINT32_MAX)
        p[ways++] = (place) {i, end - i, state, (uint32_t) tp_utf8_count(text, i)};
    }
  return ways;
}

static tp_status refuse_two(const tp_machine *m, const place p[2], tp_error *err)
{
  return tp_error_refuse(err, TP_REASON_TWO_STATES, "input: this can be the state '%.80s' in cell %u or the state '%.80s' in cell %u",
                         tp_machine_state_name(m, p[0].state), (unsigned) p[0].head, tp_machine_state_name(m, p[1].state), (unsigned) p[1].head);
}

static tp_status take(tp_machine **other, tp_word *out, const tp_machine *m, const char *text, const place *p, tp_error *err)
{
  tp_buffer word = {NULL, 0, 0};
  if (m->start_is_chosen)
    return tp_error_set(err, TP_STATUS_REFUSED, "input: it names the state '%.80s' and the cell of the head, which are chosen already",
                        tp_machine_state_name(m, p->state));
  tp_buffer_put(&word, text, p->at);
  tp_buffer_puts(&word, text + p->at + p->size);
  tp_status s = tp_word_parse(out, m, word.text ? word.text : "", err);
  if (s == TP_STATUS_OK)
    *other = tp_machine_restart(m, p->state, p->head);
  tp_buffer_clear(&word);
  return s;
}

static int find(place p[2], const tp_machine *m, const char *text)
{
  gap g;
  if (!find_gap(&g, m, text))
    return 0;
  return tp_machine_is_terse(m) ? find_states(p, m, text, &g) : find_between_blanks(p, m, text, &g);
}

tp_status tp_start_parse(tp_machine **other, tp_word *out, const tp_machine *m, const char *text, tp_error *err)
{
  place p[2];
  *other = NULL;
  *out = (tp_word) {NULL, 0};
  const int ways = find(p, m, text);
  if (ways > 1)
    return refuse_two(m, p, err);
  return ways ? take(other, out, m, text, p, err) : tp_word_parse(out, m, text, err);
}

void tp_machine_note_hidden_start(tp_buffer *notes, const tp_machine *m, uint32_t inputs, const char *text)
{
  tp_machine without = *m;
  place p[2];
  without.inputs = inputs;
  if (find(p, &without, text))
    tp_buffer_printf(notes, "the input is taken as a word, for rules read any letter; it could also be the state '%.80s' in cell %u\n",
                     tp_machine_state_name(m, p->state), (unsigned) p->head);
}

/* --- Printing ------------------------------------------------------------------------------- */

/* Without blanks at its ends, but up to the head, and on a tape with a left end from there. */
static void find_ends(const tp_simulation *s, int64_t *first, int64_t *last)
{
  const int64_t head = tp_simulation_head(s, 0);
  *first = tp_machine_is_two_way(s->m) ? tp_simulation_leftmost(s, 0) : 0;
  *last = tp_simulation_rightmost(s, 0);
  while (tp_simulation_symbol(s, 0, *last + 1))        /* of the word, where no head was */
    ++*last;
  while (tp_machine_is_two_way(s->m) && *first < head && !tp_simulation_symbol(s, 0, *first))
    ++*first;
  while (*last > head && !tp_simulation_symbol(s, 0, *last))
    --*last;
}

static void put_start(tp_buffer *out, const tp_simulation *s, tp_word *cells, size_t before)
{
  const int terse = tp_machine_is_terse(s->m);
  tp_word_print(out, s->m, cells->symbol, before);
  tp_buffer_puts(out, before && !terse ? " " : "");
  tp_buffer_puts(out, (terse ? tp_machine_state_name : tp_machine_state_text)(s->m, s->state));
  tp_buffer_puts(out, before < cells->length && !terse ? " " : "");
  tp_word_print(out, s->m, cells->symbol + before, cells->length - before);
}

/* Who reads the machine with that text gives it blanks in words where it may have some. */
static int reads_back(const tp_simulation *s, const char *text, const tp_word *cells, size_t before)
{
  tp_machine reader = *s->m, *started;
  tp_word again;
  tp_error err;
  reader.blank_in_words = reader.two_way;
  reader.start_is_chosen = 0;
  reader.blanks_before = 0;
  const int same = tp_start_parse(&started, &again, &reader, text, &err) == TP_STATUS_OK && started && started->head == before
                   && again.length == cells->length && (!again.length || !memcmp(again.symbol, cells->symbol, again.length * sizeof *again.symbol))
                   && !strcmp(tp_machine_state_name(started, 0), tp_machine_state_name(s->m, s->state));
  tp_machine_free(started);
  tp_word_clear(&again);
  return same && !s->m->takes_letters;
}

int tp_start_print(tp_buffer *out, const tp_simulation *s)
{
  int64_t first, last;
  tp_buffer text = {NULL, 0, 0};
  if (tp_machine_tapes(s->m) > 1)
    return 0;
  find_ends(s, &first, &last);
  const size_t before = (size_t) (tp_simulation_head(s, 0) - first), count = (size_t) (last + 1 - first);
  tp_word cells = {tp_memory_new(count, sizeof *cells.symbol), count};
  for (size_t i = 0; i < count; i++)
    cells.symbol[i] = tp_simulation_symbol(s, 0, first + (int64_t) i);
  if (before + 1 == count && !cells.symbol[before] && count)
    cells.length--;                /* the head on the blank behind the last symbol */
  put_start(&text, s, &cells, before);
  const int same = reads_back(s, text.text, &cells, before);
  tp_buffer_puts(out, same ? text.text : "");
  tp_word_clear(&cells);
  tp_buffer_clear(&text);
  return same;
}
