/* Whole runs in exact arithmetic: those of tests/golden, made with the paper's
   own program, and the shipped machines on their shipped inputs. */
#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tmprec/analysis/generate.h"
#include "tmprec/analysis/verify.h"
#include "tmprec/compiler/theorem.h"
#include "tmprec/machine/catalog.h"
#include "tmprec/tokens/text.h"

/* Shipped inputs whose sequences are longer are left to slower tests. */
enum { SHIPPED_MAX_LENGTH = 300, SHIPPED_MAX_SUMMARIZED = 1500 };

static const arithmetic_choice hardmax = {.kind = ARITHMETIC_EXACT};

/* --- The file of cases ---------------------------------------------------------- */

static const char *golden;         /* the directory */
static buffer file;
static const char **cases;         /* where each begins in the file */
static int case_count;

static const char *next_line(const char *line)
{
  const char *end = strchr(line, '\n');
  return end ? end + 1 : line + strlen(line);
}

static void load_cases(void)
{
  char path[4096];
  error err;
  snprintf(path, sizeof path, "%s/cases.txt", golden);
  if (buffer_read_file(&file, path, (size_t) 1 << 24, &err) != STATUS_OK) {
    fprintf(stderr, "test_golden: %s\n", err.text);
    exit(EXIT_FAILURE);
  }
  for (const char *line = file.text; *line; line = next_line(line))
    if (!strncmp(line, "case ", 5)) {
      cases = realloc(cases, ((size_t) case_count + 1) * sizeof *cases);
      cases[case_count++] = line;
    }
}

/* The value of the line "key value" at *line, which moves on. */
static void take(const char **line, const char *key, char value[200])
{
  size_t length = strlen(key);
  const char *end = next_line(*line) - 1;
  ck_assert_msg(!strncmp(*line, key, length) && (*line)[length] == ' ', "no '%s' at '%.40s'", key, *line);
  snprintf(value, 200, "%.*s", (int) (end - *line - (long) length - 1), *line + length + 1);
  *line = end + 1;
}

/* --- What every run has to satisfy ------------------------------------------------- */

static void assert_theorem(const subject *s)
{
  mpz_t promised[DIMENSIONS];
  transformer_shape shape = transformer_measure(s->t);
  for (int i = 0; i < DIMENSIONS; i++)
    mpz_init(promised[i]);
  theorem_dimensions(promised, s->m, s->mode, s->r);
  for (int i = 0; i < DIMENSIONS; i++)
    ck_assert_msg(theorem_holds(promised[i], dimension_built(&shape, i), i, s->m, s->mode, s->r), "%s is %zu", dimension_name[i],
                  dimension_built(&shape, i));
  for (int i = 0; i < DIMENSIONS; i++)
    mpz_clear(promised[i]);
}

static void assert_exact(const subject *s)
{
  verification v;
  verify_subject(&v, s, &hardmax, NULL);
  ck_assert_msg(v.exact == VERDICT_YES, "prediction %zu of %zu is wrong", v.first_error, v.predictions);
  ck_assert_uint_eq(v.predictions, transcript_predictions(&s->told));
  verify_clear(&v);
}

static void assert_word(const machine *m, const word *w, const char *want)
{
  buffer text = {NULL, 0, 0};
  word_print(&text, m, w->symbol, w->length);
  ck_assert_str_eq(text.text ? text.text : "", want);
  buffer_clear(&text);
}

static void assert_generated(const subject *s, const char *output)
{
  generation g;
  generate_tokens(&g, s, &hardmax, NULL, NULL);
  ck_assert(g.end == GENERATION_ENDED && g.same_output);
  assert_word(s->m, &g.output, output);
  ck_assert(transcript_equal(&g.told, &s->told));
  generation_clear(&g);
}

/* Under valgrind and the like (TMPREC_RANDOM small) long sequences are left out. */
static int is_worth_it(const subject *s)
{
  const char *count = getenv("TMPREC_RANDOM");
  return !count || atoi(count) >= 100 || transcript_tokens(&s->told) <= 64;
}

static void open_subject(subject *s, const machine *m, const char *input, chain_mode mode)
{
  error err;
  const subject_options options = {.mode = mode, .limits = {RUN_DEFAULT_MAX_STEPS, 0}};
  ck_assert_msg(subject_open(s, m, input, &options, 1, &err) == STATUS_OK, "%s", err.text);
}

/* --- Golden cases ------------------------------------------------------------------ */

/* The segment's tokens stand there; moves on behind them. */
static void assert_segment(const machine *m, const segment *s, const char **line)
{
  char tokens[200];
  buffer printed = {NULL, 0, 0};
  take(line, "segment", tokens);
  ck_assert_uint_eq(s->tokens.length, strtoul(tokens, NULL, 10));
  sequence_print(&printed, m, &s->tokens, 0);
  ck_assert_msg(!strncmp(*line, printed.text, printed.length), "the tokens differ");
  *line += printed.length;
  buffer_clear(&printed);
}

START_TEST(test_case)
{
  const char *line = cases[_i];
  char name[200], machine_file[200], input[200], mode[200], r[200], steps[200], output[200], path[4096];
  take(&line, "case", name);
  take(&line, "machine", machine_file);
  take(&line, "input", input);
  take(&line, "mode", mode);
  take(&line, "r", r);
  take(&line, "steps", steps);
  take(&line, "output", output);
  snprintf(path, sizeof path, "%s/%s", golden, machine_file);
  machine *m;
  error err = {""};
  ck_assert_msg(catalog_open(&m, path, &err) == STATUS_OK, "%s", err.text);
  subject s;
  open_subject(&s, m, input, strcmp(mode, "scot") ? MODE_COT : MODE_SCOT);
  ck_assert_uint_eq(s.r, strtoul(r, NULL, 10));
  ck_assert_uint_eq(s.run.steps, strtoul(steps, NULL, 10));
  assert_word(m, &s.run.output, output);
  for (size_t g = 0; g < s.told.segments; g++)
    assert_segment(m, s.told.segment + g, &line);
  ck_assert_msg(!strncmp(line, "end\n", 4), "%s has more segments", name);
  assert_theorem(&s);
  if (is_worth_it(&s)) {
    assert_exact(&s);
    assert_generated(&s, output);
  }
  subject_close(&s);
  machine_free(m);
}
END_TEST

/* --- Shipped machines ---------------------------------------------------------------- */

static int shipped_count(void)
{
  buffer name = {NULL, 0, 0};
  size_t n = 0;
  while (catalog_name(&name, n))
    n++;
  buffer_clear(&name);
  return (int) n;
}

START_TEST(test_shipped)
{
  buffer name = {NULL, 0, 0}, input = {NULL, 0, 0};
  machine *m;
  error err = {""};
  ck_assert(catalog_name(&name, (size_t) _i));
  ck_assert_msg(catalog_open(&m, name.text, &err) == STATUS_OK, "%s", err.text);
  if (machine_is_two_way(m)) {     /* test_two_way has those */
    machine_free(m);
    buffer_clear(&name);
    return;
  }
  size_t verified[CHAIN_MODES] = {0};
  for (size_t i = 0; catalog_input(&input, name.text, i) == STATUS_OK; i++) {
    for (int mode = 0; mode < CHAIN_MODES; mode++) {
      subject s;
      open_subject(&s, m, input.text ? input.text : "", (chain_mode) mode);
      assert_theorem(&s);
      if (transcript_tokens(&s.told) <= (mode == MODE_COT ? SHIPPED_MAX_LENGTH : SHIPPED_MAX_SUMMARIZED)) {
        if (is_worth_it(&s))
          assert_exact(&s);
        verified[mode]++;
      }
      subject_close(&s);
    }
    buffer_clear(&input);
  }
  ck_assert_msg(verified[MODE_COT] >= 3 && verified[MODE_SCOT] >= 1, "%s: too few inputs are short", name.text);
  machine_free(m);
  buffer_clear(&name);
}
END_TEST

int main(void)
{
  const char *top = getenv("srcdir");
  char directory[4000];
  snprintf(directory, sizeof directory, "%s/tests/golden", top ? top : ".");
  golden = directory;
  load_cases();
  TCase *tc = tcase_create("golden");
  tcase_set_timeout(tc, 0);
  tcase_add_loop_test(tc, test_case, 0, case_count);
  tcase_add_loop_test(tc, test_shipped, 0, shipped_count());
  Suite *suite = suite_create("golden");
  suite_add_tcase(suite, tc);
  SRunner *sr = srunner_create(suite);
  srunner_run_all(sr, CK_ENV);
  int failed = srunner_ntests_failed(sr) || !case_count;
  srunner_free(sr);
  free(cases);
  buffer_clear(&file);
  return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
