#include "tmprec/machine/notation.h"

#include <string.h>

#include "readers.h"

const char *const notation_name[NOTATIONS] = {"tm", "tmsim", "morphett", "bb", "tmio"};

static const struct {
  status (*read)(rules *r, source *text);
  status (*write)(buffer *out, const machine *m, error *err);
} notations[NOTATIONS] = {
  [NOTATION_TM] = {tm_read, tm_write},          [NOTATION_TMSIM] = {tmsim_read, tmsim_write},
  [NOTATION_MORPHETT] = {morphett_read, morphett_write}, [NOTATION_BB] = {bb_read, bb_write},
  [NOTATION_TMIO] = {tmio_read, tmio_write},
};

/* --- What a text looks like ---------------------------------------------------------- */

static int begins_with_one_of(const field *line, const char *const *words)
{
  for (; *words; words++)
    if (field_begins(line, *words))
      return 1;
  return 0;
}

static int is_comment(const field *line)
{
  static const char *const marks[] = {"#", "//", ";", NULL};
  return !line->length || begins_with_one_of(line, marks);
}

/* Five fields, or six, before a comment. */
static int is_morphett(const field_list *f)
{
  size_t count = 0;
  for (int comment = 0; count < f->count && !comment && f->at[count].text[0] != ';'; count++)
    comment = memchr(f->at[count].text, ';', f->at[count].length) != NULL;
  return (count == 5 || count == 6) && f->at[3].length == 1 && strchr("lLrR*", f->at[3].text[0]);
}

/* A header may be the name of a state elsewhere. */
static int is_tm(const field_list *f)
{
  static const char *const headers[] = {"tapes", "blank", "start", "halt", "two-way", "wildcard", NULL};
  for (const char *const *h = headers; *h; h++)
    if (field_is(f->at, *h))
      return !is_morphett(f);
  return field_is(f->at, "input");
}

/* What the line by itself decides; NOTATIONS: nothing. */
static notation decide(const field *line, field_list *f)
{
  static const char *const tmio[] = {"input:", "blank:", "start state:", "table:", "synonyms:", "source code:", "positions:",
                                     "%YAML", "{", NULL};
  static const char *const tmsim[] = {"init:", "accept:", "init :", "accept :", NULL};
  fields_between_blanks(f, line);
  for (size_t i = 0; i < f->count; i++)
    if (field_is(f->at + i, "->"))
      return NOTATION_TM;
  if (begins_with_one_of(line, tmio) || (f->count == 1 && field_is(line, "---")))
    return NOTATION_TMIO;
  if (is_tm(f))
    return NOTATION_TM;
  if (begins_with_one_of(line, tmsim))
    return NOTATION_TMSIM;
  if (bb_looks_so(line))
    return NOTATION_BB;
  if (is_morphett(f))
    return NOTATION_MORPHETT;
  fields_between_commas(f, line);
  return f->count > 1 && !field_begins(line, "name") ? NOTATION_TMSIM : NOTATIONS;
}

notation notation_recognise(const char *text, size_t length)
{
  source s = {.text = text, .length = length};
  field_list f = {0};
  field line;
  notation n = NOTATIONS;
  while (n == NOTATIONS && source_next(&s, &line)) {
    line = field_trim(line);
    if (line.length <= MACHINE_MAX_LINE && !is_comment(&line))
      n = decide(&line, &f);
  }
  fields_clear(&f);
  return n == NOTATIONS ? NOTATION_TM : n;
}

int notation_is_bb(const char *text, size_t length)
{
  const field line = {text, length, 1, 1};
  return bb_looks_so(&line);
}

/* --- Reading and writing --------------------------------------------------------------- */

status notation_parse(machine **out, notation n, const char *name, const char *text, size_t length, error *err)
{
  static const char mark[] = "\xef\xbb\xbf";    /* that some editors put before UTF-8 */
  if (n == NOTATIONS)
    n = notation_recognise(text, length);
  if (n != NOTATION_TM && length >= sizeof mark - 1 && !memcmp(text, mark, sizeof mark - 1)) {
    text += sizeof mark - 1;
    length -= sizeof mark - 1;
  }
  error ignored;
  source s = {.name = name, .text = text, .length = length, .err = err ? err : &ignored};
  rules r = {.text = &s, .zero = UINT32_MAX};
  *out = NULL;
  status result = notations[n].read(&r, &s);
  if (result == STATUS_OK)
    result = rules_build(out, &r);
  rules_clear(&r);
  return result;
}

status machine_parse(machine **out, const char *name, const char *text, size_t length, error *err)
{
  return notation_parse(out, NOTATION_TM, name, text, length, err);
}

status notation_write(buffer *out, const machine *m, notation n, error *err)
{
  return notations[n].write(out, m, err);
}
