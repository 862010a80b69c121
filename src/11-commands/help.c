/* SPDX-License-Identifier: MIT */
#include "help.h"

#include <string.h>

enum { LINE = 79 };

/* Append text in lines of at most LINE characters, all but the first indented. */
static void wrap(tp_buffer *out, const char *text, size_t indent, size_t column)
{
  while (*text) {
    size_t length = strcspn(text, " ");
    if (column + 1 + length > LINE && column > indent) {
      tp_buffer_printf(out, "\n%*s", (int) indent, "");
      column = indent;
    } else if (column > indent) {
      tp_buffer_puts(out, " ");
      column++;
    }
    tp_buffer_put(out, text, length);
    column += length;
    text += length;
    text += strspn(text, " ");
  }
  tp_buffer_puts(out, "\n");
}

/* Lines of prose anew, as far as the next empty line; lines with a margin as they are. */
static void put_prose(tp_buffer *out, const char *text)
{
  tp_buffer prose = {NULL, 0, 0};
  for (const char *line = text, *end; (end = strchr(line, '\n')); line = end + 1) {
    const int is_prose = end > line && *line != ' ' && strncmp(line, "Examples:", 9);
    if (is_prose)
      tp_buffer_printf(&prose, "%s%.*s", prose.length ? " " : "", (int) (end - line), line);
    if (prose.length && (!is_prose || end[1] == '\0')) {
      wrap(out, prose.text, 0, 0);
      tp_buffer_clear(&prose);
    }
    if (!is_prose)
      tp_buffer_put(out, line, (size_t) (end + 1 - line));
  }
}

static void print_option(tp_buffer *out, const option *o)
{
  size_t start = out->length;
  const size_t indent = 22;
  tp_buffer_puts(out, "  ");
  if (o->letter)
    tp_buffer_printf(out, "-%c%s", o->letter, o->name ? ", " : "");
  if (o->name)
    tp_buffer_printf(out, "--%s", o->name);
  if (o->argument)
    tp_buffer_printf(out, " %s", o->argument);
  size_t width = out->length - start;
  if (width + 2 > indent)
    tp_buffer_printf(out, "\n%*s", (int) indent, "");
  else
    tp_buffer_printf(out, "%*s", (int) (indent - width), "");
  wrap(out, o->help, indent, indent);
}

/* The options of the command under one heading, if there are any. */
static void print_options(tp_buffer *out, const command *c, int under)
{
  int is_first = 1;
  for (const option *o = options; o->on; o++) {
    if (!(o->on & c->bit) || o->instead || o->under != under)
      continue;
    if (is_first)
      tp_buffer_printf(out, " %s:\n", option_heading[under]);
    is_first = 0;
    print_option(out, o);
  }
}

void help_command(tp_buffer *out, const command *c)
{
  tp_buffer_printf(out, "usage: tmprec %s%s%s [OPTION]...\n\n%s.\n\n", c->name, *c->arguments ? " " : "", c->arguments, c->summary);
  put_prose(out, c->text);
  tp_buffer_puts(out, "\nOptions:\n");
  for (int under = 0; under < UNDERS; under++)
    print_options(out, c, under);
}

void help_all(tp_buffer *out)
{
  tp_buffer_puts(out,
                 "usage: tmprec COMMAND [ARGUMENT]... [OPTION]...\n\n"
                 "A softmax transformer can simulate any Turing machine by chain of thought.\n"
                 "tmprec builds that transformer, runs it in exact, fixed-bit and arbitrary\n"
                 "precision, and finds how few bits still give an exact simulation.\n\n"
                 "Commands:\n");
  for (const command *c = commands; c->name; c++)
    tp_buffer_printf(out, "  %-10s %s\n", c->name, c->summary);
  tp_buffer_puts(out,
                 "\nExamples:\n"
                 "  tmprec trace add 11+1                    the tokens the machine prescribes\n"
                 "  tmprec run add 11+1                      the transformer generates them: 100\n"
                 "  tmprec run add 11+1 --format fixed:1.4   and in 6-bit fixed point\n"
                 "  tmprec verify add 11+1 --format mpfr:4   every operation rounded to 4 bits\n"
                 "  tmprec info mul -r 10                    layers, heads and width\n"
                 "  tmprec sweep --bits 4..32 -o sweep.csv   machines x contexts x formats\n\n"
                 "MACHINE is a file (.tm, or in the notation of another simulator: see 'tmprec\n"
                 "convert --help'), - for standard input, the name of a machine that comes with\n"
                 "tmprec (see 'tmprec machines'), or a busy beaver such as 1RB1LB_1LA1RZ. INPUT\n"
                 "is a word: one character per symbol, or symbols separated by blanks if some symbol\n"
                 "has a longer name. With a state before a symbol, as in 1100C1100, the run starts\n"
                 "there.\n\n"
                 "'tmprec help COMMAND' says more. -V, --version prints the version, with\n"
                 "--verbose also what it computes with.\n"
                 "Exit status: 0 done (and exact), 1 not exact, 2 refused.\n");
}
