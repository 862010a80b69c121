/* SPDX-License-Identifier: MIT */
#include <fcntl.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "help.h"
#include "hints.h"
#include "manual_page.h"
#include "output.h"
#include "version.h"
#include "tmprec/base/memory.h"
#include "tmprec/base/suggestion.h"

/* What is asked, once that is read. */
static const settings *asked;

static void out_of_memory(size_t bytes)
{
  static atomic_flag is_told = ATOMIC_FLAG_INIT;
  if (atomic_flag_test_and_set(&is_told))
    for (;;)
      pause();                     /* another thread is about to end the process, once it has said why */
  const int can_do_with_less = asked && command_takes(asked->command, "jobs") && jobs_of(asked) > 1;
  complain("out of memory (%zu more bytes were needed)%s", bytes, can_do_with_less ? "; try fewer --jobs" : "");
  remove_unfinished();
  _Exit(EXIT_REFUSED);
}

static int print_and_finish(tp_buffer *text)
{
  print_out(text);
  tp_buffer_clear(text);
  return finish_output(EXIT_DONE);
}

/* Not in the table of commands: another order of words for one of them. */
static int is_import(const char *word) { return !strcmp(word, "import"); }

static int is_one_of(const char *word, const char *a, const char *b)
{
  return !strcmp(word, a) || !strcmp(word, b);
}

/* What people may look for under another name. */
static const struct {
  const char *word, *way;
} other_names[] = {
  {"simulate", "tmprec run"}, {"generate", "tmprec run"}, {"compile", "tmprec info, or tmprec export"}, {"draw", "tmprec plot"},
  {"prove", "tmprec bound"}, {"certify", "tmprec bound"}, {"list", "tmprec machines"}, {"precision", "tmprec sweep --minimum"},
};

static int no_command(const char *word)
{
  const int is_option = *word == '-';
  for (size_t i = 0; i < sizeof other_names / sizeof *other_names; i++)
    if (!strcmp(word, other_names[i].word)) {
      complain("unknown command '%s'; %s does that", word, other_names[i].way);
      return EXIT_REFUSED;
    }
  if (is_machine_name(word)) {
    complain("'%.80s' is a machine, and a command goes before it, such as tmprec run %.80s; see 'tmprec --help'", word, word);
    return EXIT_REFUSED;
  }
  tp_suggestion near = tp_suggestion_for(word, strlen(word));
  for (const command *c = commands; c->name && !is_option; c++)
    tp_suggestion_offer(&near, c->name);
  tp_suggestion_offer(&near, is_option ? "--version" : "help");
  if (is_option)
    tp_suggestion_offer(&near, "--help");
  complain("unknown %s '%.80s'; see 'tmprec --help'%s", is_option ? "option" : "command", word, tp_suggestion_text(&near));
  return EXIT_REFUSED;
}

static int too_many(const char *word, const char *next)
{
  complain("%s: too many arguments, from '%.80s' on; see 'tmprec --help'", word, next);
  return EXIT_REFUSED;
}

/* help, help COMMAND, help --man COMMAND */
static int help(int argc, char **argv)
{
  tp_buffer text = {NULL, 0, 0};
  const int is_manual = argc > 3 && !strcmp(argv[2], "--man"), at = is_manual ? 3 : 2;
  if (argc > at + 1)
    return too_many(argv[1], argv[at + 1]);
  const command *c = at < argc ? command_find(is_import(argv[at]) ? "verify" : argv[at]) : NULL;
  if (at < argc && !c)
    return no_command(argv[at]);
  if (is_manual)
    manual_page(&text, c);
  else if (c)
    help_command(&text, c);
  else
    help_all(&text);
  return print_and_finish(&text);
}

static int version(int argc, char **argv)
{
  tp_buffer text = {NULL, 0, 0};
  const int is_verbose = argc > 2 && is_one_of(argv[2], "--verbose", "-v");
  if (argc > 2 + is_verbose)
    return too_many(argv[1], argv[2 + is_verbose]);
  print_version(&text, is_verbose);
  return print_and_finish(&text);
}

/* A standard stream that is closed must not lend its number to a file we open:
   it becomes one whose use fails as before (standard error: goes nowhere). */
static void hold_standard_streams(void)
{
  for (int fd = 0; fd <= 2; fd++)
    if (fcntl(fd, F_GETFD) == -1)
      (void) !open("/dev/null", fd == 1 ? O_RDONLY : O_WRONLY);
}

/* The words follow the command's name, which is the first. */
static int perform(const command *c, int count, char **word)
{
  static settings s;
  tp_buffer text = {NULL, 0, 0};
  tp_error err;
  int code = EXIT_REFUSED;
  hints_are_for(c);
  if (settings_read(&s, c, count, word, &err) != TP_STATUS_OK) {
    complain_of(&err);
  } else if (s.help) {
    help_command(&text, c);
    code = print_and_finish(&text);
  } else {
    asked = &s;
    code = c->perform(&s);
  }
  settings_clear(&s);
  mpfr_free_cache();
  return code;
}

/* import FILE MACHINE [INPUT] ... is verify --weights FILE MACHINE [INPUT] ... */
static int import(int argc, char **argv)
{
  static char verify[] = "verify", weights[] = "--weights";
  if (argc < 4 || *argv[2] == '-') {
    complain("import needs FILE MACHINE INPUT: it is verify MACHINE INPUT --weights FILE; see 'tmprec verify --help'");
    return EXIT_REFUSED;
  }
  char **word = tp_memory_new((size_t) argc + 1, sizeof *word);
  word[0] = verify;
  word[1] = weights;
  memcpy(word + 2, argv + 2, ((size_t) argc - 1) * sizeof *word);      /* with the NULL behind them */
  const int code = perform(command_find(verify), argc, word);
  free(word);
  return code;
}

int main(int argc, char **argv)
{
  hold_standard_streams();
  signal(SIGPIPE, SIG_IGN);        /* a closed pipe is a failed write */
  signal(SIGXFSZ, SIG_IGN);        /* and so is a file that may not grow */
  tp_memory_on_exhaustion(out_of_memory);
  mpfr_set_emin(mpfr_get_emin_min());     /* for the ends of formats, which are exact */
  mpfr_set_emax(mpfr_get_emax_max());
  if (argc < 2) {
    complain("no command given; see 'tmprec --help'");
    return EXIT_REFUSED;
  }
  if (is_one_of(argv[1], "--help", "-h") || !strcmp(argv[1], "help"))
    return help(argc, argv);
  if (is_one_of(argv[1], "--version", "-V"))
    return version(argc, argv);
  if (is_import(argv[1]))
    return import(argc, argv);
  const command *c = command_find(argv[1]);
  return c ? perform(c, argc - 1, argv + 1) : no_command(argv[1]);
}
