/* SPDX-License-Identifier: MIT */
#include "hints.h"

#include <string.h>

static const command *asked;

/* Of a reason the first that the command can follow. */
static const struct {
  tp_reason reason;
  const char *option;              /* that the hint names and the command has to take; NULL: none */
  unsigned not_on;                 /* commands in which that option means something else */
  const char *text;
} hints[] = {
  {TP_REASON_LEFT_OF_CELL_0, "two-way", 0, "; try --two-way fold"},
  {TP_REASON_STUCK, "no-rule", 0, "; --no-rule halt lets it halt there"},
  {TP_REASON_NOT_HALTED, "steps", ON_SHOW, "; try a larger --max-steps, or cut the run with --steps"},
  {TP_REASON_NOT_HALTED, "max-steps", 0, "; try a larger --max-steps"},
  {TP_REASON_SEVERAL_MACHINES, "line", 0, "; try --line N"},
  {TP_REASON_HEAD_MARK, "head", 0, "; leave it out, and try --head N"},
  {TP_REASON_TWO_STATES, "start", 0, "; leave it out, and try --start and --head"},
  {TP_REASON_NO_GENERATOR, "generator", 0, "; or give one with --generator"},
  {TP_REASON_NO_CONTEXTS, "contexts", 0, "; try --contexts, such as --contexts 16..256"},
  {TP_REASON_NO_ORDER, "minimum", 0, "; try --minimum beta, or neither --minimum nor --per-site"},
  {TP_REASON_JOURNAL, "resume", 0, "; --resume goes on with them, or remove it"},
  {TP_REASON_OTHER_JOURNAL, "resume", 0, "; try another -o FILE, or remove it and begin anew"},
  {TP_REASON_BUSY_JOURNAL, "resume", 0, "; try another -o FILE"},
  {TP_REASON_MISSING_PART, NULL, 0, "; 'tmprec sweep --shard K/N' makes part K of N"},
  {TP_REASON_NO_MACHINE, NULL, 0, "; 'tmprec machines' lists those"},
  {TP_REASON_NO_STATE, NULL, 0, "; 'tmprec machine' shows those that it has"},
  {TP_REASON_UNRECOGNISED, "from", 0, "; try --from NOTATION, which says what does not fit"},
  {TP_REASON_NOTATION, "to", 0, "; try --to tm"},
  {TP_REASON_SUMMARY_TOKEN, "mode", 0, "; try --mode scot"},
  {TP_REASON_SMALL_CONTEXT, "force", 0, ", or try --force"},
  {TP_REASON_ENTRY_TYPE, "dtype", 0, "; without --dtype a type is chosen that has it"},
  {TP_REASON_NO_SCRIPT, "coq", 0, "; -o FILE has a certificate for 'tmprec check'"},
  {TP_REASON_HARDMAX, "format", ON_SWEEP | ON_WHICH, "; try --format, or --act and --attn"},
  {TP_REASON_NO_ACC, "acc", 0, "; try --acc, such as --acc p:12"},
  {TP_REASON_NO_LOGIT, "logit", 0, "; try --logit, such as --logit p:12"},
  {TP_REASON_MPFR, "acc", ON_SWEEP | ON_WHICH, "; formats at sites have it, such as --act p:12 --logit p:12 --acc p:12"},
  {TP_REASON_NO_PROGRAM, "script", 0, "; or --script prints what it would run"},
  {TP_REASON_NO_PROGRAM, "plot", 0, "; or let the name end in .svg"},
  {TP_REASON_FUSE_ORDER, "block", 0, "; try --sum sequential, or --block"},
};

int command_takes(const command *c, const char *option_name)
{
  for (const option *o = options; o->on; o++)
    if (o->on & c->bit && o->name && !strcmp(o->name, option_name))
      return 1;
  return 0;
}

void hints_are_for(const command *c)
{
  asked = c;
}

const char *hint_instead(const command *c, const char *option_name, size_t length)
{
  static const struct {
    const char *option, *has;      /* the command has to take the second */
    const char *text;
  } ways[] = {
    {"scale", "formats", "; the rule may follow a format's name, as in --formats mxfp4:rceil"},
    {"scale", "act", "; the rule may follow a format's name, as in --act mxfp4:rceil"},
    {"random-bits", "beta", "; --round rsr:N has N random bits"},
    {"input", "keep-going", "; MACHINE:@FILE has the word in each line of FILE"},
  };
  for (size_t i = 0; i < sizeof ways / sizeof *ways; i++)
    if (strlen(ways[i].option) == length && !strncmp(ways[i].option, option_name, length) && command_takes(c, ways[i].has))
      return ways[i].text;
  return "";
}

int hints_know_input(void)
{
  return asked && strstr(asked->arguments, "INPUT") != NULL;
}

const char *hint_at(tp_reason reason)
{
  for (size_t i = 0; asked && i < sizeof hints / sizeof *hints; i++)
    if (hints[i].reason == reason && !(hints[i].not_on & asked->bit) && (!hints[i].option || command_takes(asked, hints[i].option)))
      return hints[i].text;
  return "";
}
