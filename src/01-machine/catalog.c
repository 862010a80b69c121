#include "tmprec/machine/catalog.h"

#include <string.h>
#include <unistd.h>

#include "catalog_data.h"

static const struct catalog_file *find_file(const char *name)
{
  for (const struct catalog_file *f = catalog_files; f->name; f++)
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

static status append_field(buffer *out, const char *name, size_t n)
{
  size_t length;
  const char *text = catalog_field(name, n, &length);
  if (!text)
    return STATUS_REFUSED;
  buffer_put(out, text, length);
  return STATUS_OK;
}

status catalog_description(buffer *out, const char *name)
{
  return append_field(out, name, 1);
}

status catalog_input(buffer *out, const char *name, size_t i)
{
  return append_field(out, name, 2 + i);
}

int catalog_name(buffer *out, size_t n)
{
  for (const struct catalog_file *f = catalog_files; f->name; f++) {
    size_t length = strlen(f->name);
    if (length > 3 && !strcmp(f->name + length - 3, ".tm") && n-- == 0) {
      buffer_put(out, f->name, length - 3);
      return 1;
    }
  }
  return 0;
}

status catalog_open(machine **out, const char *name, error *err)
{
  return catalog_open_as(out, name, NOTATIONS, err);
}

status catalog_open_as(machine **out, const char *name, notation n, error *err)
{
  *out = NULL;
  buffer file = {NULL, 0, 0};
  buffer_printf(&file, "%s.tm", name);
  const struct catalog_file *shipped = find_file(file.text);
  buffer_clear(&file);
  if (shipped)
    return machine_parse(out, shipped->name, shipped->text, shipped->length, err);
  if ((n == NOTATIONS || n == NOTATION_BB) && notation_is_bb(name, strlen(name)))
    return notation_parse(out, NOTATION_BB, name, name, strlen(name), err);
  /* A plain word was perhaps meant to be a shipped machine. */
  if (strcmp(name, "-") && !strpbrk(name, "./") && access(name, F_OK))
    return error_set(err, STATUS_REFUSED, "%.300s: no such file, and no machine of that name comes with tmprec", name);
  buffer text = {NULL, 0, 0};
  status s = buffer_read_file(&text, name, MACHINE_MAX_FILE, err);
  if (s == STATUS_OK)
    s = notation_parse(out, n, strcmp(name, "-") ? name : "(standard input)", text.length ? text.text : "", text.length, err);
  buffer_clear(&text);
  return s;
}
