/* SPDX-License-Identifier: MIT */
#include "replaced.h"

#include <string.h>
#include <sys/stat.h>

#include "output.h"
#include "tmprec/base/buffer.h"

static int is_file(const struct stat *file, const char *name)
{
  struct stat other;
  return !stat(name, &other) && other.st_dev == file->st_dev && other.st_ino == file->st_ino;
}

/* MACHINE, MACHINE:INPUT or FILE; a machine that is not read from a file goes before a file of that name. */
static int is_argument(const struct stat *file, const char *text)
{
  const char *colon = strrchr(text, ':');
  if (is_file(file, text))
    return !is_machine_name(text);
  if (!colon)
    return 0;
  tp_buffer name = {NULL, 0, 0};
  tp_buffer_put(&name, text, (size_t) (colon - text));
  tp_buffer_puts(&name, "");
  const int same = is_file(file, name.text) && !is_machine_name(name.text);
  tp_buffer_clear(&name);
  return same;
}

static int is_read(const settings *s, const struct stat *file)
{
  const char *of_option[] = {s->tokens_file, s->weights, s->values_file};
  for (size_t i = 0; i < sizeof of_option / sizeof *of_option; i++)
    if (of_option[i] && is_file(file, of_option[i]))
      return 1;
  const int has_input = strstr(s->command->arguments, "MACHINE INPUT") || strstr(s->command->arguments, "MACHINE [INPUT]");
  const size_t files = has_input && s->arguments > 1 ? 1 : s->arguments;     /* a word is no file */
  for (size_t i = 0; i < files; i++)
    if (is_argument(file, s->argument[i]))
      return 1;
  return 0;
}

static tp_status check(const settings *s, const char *option_name, const char *path, tp_error *err)
{
  struct stat file;
  if (!path || stat(path, &file) || !S_ISREG(file.st_mode) || !is_read(s, &file))
    return TP_STATUS_OK;
  return tp_error_set(err, TP_STATUS_REFUSED, "%s %.300s: this file is read, and would be replaced; write to another", option_name, path);
}

tp_status check_replaced(const settings *s, tp_error *err)
{
  const tp_status result = check(s, "-o", s->output, err);
  return result == TP_STATUS_OK ? check(s, "--coq", s->coq, err) : result;
}
