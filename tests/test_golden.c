/* SPDX-License-Identifier: MIT */
/* Whole runs in exact arithmetic: those of tests/golden, made with the paper's
   own program, and the shipped machines on their shipped inputs. */
#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "suite.h"
#include "tmprec/analysis/generate.h"
#include "tmprec/analysis/verify.h"
#include "tmprec/compiler/theorem.h"
#include "tmprec/machine/catalog.h"
#include "tmprec/tokens/text.h"

/* Shipped inputs whose sequences are longer are left to slower tests. */
enum { SHIPPED_MAX_LENGTH = 300, SHIPPED_MAX_SUMMARIZED = 1500 };

/* --- The file of cases ---------------------------------------------------------- */

static const char *golden;         /* the directory */
static tp_buffer file;
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
  tp_error err;
  snprintf(path, sizeof path, "%s/cases.txt", golden);
  if (tp_buffer_read_file(&file, path, (size_t) 1 << 24, &err) != TP_STATUS_OK) {
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

static void assert_theorem(const tp_subject *s)
{
  mpz_t promised[TP_DIMENSIONS];
  tp_transformer_shape shape = tp_transformer_measure(s->t);
  for (int i = 0; i < TP_DIMENSIONS; i++)
    mpz_init(promised[i]);
  tp_theorem_dimensions(promised, s->m, s->mode, s->r);
  for (int i = 0; i < TP_DIMENSIONS; i++)
    ck_assert_msg(tp_theorem_holds(promised[i], tp_dimension_built(&shape, i), i, s->m, s->mode, s->r), "%s is %zu", tp_dimension_name[i],
                  tp_dimension_built(&shape, i));
  for (int i = 0; i < TP_DIMENSIONS; i++)
    mpz_clear(promised[i]);
}

static void assert_exact(const tp_subject *s)
{
  const tp_setup in = tp_setup_hardmax();
  tp_verification v;
  tp_verify_subject(&v, s, &in, NULL);
  ck_assert_msg(v.exact == TP_VERDICT_YES, "prediction %zu of %zu is wrong", v.first_error, v.predictions);
  ck_assert_uint_eq(v.predictions, tp_transcript_predictions(&s->told));
  tp_verify_clear(&v);
}

static void assert_word(const tp_machine *m, const tp_word *w, const char *want)
{
  tp_buffer text = {NULL, 0, 0};
  tp_word_print(&text, m, w->symbol, w->length);
  ck_assert_str_eq(text.text ? text.text : "", want);
  tp_buffer_clear(&text);
}

static void assert_generated(const tp_subject *s, const char *output)
{
  const tp_setup in = tp_setup_hardmax();
  tp_generation g;
  tp_generate_tokens(&g, s, &in);
  ck_assert(g.end == TP_GENERATION_ENDED && g.same_output);
  assert_word(s->m, &g.output, output);
  ck_assert(tp_transcript_equal(&g.told, &s->told));
  tp_generation_clear(&g);
}

/* Under valgrind and the like (TMPREC_RANDOM small) long sequences are left out. */
static int is_worth_it(const tp_subject *s)
{
  const char *count = getenv("TMPREC_RANDOM");
  return !count || atoi(count) >= 100 || tp_transcript_tokens(&s->told) <= 64;
}

static void open_subject(tp_subject *s, const tp_machine *m, const char *input, tp_chain_mode mode)
{
  tp_error err;
  const tp_subject_options options = {.mode = mode, .limits = {TP_RUN_DEFAULT_MAX_STEPS, 0}};
  ck_assert_msg(tp_subject_open(s, m, input, &options, 1, &err) == TP_STATUS_OK, "%s", err.text);
}

/* --- Golden cases ------------------------------------------------------------------ */

/* The segment's tokens stand there; moves on after them. */
static void assert_segment(const tp_machine *m, const tp_segment *s, const char **line)
{
  char tokens[200];
  tp_buffer printed = {NULL, 0, 0};
  take(line, "segment", tokens);
  ck_assert_uint_eq(s->tokens.length, strtoul(tokens, NULL, 10));
  tp_sequence_print(&printed, m, &s->tokens, 0);
  ck_assert_msg(!strncmp(*line, printed.text, printed.length), "the tokens differ");
  *line += printed.length;
  tp_buffer_clear(&printed);
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
  tp_machine *m;
  tp_error err = {.text = ""};
  ck_assert_msg(tp_catalog_open(&m, path, &err) == TP_STATUS_OK, "%s", err.text);
  tp_subject s;
  open_subject(&s, m, input, strcmp(mode, "scot") ? TP_MODE_COT : TP_MODE_SCOT);
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
  tp_subject_close(&s);
  tp_machine_free(m);
}
END_TEST

/* --- Shipped machines ---------------------------------------------------------------- */

static int shipped_count(void)
{
  tp_buffer name = {NULL, 0, 0};
  size_t n = 0;
  while (tp_catalog_name(&name, n))
    n++;
  tp_buffer_clear(&name);
  return (int) n;
}

START_TEST(test_shipped)
{
  tp_buffer name = {NULL, 0, 0}, input = {NULL, 0, 0};
  tp_machine *m;
  tp_error err = {.text = ""};
  ck_assert(tp_catalog_name(&name, (size_t) _i));
  ck_assert_msg(tp_catalog_open(&m, name.text, &err) == TP_STATUS_OK, "%s", err.text);
  if (tp_machine_is_two_way(m)) {    /* test_two_way has those */
    tp_machine_free(m);
    tp_buffer_clear(&name);
    return;
  }
  size_t verified[TP_CHAIN_MODES] = {0};
  for (size_t i = 0; tp_catalog_input(&input, name.text, i) == TP_STATUS_OK; i++) {
    for (int mode = 0; mode < TP_CHAIN_MODES; mode++) {
      tp_subject s;
      open_subject(&s, m, input.text ? input.text : "", (tp_chain_mode) mode);
      assert_theorem(&s);
      if (tp_transcript_tokens(&s.told) <= (mode == TP_MODE_COT ? SHIPPED_MAX_LENGTH : SHIPPED_MAX_SUMMARIZED)) {
        if (is_worth_it(&s))
          assert_exact(&s);
        verified[mode]++;
      }
      tp_subject_close(&s);
    }
    tp_buffer_clear(&input);
  }
  ck_assert_msg(verified[TP_MODE_COT] >= 3 && verified[TP_MODE_SCOT] >= 1, "%s: too few inputs are short", name.text);
  tp_machine_free(m);
  tp_buffer_clear(&name);
}
END_TEST

int main(void)
{
  const char *top = getenv("srcdir");
  char directory[4000];
  snprintf(directory, sizeof directory, "%s/tests/golden", top ? top : ".");
  golden = directory;
  load_cases();
  Suite *suite = suite_create("golden");
  TCase *tc = suite_case(suite, "golden");
  tcase_add_loop_test(tc, test_case, 0, case_count);
  tcase_add_loop_test(tc, test_shipped, 0, shipped_count());
  int status = suite_run(suite);
  if (!case_count)
    status = EXIT_FAILURE;
  free(cases);
  tp_buffer_clear(&file);
  return status;
}
