#include "settings.h"

#include <getopt.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "numbers.h"
#include "tmprec/base/memory.h"
#include "tmprec/machine/catalog.h"

enum { DEFAULT_SHOWN = 50 };        /* machine --steps */

static tp_status set_r(settings *s, const char *text, tp_error *err)
{
  return tp_position_bits_parse(&s->subject.r, text, err);
}

static tp_status set_r_list(settings *s, const char *text, tp_error *err)
{
  tp_status result = number_list_parse(&s->position_bits, "r", text, 4, 60, 2, err);
  for (size_t i = 0; i < s->position_bits.count && result == TP_STATUS_OK; i++)
    if (s->position_bits.value[i] % 2)
      result = tp_error_set(err, TP_STATUS_REFUSED, "r '%d': odd; an even number is needed", s->position_bits.value[i]);
  return result;
}

static tp_status set_force(settings *s, const char *text, tp_error *err)
{
  (void) text, (void) err;
  s->subject.force = 1;
  return TP_STATUS_OK;
}

static tp_status set_max_steps(settings *s, const char *text, tp_error *err)
{
  return count_parse(&s->subject.limits.max_steps, "--max-steps", text, 1, err);
}

static tp_status set_steps(settings *s, const char *text, tp_error *err)
{
  return count_parse(&s->subject.limits.cut, "--steps", text, 1, err);
}

static tp_status set_shown(settings *s, const char *text, tp_error *err)
{
  return count_parse(&s->shown, "--steps", text, 0, err);
}

static tp_status set_two_way(settings *s, const char *text, tp_error *err)
{
  for (int rule = 0; rule < TP_TWO_WAY_RULES; rule++)
    if (!strcasecmp(text, tp_two_way_name[rule])) {
      s->subject.two_way = (tp_two_way_rule) rule;
      return TP_STATUS_OK;
    }
  return tp_error_set(err, TP_STATUS_REFUSED, "--two-way '%.80s' is not one of refuse, fold", text);
}

static tp_status set_format(settings *s, const char *text, tp_error *err)
{
  tp_choice c = {0};
  s->format = text;
  return tp_choice_set_format(&c, text, err);
}

static tp_status set_site(settings *s, int site, const char *text, tp_error *err)
{
  tp_choice c = {0};
  s->site[site] = text;
  return tp_choice_set_site(&c, site, text, err);
}

static tp_status set_act(settings *s, const char *text, tp_error *err)
{
  return set_site(s, TP_SITE_ACT, text, err);
}

static tp_status set_attn(settings *s, const char *text, tp_error *err)
{
  return set_site(s, TP_SITE_ATTN, text, err);
}

static tp_status set_logit(settings *s, const char *text, tp_error *err)
{
  return set_site(s, TP_SITE_LOGIT, text, err);
}

static tp_status set_exp(settings *s, const char *text, tp_error *err)
{
  return set_site(s, TP_SITE_EXP, text, err);
}

static tp_status set_acc(settings *s, const char *text, tp_error *err)
{
  return set_site(s, TP_SITE_ACC, text, err);
}

static tp_status set_param(settings *s, const char *text, tp_error *err)
{
  return set_site(s, TP_SITE_PARAM, text, err);
}

/* The arithmetic that --format and then the sites name, in whatever order they
   were given. */
static tp_status choose_arithmetic(settings *s, tp_error *err)
{
  tp_status result = s->format ? tp_choice_set_format(&s->choice, s->format, err) : TP_STATUS_OK;
  for (int i = 0; i < TP_SITES && result == TP_STATUS_OK; i++)
    if (s->site[i])
      result = tp_choice_set_site(&s->choice, i, s->site[i], err);
  return result;
}

static tp_status set_noise(settings *s, const char *text, tp_error *err)
{
  return tp_choice_set_noise(&s->choice, text, err);
}

static tp_status set_exception(settings *s, const char *text, tp_error *err)
{
  tp_layer_exception e;
  tp_status result = tp_exception_parse(&e, text, err);
  if (result == TP_STATUS_OK)
    tp_choice_add_exception(&s->choice, &e);
  return result;
}

static tp_status set_beta(settings *s, const char *text, tp_error *err)
{
  s->has_beta = 1;
  return tp_choice_set_beta(&s->choice, text, err);
}

static tp_status set_round(settings *s, const char *text, tp_error *err)
{
  return tp_choice_set_mode(&s->choice, text, err);
}

static tp_status set_overflow(settings *s, const char *text, tp_error *err)
{
  return tp_choice_set_overflow(&s->choice, text, err);
}

static tp_status set_sum(settings *s, const char *text, tp_error *err)
{
  return tp_choice_set_summation(&s->choice, text, err);
}

static tp_status set_subtract(settings *s, const char *text, tp_error *err)
{
  s->choice.subtracts_first = !strcasecmp(text, "before");
  if (s->choice.subtracts_first || !strcasecmp(text, "after"))
    return TP_STATUS_OK;
  return tp_error_set(err, TP_STATUS_REFUSED, "--subtract '%.80s' is not one of after, before", text);
}

static tp_status set_seed(settings *s, const char *text, tp_error *err)
{
  return count_parse(&s->draw.seed, "--seed", text, 0, err);
}

static tp_status set_trial(settings *s, const char *text, tp_error *err)
{
  return count_parse(&s->draw.trial, "--trial", text, 0, err);
}

static tp_status set_activations(settings *s, const char *text, tp_error *err)
{
  (void) text, (void) err;
  s->activations = 1;
  return TP_STATUS_OK;
}

static tp_status set_tokens_file(settings *s, const char *text, tp_error *err)
{
  (void) err;
  s->tokens_file = text;
  return TP_STATUS_OK;
}

static tp_status set_print_tokens(settings *s, const char *text, tp_error *err)
{
  (void) text, (void) err;
  s->print_tokens = 1;
  return TP_STATUS_OK;
}

static tp_status set_values(settings *s, const char *text, tp_error *err)
{
  (void) text, (void) err;
  s->values = 1;
  return TP_STATUS_OK;
}

static tp_status set_token(settings *s, const char *text, tp_error *err)
{
  uint64_t token;
  tp_status result = count_parse(&token, "--token", text, 0, err);
  s->token = (size_t) token;
  s->has_token = 1;
  return result;
}

static tp_status set_trials(settings *s, const char *text, tp_error *err)
{
  uint64_t trials;
  tp_status result = count_parse(&trials, "--trials", text, 1, err);
  if (result == TP_STATUS_OK && trials > 1000000)
    return tp_error_set(err, TP_STATUS_REFUSED, "--trials '%.80s': at most 1000000", text);
  s->trials = (size_t) trials;
  return result;
}

static tp_status set_largest(settings *s, const char *text, tp_error *err)
{
  (void) text, (void) err;
  s->largest = 1;
  return TP_STATUS_OK;
}

static tp_status set_pretty(settings *s, const char *text, tp_error *err)
{
  (void) text, (void) err;
  s->pretty = 1;
  return TP_STATUS_OK;
}

static tp_status set_time(settings *s, const char *text, tp_error *err)
{
  (void) text, (void) err;
  s->print_time = 1;
  return TP_STATUS_OK;
}

static tp_status set_progress(settings *s, const char *text, tp_error *err)
{
  (void) text, (void) err;
  s->progress = 1;
  return TP_STATUS_OK;
}

static tp_status set_jobs(settings *s, const char *text, tp_error *err)
{
  uint64_t jobs;
  tp_status result = count_parse(&jobs, "--jobs", text, 1, err);
  if (result == TP_STATUS_OK && jobs > 1024)
    return tp_error_set(err, TP_STATUS_REFUSED, "--jobs '%.80s': at most 1024", text);
  s->jobs = (unsigned) jobs;
  return result;
}

static tp_status set_output(settings *s, const char *text, tp_error *err)
{
  (void) err;
  s->output = text;
  return TP_STATUS_OK;
}

static tp_status set_bits(settings *s, const char *text, tp_error *err)
{
  return number_list_parse(&s->bits, "--bits", text, 1, TP_FORMAT_MAX_PRECISION, 1, err);
}

/* The comma-separated names of a set, as a mask of their places in `names`. */
static tp_status set_names(unsigned *mask, const char *what, const char *text, const char *separators, size_t count,
                           const char *const *names, tp_error *err)
{
  *mask = 0;
  for (const char *at = text;; at++) {
    size_t length = strcspn(at, separators), i = 0;
    while (i < count && (strlen(names[i]) != length || strncasecmp(names[i], at, length)))
      i++;
    if (i == count) {
      tp_buffer list = {NULL, 0, 0};
      for (i = 0; i < count; i++)
        tp_buffer_printf(&list, "%s%s", i ? ", " : "", names[i]);
      tp_error_set(err, TP_STATUS_REFUSED, "%s '%.80s': '%.*s' is not one of %s", what, text, length > 80 ? 80 : (int) length, at, list.text);
      tp_buffer_clear(&list);
      return TP_STATUS_REFUSED;
    }
    if (*mask >> i & 1)
      return tp_error_set(err, TP_STATUS_REFUSED, "%s '%.80s': '%s' is repeated", what, text, names[i]);
    *mask |= 1u << i;
    at += length;
    if (!*at)
      return TP_STATUS_OK;
  }
}

static tp_status set_modes(settings *s, const char *text, tp_error *err)
{
  return set_names(&s->modes, "--mode", text, ",", TP_CHAIN_MODES, tp_chain_mode_name, err);
}

static tp_status set_mode(settings *s, const char *text, tp_error *err)
{
  for (int mode = 0; mode < TP_CHAIN_MODES; mode++)
    if (!strcasecmp(text, tp_chain_mode_name[mode])) {
      s->subject.mode = (tp_chain_mode) mode;
      return TP_STATUS_OK;
    }
  return tp_error_set(err, TP_STATUS_REFUSED, "--mode '%.80s' is not one of cot, scot", text);
}

static tp_status set_notation(tp_notation *n, const char *what, const char *text, tp_error *err)
{
  unsigned mask;
  tp_status result = set_names(&mask, what, text, "", TP_NOTATIONS, tp_notation_name, err);
  for (int i = 0; i < TP_NOTATIONS && result == TP_STATUS_OK; i++)
    if (mask >> i & 1)
      *n = (tp_notation) i;
  return result;
}

static tp_status set_from(settings *s, const char *text, tp_error *err)
{
  return set_notation(&s->from, "--from", text, err);
}

static tp_status set_to(settings *s, const char *text, tp_error *err)
{
  return set_notation(&s->to, "--to", text, err);
}

static tp_status set_family(settings *s, const char *text, tp_error *err)
{
  return set_names(&s->families, "--family", text, ",", TP_FAMILIES, tp_family_name, err);
}

static tp_status set_sites(settings *s, const char *text, tp_error *err)
{
  return set_names(&s->sites, "--sites", text, "+", TP_SITES, tp_site_name, err);
}

static tp_status set_beta_list(settings *s, const char *text, tp_error *err)
{
  return tp_beta_list_parse(&s->betas, text, err);
}

/* NULL: without an argument. */
static tp_status set_minimum(settings *s, const char *text, tp_error *err)
{
  int beta = text && !strcasecmp(text, "beta");
  if (text && !beta && strcasecmp(text, "bits"))
    return tp_error_set(err, TP_STATUS_REFUSED, "--minimum '%.80s' is neither bits nor beta, nor a machine that comes with tmprec",
                        text);
  if (s->minimum == MINIMUM_FRONT)
    return tp_error_set(err, TP_STATUS_REFUSED, "--minimum cannot be combined with --per-site");
  s->minimum = beta ? MINIMUM_BETA : MINIMUM_BITS;
  return TP_STATUS_OK;
}

static tp_status set_per_site(settings *s, const char *text, tp_error *err)
{
  (void) text;
  if (s->minimum)
    return tp_error_set(err, TP_STATUS_REFUSED, "--per-site cannot be combined with --minimum");
  s->minimum = MINIMUM_FRONT;
  return TP_STATUS_OK;
}

static tp_status set_groups(settings *s, const char *text, tp_error *err)
{
  uint64_t groups;
  tp_status result = count_parse(&groups, "--groups", text, 1, err);
  if (result == TP_STATUS_OK && groups > 16)
    return tp_error_set(err, TP_STATUS_REFUSED, "--groups '%.80s': at most 16", text);
  s->groups = (size_t) groups;
  return result;
}

static tp_status set_help(settings *s, const char *text, tp_error *err)
{
  (void) text, (void) err;
  s->help = 1;
  return TP_STATUS_OK;
}

#define ON_MACHINE (ON_TRACE | ON_RUN | ON_VERIFY | ON_INFO | ON_SWEEP | ON_MARGINS | ON_LOCATE | ON_EXPLAIN | ON_TRIALS)
#define ON_ARITHMETIC (ON_RUN | ON_VERIFY | ON_SWEEP | ON_MARGINS | ON_LOCATE | ON_TRIALS)

const option options[] = {
  {"from", 0, "NOTATION", ON_MACHINE | ON_SHOW | ON_CONVERT,
   "notation of MACHINE: tm, tmsim (turingmachinesimulator.com), morphett (morphett.info), bb (bbchallenge.org), tmio "
   "(turingmachine.io); by default it is recognised", set_from},
  {"to", 0, "NOTATION", ON_CONVERT, "notation to write: tm (the default), tmsim, morphett, bb, tmio", set_to},
  {"mode", 0, "MODE", ON_MACHINE & ~ON_SWEEP, "cot (chain of thought, the default) or scot (summarized chain of thought)", set_mode},
  {"mode", 0, "LIST", ON_SWEEP, "cot (chain of thought, the default), scot (summarized chain of thought), or both: cot,scot", set_modes},
  {NULL, 'r', "R", ON_MACHINE & ~ON_SWEEP,
   "bits of position: even, 4 to 60; default: the smallest whose context 2^R holds every segment", set_r},
  {NULL, 'r', "LIST", ON_SWEEP, "bits of position: even numbers, such as 6,8 or 4..10; default: the smallest whose context 2^R holds every segment", set_r_list},
  {"force", 0, NULL, ON_ARITHMETIC, "accept an R that is too small (positions then count modulo 2^R)", set_force},
  {"max-steps", 0, "N", ON_MACHINE, "refuse a machine that has not halted after N steps (default 10000000)", set_max_steps},
  {"steps", 0, "N", ON_MACHINE, "cut the run after N steps", set_steps},
  {"max-steps", 0, "N", ON_SHOW, "follow the run for at most N steps (default 10000000)", set_max_steps},
  {"steps", 0, "N", ON_SHOW, "show the tapes for the first N steps (default 50)", set_shown},
  {"two-way", 0, "RULE", ON_MACHINE | ON_SHOW,
   "for a two-way machine that goes left of cell 0: refuse it (the default), or fold its tapes at cell 0 into one-way tapes", set_two_way},
  {"format", 0, "FORMAT", ON_ARITHMETIC,
   "exact (hardmax, the default), real (softmax, not rounded), mpfr:P (every operation rounded to P bits), mpfr:FORMAT "
   "(every operation rounded into an IEEE format), or a format for activations and attention weights ('tmprec formats' "
   "lists them)", set_format},
  {"act", 0, "FORMAT", ON_ARITHMETIC, "format of the activations and hidden values; sites that no option names stay unrounded", set_act},
  {"attn", 0, "FORMAT", ON_ARITHMETIC, "format of the attention weights", set_attn},
  {"logit", 0, "FORMAT", ON_ARITHMETIC, "format of the logits of attention, beta times the scores", set_logit},
  {"exp", 0, "FORMAT", ON_ARITHMETIC, "format of each exponential and of their sum", set_exp},
  {"acc", 0, "FORMAT", ON_ARITHMETIC, "format of every partial sum of every dot product", set_acc},
  {"param", 0, "FORMAT", ON_ARITHMETIC, "format of the weights: beta and the biases; all others are 1 and -1", set_param},
  {"noise", 0, "NOISE", ON_ARITHMETIC,
   "SITE:uniform:SIZE or SITE:normal:SIZE, for act, attn, logit or param: after rounding, add SIZE times a random number, "
   "uniform in (-1, 1) or standard normal, to every number of the site, and round again; for param, to every weight; once "
   "for each site", set_noise},
  {"at", 0, "RULE", ON_ARITHMETIC,
   "another arithmetic in some layers: LAYERS:SITE=FORMAT, LAYERS:beta=BETA, or with mpfr LAYERS:mpfr=P; LAYERS is N or "
   "N..M, from 1; may be repeated, and the later rule applies", set_exception},
  {"sum", 0, "ORDER", ON_ARITHMETIC, "order of the sums that --acc rounds: sequential (the default), pairwise, or compensated (Kahan summation)", set_sum},
  {"subtract", 0, "WHEN", ON_ARITHMETIC, "subtract the largest logit after (the default) or before the rounding of --logit", set_subtract},
  {"beta", 0, "BETA", ON_ARITHMETIC & ~ON_SWEEP, "inverse temperature: a number, or auto = 2 R ln 2 + 2 (the default)", set_beta},
  {"beta", 0, "LIST", ON_SWEEP, "inverse temperatures, such as auto,10,12.5 or 1..12:0.5 (default: auto = 2 R ln 2 + 2)", set_beta_list},
  {"round", 0, "MODE", ON_ARITHMETIC,
   "rne (to nearest even, the default), rna (to nearest, ties away from zero), rtz (toward zero), raz (away from zero), "
   "rup, rdn (toward +infinity, -infinity), rto (to odd), rsr (stochastic, not for mpfr); or a list for some sites, such "
   "as attn:rtz,act:rne", set_round},
  {"overflow", 0, "RULE", ON_ARITHMETIC,
   "what becomes of a number that is too large: auto (the default: infinity or the largest value, as IEEE 754 says for the "
   "mode), inf or saturate (infinity or the largest value, whatever the mode), nan (NaN in formats that have NaN but no "
   "infinities)", set_overflow},
  {"seed", 0, "N", ON_ARITHMETIC, "seed of stochastic rounding and of noise (default 0)", set_seed},
  {"trial", 0, "N", ON_ARITHMETIC, "number of the trial, for stochastic rounding and noise: each trial draws anew from the same seed (default 0)", set_trial},
  {"activations", 0, NULL, ON_VERIFY, "also require every activation to be that of hardmax", set_activations},
  {"activations", 0, NULL, ON_SWEEP, "for --minimum and --per-site also require every activation to be that of hardmax", set_activations},
  {"tokens", 0, "FILE", ON_VERIFY, "check the sequence in FILE (text form; - is standard input) instead of the prescribed one",
   set_tokens_file},
  {"tokens", 0, NULL, ON_RUN, "print the generated tokens, one per line, instead of the word", set_print_tokens},
  {"bits", 0, "LIST", ON_SWEEP, "numbers of bits, such as 4..32 or 2,4,8..16 (default 4..32)", set_bits},
  {"family", 0, "LIST", ON_SWEEP, "fixed (fixed:1.(b-2)), float (eXmY of b bits), mpfr (mpfr:b); default: all three", set_family},
  {"sites", 0, "SITES", ON_SWEEP, "the sites that fixed and float sweep: act, attn, logit, exp, acc, param, joined by + (default act+attn)", set_sites},
  {"minimum", 0, "[OF]", ON_SWEEP,
   "one row per curve instead of one per cell: the fewest exact bits (OF is bits, the default) or the least exact beta (OF "
   "is beta), the number from which on all are exact, and the holes", set_minimum},
  {"per-site", 0, NULL, ON_SWEEP,
   "bits of its own for each site of --sites; one row for each cell of the Pareto front of exact cells (families fixed and "
   "float)", set_per_site},
  {"groups", 0, "N", ON_SWEEP, "with --per-site: also bits of its own for each of N groups of layers (default 1)", set_groups},
  {"jobs", 0, "N", ON_SWEEP | ON_TRIALS, "threads (default: the number of processors); the output does not depend on it", set_jobs},
  {"output", 'o', "FILE", ON_SWEEP, "write to FILE, which is replaced only when all is done; - is standard output", set_output},
  {"time", 0, NULL, ON_ARITHMETIC & ~ON_TRIALS, "report the processor time: on standard error, or as a column `seconds`", set_time},
  {"progress", 0, NULL, ON_ARITHMETIC, "show progress even if standard error is not a terminal", set_progress},
  {"token", 0, "N", ON_EXPLAIN, "the token, counted from 0 as `trace` prints them", set_token},
  {"trials", 0, "N", ON_TRIALS, "number of trials (default 100), numbered from --trial on", set_trials},
  {"largest", 0, NULL, ON_TRIALS, "find the largest noise at which no trial fails: double the size of --noise until some trial fails, then go down in steps of 2^(1/8)", set_largest},
  {"pretty", 0, NULL, ON_MARGINS, "aligned columns for reading instead of CSV, without the empty ones", set_pretty},
  {"values", 0, NULL, ON_FORMATS, "print every bit pattern and its value, for formats of up to 8 bits", set_values},
  {"help", 'h', NULL, ~0u, "this help", set_help},
  {NULL, 0, NULL, 0, NULL, NULL},
};

static int argument_of(const option *o)
{
  return !o->argument ? no_argument : *o->argument == '[' ? optional_argument : required_argument;
}

/* The options of a command in getopt's form; val is the index + 256. */
static void getopt_tables(const command *c, struct option *longs, char *shorts)
{
  *shorts++ = '+';                 /* for the permutation see settings_read */
  *shorts++ = ':';
  for (size_t i = 0; options[i].help; i++) {
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

static const option *option_of(const command *c, int value)
{
  if (value >= 256)
    return options + (value - 256);
  for (const option *o = options; o->help; o++)
    if (o->on & c->bit && o->letter == value)
      return o;
  return NULL;
}

/* An argument that may be missing, of an option of sweep, is the next word unless
   that is a machine: has a colon, or is one that comes along.  A file needs a
   colon.  getopt by itself would take it only behind '='. */
static char *optional_word(const option *o, int argc, char **argv)
{
  if (optarg || argument_of(o) != optional_argument || optind >= argc || *argv[optind] == '-' || strchr(argv[optind], ':'))
    return optarg;
  tp_buffer input = {NULL, 0, 0};
  int is_machine = tp_catalog_input(&input, argv[optind], 0) == TP_STATUS_OK;
  tp_buffer_clear(&input);
  return is_machine ? NULL : argv[optind++];
}

static tp_status bad_option(const command *c, char **argv, tp_error *err, int missing)
{
  char letter[3] = {'-', (char) optopt, '\0'};
  const char *text = optopt && optopt < 256 ? letter : argv[optind - 1];
  const char *what = missing ? "needs an argument" : optopt >= 256 ? "takes no argument" : "is unknown or ambiguous";
  return tp_error_set(err, TP_STATUS_REFUSED, "option %.80s %s; see 'tmprec %s --help'", text, what, c->name);
}

static tp_status check_arguments(settings *s, const command *c, tp_error *err)
{
  if (s->arguments < c->least)
    return tp_error_set(err, TP_STATUS_REFUSED, "%s needs %s; see 'tmprec %s --help'", c->name, c->arguments, c->name);
  if (s->arguments > c->most)
    return tp_error_set(err, TP_STATUS_REFUSED, "%s: too many arguments, from '%.80s' on; see 'tmprec %s --help'", c->name,
                        s->argument[c->most], c->name);
  tp_status result = choose_arithmetic(s, err);
  if (result == TP_STATUS_OK && c->bit != ON_SWEEP)    /* there cell by cell */
    result = tp_choice_check(&s->choice, err);
  if (result != TP_STATUS_OK)
    return result;
  if (c->bit == ON_SWEEP && s->format && s->choice.kind != TP_ARITHMETIC_SITES)
    return tp_error_set(err, TP_STATUS_REFUSED, "--format '%.80s' cannot be swept: --family names the swept formats, and --format or a site's option names the format of the other sites",
                        s->format);
  if (c->bit == ON_SWEEP && s->activations && !s->minimum)
    return tp_error_set(err, TP_STATUS_REFUSED, "--activations needs --minimum or --per-site in a sweep: without them every cell has a column exact_act");
  if (c->bit == ON_SWEEP && s->groups && s->minimum != MINIMUM_FRONT)
    return tp_error_set(err, TP_STATUS_REFUSED, "--groups needs --per-site");
  if (s->minimum == MINIMUM_FRONT && s->families >> TP_FAMILY_MPFR & 1)
    return tp_error_set(err, TP_STATUS_REFUSED, "--per-site: mpfr has no sites; sweep --family fixed,float");
  if (s->has_beta && !s->choice.beta.is_auto && s->choice.kind == TP_ARITHMETIC_EXACT && c->bit != ON_MARGINS)
    return tp_error_set(err, TP_STATUS_REFUSED, "--beta has no meaning for hardmax: choose a softmax with --format or a site's option");
  return TP_STATUS_OK;
}

tp_status settings_read(settings *s, const command *c, int argc, char **argv, tp_error *err)
{
  *s = (settings) {.from = TP_NOTATIONS, .subject.limits.max_steps = TP_RUN_DEFAULT_MAX_STEPS, .shown = DEFAULT_SHOWN, .choice.beta.is_auto = 1};
  s->argument = tp_memory_new((size_t) argc + 1, sizeof *s->argument);
  struct option longs[sizeof options / sizeof *options + 1];
  char shorts[2 * sizeof options / sizeof *options + 3];
  getopt_tables(c, longs, shorts);
  opterr = 0;
  optind = 1;
  tp_status result = TP_STATUS_OK;
  while (optind < argc && result == TP_STATUS_OK) {
    if (!strncmp(argv[optind], "-:", 2)) {       /* the machine from standard input, and a word */
      s->argument[s->arguments++] = argv[optind++];
      continue;
    }
    int before = optind, value = getopt_long(argc, argv, shorts, longs, NULL);
    if (value == '?' || value == ':') {
      result = bad_option(c, argv, err, value == ':');
    } else if (value == -1) {
      /* Not an option; behind "--" nothing is. */
      int last = optind > before ? argc : optind + 1;
      while (optind < last)
        s->argument[s->arguments++] = argv[optind++];
    } else {
      const option *o = option_of(c, value);
      result = o->set(s, optional_word(o, argc, argv), err);
    }
  }
  if (result == TP_STATUS_OK && !s->help)
    result = check_arguments(s, c, err);
  return result;
}

tp_setup settings_setup(const settings *s)
{
  return (tp_setup) {.choice = &s->choice, .draw = s->draw};
}

void settings_clear(settings *s)
{
  free(s->argument);
  free(s->bits.value);
  free(s->position_bits.value);
  free(s->betas.value);
  tp_choice_clear(&s->choice);
}
