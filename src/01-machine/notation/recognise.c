/* SPDX-License-Identifier: MIT */
/* Which notation a text is in.  Every line is held against every notation; the one that
   explains most of the lines has it.  A line by itself decides nothing: free text holds commas,
   arrows and words that mean something elsewhere. */
#include <ctype.h>
#include <string.h>
#include <strings.h>

#include "bb_line.h"
#include "readers.h"
#include "tmprec/base/buffer.h"
#include "tmprec/base/utf8.h"
#include "tmprec/machine/notation.h"

/* What a line is in a notation: nothing there is like it; something is, but this is faulty;
   a comment or other text that is allowed; a part of a machine; what only this notation has. */
typedef enum { STRANGE, NEAR, ALLOWED, FITS, SIGN } likeness;

typedef struct {
  size_t count[SIGN + 1];          /* lines, by their likeness */
  size_t first;                    /* the first line that is strange or near, or 0 */
} evidence;

typedef struct {
  field line, whole;               /* without and with blanks around it */
  field_list *f;                   /* to work with */
} candidate;

static field cut_at(field line, const char *mark)
{
  size_t length = strlen(mark);
  for (size_t at = 0; at + length <= line.length; at++)
    if (!memcmp(line.text + at, mark, length)) {
      line.length = at;
      break;
    }
  return tp_field_trim(line);
}

/* --- Line by line ---------------------------------------------------------------------- */

static int is_move(const field *f, const char *moves)
{
  return f->length == 1 && strchr(moves, *f->text) != NULL;
}

static likeness like_tm(const candidate *c)
{
  static const char *const headers[] = {"tapes", "blank", "input", "start", "halt", "no-rule", "two-way", "wildcard", "zero", NULL};
  field_list *f = c->f;
  tp_fields_between_blanks(f, &c->line);
  for (size_t i = 0; i < f->count; i++)
    if (*f->at[i].text == '#')
      f->count = i;
  if (!f->count)
    return ALLOWED;
  for (size_t arrow = 0; arrow < f->count; arrow++)
    if (tp_field_is(f->at + arrow, "->"))
      return arrow >= 2 && f->count == 3 * arrow && is_move(f->at + f->count - 1, "LSR") ? FITS : NEAR;
  for (const char *const *h = headers; *h; h++)
    if (tp_field_is(f->at, *h))
      return f->count <= 4 || tp_field_is(f->at, "input") || tp_field_is(f->at, "halt") ? FITS : NEAR;
  return STRANGE;
}

static likeness like_tmsim(const candidate *c)
{
  static const char *const headers[] = {"name", "init", "accept", NULL};
  const field line = cut_at(c->line, "//");
  if (!line.length)
    return ALLOWED;
  for (const char *const *h = headers; *h; h++)
    if (tp_field_begins(&line, *h)) {
      size_t at = strlen(*h);
      while (at < line.length && isblank((unsigned char) line.text[at]))
        at++;
      if (at < line.length && line.text[at] == ':')
        return FITS;
    }
  tp_fields_between_commas(c->f, &line);
  if (c->f->count < 2)
    return STRANGE;
  for (size_t i = 1; i < c->f->count; i++)
    if (tp_field_characters(c->f->at + i) != 1)
      return NEAR;
  return c->f->at->length && !memchr(c->f->at->text, ' ', c->f->at->length) ? FITS : NEAR;
}

static likeness like_morphett(const candidate *c)
{
  field line = cut_at(c->line, ";");
  field_list *f = c->f;
  if (!line.length)
    return ALLOWED;
  tp_fields_between_blanks(f, &line);
  if ((f->count == 5 || f->count == 6) && is_move(f->at + 3, "lLrR*"))
    return FITS;
  return f->count >= 4 && f->count <= 6 ? NEAR : STRANGE;
}

/* `#Q = {..}` and others; it begins with the second. */
static likeness like_nju(const candidate *c)
{
  static const char *const headers[] = {"Q", "S", "G", "q0", "B", "F", "N", NULL};
  field line = cut_at(c->line, ";");
  field_list *f = c->f;
  if (!line.length)
    return ALLOWED;
  if (*line.text == '#') {
    for (const char *const *h = headers; *h; h++) {
      size_t at = 1 + strlen(*h);
      if (line.length <= at || memcmp(line.text + 1, *h, at - 1))
        continue;
      while (at < line.length && isblank((unsigned char) line.text[at]))
        at++;
      if (at < line.length && line.text[at] == '=')
        return SIGN;
    }
    return NEAR;
  }
  tp_fields_between_blanks(f, &line);
  if (f->count != 5)
    return f->count == 4 || f->count == 6 ? NEAR : STRANGE;
  for (size_t i = 0; i < f->at[3].length; i++)
    if (!strchr("lLrR*", f->at[3].text[i]))
      return NEAR;
  return FITS;
}

static likeness like_bb(const candidate *c)
{
  static const char *const comments[] = {"#", "//", ";", NULL};
  for (const char *const *mark = comments; *mark; mark++)
    if (tp_field_begins(&c->line, *mark))
      return ALLOWED;
  if (tp_bb_looks_so(&c->line))
    return FITS;
  return c->line.length >= BB_CELL && tp_bb_is_cell(c->line.text) ? NEAR : STRANGE;
}

/* The length of a key of YAML at the line's beginning, without quotes, or 0. */
static size_t key_of_yaml(const field *line, field *key)
{
  const char *text = line->text;
  size_t at = 0, end;
  const char quote = *text == '"' || *text == '\'' ? *text : 0;
  if (quote) {
    const char *close = memchr(text + 1, quote, line->length - 1);
    if (!close)
      return 0;
    *key = (field) {text + 1, (size_t) (close - text) - 1, line->line, line->column};
    at = (size_t) (close - text) + 1;
  } else {
    while (at < line->length && text[at] != ':')
      at++;
    for (end = at; end && isblank((unsigned char) text[end - 1]); end--)
      ;
    *key = (field) {text, end, line->line, line->column};
  }
  while (at < line->length && isblank((unsigned char) text[at]))
    at++;
  if (at == line->length || text[at] != ':')
    return 0;
  return at + 1 == line->length || isblank((unsigned char) text[at + 1]) ? key->length : 0;
}

static likeness like_tmio(const candidate *c)
{
  static const char *const keys[] = {"input", "blank", "start state", "table", "synonyms", "source code", "positions", NULL};
  field key;
  if (*c->whole.text == '#' || *c->whole.text == ' ' || *c->whole.text == '\t' || *c->whole.text == '}')
    return ALLOWED;
  if (tp_field_begins(&c->line, "%YAML"))
    return SIGN;
  if (tp_field_is(&c->line, "---") || tp_field_is(&c->line, "..."))
    return SIGN;
  if (!key_of_yaml(&c->line, &key))
    return STRANGE;
  for (const char *const *k = keys; *k; k++)
    if (tp_field_is(&key, *k))
      return SIGN;
  return ALLOWED;
}

static const struct {
  tp_notation n;
  likeness (*like)(const candidate *c);
  int needs_sign;                  /* it is none of these without one */
  const char *shows;
} by_line[] = {
  {TP_NOTATION_TM, like_tm, 0, "q a -> p b R"},
  {TP_NOTATION_TMSIM, like_tmsim, 0, "q,a and p,b,>"},
  {TP_NOTATION_MORPHETT, like_morphett, 0, "q a b r p"},
  {TP_NOTATION_NJU, like_nju, 1, "#Q = {q,p}"},
  {TP_NOTATION_BB, like_bb, 0, "1RB1LB_1LA1RZ"},
  {TP_NOTATION_TMIO, like_tmio, 1, "blank, start state, table"},
};
enum { BY_LINE = sizeof by_line / sizeof *by_line, MOST_LINES = 100000 };

static size_t strangers(const evidence *e)
{
  return e->count[STRANGE] + e->count[NEAR];
}

static size_t parts(const evidence *e)
{
  return e->count[FITS] + e->count[SIGN];
}

/* Lines; what they are in each notation; and the first of those that are too long to be looked at, or 0. */
static size_t weigh(const source *text, evidence *e, size_t *too_long)
{
  source s = {.text = text->text, .length = text->length};
  field_list f = {0};
  field line;
  size_t lines = 0;
  while (lines < MOST_LINES && tp_source_next(&s, &line)) {
    candidate c = {tp_field_trim(line), line, &f};
    if (c.line.length > TP_MACHINE_MAX_LINE)
      *too_long = *too_long ? *too_long : s.line;
    if (!c.line.length || line.length > TP_MACHINE_MAX_LINE)
      continue;
    lines++;
    for (size_t i = 0; i < BY_LINE; i++) {
      likeness is = by_line[i].like(&c);
      e[i].count[is]++;
      if (is <= NEAR && !e[i].first)
        e[i].first = s.line;
    }
  }
  tp_fields_clear(&f);
  return lines;
}

/* a explains more of the text than b. */
static int is_better(const evidence *a, const evidence *b)
{
  return strangers(a) != strangers(b) ? strangers(a) < strangers(b) : parts(a) > parts(b);
}

static int is_candidate(const evidence *e, size_t i)
{
  return by_line[i].needs_sign ? e[i].count[SIGN] > 0 : parts(e + i) > 0;
}

/* --- As a whole ------------------------------------------------------------------------- */

/* A key of JSON or of YAML in braces: the word, perhaps in quotes, and a colon. */
static int has_key(const source *text, const char *word)
{
  const size_t length = strlen(word);
  for (const char *at = text->text, *end = at + text->length; at && at < end && (at = memchr(at, *word, (size_t) (end - at))); at++) {
    if ((size_t) (end - at) < length || memcmp(at, word, length) || (at > text->text && isalnum((unsigned char) at[-1])))
      continue;
    const char *behind = at + length;
    while (behind < end && (isspace((unsigned char) *behind) || *behind == '"' || *behind == '\''))
      behind++;
    if (behind < end && *behind == ':')
      return 1;
  }
  return 0;
}

static int has_text(const source *text, const char *word)
{
  const size_t length = strlen(word);
  for (size_t at = 0; at + length <= text->length; at++)
    if (!strncasecmp(text->text + at, word, length))
      return 1;
  return 0;
}

/* What begins as no machine by lines does.  NULL and TP_NOTATIONS: nothing of the kind. */
static const char *look_at_beginning(const source *text, tp_notation *n)
{
  static const struct {
    const char *beginning, *what;
  } others[] = {
    {"%PDF", "a PDF document"}, {"PK\x03\x04", "a ZIP archive"}, {"\x1f\x8b", "a gzip archive"}, {"#!", "a program"},
    {"\xff\xfe", "text in UTF-16, and UTF-8 is read"}, {"\xfe\xff", "text in UTF-16, and UTF-8 is read"}, {"\\documentclass", "LaTeX"}, {"digraph", "a graph of Graphviz"}, {"\x7f" "ELF", "a program"}, {"\x89PNG", "an image"},
  };
  size_t at = 0;
  while (at < text->length && isspace((unsigned char) text->text[at]))
    at++;
  const field rest = {text->text + at, text->length - at, 1, 1};
  *n = TP_NOTATIONS;
  for (size_t i = 0; i < sizeof others / sizeof *others; i++)
    if (tp_field_begins(&rest, others[i].beginning))
      return others[i].what;
  if (tp_field_begins(&rest, "<")) {
    if (has_text(text, "<structure"))
      *n = TP_NOTATION_JFF;
    return has_text(text, "<html") ? "HTML" : "XML other than JFLAP's";
  }
  if (!tp_field_begins(&rest, "{"))
    return tp_field_begins(&rest, "[") ? "a list of JSON" : NULL;
  if (has_key(text, "transitions") + has_key(text, "finals") + has_key(text, "initial") + has_key(text, "alphabet") >= 2)
    *n = TP_NOTATION_FT;
  else if (has_key(text, "blank") || has_key(text, "table") || has_key(text, "start state") || has_key(text, "source code"))
    *n = TP_NOTATION_TMIO;
  return has_key(text, "program") ? "a saved page of another simulator, of which the program's text alone is read" : "JSON of another program";
}

/* Text that fits no notation at all. */
static const char *look_at_text(const source *text)
{
  if (memchr(text->text, 0, text->length))
    return "binary data";
  if (has_text(text, "\nimport ") || has_text(text, "\ndef ") || has_text(text, "#include"))
    return "a program";
  return NULL;
}

static tp_status refuse_all(const source *text, const evidence *e)
{
  tp_buffer list = {NULL, 0, 0};
  size_t first = 0;
  int left[BY_LINE];
  for (size_t i = 0; i < BY_LINE; i++)
    left[i] = is_candidate(e, i) || e[i].count[NEAR];
  for (;;) {
    size_t best = BY_LINE;
    for (size_t i = 0; i < BY_LINE; i++)
      if (left[i] && (best == BY_LINE || is_better(e + i, e + best)))
        best = i;
    if (best == BY_LINE)
      break;
    left[best] = 0;
    tp_buffer_printf(&list, "%s%s (%s)", list.length ? ", " : "", tp_notation_name[by_line[best].n], by_line[best].shows);
    first = first ? first : e[best].first;
  }
  const char *what = list.length ? NULL : look_at_text(text);
  tp_status s = what ? tp_source_refuse(text, 1, 1, "looks like %s; not read", what)
                     : tp_source_refuse(text, first ? first : 1, 1, "no notation fits; nearest: %s", list.length ? list.text : "none");
  if (!what && text->err)
    text->err->reason = TP_REASON_UNRECOGNISED;
  tp_buffer_clear(&list);
  return s;
}

tp_status tp_recognise(tp_notation *n, const source *text)
{
  evidence e[BY_LINE] = {0};
  const char *what = look_at_beginning(text, n);
  if (*n != TP_NOTATIONS)
    return TP_STATUS_OK;
  if (what)
    return tp_source_refuse(text, 1, 1, "looks like %s; not read", what);
  size_t best = BY_LINE, too_long = 0, lines = weigh(text, e, &too_long);
  int comments = 0;
  for (size_t i = 0; i < BY_LINE; i++) {
    if (is_candidate(e, i) && (best == BY_LINE || is_better(e + i, e + best)))
      best = i;
    comments |= by_line[i].n != TP_NOTATION_TMIO && e[i].count[ALLOWED] == lines;
  }
  if (best < BY_LINE && parts(e + best) > e[best].count[STRANGE]) {
    *n = by_line[best].n;
    return TP_STATUS_OK;
  }
  const int binary = memchr(text->text, 0, text->length) != NULL;
  if (too_long && !binary)
    return tp_source_refuse_long(text, too_long);
  if (comments && !binary)
    return tp_source_refuse(text, 1, 1, "the machine is missing: nothing but %s", lines ? "comments" : "blanks");
  if (best == BY_LINE && e[BY_LINE - 1].count[ALLOWED] == lines && memchr(text->text, ':', text->length))
    return tp_source_refuse(text, 1, 1, "looks like YAML of another program; not read");
  return refuse_all(text, e);
}

tp_notation tp_notation_recognise(const char *text, size_t length)
{
  tp_error ignored;
  const source s = {.name = "", .text = length ? text : "", .length = length, .err = &ignored};
  tp_notation n;
  return tp_recognise(&n, &s) == TP_STATUS_OK ? n : TP_NOTATIONS;
}
