/* SPDX-License-Identifier: MIT */
/* Completions for shells, from the tables of commands and options. */
#include <string.h>

#include "completion_words.h"
#include "output.h"
#include "setters.h"

/* Whether the command has the option, under the name that it has today. */
static int has(const command *c, const option *o)
{
  return (o->on & c->bit) && !o->instead;
}

static void put_commands(tp_buffer *out)
{
  for (const command *c = commands; c->name; c++)
    tp_buffer_printf(out, "%s ", c->name);
  tp_buffer_puts(out, "help");
}

/* The options of a command, with blanks between. */
static void put_options(tp_buffer *out, const command *c)
{
  for (const option *o = options; o->on; o++) {
    if (!has(c, o))
      continue;
    if (o->letter)
      tp_buffer_printf(out, "-%c ", o->letter);
    if (o->name)
      tp_buffer_printf(out, "--%s ", o->name);
  }
}

/* A case of the shell for an option with an argument: of COMMAND:OPTION words, or files. */
static void put_case(tp_buffer *out, const command *c, const option *o)
{
  tp_buffer words = {NULL, 0, 0};
  option_words(&words, o);
  tp_buffer_puts(out, "    ");
  if (o->name)
    tp_buffer_printf(out, "%s:--%s", c->name, o->name);
  if (o->letter)
    tp_buffer_printf(out, "%s%s:-%c", o->name ? "|" : "", c->name, o->letter);
  tp_buffer_printf(out, ") words='%s' files=%s ;;\n", words.length ? words.text : "", option_takes_file(o) ? "yes" : "");
  tp_buffer_clear(&words);
}

/* Sets words and files for $command, $prev and $cur: the part that bash and zsh share. */
static void put_cases(tp_buffer *out)
{
  tp_buffer_puts(out, "    case $command:$prev in\n");
  for (const command *c = commands; c->name; c++)
    for (const option *o = options; o->on; o++)
      if (has(c, o) && o->argument && *o->argument != '[')
        put_case(out, c, o);
  tp_buffer_puts(out, "    *) case $command:$cur in\n");
  for (const command *c = commands; c->name; c++) {
    tp_buffer words = {NULL, 0, 0};
    argument_words(&words, c);
    tp_buffer_printf(out, "        %s:-*) words='", c->name);
    put_options(out, c);
    tp_buffer_printf(out, "' ;;\n        %s:*) words='%s' files=%s ;;\n", c->name, words.length ? words.text : "",
                     command_takes_file(c) ? "yes" : "");
    tp_buffer_clear(&words);
  }
  tp_buffer_puts(out, "        help:*) words='");
  put_commands(out);
  tp_buffer_puts(out, "' ;;\n        esac ;;\n    esac\n");
}

static void put_bash(tp_buffer *out)
{
  tp_buffer_puts(out,
                 "# bash completion for tmprec\n"
                 "_tmprec() {\n"
                 "    local cur=${COMP_WORDS[COMP_CWORD]} prev=${COMP_WORDS[COMP_CWORD-1]} command=${COMP_WORDS[1]} words= files=\n"
                 "    COMPREPLY=()\n"
                 "    if [ \"$COMP_CWORD\" -eq 1 ]; then\n"
                 "        COMPREPLY=($(compgen -W '");
  put_commands(out);
  tp_buffer_puts(out, " --help --version' -- \"$cur\"))\n"
                 "        return\n"
                 "    fi\n");
  put_cases(out);
  tp_buffer_puts(out,
                 "    COMPREPLY=($(compgen -W \"$words\" -- \"$cur\"))\n"
                 "    if [ -n \"$files\" ]; then\n"
                 "        local IFS=$'\\n'\n"
                 "        COMPREPLY+=($(compgen -f -- \"$cur\"))\n"
                 "        compopt -o filenames 2>/dev/null\n"
                 "    fi\n"
                 "}\n"
                 "complete -F _tmprec tmprec\n");
}

static void put_zsh(tp_buffer *out)
{
  tp_buffer_puts(out,
                 "#compdef tmprec\n"
                 "_tmprec() {\n"
                 "    local cur=$words[CURRENT] prev=$words[CURRENT-1] command=$words[2] files=\n"
                 "    local at=$CURRENT\n"
                 "    local words=\n"
                 "    if (( at == 2 )); then\n"
                 "        compadd -- ");
  put_commands(out);
  tp_buffer_puts(out, " --help --version\n"
                 "        return\n"
                 "    fi\n");
  put_cases(out);
  tp_buffer_puts(out,
                 "    compadd -- ${=words}\n"
                 "    [[ -z $files ]] || _files\n"
                 "}\n"
                 "if [[ $funcstack[1] = _tmprec ]]; then _tmprec \"$@\"; else compdef _tmprec tmprec; fi\n");
}

/* A text between single quotes of fish, as far as the first sentence part of it. */
static void put_quoted(tp_buffer *out, const char *text)
{
  tp_buffer_puts(out, "'");
  for (size_t i = 0; text[i] && text[i] != ';' && i < 70; i++)
    tp_buffer_printf(out, text[i] == '\'' || text[i] == '\\' ? "\\%c" : "%c", text[i]);
  tp_buffer_puts(out, "'");
}

static void put_fish_option(tp_buffer *out, const command *c, const option *o)
{
  tp_buffer words = {NULL, 0, 0};
  option_words(&words, o);
  tp_buffer_printf(out, "complete -c tmprec -n '__fish_seen_subcommand_from %s'", c->name);
  if (o->letter)
    tp_buffer_printf(out, " -s %c", o->letter);
  if (o->name)
    tp_buffer_printf(out, " -l %s", o->name);
  if (o->argument && *o->argument != '[')
    tp_buffer_puts(out, option_takes_file(o) ? " -r -F" : " -x");
  if (words.length)
    tp_buffer_printf(out, " -a '%s'", words.text);
  tp_buffer_puts(out, " -d ");
  put_quoted(out, o->help);
  tp_buffer_puts(out, "\n");
  tp_buffer_clear(&words);
}

static void put_fish(tp_buffer *out)
{
  tp_buffer_puts(out, "# fish completion for tmprec\n");
  for (const command *c = commands; c->name; c++) {
    tp_buffer words = {NULL, 0, 0};
    argument_words(&words, c);
    tp_buffer_printf(out, "complete -c tmprec -n __fish_use_subcommand -f -a %s -d ", c->name);
    put_quoted(out, c->summary);
    tp_buffer_printf(out, "\ncomplete -c tmprec -n '__fish_seen_subcommand_from %s'%s -a '%s'\n", c->name,
                     command_takes_file(c) ? "" : " -f", words.length ? words.text : "");
    for (const option *o = options; o->on; o++)
      if (has(c, o))
        put_fish_option(out, c, o);
    tp_buffer_clear(&words);
  }
}

int perform_completion(settings *s)
{
  static const char *const shells[] = {"bash", "zsh", "fish"};
  static void (*const put[])(tp_buffer *out) = {put_bash, put_zsh, put_fish};
  int shell;
  tp_error err;
  tp_buffer text = {NULL, 0, 0};
  if (parse_name(&shell, s->argument[0], (name_set) {.names = shells, .count = sizeof shells / sizeof *shells}, &err) != TP_STATUS_OK) {
    complain("completion: %s", err.text);
    return EXIT_REFUSED;
  }
  put[shell](&text);
  print_out(&text);
  tp_buffer_clear(&text);
  return finish_output(EXIT_DONE);
}
