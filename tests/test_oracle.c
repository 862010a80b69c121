/* Random cells, in which the library and the oracle (oracle.h) must come to the same
   verdicts.  The environment says which and how many (random_source.h):
     TMPREC_ORACLE  cells (default 200) */
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
  buffer text;                     /* the .tm file */
  buffer input;
  machine *m;
  chain_mode mode;
  size_t steps;                    /* 0: not cut */
  subject s;
  oracle *hardmax;                 /* by segment */
} tested_machine;

/* --- The library ----------------------------------------------------------------------------- */

/* 0 if the cell is refused: formats that cannot hold -1 and 1, and the like. */
static int cell_choice(arithmetic_choice *choice, layer_exception *rules, const oracle_cell *c)
{
  error err;
  int fits = 1;
  *choice = (arithmetic_choice) {.kind = ARITHMETIC_EXACT, .seed = c->seed, .run = c->trial, .subtracts_first = c->subtracts_first};
  if (*c->operation)
    fits &= choice_set_format(choice, c->operation, &err) == STATUS_OK;
  for (int i = 0; i < SITES; i++)
    if (*c->site[i])
      fits &= choice_set_site(choice, i, c->site[i], &err) == STATUS_OK;
  if (choice->kind == ARITHMETIC_EXACT)
    fits &= choice_set_format(choice, "real", &err) == STATUS_OK;
  ck_assert_int_eq(choice_set_beta(choice, c->beta, &err), STATUS_OK);
  ck_assert(!*c->modes || choice_set_mode(choice, c->modes, &err) == STATUS_OK);
  ck_assert(!*c->sum || choice_set_summation(choice, c->sum, &err) == STATUS_OK);
  ck_assert(!*c->overflow || choice_set_overflow(choice, c->overflow, &err) == STATUS_OK);
  for (size_t i = 0; i < CELL_RULES; i++)
    if (*c->at[i])
      fits &= exception_parse(rules + choice->exceptions++, c->at[i], &err) == STATUS_OK;
  choice->except = rules;
  return fits && choice_check(choice, &err) == STATUS_OK;
}

static oracle_answer answer_of(verdict v)
{
  return v == VERDICT_YES ? SAYS_YES : v == VERDICT_NO ? SAYS_NO : IS_OPEN;
}

static oracle_verdict library_verdict(const tested_machine *a, hardmax_record *record, const arithmetic_choice *choice)
{
  verification v;
  verify_subject(&v, &a->s, choice, record);
  oracle_verdict said = {answer_of(v.exact), answer_of(v.exact_act), v.first_error, (size_t) v.ties, 1, 0};
  verify_clear(&v);
  return said;
}

/* --- Machines --------------------------------------------------------------------------------- */

static void machine_clear(tested_machine *a)
{
  for (size_t g = 0; a->hardmax && g < a->s.told.segments; g++)
    oracle_clear(a->hardmax + g);
  free(a->hardmax);
  subject_close(&a->s);
  machine_free(a->m);
  buffer_clear(&a->text);
  buffer_clear(&a->input);
}

/* A tiny machine and a word of 0 to 5 symbols; a run that may be cut.  0: it does not halt,
   gets stuck, or is too long. */
static int machine_draw(random_source *source, tested_machine *a)
{
  error err;
  word input = {NULL, 0};
  uint32_t symbol[5];
  const uint32_t tapes = 1 + random_below(source, 2), inputs = 1 + random_below(source, 2);
  random_size z = {.tapes = tapes, .states = 1 + random_below(source, 3), .inputs = inputs, .halts = 2 + random_below(source, 12), .terse = 1, .partial = random_one_in(source, 4)};
  z.symbols = 1 + inputs + (inputs == 1 && random_one_in(source, 3));
  z.entries = z.states * z.symbols * (tapes == 2 ? z.symbols : 1);
  *a = (tested_machine) {.mode = (chain_mode) random_below(source, CHAIN_MODES)};
  a->steps = random_one_in(source, 4) ? 1 + random_below(source, 12) : 0;
  random_write_sized_machine(source, &a->text, &z);
  ck_assert_int_eq(machine_parse(&a->m, "random", a->text.text, a->text.length, &err), STATUS_OK);
  size_t length = random_below(source, 6);
  for (size_t i = 0; i < length; i++)
    symbol[i] = 1 + random_below(source, machine_inputs(a->m));
  buffer_puts(&a->input, "");
  word_print(&a->input, a->m, symbol, length);
  word_clear(&input);
  const subject_options options = {.mode = a->mode, .limits = {.max_steps = MOST_STEPS, .cut = a->steps}};
  int opens = subject_open(&a->s, a->m, a->input.text, &options, 1, &err) == STATUS_OK;
  if (opens && transcript_longest(&a->s.told) <= MOST_TOKENS && transcript_tokens(&a->s.told) <= 2 * MOST_TOKENS) {
    arithmetic_choice exact = {.kind = ARITHMETIC_EXACT};
    a->hardmax = memory_new(a->s.told.segments, sizeof *a->hardmax);
    for (size_t g = 0; g < a->s.told.segments; g++)
      a->hardmax[g] = oracle_new(a->s.t, &a->s.told.segment[g].tokens, &exact, g);
    return 1;
  }
  if (opens)
    machine_clear(a);
  else {
    machine_free(a->m);
    buffer_clear(&a->text);
    buffer_clear(&a->input);
  }
  return 0;
}

/* --- Cells -------------------------------------------------------------------------------------- */

static const char *const answer_text[] = {"0", "1", "unknown"};

typedef struct {
  size_t compared, exact, exact_act, open, left_open, library_open, different;
  tally drawn;
} totals;

/* What the oracle knows, the library must say as well.  Only where a rounding stays open, as
   that of an unrounded number that is a tie, may it give up a verdict that does not
   depend on it. */
static int is_same(const oracle_verdict *mine, const oracle_verdict *said)
{
  if (mine->left_open && said->exact == IS_OPEN)
    return 1;
  if (mine->exact == IS_OPEN)
    return !(mine->exact_act == SAYS_NO && said->exact_act == SAYS_YES);
  int same_act = mine->exact_act == IS_OPEN || said->exact_act == mine->exact_act || (mine->left_open && said->exact_act == IS_OPEN);
  if (said->exact != mine->exact || !same_act)
    return 0;
  return mine->exact != SAYS_NO || (said->first_error == mine->first_error && (!mine->knows_ties || said->ties == mine->ties));
}

/* The machine, the command that repeats the cell, and both verdicts. */
static void print_difference(const tested_machine *a, const oracle_cell *c, size_t which, const oracle_verdict *mine,
                             const oracle_verdict *said)
{
  buffer line = {NULL, 0, 0};
  buffer_printf(&line, "tmprec verify cell%zu.tm '%s'%s", which, a->input.text, a->mode == MODE_SCOT ? " --mode scot" : "");
  if (a->steps)
    buffer_printf(&line, " --steps %zu", a->steps);
  buffer_puts(&line, " --activations");
  print_cell(&line, c);
  printf("cat >cell%zu.tm <<'END'\n%sEND\n%s\n", which, a->text.text, line.text);
  printf("# tmprec: exact %s, exact_act %s, first error %zu, ties %zu; the oracle: %s, %s, %zu, %zu\n", answer_text[said->exact],
         answer_text[said->exact_act], said->first_error, said->ties, answer_text[mine->exact], answer_text[mine->exact_act],
         mine->first_error, mine->ties);
  fflush(stdout);
  buffer_clear(&line);
}

static void compare_cell(const tested_machine *a, hardmax_record *record, const oracle_cell *c, const arithmetic_choice *choice,
                         size_t which, totals *sum)
{
  oracle_verdict mine = oracle_verify(a->s.t, &a->s.told, choice, a->hardmax), said = library_verdict(a, record, choice);
  sum->compared++;
  sum->exact += mine.exact == SAYS_YES;
  sum->exact_act += mine.exact_act == SAYS_YES;
  sum->open += mine.exact == IS_OPEN || mine.exact_act == IS_OPEN;
  sum->left_open += mine.left_open != 0;
  sum->library_open += said.exact == IS_OPEN || said.exact_act == IS_OPEN;
  tally_choice(&sum->drawn, choice);
  if (!is_same(&mine, &said)) {
    sum->different++;
    print_difference(a, c, which, &mine, &said);
  }
}

/* The next cell that is none the library refuses, nor one that takes too long here. */
static oracle_cell next_cell(random_source *source, const tested_machine *a, arithmetic_choice *choice, layer_exception *rules)
{
  for (;;) {
    oracle_cell c = draw_cell(source, a->s.t->layers);
    if (!cell_choice(choice, rules, &c))
      continue;
    int is_long = transcript_tokens(&a->s.told) > MOST_REAL_TOKENS;
    if (!is_long || choice->kind == ARITHMETIC_MPFR || choice->site[SITE_ACT].family != FORMAT_REAL)
      return c;
  }
}

START_TEST(test_cells)
{
  random_source source = random_open(20);
  size_t count = (size_t) random_setting("TMPREC_ORACLE", 200);
  totals sum = {0};
  for (size_t which = 0; which < count;) {
    tested_machine a;
    if (!machine_draw(&source, &a))
      continue;
    hardmax_record *record = hardmax_record_new(&a.s, 1);
    for (int i = 0; i < CELLS_A_MACHINE && which < count; i++, which++) {
      arithmetic_choice choice;
      layer_exception rules[CELL_RULES];
      oracle_cell c = next_cell(&source, &a, &choice, rules);
      compare_cell(&a, record, &c, &choice, which, &sum);
    }
    hardmax_record_free(record);
    machine_clear(&a);
  }
  tally_print(&sum.drawn);
  printf("%zu cells: %zu exact, of which %zu in every activation; open %zu, a rounding %zu, to the library %zu; different %zu\n",
         sum.compared, sum.exact, sum.exact_act, sum.open, sum.left_open, sum.library_open, sum.different);
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
