/* SPDX-License-Identifier: MIT */
#include "completion_words.h"

#include <string.h>

#include "tmprec/machine/catalog.h"

static void put(tp_buffer *out, const char *word)
{
  tp_buffer_printf(out, "%s%s", out->length ? " " : "", word);
}

static void put_formats(tp_buffer *out)
{
  put(out, "exact");
  for (size_t i = 0; i < tp_format_name_count; i++)
    put(out, tp_format_names[i].name);
}

static void put_machines(tp_buffer *out)
{
  tp_buffer name = {NULL, 0, 0};
  for (size_t i = 0; tp_catalog_name(&name, i); i++) {
    put(out, name.text);
    name.length = 0;
  }
  tp_buffer_clear(&name);
}

/* Options whose arguments are names of a set. */
static const struct {
  const char *option;
  const char *const *names;
  size_t count;
} sets[] = {
  {"from", tp_notation_name, TP_NOTATIONS}, {"to", tp_notation_name, TP_NOTATIONS},
  {"no-rule", tp_no_rule_name, TP_NO_RULE_USUAL}, {"two-way", tp_two_way_name, TP_TWO_WAY_RULES},
  {"mode", tp_chain_mode_name, TP_CHAIN_MODES}, {"sum", tp_summation_name, TP_SUM_ANY + 1}, {"product", tp_product_name, 2},
  {"round", tp_rounding_mode_name, TP_ROUNDING_MODES}, {"overflow", tp_overflow_rule_name, TP_OVERFLOW_RULES}, {"scale", tp_scale_rule_name, TP_SCALE_RULES},
  {"family", tp_family_name, TP_BITS_FAMILIES}, {"sites", tp_site_name, TP_SITES},
  {"dtype", tp_entry_type_name, TP_ENTRY_TYPES},
};

/* Others. */
static const struct {
  const char *option, *words;
} lists[] = {
  {"subtract", "after before"}, {"least", "beta bits"}, {"minimum", "bits beta"}, {"beta", "auto"},
};

static int takes_format(const option *o)
{
  return o->argument && !strcmp(o->argument, "FORMAT") && o->under == UNDER_ARITHMETIC;
}

void option_words(tp_buffer *out, const option *o)
{
  if (!o->name || !o->argument)
    return;
  for (size_t i = 0; i < sizeof sets / sizeof *sets; i++)
    for (size_t k = 0; !strcmp(o->name, sets[i].option) && k < sets[i].count; k++)
      put(out, sets[i].names[k]);
  for (size_t i = 0; i < sizeof lists / sizeof *lists; i++)
    if (!strcmp(o->name, lists[i].option))
      put(out, lists[i].words);
  if (takes_format(o) || !strcmp(o->name, "formats"))
    put_formats(out);
  for (size_t i = 0; o->on == ON_PLOT && !strcmp(o->name, "format") && i < TP_PICTURES; i++)
    put(out, tp_picture_name[i]);
  if (o->on == ON_RUN && !strcmp(o->name, "output"))
    put(out, "word tape all");
  if (!strcmp(o->name, "round"))
    put(out, "rsr:8 rsr:16");
}

int option_takes_file(const option *o)
{
  return o->argument && !strcmp(o->argument, "FILE");
}

void argument_words(tp_buffer *out, const command *c)
{
  if (strstr(c->arguments, "MACHINE"))
    put_machines(out);
  else if (strstr(c->arguments, "FORMAT"))
    put_formats(out);
  else if (strstr(c->arguments, "SHELL"))
    put(out, "bash zsh fish");
}

int command_takes_file(const command *c)
{
  return strstr(c->arguments, "MACHINE") || strstr(c->arguments, "FILE") || strstr(c->arguments, "PART")
         || strstr(c->arguments, "CERTIFICATE");
}
