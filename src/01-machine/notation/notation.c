#include "tmprec/machine/notation.h"

#include <string.h>

#include "readers.h"

const char *const tp_notation_name[TP_NOTATIONS] = {"tm", "tmsim", "morphett", "bb", "tmio"};

static const struct {
  tp_status (*read)(rules *r, source *text);
  tp_status (*write)(tp_buffer *out, const tp_machine *m, tp_error *err);
} notations[TP_NOTATIONS] = {
  [TP_NOTATION_TM] = {tp_tm_read, tp_tm_write},          [TP_NOTATION_TMSIM] = {tp_tmsim_read, tp_tmsim_write},
  [TP_NOTATION_MORPHETT] = {tp_morphett_read, tp_morphett_write}, [TP_NOTATION_BB] = {tp_bb_read, tp_bb_write},
  [TP_NOTATION_TMIO] = {tp_tmio_read, tp_tmio_write},
};

/* --- What a text looks like ---------------------------------------------------------- */

static int begins_with_one_of(const field *line, const char *const *words)
{
  for (; *words; words++)
    if (tp_field_begins(line, *words))
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
    if (tp_field_is(f->at, *h))
      return !is_morphett(f);
  return tp_field_is(f->at, "input");
}

/* What the line by itself decides; TP_NOTATIONS: nothing. */
static tp_notation decide(const field *line, field_list *f)
{
  static const char *const tmio[] = {"input:", "blank:", "start state:", "table:", "synonyms:", "source code:", "positions:",
                                     "%YAML", "{", NULL};
  static const char *const tmsim[] = {"init:", "accept:", "init :", "accept :", NULL};
  tp_fields_between_blanks(f, line);
  for (size_t i = 0; i < f->count; i++)
    if (tp_field_is(f->at + i, "->"))
      return TP_NOTATION_TM;
  if (begins_with_one_of(line, tmio) || (f->count == 1 && tp_field_is(line, "---")))
    return TP_NOTATION_TMIO;
  if (is_tm(f))
    return TP_NOTATION_TM;
  if (begins_with_one_of(line, tmsim))
    return TP_NOTATION_TMSIM;
  if (tp_bb_looks_so(line))
    return TP_NOTATION_BB;
  if (is_morphett(f))
    return TP_NOTATION_MORPHETT;
  tp_fields_between_commas(f, line);
  return f->count > 1 && !tp_field_begins(line, "name") ? TP_NOTATION_TMSIM : TP_NOTATIONS;
}

tp_notation tp_notation_recognise(const char *text, size_t length)
{
  source s = {.text = text, .length = length};
  field_list f = {0};
  field line;
  tp_notation n = TP_NOTATIONS;
  while (n == TP_NOTATIONS && tp_source_next(&s, &line)) {
    line = tp_field_trim(line);
    if (line.length <= TP_MACHINE_MAX_LINE && !is_comment(&line))
      n = decide(&line, &f);
  }
  tp_fields_clear(&f);
  return n == TP_NOTATIONS ? TP_NOTATION_TM : n;
}

int tp_notation_is_bb(const char *text, size_t length)
{
  const field line = {text, length, 1, 1};
  return tp_bb_looks_so(&line);
}

/* --- Reading and writing --------------------------------------------------------------- */

const char *const tp_no_rule_name[2] = {"refuse", "halt"};

tp_status tp_notation_parse(tp_machine **out, tp_notation n, const char *name, const char *text, size_t length, tp_error *err)
{
  return tp_notation_read(out, &(tp_reading) {.notation = n}, name, text, length, err);
}

tp_status tp_notation_read(tp_machine **out, const tp_reading *how, const char *name, const char *text, size_t length, tp_error *err)
{
  static const char mark[] = "\xef\xbb\xbf";    /* that some editors put before UTF-8 */
  const tp_notation n = how->notation == TP_NOTATIONS ? tp_notation_recognise(text, length) : how->notation;
  if (length >= sizeof mark - 1 && !memcmp(text, mark, sizeof mark - 1)) {
    text += sizeof mark - 1;
    length -= sizeof mark - 1;
  }
  tp_error ignored;
  source s = {.name = name, .text = text, .length = length, .err = err ? err : &ignored};
  rules r = {.text = &s, .how = how, .zero = UINT32_MAX, .halting = UINT32_MAX, .without_rule = UINT32_MAX,
             .no_rule_state = n == TP_NOTATION_TMSIM ? "reject" : "no-rule",
             .halts_without_rule = n != TP_NOTATION_TM, .blank_in_words = n != TP_NOTATION_TM};
  *out = NULL;
  tp_status result = notations[n].read(&r, &s);
  if (result == TP_STATUS_OK)
    result = tp_rules_build(out, &r);
  tp_rules_clear(&r);
  return result;
}

tp_status tp_machine_parse(tp_machine **out, const char *name, const char *text, size_t length, tp_error *err)
{
  return tp_notation_parse(out, TP_NOTATION_TM, name, text, length, err);
}

tp_status tp_notation_write(tp_buffer *out, const tp_machine *m, tp_notation n, tp_error *err)
{
  return notations[n].write(out, m, err);
}
