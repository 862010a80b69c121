/* SPDX-License-Identifier: MIT */
/* Command lines: lines are words, the first one the command's name; after an empty line comes standard input. */
#ifndef FUZZ_ARGUMENTS_H
#define FUZZ_ARGUMENTS_H

/* All of the command line but main itself. */
int tmprec_main(int argc, char **argv);
#define main tmprec_main
#include "../../src/11-commands/main.c"
#undef main

#include <getopt.h>

#include "fuzz.h"

enum { FUZZ_WORDS = 40 };

typedef struct {
  char *text;                      /* owned; what the words are made of */
  char *word[FUZZ_WORDS + 1];
  int words;
  const command *command;          /* NULL: there is no such command */
  const char *input;
} fuzz_arguments;

/* getopt remembers where in a word it was, of words that are gone. */
static inline void fuzz_forget_words(void)
{
  char name[] = "", *words[] = {name, NULL};
  optind = 0;
  getopt(1, words, "+");
}

static inline fuzz_arguments fuzz_split(const uint8_t *data, size_t size)
{
  fuzz_forget_words();
  fuzz_arguments a = {.text = fuzz_text(data, size)};
  char *at = a.text;
  while (at && a.words < FUZZ_WORDS && *at != '\n') {
    a.word[a.words++] = at;
    if ((at = strchr(at, '\n')))
      *at++ = '\0';
  }
  a.input = at && *at == '\n' ? at + 1 : "";
  a.command = a.words ? command_find(a.word[0]) : NULL;
  return a;
}

#endif
