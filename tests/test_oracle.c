/* SPDX-License-Identifier: MIT */
/* Random cells, in which the library and the oracle (oracle.h) must come to the same
   verdicts.  The environment says which and how many (random_source.h):
     TMPREC_ORACLE  cells (default 120) */
#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "oracle_cells.h"
#include "oracle_verdict.h"
#include "random_machines.h"
#include "suite.h"
#include "tmprec/analysis/verify.h"

/* Cells of one machine, and what is taken of a machine at most: tokens of a context, and
   tokens where activations are not rounded, so that all of them get long. */
enum { CELLS_A_MACHINE = 6, MOST_TOKENS = 45, MOST_REAL_TOKENS = 24, MOST_STEPS = 60 };

typedef struct {
  tp_buffer text;                     /* the .tm file */
  tp_buffer input;
  tp_machine *m;
  tp_chain_mode mode;
  size_t steps;                    /* 0: not cut */
  tp_subject s;
  oracle *hardmax;                 /* by segment */
} tested_machine;

/* --- The library ----------------------------------------------------------------------------- */

/* 0 if the cell is refused: formats that cannot hold -1 and 1, and the like. */
static int cell_choice(tp_choice *choice, const oracle_cell *c)
{
  tp_error err;
  int fits = 1;
  *choice = (tp_choice) {.kind = TP_ARITHMETIC_EXACT, .subtracts_first = c->subtracts_first};
  if (*c->operation)
    fits &= tp_choice_set_format(choice, c->operation, &err) == TP_STATUS_OK;
  for (int i = 0; i < TP_SITES; i++)
    if (*c->site[i])
      fits &= tp_choice_set_site(choice, i, c->site[i], &err) == TP_STATUS_OK;
  if (choice->kind == TP_ARITHMETIC_EXACT)
    fits &= tp_choice_set_format(choice, "real", &err) == TP_STATUS_OK;
  ck_assert_int_eq(tp_choice_set_beta(choice, c->beta, &err), TP_STATUS_OK);
  ck_assert(!*c->modes || tp_choice_set_mode(choice, c->modes, &err) == TP_STATUS_OK);
  ck_assert(!*c->sum || tp_choice_set_summation(choice, c->sum, &err) == TP_STATUS_OK);
  ck_assert(tp_choice_set_product(choice, tp_product_name[c->rounds_products], &err) == TP_STATUS_OK);
  ck_assert(!*c->block || tp_choice_set_block(choice, c->block, &err) == TP_STATUS_OK);
  ck_assert(!*c->fuse || tp_choice_set_fuse(choice, c->fuse, &err) == TP_STATUS_OK);
  ck_assert(!*c->overflow || tp_choice_set_overflow(choice, c->overflow, &err) == TP_STATUS_OK);
  for (size_t i = 0; i < CELL_RULES; i++)
    if (*c->at[i]) {
      tp_layer_exception e;
      fits &= tp_exception_parse(&e, c->at[i], &err) == TP_STATUS_OK;
      tp_choice_add_exception(choice, &e);
    }
  fits = fits && tp_choice_check(choice, &err) == TP_STATUS_OK;
  if (!fits)
    tp_choice_clear(choice);
  return fits;
}

static oracle_answer answer_of(tp_verdict v)
{
  return v == TP_VERDICT_YES ? SAYS_YES : v == TP_VERDICT_NO ? SAYS_NO : IS_OPEN;
}

static oracle_verdict library_verdict(const tested_machine *a, tp_hardmax_record *record, const tp_setup *in)
{
  tp_verification v;
  tp_verify_subject(&v, &a->s, in, record);
  oracle_verdict said = {answer_of(v.exact), answer_of(v.exact_act), v.first_error, (size_t) v.ties, 1, 0};
  tp_verify_clear(&v);
  return said;
}

/* --- Machines --------------------------------------------------------------------------------- */

static void machine_clear(tested_machine *a)
{
  for (size_t g = 0; a->hardmax && g < a->s.told.segments; g++)
    oracle_clear(a->hardmax + g);
  free(a->hardmax);
  tp_subject_close(&a->s);
  tp_machine_free(a->m);
  tp_buffer_clear(&a->text);
  tp_buffer_clear(&a->input);
}

/* A tiny machine and a word of 0 to 5 symbols; a run that may be cut.  0: it does not halt,
   gets stuck, or is too long. */
static int machine_draw(random_source *source, tested_machine *a)
{
  tp_error err;
  tp_word input = {NULL, 0};
  uint32_t symbol[5];
  const uint32_t tapes = 1 + random_below(source, 2), inputs = 1 + random_below(source, 2);
  random_size z = {.tapes = tapes, .states = 1 + random_below(source, 3), .inputs = inputs, .halts = 2 + random_below(source, 12), .terse = 1, .partial = random_one_in(source, 4)};
  z.symbols = 1 + inputs + (inputs == 1 && random_one_in(source, 3));
  z.entries = z.states * z.symbols * (tapes == 2 ? z.symbols : 1);
  *a = (tested_machine) {.mode = (tp_chain_mode) random_below(source, TP_CHAIN_MODES)};
  a->steps = random_one_in(source, 4) ? 1 + random_below(source, 12) : 0;
  random_write_sized_machine(source, &a->text, &z);
  ck_assert_int_eq(tp_machine_parse(&a->m, "random", a->text.text, a->text.length, &err), TP_STATUS_OK);
  size_t length = random_below(source, 6);
  for (size_t i = 0; i < length; i++)
    symbol[i] = 1 + random_below(source, tp_machine_inputs(a->m));
  tp_buffer_puts(&a->input, "");
  tp_word_print(&a->input, a->m, symbol, length);
  tp_word_clear(&input);
  const tp_subject_options options = {.mode = a->mode, .limits = {.max_steps = MOST_STEPS, .cut = a->steps}};
  int opens = tp_subject_open(&a->s, a->m, a->input.text, &options, 1, &err) == TP_STATUS_OK;
  if (opens && tp_transcript_longest(&a->s.told) <= MOST_TOKENS && tp_transcript_tokens(&a->s.told) <= 2 * MOST_TOKENS) {
    tp_choice exact = {.kind = TP_ARITHMETIC_EXACT};
    a->hardmax = tp_memory_new(a->s.told.segments, sizeof *a->hardmax);
    for (size_t g = 0; g < a->s.told.segments; g++)
      a->hardmax[g] = oracle_new(a->s.t, &a->s.told.segment[g].tokens, &exact, (tp_draw) {.segment = g});
    return 1;
  }
  if (opens)
    machine_clear(a);
  else {
    tp_machine_free(a->m);
    tp_buffer_clear(&a->text);
    tp_buffer_clear(&a->input);
  }
  return 0;
}

/* --- Cells -------------------------------------------------------------------------------------- */

static const char *const answer_text[] = {"0", "1", "unknown"};

typedef struct {
  size_t compared, exact, exact_act, open, left_open, library_open, different;
  size_t kept[TP_ARITHMETIC_MPFR + 1][2];  /* compared with what is kept open from the start; decided then */
  tally drawn;
} totals;

/* What the oracle knows, the library must say as well, whatever roundings stay open. */
static int is_same(const oracle_verdict *mine, const oracle_verdict *said)
{
  if (mine->exact == IS_OPEN)
    return !(mine->exact_act == SAYS_NO && said->exact_act == SAYS_YES);
  if (said->exact != mine->exact || (mine->exact_act != IS_OPEN && said->exact_act != mine->exact_act))
    return 0;
  return mine->exact != SAYS_NO || (said->first_error == mine->first_error && (!mine->knows_ties || said->ties == mine->ties));
}

/* The machine, the command that repeats the cell, and both verdicts. */
static void print_difference(const tested_machine *a, const oracle_cell *c, size_t which, const oracle_verdict *mine,
                             const oracle_verdict *said)
{
  tp_buffer line = {NULL, 0, 0};
  tp_buffer_printf(&line, "tmprec verify cell%zu.tm '%s'%s", which, a->input.text, a->mode == TP_MODE_SCOT ? " --mode scot" : "");
  if (a->steps)
    tp_buffer_printf(&line, " --steps %zu", a->steps);
  tp_buffer_puts(&line, " --activations");
  print_cell(&line, c);
  printf("cat >cell%zu.tm <<'END'\n%sEND\n%s\n", which, a->text.text, line.text);
  printf("# tmprec: exact %s, exact_act %s, first error %zu, ties %zu; the oracle: %s, %s, %zu, %zu\n", answer_text[said->exact],
         answer_text[said->exact_act], said->first_error, said->ties, answer_text[mine->exact], answer_text[mine->exact_act],
         mine->first_error, mine->ties);
  fflush(stdout);
  tp_buffer_clear(&line);
}

/* With so few bits that many roundings stay open, all of which are kept as intervals, the library
   knows less, but nothing else.  Under mpfr that is an evaluation of its own. */
static int is_same_kept_open(const tested_machine *a, tp_hardmax_record *record, const tp_setup *in, const oracle_verdict *mine, totals *sum)
{
  tp_setup open = *in;
  int widest = 48;                                    /* beta is a number of binary64 */
  for (int i = 0; i < TP_SITES; i++)
    widest = tp_format_significand(in->choice->site[i]) > widest ? tp_format_significand(in->choice->site[i]) : widest;
  open.effort = (tp_effort) {.bits = widest + 16, .patience = -1, .keeps_open = 1};    /* and no more bits */
  oracle_verdict said = library_verdict(a, record, &open);
  size_t *kept = sum->kept[in->choice->kind];
  kept[0]++;
  kept[1] += said.exact != IS_OPEN;
  if (said.exact == IS_OPEN)
    said.exact = mine->exact, said.first_error = mine->first_error, said.ties = mine->ties;
  if (said.exact_act == IS_OPEN)
    said.exact_act = mine->exact_act;
  return is_same(mine, &said);
}

static void compare_cell(const tested_machine *a, tp_hardmax_record *record, const oracle_cell *c, const tp_choice *choice,
                         size_t which, totals *sum)
{
  const tp_setup in = {.choice = choice, .draw = {.seed = c->seed, .trial = c->trial}};
  oracle_verdict mine = oracle_verify(a->s.t, &a->s.told, &in, a->hardmax), said = library_verdict(a, record, &in);
  sum->compared++;
  sum->exact += mine.exact == SAYS_YES;
  sum->exact_act += mine.exact_act == SAYS_YES;
  sum->open += mine.exact == IS_OPEN || mine.exact_act == IS_OPEN;
  sum->left_open += mine.left_open != 0;
  sum->library_open += said.exact == IS_OPEN || said.exact_act == IS_OPEN;
  tally_choice(&sum->drawn, choice);
  if (!is_same(&mine, &said) || !is_same_kept_open(a, record, &in, &mine, sum)) {
    sum->different++;
    print_difference(a, c, which, &mine, &said);
  }
}

/* The next cell that is none the library refuses, nor one that takes too long here. */
static oracle_cell next_cell(random_source *source, const tested_machine *a, tp_choice *choice)
{
  for (;;) {
    oracle_cell c = draw_cell(source, a->s.t->layers);
    if (!cell_choice(choice, &c))
      continue;
    int is_long = tp_transcript_tokens(&a->s.told) > MOST_REAL_TOKENS;
    if (!is_long || choice->kind == TP_ARITHMETIC_MPFR || choice->site[TP_SITE_ACT].family != TP_FORMAT_REAL)
      return c;
    tp_choice_clear(choice);
  }
}

START_TEST(test_cells)
{
  random_source source = random_open(20);
  size_t count = (size_t) random_setting("TMPREC_ORACLE", 120);
  totals sum = {0};
  for (size_t which = 0; which < count;) {
    tested_machine a;
    if (!machine_draw(&source, &a))
      continue;
    tp_hardmax_record *record = tp_hardmax_record_new(&a.s, 1);
    for (int i = 0; i < CELLS_A_MACHINE && which < count; i++, which++) {
      tp_choice choice;
      oracle_cell c = next_cell(&source, &a, &choice);
      compare_cell(&a, record, &c, &choice, which, &sum);
      tp_choice_clear(&choice);
    }
    tp_hardmax_record_free(record);
    machine_clear(&a);
  }
  tally_print(&sum.drawn);
  printf("%zu cells: %zu exact, of which %zu in every activation; open %zu, a rounding %zu, to the library %zu; different %zu\n",
         sum.compared, sum.exact, sum.exact_act, sum.open, sum.left_open, sum.library_open, sum.different);
  for (int kind = TP_ARITHMETIC_SITES; kind <= TP_ARITHMETIC_MPFR; kind++) {
    printf("kept open, %s: %zu of %zu decided\n", kind == TP_ARITHMETIC_MPFR ? "mpfr" : "sites", sum.kept[kind][1], sum.kept[kind][0]);
    ck_assert_uint_gt(sum.kept[kind][1], 0);
  }
  ck_assert_uint_eq(sum.different, 0);
  ck_assert_uint_gt(sum.compared, sum.exact);
  ck_assert_uint_gt(sum.exact, sum.exact_act);
  ck_assert_uint_gt(sum.exact_act, 0);
}
END_TEST

int main(void)
{
  random_print_settings();
  Suite *suite = suite_create("oracle");
  TCase *cells = tcase_create("cells");
  tcase_set_timeout(cells, 0);
  tcase_add_test(cells, test_cells);
  suite_add_tcase(suite, cells);
  return suite_run(suite);
}
