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

const char *const tp_no_rule_name[2] = {"refuse", "halt"};

tp_status tp_notation_parse(tp_machine **out, tp_notation n, const char *name, const char *text, size_t length, tp_error *err)
{
  return tp_notation_read(out, &(tp_read_options) {.notation = n}, name, text, length, err);
}

tp_status tp_notation_read(tp_machine **out, const tp_read_options *how, const char *name, const char *text, size_t length, tp_error *err)
{
  static const char mark[] = "\xef\xbb\xbf";    /* that some editors put before UTF-8 */
  const size_t marked = length >= sizeof mark - 1 && !memcmp(text, mark, sizeof mark - 1) ? sizeof mark - 1 : 0;
  tp_error ignored;
  tp_notation n = how->notation;
  source s = {.name = name, .text = text + marked, .length = length - marked, .only = how->line, .err = err ? err : &ignored};
  *out = NULL;
  if (n == TP_NOTATIONS && tp_recognise(&n, &s) != TP_STATUS_OK)
    return TP_STATUS_REFUSED;
  if (how->line && n != TP_NOTATION_BB)
    return tp_source_refuse(&s, how->line, 1, "a line can be chosen of a list of busy beavers only");
  rules r = {.text = &s, .how = how, .zero = UINT32_MAX, .halting = UINT32_MAX, .without_rule = UINT32_MAX,
             .no_rule_state = n == TP_NOTATION_TMSIM ? "reject" : "no-rule",
             .halts_without_rule = n != TP_NOTATION_TM, .blank_in_words = n != TP_NOTATION_TM};
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
