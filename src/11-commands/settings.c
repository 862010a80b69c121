/* SPDX-License-Identifier: MIT */
/* Reading a command line. */
#include "settings.h"

#include <assert.h>
#include <getopt.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "hints.h"
#include "output.h"
#include "replaced.h"
#include "setters.h"
#include "tmprec/base/suggestion.h"
#include "tmprec/base/memory.h"
#include "tmprec/machine/catalog.h"

enum { DEFAULT_SHOWN = 50 };        /* machine --steps */
enum { SWEEPING = ON_SWEEP | ON_WHICH };

static int argument_of(const option *o)
{
  return !o->argument ? no_argument : *o->argument == '[' ? optional_argument : required_argument;
}

/* The options of a command in getopt's form; val is the index + 256. */
static void getopt_tables(const command *c, struct option *longs, char *shorts)
{
  *shorts++ = '+';                 /* for the permutation see read_words */
  *shorts++ = ':';
  for (size_t i = 0; options[i].on; i++) {
    const option *o = options + i;
    if (!(o->on & c->bit))
      continue;
    if (o->name)
      *longs++ = (struct option) {o->name, argument_of(o), NULL, 256 + (int) i};
    if (o->letter) {
      *shorts++ = o->letter;
      if (o->argument)
        *shorts++ = ':';
    }
  }
  *longs = (struct option) {0};
  *shorts = '\0';
}

/* Of what getopt has found, and so of an option in its tables. */
static const option *option_of(const command *c, int value)
{
  if (value >= 256)
    return options + (value - 256);
  const option *o = options;
  while (o->on && !(o->on & c->bit && o->letter == value))
    o++;
  assert(o->on);
  return o;
}

/* An argument that may be missing, of an option of sweep, is the next word unless that word is
   a machine: it has a colon, or names a machine that comes with tmprec.  A file needs a colon.
   getopt by itself would take the argument only after '='. */
static char *optional_word(const option *o, int argc, char **argv)
{
  if (optarg || argument_of(o) != optional_argument || optind >= argc || *argv[optind] == '-' || strchr(argv[optind], ':'))
    return optarg;
  tp_buffer input = {NULL, 0, 0};
  int is_machine = tp_catalog_input(&input, argv[optind], 0) == TP_STATUS_OK;
  tp_buffer_clear(&input);
  return is_machine ? NULL : argv[optind++];
}

static int begins(const char *text, const char *with, size_t length)
{
  return !strncmp(text, with, length);
}

/* The long options of the command that begin so, as a list; their number. */
static size_t list_options(tp_buffer *list, const command *c, const char *name, size_t length)
{
  size_t count = 0;
  for (const option *o = options; o->on; o++)
    if (o->on & c->bit && o->name && begins(o->name, name, length))
      tp_buffer_printf(list, "%s--%s", count++ ? ", " : "", o->name);
  return count;
}

/* The bits of all commands that take an option of that name, or of that letter. */
static unsigned takers_of_name(const char *name, size_t length)
{
  unsigned on = 0;
  for (const option *o = options; o->on; o++)
    if (o->name && strlen(o->name) == length && begins(o->name, name, length))
      on |= o->on;
  return on;
}

static unsigned takers_of_letter(int letter)
{
  unsigned on = 0;
  for (const option *o = options; o->on; o++)
    if (o->letter == letter)
      on |= o->on;
  return on;
}

static void list_commands(tp_buffer *list, unsigned on)
{
  for (const command *c = commands; c->name; c++)
    if (c->bit & on)
      tp_buffer_printf(list, "%s%s", list->length ? ", " : "", c->name);
}

static void offer_option(tp_suggestion *near, const char *name)
{
  tp_buffer text = {NULL, 0, 0};
  tp_buffer_printf(&text, "--%s", name);
  tp_suggestion_offer(near, text.text);
  tp_buffer_clear(&text);
}

/* -format for --format: a long option with a dash too few. */
static const char *with_one_dash(const command *c, const char *text)
{
  const size_t length = strcspn(text + 1, "=");
  for (const option *o = options; o->on && length > 1; o++)
    if (o->on & c->bit && o->name && strlen(o->name) == length && begins(o->name, text + 1, length))
      return o->name;
  return NULL;
}

/* What is wrong with a long option that getopt does not know. */
static tp_status unknown_option(const command *c, const char *text, tp_error *err)
{
  const char *name = text + 2;
  const size_t length = strcspn(name, "=");
  const int shown = length > 80 ? 80 : (int) length;
  tp_buffer list = {NULL, 0, 0};
  tp_suggestion near = tp_suggestion_for(text, length + 2);
  for (const option *o = options; o->on; o++)
    if (o->on & c->bit && o->name && !o->instead)
      offer_option(&near, o->name);
  if (list_options(&list, c, name, length) > 1) {
    tp_error_set(err, TP_STATUS_REFUSED, "option --%.*s is ambiguous: %s", shown, name, list.text);
  } else if (list_commands(&list, takers_of_name(name, length)), list.length) {
    tp_error_set(err, TP_STATUS_REFUSED, "option --%.*s is not for %s, but for %s; see 'tmprec %s --help'%s", shown, name, c->name, list.text, c->name,
                 hint_instead(c, name, length));
  } else {
    tp_error_set(err, TP_STATUS_REFUSED, "option --%.*s is unknown; see 'tmprec %s --help'%s", shown, name, c->name, tp_suggestion_text(&near));
  }
  tp_buffer_clear(&list);
  return TP_STATUS_REFUSED;
}

/* What is wrong with a letter; word: what it stands in. */
static tp_status unknown_letter(const command *c, const char *word, int letter, tp_error *err)
{
  const char *meant = with_one_dash(c, word);
  tp_buffer list = {NULL, 0, 0};
  list_commands(&list, takers_of_letter(letter));
  if (meant)
    tp_error_set(err, TP_STATUS_REFUSED, "option %.80s is unknown; see 'tmprec %s --help'; did you mean '--%s'?", word, c->name, meant);
  else if (list.length)
    tp_error_set(err, TP_STATUS_REFUSED, "option -%c is not for %s, but for %s; see 'tmprec %s --help'", letter, c->name, list.text, c->name);
  else
    tp_error_set(err, TP_STATUS_REFUSED, "option -%c is unknown; see 'tmprec %s --help'%s", letter, c->name,
                 strstr(c->arguments, "INPUT") ? "; -- goes before a word that begins with '-'" : "");
  tp_buffer_clear(&list);
  return TP_STATUS_REFUSED;
}

/* word: which of argv the option is in. */
static tp_status bad_option(const command *c, char **argv, int word, tp_error *err, int missing)
{
  if (!missing && !optopt && begins(argv[optind - 1], "--", 2))
    return unknown_option(c, argv[optind - 1], err);
  if (!missing && optopt && optopt < 256)
    return unknown_letter(c, argv[word], optopt, err);
  const char letter[3] = {'-', (char) optopt, '\0'};
  return tp_error_set(err, TP_STATUS_REFUSED, "option %.80s %s; see 'tmprec %s --help'", optopt && optopt < 256 ? letter : argv[optind - 1],
                      missing ? "needs an argument" : optopt ? "takes no argument" : "is unknown", c->name);
}

static tp_status check_arguments(const settings *s, const command *c, tp_error *err)
{
  if (s->arguments < c->least)
    return tp_error_set(err, TP_STATUS_REFUSED, "%s needs %s; see 'tmprec %s --help'", c->name, c->arguments, c->name);
  const size_t most = s->drawn && c->bit == ON_SHOW ? SIZE_MAX : c->most;
  if (s->arguments > most)
    return tp_error_set(err, TP_STATUS_REFUSED, "%s: too many arguments, from '%.80s' on; see 'tmprec %s --help'%s", c->name,
                        s->argument[most], c->name, strstr(c->arguments, "MACHINE[:INPUT]") ? "; MACHINE:INPUT is one word, such as add:11+1" : "");
  if (s->output && c->bit & ON_DRAWING && !s->drawn)
    return tp_error_set(err, TP_STATUS_REFUSED, "-o goes with --plot; see 'tmprec %s --help'", c->name);
  return TP_STATUS_OK;
}

static tp_status check_sweep(const settings *s, tp_error *err)
{
  const tp_sweep *w = &s->sweep;
  if (s->format && s->choice.kind != TP_ARITHMETIC_SITES)
    return tp_error_set(err, TP_STATUS_REFUSED, "--format '%.80s' cannot be swept: --family names the swept formats, and --format or "
                        "a site's option names the format of the other sites", s->format);
  const unsigned swept = w->sites ? w->sites : 1u << TP_SITE_ACT | 1u << TP_SITE_ATTN;
  for (int i = 0; i < TP_SITES; i++)
    if (s->site[i] && swept >> i & 1)
      return tp_error_set(err, TP_STATUS_REFUSED, "--%s %.80s is without effect: the formats of %s are swept; --sites says which sites those are",
                          tp_site_name[i], s->site[i], tp_site_name[i]);
  if (s->per_site && w->rows != TP_ROWS_CELLS)
    return tp_error_set(err, TP_STATUS_REFUSED, "--minimum cannot be combined with --per-site");
  if (s->activations && !s->per_site && w->rows == TP_ROWS_CELLS)
    return tp_error_set(err, TP_STATUS_REFUSED, "--activations needs --minimum or --per-site in a sweep: without them every cell has a "
                        "column exact_act");
  if (s->resume && (!s->output || !strcmp(s->output, "-")))
    return tp_error_set(err, TP_STATUS_REFUSED, "--resume needs -o FILE: finished cells are kept beside it");
  if (s->dry_run && s->output)
    return tp_error_set(err, TP_STATUS_REFUSED, "--dry-run has no rows to write to a file");
  if (s->json && s->parts && !s->dry_run)
    return tp_error_set(err, TP_STATUS_REFUSED, "--json and --shard: parts are CSV, and merge --json joins them");
  if (w->groups && !s->per_site)
    return tp_error_set(err, TP_STATUS_REFUSED, "--groups needs --per-site");
  if (s->per_site && w->families >> TP_FAMILY_MPFR & 1)
    return tp_error_set(err, TP_STATUS_REFUSED, "--per-site: mpfr has no sites; sweep --family fixed,float");
  return TP_STATUS_OK;
}

/* What depends on more than one option. */
static tp_status check_options(settings *s, const command *c, tp_error *err)
{
  tp_status result = choose_arithmetic(s, err);
  if (result == TP_STATUS_OK)
    result = c->bit & SWEEPING ? check_sweep(s, err)         /* each cell by itself, later */
             : s->least == LEAST_BITS ? TP_STATUS_OK          /* each number of bits likewise */
             : tp_choice_check(&s->choice, err);
  if (result != TP_STATUS_OK)
    return result;
  if (s->choice.sum == TP_SUM_ANY && !(c->bit & (ON_VERIFY | SWEEPING)))
    return tp_error_set(err, TP_STATUS_REFUSED, "--sum any is about every order of sums: it is for verify, sweep and which, not for %s", c->name);
  const int has_family = s->least == LEAST_BITS;       /* which makes a softmax of it */
  if (s->has_beta && !s->choice.beta.is_auto && s->choice.kind == TP_ARITHMETIC_EXACT && !(c->bit & (ON_MARGINS | ON_EXPORT | ON_WHICH)) && !has_family)
    return tp_error_set(err, TP_STATUS_REFUSED, "--beta has no meaning for hardmax: choose a softmax with --format or a site's option");
  if (s->weights && s->activations)
    return tp_error_set(err, TP_STATUS_REFUSED, "--activations compares with hardmax of the compiled weights, not of those of --weights");
  if (s->tape && (s->shown_output == SHOW_WORD || s->shown_output == SHOW_ALL))
    return tp_error_set(err, TP_STATUS_REFUSED, "--tape goes with --output tape");
  if (s->print_tokens && (s->tape || s->shown_output != SHOW_USUAL))
    return tp_error_set(err, TP_STATUS_REFUSED, "--print-tokens prints the tokens instead of what --output and --tape print");
  if (s->json && c->bit != ON_SWEEP && (s->pretty || s->tape || s->shown_output != SHOW_USUAL))
    return tp_error_set(err, TP_STATUS_REFUSED, "--json has all that %s would choose", s->pretty ? "--pretty" : s->tape ? "--tape" : "--output");
  if (c->bit & SWEEPING)
    choose_sweep(s);
  return TP_STATUS_OK;
}

/* Put the option before a message, and its argument unless the message quotes it. */
static void name_option(const option *o, const char *argument, tp_error *err)
{
  const char letter[2] = {o->letter, '\0'}, *dashes = o->name ? "--" : "-", *name = o->name ? o->name : letter;
  char quoted[90] = "";
  const tp_error plain = *err;
  if (argument)
    snprintf(quoted, sizeof quoted, "'%.80s'", argument);
  if (argument && !strncmp(plain.text, quoted, strlen(quoted)))
    tp_error_refuse(err, plain.reason, "%s%s %.900s", dashes, name, plain.text);
  else if (argument && !strstr(plain.text, quoted))
    tp_error_refuse(err, plain.reason, "%s%s %s: %.800s", dashes, name, quoted, plain.text);
  else
    tp_error_refuse(err, plain.reason, "%s%s: %.900s", dashes, name, plain.text);
}

static void tell_new_name(const option *o)
{
  if (o->instead && (!o->is_pinned || isatty(STDERR_FILENO)))
    complain("warning: --%s is now called --%s", o->name, o->instead);
}

static tp_status set_option(settings *s, const option *o, const char *argument, tp_error *err)
{
  tell_new_name(o);
  if (!o->set) {
    *(int *) ((char *) s + o->flag) = 1;
    return TP_STATUS_OK;
  }
  tp_status result = o->set(s, argument, err);
  if (result != TP_STATUS_OK)
    name_option(o, argument, err);
  return result;
}

/* -0, -.5, -1/3, -inf, -nan: of round no option begins so. */
static int is_negative_number(const char *text)
{
  return text[0] == '-' && (strchr("0123456789.iInN", text[1]) != NULL) && text[1];
}

/* Options and arguments in whatever order. */
static tp_status read_words(settings *s, const command *c, int argc, char **argv, tp_error *err)
{
  struct option *longs = tp_memory_new(option_count + 1, sizeof *longs);
  char *shorts = tp_memory_new(2 * option_count + 3, 1);
  getopt_tables(c, longs, shorts);
  opterr = 0;
  optind = 1;
  tp_status result = TP_STATUS_OK;
  while (optind < argc && result == TP_STATUS_OK) {
    if (!strncmp(argv[optind], "-:", 2)          /* the machine from standard input, and a word */
        || (c->bit == ON_ROUND && is_negative_number(argv[optind]))) {
      s->argument[s->arguments++] = argv[optind++];
      continue;
    }
    int before = optind, value = getopt_long(argc, argv, shorts, longs, NULL);
    if (value == '?' || value == ':') {
      result = bad_option(c, argv, before, err, value == ':');
    } else if (value == -1) {
      /* Not an option; after "--" nothing is. */
      int last = optind > before ? argc : optind + 1;
      while (optind < last)
        s->argument[s->arguments++] = argv[optind++];
    } else {
      const option *o = option_of(c, value);
      result = set_option(s, o, optional_word(o, argc, argv), err);
    }
  }
  free(longs);
  free(shorts);
  return result;
}

tp_status settings_read(settings *s, const command *c, int argc, char **argv, tp_error *err)
{
  *s = (settings) {
    .command = c,
    .reading = {.notation = TP_NOTATIONS, .no_rule = TP_NO_RULE_USUAL},
    .subject.limits.max_steps = TP_RUN_DEFAULT_MAX_STEPS,
    .shown = DEFAULT_SHOWN,
    .picture = TP_PICTURES,
    .layout.type = TP_ENTRY_USUAL,
    .choice.beta.is_auto = 1,
  };
  tp_sweep_init(&s->sweep);
  s->argument = tp_memory_new((size_t) argc + 1, sizeof *s->argument);
  tp_status result = read_words(s, c, argc, argv, err);
  if (result != TP_STATUS_OK || s->help)
    return result;
  result = check_arguments(s, c, err);
  if (result == TP_STATUS_OK)
    result = check_replaced(s, err);
  return result == TP_STATUS_OK ? check_options(s, c, err) : result;
}

tp_setup settings_setup(const settings *s)
{
  return (tp_setup) {.choice = &s->choice, .draw = s->draw, .plain = s->plain || s->weights};
}

void settings_clear(settings *s)
{
  free(s->argument);
  tp_number_list_clear(&s->layers);
  tp_sweep_clear(&s->sweep);
  tp_choice_clear(&s->choice);
}
