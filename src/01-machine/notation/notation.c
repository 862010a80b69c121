#include "tmprec/machine/notation.h"

#include <string.h>

#include "readers.h"

const char *const tp_notation_name[TP_NOTATIONS] = {"tm", "tmsim", "morphett", "bb", "tmio", "ft", "nju", "jff"};

static const struct {
  tp_status (*read)(rules *r, source *text);
  tp_status (*write)(tp_buffer *out, tp_buffer *notes, const tp_machine *m, tp_error *err);
} notations[TP_NOTATIONS] = {
  [TP_NOTATION_TM] = {tp_tm_read, tp_tm_write},          [TP_NOTATION_TMSIM] = {tp_tmsim_read, tp_tmsim_write},
  [TP_NOTATION_MORPHETT] = {tp_morphett_read, tp_morphett_write}, [TP_NOTATION_BB] = {tp_bb_read, tp_bb_write},
  [TP_NOTATION_TMIO] = {tp_tmio_read, tp_tmio_write},    [TP_NOTATION_FT] = {tp_ft_read, tp_ft_write},
  [TP_NOTATION_NJU] = {tp_nju_read, tp_nju_write},       [TP_NOTATION_JFF] = {tp_jff_read, tp_jff_write},
};

int tp_notation_is_bb(const char *text, size_t length)
{
  const field line = {text, length, 1, 1};
  return tp_bb_looks_so(&line);
}

/* --- Reading and writing --------------------------------------------------------------- */

tp_status tp_notation_parse(tp_machine **out, tp_notation n, const char *name, const char *text, size_t length, tp_error *err)
{
  return tp_notation_parse_line(out, n, name, text, length, 0, err);
}

tp_status tp_notation_parse_line(tp_machine **out, tp_notation n, const char *name, const char *text, size_t length, size_t line,
                                 tp_error *err)
{
  static const char mark[] = "\xef\xbb\xbf";    /* that some editors put before UTF-8 */
  const int marked = length >= sizeof mark - 1 && !memcmp(text, mark, sizeof mark - 1);
  tp_error ignored;
  source s = {.name = name, .text = text, .length = length, .only = line, .err = err ? err : &ignored};
  *out = NULL;
  if (marked && n != TP_NOTATION_TM) {
    s.text += sizeof mark - 1;
    s.length -= sizeof mark - 1;
  }
  if (n == TP_NOTATIONS && tp_recognise(&n, &s) != TP_STATUS_OK)
    return TP_STATUS_REFUSED;
  if (line && n != TP_NOTATION_BB)
    return tp_source_refuse(&s, line, 1, "a line can be chosen of a list of busy beavers only");
  rules r = {.text = &s, .zero = UINT32_MAX};
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
  tp_buffer notes = {NULL, 0, 0};
  tp_status s = tp_notation_write_noted(out, &notes, m, n, err);
  tp_buffer_clear(&notes);
  return s;
}

tp_status tp_notation_write_noted(tp_buffer *out, tp_buffer *notes, const tp_machine *m, tp_notation n, tp_error *err)
{
  return notations[n].write(out, notes, m, err);
}
