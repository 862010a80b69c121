/* SPDX-License-Identifier: MIT */
/* Whole command lines, carried out: standard output goes nowhere, files are neither read nor written, runs are short. */
#include <sys/mman.h>
#include <unistd.h>

#include "fuzz_arguments.h"

int LLVMFuzzerInitialize(int *argc, char ***argv);

enum { MOST_STEPS = 8, MOST_LETTERS = 3 };

int LLVMFuzzerInitialize(int *argc, char ***argv)
{
  (void) argc, (void) argv;
  const int in = memfd_create("input", 0);
  fuzz_require(in >= 0 && dup2(in, 0) == 0 && freopen("/dev/null", "wb", stdout));
  mpfr_set_emin(mpfr_get_emin_min());
  mpfr_set_emax(mpfr_get_emax_max());
  return 0;
}

static void put_input(const char *text)
{
  const size_t length = strlen(text);
  fuzz_require(ftruncate(0, 0) == 0 && pwrite(0, text, length, 0) == (ssize_t) length);
  rewind(stdin);
}

/* Of the arguments, none is a file's name. */
static int is_contained(const settings *s)
{
  for (size_t i = 0; i < s->arguments; i++)
    if (strpbrk(s->argument[i], "/.") || strlen(s->argument[i]) > 60)
      return 0;
  const int opens_files = s->command->bit & (ON_PLOT | ON_REPORT | ON_MERGE | ON_CHECK);
  for (size_t i = 0; i < s->arguments; i++)
    if (opens_files && strcmp(s->argument[i], "-"))
      return 0;
  return !s->output && !s->coq && (!s->tokens_file || !strcmp(s->tokens_file, "-"));
}

static int is_narrow(tp_format f) { return tp_format_significand(f) <= 100 && f.a <= 100 && f.b <= 100; }

/* What may take long by its nature is left out. */
static int is_short(settings *s)
{
  const unsigned bit = s->command->bit;
  if (bit & (ON_SWEEP | ON_TRIALS | ON_REPORT) || (bit & ON_PLOT && !s->print_script) || s->progress)
    return 0;
  if (bit & ON_BOUND && (s->least || s->subject.r > 12 || s->context > 4096))
    return 0;
  int narrow = is_narrow(s->choice.operation);
  for (int i = 0; i < TP_SITES; i++)
    narrow &= is_narrow(s->choice.site[i]);
  for (size_t i = 0; i < s->choice.exceptions; i++)
    narrow &= is_narrow(s->choice.except[i].format);
  const int evaluates = bit & (ON_TRACE | ON_RUN | ON_VERIFY | ON_INFO | ON_MARGINS | ON_LOCATE | ON_EXPLAIN | ON_BOUND | ON_SHOW);
  if (evaluates && (s->arguments < 2 || strlen(s->argument[1]) > MOST_LETTERS) && !(bit & (ON_BOUND | ON_SHOW)))
    return 0;
  if (s->subject.limits.max_steps > MOST_STEPS)
    s->subject.limits.max_steps = MOST_STEPS;
  if (s->shown > MOST_STEPS)
    s->shown = MOST_STEPS;
  s->jobs = 1;
  return narrow;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
  fuzz_arguments a = fuzz_split(data, size);
  if (a.command) {
    settings s;
    tp_error err = {.text = ""};
    if (settings_read(&s, a.command, a.words, a.word, &err) == TP_STATUS_OK && !s.help && is_contained(&s) && is_short(&s)) {
      put_input(a.input);
      const int code = a.command->perform(&s);
      fuzz_require(code == EXIT_DONE || code == EXIT_INEXACT || code == EXIT_REFUSED);
    }
    settings_clear(&s);
  }
  free(a.text);
  return 0;
}
