/* SPDX-License-Identifier: MIT */
#include "tmprec/machine/catalog.h"

#include <stdint.h>
#include <string.h>
#include <unistd.h>

#include "catalog_data.h"
#include "tmprec/base/suggestion.h"

static const struct catalog_file *find_file(const char *name)
{
  for (const struct catalog_file *f = tp_catalog_files; f->name; f++)
    if (!strcmp(f->name, name))
      return f;
  return NULL;
}

/* The fields of catalog.tsv stand between tabs: name, description, inputs.  An
   input may be empty.  Returns the n-th field of the machine's line. */
static const char *catalog_field(const char *name, size_t n, size_t *length)
{
  const struct catalog_file *f = find_file("catalog.tsv");
  size_t name_length = strlen(name);
  for (const char *line = f ? f->text : NULL; line && *line;) {
    const char *end = strchr(line, '\n');
    if (!end)
      end = line + strlen(line);
    if (*line != '#' && (size_t) (end - line) > name_length && !memcmp(line, name, name_length) && line[name_length] == '\t') {
      const char *at = line;
      for (; n && at; n--) {
        const char *tab = memchr(at, '\t', (size_t) (end - at));
        at = tab ? tab + 1 : NULL;
      }
      if (!at)
        return NULL;
      const char *tab = memchr(at, '\t', (size_t) (end - at));
      *length = (size_t) ((tab ? tab : end) - at);
      return at;
    }
    line = *end ? end + 1 : NULL;
  }
  return NULL;
}

static tp_status append_field(tp_buffer *out, const char *name, size_t n)
{
  size_t length;
  const char *text = catalog_field(name, n, &length);
  if (!text)
    return TP_STATUS_REFUSED;
  tp_buffer_put(out, text, length);
  return TP_STATUS_OK;
}

tp_status tp_catalog_description(tp_buffer *out, const char *name)
{
  return append_field(out, name, 1);
}

tp_status tp_catalog_input(tp_buffer *out, const char *name, size_t i)
{
  return i <= SIZE_MAX - 2 ? append_field(out, name, 2 + i) : TP_STATUS_REFUSED;
}

int tp_catalog_name(tp_buffer *out, size_t n)
{
  for (const struct catalog_file *f = tp_catalog_files; f->name; f++) {
    size_t length = strlen(f->name);
    if (length > 3 && !strcmp(f->name + length - 3, ".tm") && n-- == 0) {
      tp_buffer_put(out, f->name, length - 3);
      return 1;
    }
  }
  return 0;
}

static tp_status no_machine(const char *name, tp_error *err)
{
  tp_suggestion near = tp_suggestion_for(name, strlen(name));
  tp_buffer known = {NULL, 0, 0};
  for (size_t i = 0; tp_catalog_name(&known, i); i++) {
    tp_suggestion_offer(&near, known.text);
    known.length = 0;
  }
  tp_buffer_clear(&known);
  const tp_reason reason = *near.nearest || strpbrk(name, "./") ? TP_REASON_OTHER : TP_REASON_NO_MACHINE;     /* a path is of a file */
  return tp_error_refuse(err, reason, "%.300s: no such file, and no machine of that name comes with tmprec%s", name, tp_suggestion_text(&near));
}

tp_status tp_catalog_open(tp_machine **out, const char *name, tp_error *err)
{
  return tp_catalog_open_as(out, name, TP_NOTATIONS, err);
}

tp_status tp_catalog_open_as(tp_machine **out, const char *name, tp_notation n, tp_error *err)
{
  return tp_catalog_read(out, name, &(tp_read_options) {.notation = n}, err);
}

tp_status tp_catalog_read(tp_machine **out, const char *name, const tp_read_options *how, tp_error *err)
{
  const tp_notation n = how->notation;
  tp_read_options as = *how;
  *out = NULL;
  tp_buffer file = {NULL, 0, 0};
  tp_buffer_printf(&file, "%s.tm", name);
  const struct catalog_file *shipped = find_file(file.text);
  tp_buffer_clear(&file);
  if (shipped) {
    as.notation = TP_NOTATION_TM;
    return tp_notation_read(out, &as, shipped->name, shipped->text, shipped->length, err);
  }
  if ((n == TP_NOTATIONS || n == TP_NOTATION_BB) && tp_notation_is_bb(name, strlen(name))) {
    as.notation = TP_NOTATION_BB;
    return tp_notation_read(out, &as, name, name, strlen(name), err);
  }
  /* A plain word was perhaps meant to be a shipped machine. */
  if (strcmp(name, "-") && !strpbrk(name, "./") && access(name, F_OK))
    return no_machine(name, err);
  tp_buffer text = {NULL, 0, 0};
  tp_status s = tp_buffer_read_file(&text, name, TP_MACHINE_MAX_FILE, err);
  if (s == TP_STATUS_OK)
    s = tp_notation_read(out, how, strcmp(name, "-") ? name : "(standard input)", text.length ? text.text : "", text.length, err);
  tp_buffer_clear(&text);
  return s;
}
