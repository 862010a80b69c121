/* SPDX-License-Identifier: MIT */
/* Sweeps as data: the specification and its defaults, the cells, and their keys. */
#include <check.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "suite.h"
#include "tmprec/machine/catalog.h"
#include "tmprec/sweep/cells.h"

static void complete(tp_sweep *s)
{
  tp_error err = {.text = ""};
  ck_assert_msg(tp_sweep_complete(s, &err) == TP_STATUS_OK, "%s", err.text);
}

START_TEST(test_defaults)
{
  static const char *const machines[] = {"counter", "collatz", "reverse", "sort", "add", "parity", "third", "fill"};
  tp_sweep s;
  tp_sweep_init(&s);
  complete(&s);
  ck_assert_uint_eq(s.items, LENGTH(machines));
  for (size_t i = 0; i < LENGTH(machines); i++)
    ck_assert(!strcmp(s.item[i].machine, machines[i]) && !s.item[i].input);
  ck_assert_uint_eq(s.bits.count, 29);
  for (int i = 0; i < 29; i++)
    ck_assert_int_eq(s.bits.value[i], 4 + i);
  ck_assert(s.betas.count == 1 && s.betas.value[0].is_auto && s.choice.beta.is_auto);
  ck_assert(s.modes == 1u << TP_MODE_COT && s.families == 7 && s.groups == 1 && s.reading.notation == TP_NOTATIONS);
  ck_assert(s.sites == (1u << TP_SITE_ACT | 1u << TP_SITE_ATTN));
  ck_assert_uint_eq(s.mpfr_most_r, 10);
  ck_assert_uint_eq(s.subject.limits.max_steps, TP_RUN_DEFAULT_MAX_STEPS);
  tp_sweep_clear(&s);
}
END_TEST

/* mpfr has a limit only where neither machines nor r are chosen. */
START_TEST(test_mpfr_limit)
{
  tp_sweep s;
  tp_sweep_init(&s);
  tp_number_list_append(&s.position_bits, 10);
  complete(&s);
  ck_assert_uint_eq(s.mpfr_most_r, 0);
  tp_sweep_clear(&s);
  tp_sweep_add(&s, "counter");
  complete(&s);
  ck_assert(s.items == 1 && s.mpfr_most_r == 0);
  tp_sweep_clear(&s);
}
END_TEST

START_TEST(test_items)
{
  static const struct {
    const char *text, *machine, *input;
  } items[] = {{"add", "add", NULL}, {"add:1+1", "add", "1+1"}, {"a:b.tm:0", "a:b.tm", "0"}, {"flip.tm:", "flip.tm", ""}, {"-:", "-", ""}};
  tp_sweep s;
  tp_sweep_init(&s);
  for (size_t i = 0; i < LENGTH(items); i++) {
    tp_sweep_add(&s, items[i].text);
    ck_assert_str_eq(s.item[i].machine, items[i].machine);
    ck_assert(!items[i].input == !s.item[i].input);
    if (items[i].input)
      ck_assert_str_eq(s.item[i].input, items[i].input);
  }
  tp_sweep_clear(&s);
}
END_TEST

START_TEST(test_fronts)
{
  tp_sweep s;
  tp_error err = {.text = ""};
  tp_sweep_init(&s);
  s.rows = TP_ROWS_FRONT;
  tp_number_list_append(&s.bits, 9);
  tp_number_list_append(&s.bits, 3);
  complete(&s);
  ck_assert(s.families == (1u << TP_FAMILY_FIXED | 1u << TP_FAMILY_FLOAT) && s.bits.value[0] == 3 && s.bits.value[1] == 9);
  s.families = 1u << TP_FAMILY_MPFR;
  ck_assert(tp_sweep_complete(&s, &err) == TP_STATUS_REFUSED && strstr(err.text, "mpfr has none"));
  s.families = 1u << TP_FAMILY_FIXED;
  s.groups = 10;                 /* 2^20 cells */
  ck_assert(tp_sweep_complete(&s, &err) == TP_STATUS_REFUSED && strstr(err.text, "more than 20000 cells"));
  tp_sweep_clear(&s);
}
END_TEST

START_TEST(test_number_lists)
{
  static const struct {
    const char *text, *says;         /* says: of the refusal */
    int first, last;
    size_t count;
  } lists[] = {
    {"4..8", NULL, 4, 8, 5}, {"8,4..6", NULL, 8, 6, 4}, {"32", NULL, 32, 32, 1},
    {"", "not a list", 0, 0, 0}, {"4..", "not a list", 0, 0, 0}, {"4,", "not a list", 0, 0, 0}, {"4 5", "not a list", 0, 0, 0},
    {"4,4", "4 is repeated", 0, 0, 0}, {"4..6,5", "5 is repeated", 0, 0, 0}, {"6..4", "6..4 is descending", 0, 0, 0},
    {"3", "from 4 to 32", 0, 0, 0}, {"33", "from 4 to 32", 0, 0, 0}, {"4..99999999999", "from 4 to 32", 0, 0, 0},
  };
  tp_number_list l = {NULL, 0};
  for (size_t i = 0; i < LENGTH(lists); i++) {
    tp_error err = {.text = ""};
    tp_status s = tp_number_list_parse(&l, lists[i].text, (tp_number_limits) {4, 32, 1}, &err);
    ck_assert_msg((s == TP_STATUS_OK) == !lists[i].says, "'%s': %s", lists[i].text, err.text);
    ck_assert_uint_eq(l.count, lists[i].count);
    if (lists[i].says)
      ck_assert_msg(strstr(err.text, lists[i].says) != NULL, "'%s': %s", lists[i].text, err.text);
    else
      ck_assert(l.value[0] == lists[i].first && l.value[l.count - 1] == lists[i].last);
  }
  tp_error err;
  ck_assert(tp_number_list_parse(&l, "4..9", (tp_number_limits) {4, 32, 2}, &err) == TP_STATUS_REFUSED && strstr(err.text, "steps of 2"));
  ck_assert(tp_number_list_parse(&l, "4..8", (tp_number_limits) {4, 32, 2}, &err) == TP_STATUS_OK && l.count == 3);
  tp_number_list_clear(&l);
}
END_TEST

/* --- Who is told ------------------------------------------------------------------ */

typedef struct {
  size_t done, finished, cells;
  int of_done, of_finished;       /* which of them ends it */
} told;

/* Long enough for threads to finish other cells meanwhile. */
static int say_no(int no)
{
  if (no)
    nanosleep(&(struct timespec) {0, 20000000}, NULL);
  return !no;
}

static int tell_done(void *context, size_t i, const tp_grid_result *r)
{
  told *t = context;
  (void) i, (void) r;
  t->done++;
  return say_no(t->of_done);
}

static int tell_finished(void *context, const tp_grid_result *r)
{
  told *t = context;
  (void) r;
  t->finished++;
  return say_no(t->of_finished);
}

static told run_told(const tp_sweep *s, told t)
{
  tp_sweep_cells w;
  tp_error err = {.text = ""};
  ck_assert_msg(tp_sweep_cells_open(&w, s, &err) == TP_STATUS_OK, "%s", err.text);
  tp_grid_run(w.g, 3, &(tp_grid_watch) {.done = tell_done, .finished = tell_finished, .context = &t});
  t.cells = tp_grid_cells(w.g);
  tp_sweep_cells_close(&w);
  return t;
}

/* Who said that the rest is dropped is told of nothing else. */
START_TEST(test_told)
{
  tp_sweep s;
  tp_sweep_init(&s);
  tp_sweep_add(&s, "third:110");
  s.families = 1u << TP_FAMILY_FIXED;
  complete(&s);
  const told all = run_told(&s, (told) {.done = 0});
  ck_assert_uint_gt(all.cells, 20);
  ck_assert_uint_eq(all.done, all.cells);
  ck_assert_uint_eq(all.finished, all.cells);
  const told first = run_told(&s, (told) {.of_done = 1});
  ck_assert(first.done == 1 && first.finished == 0);
  ck_assert_uint_eq(run_told(&s, (told) {.of_finished = 1}).finished, 1);
  tp_sweep_clear(&s);
}
END_TEST

/* --- Keys ------------------------------------------------------------------------- */

static char **keys_of(const tp_sweep *s, size_t *count)
{
  tp_sweep_cells w;
  tp_error err = {.text = ""};
  ck_assert_msg(tp_sweep_cells_open(&w, s, &err) == TP_STATUS_OK, "%s", err.text);
  *count = tp_grid_cells(w.g);
  char **key = malloc(*count * sizeof *key);
  ck_assert_ptr_nonnull(key);
  for (size_t i = 0; i < *count; i++) {
    tp_buffer text = {NULL, 0, 0};
    const tp_grid_result cell = tp_grid_at(w.g, i);
    tp_cell_key(&text, &cell);
    ck_assert_ptr_null(strchr(text.text, '\n'));
    key[i] = text.text;
  }
  tp_sweep_cells_close(&w);
  return key;
}

static void free_keys(char **key, size_t count)
{
  for (size_t i = 0; i < count; i++)
    free(key[i]);
  free(key);
}

static int compare_texts(const void *a, const void *b)
{
  return strcmp(*(char *const *) a, *(char *const *) b);
}

static void assert_unique(char **key, size_t count)
{
  char **sorted = malloc(count * sizeof *sorted);
  ck_assert_ptr_nonnull(sorted);
  memcpy(sorted, key, count * sizeof *sorted);
  qsort(sorted, count, sizeof *sorted, compare_texts);
  for (size_t i = 1; i < count; i++)
    ck_assert_str_ne(sorted[i - 1], sorted[i]);
  free(sorted);
}

/* Different for all cells of the default sweep, the same whenever that is opened. */
START_TEST(test_default_keys)
{
  tp_sweep s;
  size_t count, again;
  tp_sweep_init(&s);
  complete(&s);
  char **key = keys_of(&s, &count), **other = keys_of(&s, &again);
  ck_assert(count == again && count > 1000 && count % 29 == 0);
  for (size_t i = 0; i < count; i++)
    ck_assert_str_eq(key[i], other[i]);
  assert_unique(key, count);
  free_keys(key, count);
  free_keys(other, again);
  tp_sweep_clear(&s);
}
END_TEST

/* Cells of a front differ in their sites and in exceptions for groups of layers. */
START_TEST(test_front_keys)
{
  tp_sweep s;
  size_t count;
  tp_sweep_init(&s);
  s.rows = TP_ROWS_FRONT;
  s.groups = 2;
  for (int bits = 4; bits <= 6; bits++)
    tp_number_list_append(&s.bits, bits);
  tp_sweep_add(&s, "third:110");
  complete(&s);
  char **key = keys_of(&s, &count);
  ck_assert_uint_eq(count, 2 * 3 * 3 * 3 * 3);    /* families; bits of two sites in two groups */
  assert_unique(key, count);
  free_keys(key, count);
  tp_sweep_clear(&s);
}
END_TEST

static tp_choice parsed(const char *text)
{
  tp_choice c;
  tp_error err = {.text = ""};
  ck_assert_msg(tp_choice_parse(&c, text, &err) == TP_STATUS_OK, "%s: %s", text, err.text);
  return c;
}

static tp_machine *machine_read(const tp_read_options *how)
{
  tp_machine *m;
  tp_error err = {.text = ""};
  ck_assert_msg(tp_catalog_read(&m, "counter", how, &err) == TP_STATUS_OK, "%s", err.text);
  return m;
}

/* Another start is another computation. */
START_TEST(test_key_start)
{
  const char *other = NULL;
  tp_machine *m = machine_read(&(tp_read_options) {.notation = TP_NOTATIONS, .no_rule = TP_NO_RULE_USUAL, .start = NULL});
  for (uint32_t q = 1; q < tp_machine_states(m) && !other; q++)
    other = tp_machine_halts(m, q) ? NULL : tp_machine_state_name(m, q);
  ck_assert_ptr_nonnull(other);
  ck_assert_str_eq(tp_machine_chosen(m), "");
  tp_machine *n = machine_read(&(tp_read_options) {.notation = TP_NOTATIONS, .no_rule = TP_NO_RULE_HALT, .start = other, .head = -2});
  tp_subject s = {.m = n, .mode = TP_MODE_COT, .r = 6, .run = {.steps = 9, .halted = 1}};
  tp_grid_result r = {.machine = "counter", .input = "1", .s = &s};
  tp_buffer text = {NULL, 0, 0}, want = {NULL, 0, 0};
  r.cell.choice = parsed("act=fixed:1.4 beta=auto");
  tp_cell_key(&text, &r);
  tp_buffer_printf(&want, "counter\t1\tcot\tr6\tact=fixed:1.4 beta=auto\tstart=%s head=-2 no-rule=halt", other);
  ck_assert_str_eq(text.text, want.text);
  tp_buffer_clear(&text);
  tp_buffer_clear(&want);
  tp_choice_clear(&r.cell.choice);
  tp_machine_free(m);
  tp_machine_free(n);
}
END_TEST

START_TEST(test_key_text)
{
  static const struct {
    const char *machine, *input, *choice;
    uint64_t seed, trial;
    const char *key;
  } cells[] = {
    {"add", "1+1", "act=fixed:1.4 beta=auto", 0, 0, "add\t1+1\tcot\tr6\tact=fixed:1.4 beta=auto"},
    {"add", "1+1", "act=fixed:1.4 beta=auto", 7, 3, "add\t1+1\tcot\tr6\tact=fixed:1.4 beta=auto"},
    {"add", "1+1", "act=fixed:1.4 round=act:rsr beta=auto", 7, 3,
     "add\t1+1\tcot\tr6\tact=fixed:1.4 round=act:rsr beta=auto\tseed=7\ttrial=3"},
    {"add", "1+1", "act=fixed:1.4 round=attn:rsr beta=auto", 7, 3, "add\t1+1\tcot\tr6\tact=fixed:1.4 beta=auto"},
    {"a\tb\\c", "x\ny\r", "format=mpfr:8 beta=5", 0, 0, "a\\tb\\\\c\tx\\ny\\r\tcot\tr6\tformat=mpfr:8 beta=5"},
  };
  tp_machine *m = machine_read(&(tp_read_options) {.notation = TP_NOTATIONS, .no_rule = TP_NO_RULE_USUAL});
  tp_subject s = {.m = m, .mode = TP_MODE_COT, .r = 6, .run = {.steps = 9, .halted = 1}};
  for (size_t i = 0; i < LENGTH(cells); i++) {
    tp_grid_result r = {.machine = cells[i].machine, .input = cells[i].input, .s = &s};
    tp_buffer text = {NULL, 0, 0};
    r.cell.choice = parsed(cells[i].choice);
    r.cell.draw = (tp_draw) {.seed = cells[i].seed, .trial = cells[i].trial};
    tp_cell_key(&text, &r);
    ck_assert_str_eq(text.text, cells[i].key);
    tp_buffer_clear(&text);
    tp_choice_clear(&r.cell.choice);
  }
  s.mode = TP_MODE_SCOT;
  s.run.halted = 0;
  tp_grid_result r = {.machine = "add", .input = "", .s = &s};
  tp_buffer text = {NULL, 0, 0};
  r.cell.choice = parsed("act=fixed:1.4 noise=act:uniform:0.5 beta=auto");
  tp_cell_key(&text, &r);
  ck_assert_str_eq(text.text, "add\t\tscot\tr6\tact=fixed:1.4 noise=act:uniform:0.5 beta=auto\tsteps=9\tseed=0\ttrial=0");
  tp_buffer_clear(&text);
  tp_machine_free(m);
}
END_TEST

int main(void)
{
  Suite *suite = suite_create("sweep");
  TCase *tc = suite_case(suite, "specification");
  tcase_add_test(tc, test_defaults);
  tcase_add_test(tc, test_mpfr_limit);
  tcase_add_test(tc, test_items);
  tcase_add_test(tc, test_fronts);
  tcase_add_test(tc, test_number_lists);
  tcase_add_test(suite_case(suite, "who is told"), test_told);
  TCase *keys = suite_case(suite, "keys");
  tcase_add_test(keys, test_default_keys);
  tcase_add_test(keys, test_front_keys);
  tcase_add_test(keys, test_key_text);
  tcase_add_test(keys, test_key_start);
  return suite_run(suite);
}
