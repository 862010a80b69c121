/* SPDX-License-Identifier: MIT */
#include "manual_page.h"

#include <ctype.h>
#include <string.h>

/* A text of mdoc in lines that begin with no control character. */
static void put_text(tp_buffer *out, const char *text, size_t length)
{
  int at_start = 1;
  for (size_t i = 0; i < length; i++) {
    if (at_start && strchr(".'", text[i]))
      tp_buffer_puts(out, "\\&");
    tp_buffer_printf(out, text[i] == '\\' ? "\\e" : text[i] == '-' ? "\\-" : "%c", text[i]);
    at_start = text[i] == '\n';
  }
}

/* The name of an argument: in brackets it may be missing. */
static void put_argument(tp_buffer *out, const option *o)
{
  const char *name = o->argument;
  if (name && *name == '[')
    tp_buffer_printf(out, " Op Ar %.*s", (int) strcspn(name + 1, "]"), name + 1);
  else if (name)
    tp_buffer_printf(out, " Ar %s", name);
}

static void put_synopsis(tp_buffer *out, const command *c)
{
  tp_buffer_printf(out, ".Sh SYNOPSIS\n.Nm tmprec %s\n", c->name);
  if (*c->arguments)
    tp_buffer_printf(out, ".Ar %s\n", c->arguments);
  for (const option *o = options; o->on; o++) {
    if (!(o->on & c->bit) || o->instead || (o->on == ~0u))
      continue;
    tp_buffer_puts(out, ".Op ");
    if (o->letter)
      tp_buffer_printf(out, "Fl %c", o->letter);
    else
      tp_buffer_printf(out, "Fl Fl %s", o->name);
    put_argument(out, o);
    tp_buffer_puts(out, "\n");
  }
}

static void put_option(tp_buffer *out, const option *o)
{
  tp_buffer_puts(out, ".It ");
  if (o->letter)
    tp_buffer_printf(out, "Fl %c%s", o->letter, o->name ? " , " : "");
  if (o->name)
    tp_buffer_printf(out, "Fl Fl %s", o->name);
  put_argument(out, o);
  tp_buffer_printf(out, "\n%c", toupper((unsigned char) o->help[0]));
  put_text(out, o->help + 1, strlen(o->help + 1));
  tp_buffer_puts(out, ".\n");
}

static void put_options(tp_buffer *out, const command *c)
{
  tp_buffer_puts(out, ".Sh OPTIONS\n.Xr tmprec 1\nsays more of each of them.\n");
  for (int under = 0; under < UNDERS; under++) {
    int is_first = 1;
    for (const option *o = options; o->on; o++) {
      if (!(o->on & c->bit) || o->instead || o->under != under)
        continue;
      if (is_first)
        tp_buffer_printf(out, ".Ss %s\n.Bl -tag -width Ds\n", option_heading[under]);
      is_first = 0;
      put_option(out, o);
    }
    if (!is_first)
      tp_buffer_puts(out, ".El\n");
  }
}

/* What the help shows under "Examples:", a line each. */
static void put_examples(tp_buffer *out, const command *c)
{
  const char *examples = strstr(c->text, "Examples:\n");
  if (!examples)
    return;
  tp_buffer_puts(out, ".Sh EXAMPLES\n.Bd -literal -compact\n");
  for (const char *line = strchr(examples, '\n') + 1, *end; (end = strchr(line, '\n')); line = end + 1) {
    const size_t indent = strspn(line, " ");
    put_text(out, line + indent, (size_t) (end - line) - indent);
    tp_buffer_puts(out, "\n");
  }
  tp_buffer_puts(out, ".Ed\n");
}

void manual_page(tp_buffer *out, const command *c)
{
  tp_buffer_puts(out, ".Dd $Mdocdate$\n.Dt TMPREC-");
  for (const char *at = c->name; *at; at++)
    tp_buffer_printf(out, "%c", toupper((unsigned char) *at));
  tp_buffer_printf(out, " 1\n.Os\n.Sh NAME\n.Nm tmprec-%s\n.Nd %s\n", c->name, c->summary);
  put_synopsis(out, c);
  tp_buffer_puts(out, ".Sh DESCRIPTION\n" MANUAL_DESCRIPTION "\n");
  put_options(out, c);
  put_examples(out, c);
  tp_buffer_puts(out, ".Sh SEE ALSO\n.Xr tmprec 1 ,\n.Xr tmprec 5\n");
}
