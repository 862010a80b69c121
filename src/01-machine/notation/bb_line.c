/* SPDX-License-Identifier: MIT */
#include "bb_line.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "readers.h"
#include "tmprec/base/memory.h"

static const char undefined[] = "---";

int tp_bb_is_cell(const char *at)
{
  return at[0] >= '0' && at[0] <= '9' && (at[1] == 'L' || at[1] == 'R') && at[2] >= 'A' && at[2] <= 'Z';
}

/* It begins as a machine or a part of one does, whole or faulty. */
static int begins_as_cells(const field *f)
{
  if (f->length >= BB_CELL && (tp_bb_is_cell(f->text) || !memcmp(f->text, undefined, BB_CELL)))
    return 1;
  return f->length >= 2 && f->text[0] >= '0' && f->text[0] <= '9' && (f->text[1] == 'L' || f->text[1] == 'R');
}

/* Up to the comma or semicolon that separates text behind the machine. */
static field head_of(field f)
{
  for (size_t i = 0; i < f.length; i++)
    if (f.text[i] == ',' || f.text[i] == ';')
      f.length = i;
  return f;
}

static int is_of_cells(const field *f)
{
  return f->length >= BB_CELL && (tp_bb_is_cell(f->text) || !memcmp(f->text, undefined, BB_CELL))
         && strspn(f->text, "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ_-") >= f->length;
}

int tp_bb_looks_so(const field *line)
{
  if (line->length > TP_MACHINE_MAX_LINE)
    return 0;
  char *copy = tp_memory_string(line->text, line->length);        /* the text may end without a NUL */
  const field whole = {copy, line->length, 1, 1};
  field_list f = {0};
  tp_fields_between_blanks(&f, &whole);
  const field head = f.count ? head_of(f.at[0]) : whole;
  int so = f.count && is_of_cells(&head) && (head.length >= 2 * BB_CELL || (f.count > 1 && begins_as_cells(f.at + 1)));
  tp_fields_clear(&f);
  free(copy);
  return so;
}

static void put(bb_line *out, char c, size_t column)
{
  TP_MEMORY_GROW(out->text, out->room, out->length + 2);
  TP_MEMORY_GROW(out->column, out->columns, out->length + 2);
  out->text[out->length] = c;
  out->column[out->length++] = column;
  out->text[out->length] = 0;
  out->column[out->length] = column + 1;
}

static void put_field(bb_line *out, const field *f)
{
  for (size_t i = 0, column = f->column; i < f->length; i++) {
    put(out, f->text[i], column);
    column += ((unsigned char) f->text[i] & 0xc0) != 0x80;
  }
}

/* Between the two fields a row ends, where no `_` says so. */
static int ends_row(const field *a, const field *b, int apart)
{
  const char *end = a->text + a->length;
  return !apart || b->text - end > 1 || *end == '\t';
}

static int is_punctuation(const field *f)
{
  for (size_t i = 0; i < f->length; i++)
    if (!ispunct((unsigned char) f->text[i]))
      return 0;
  return 1;
}

/* Behind the part with that number text may follow, but not what is perhaps another row. */
static tp_status check_text_behind(const source *text, const field_list *all, size_t part)
{
  const field *f = all->at + part;
  const field head = head_of(*f);
  const int cut = head.length < f->length;
  field mark = {f->text + head.length, 1, f->line, f->column + head.length};
  field next = {f->text + head.length + 1, cut ? f->length - head.length - 1 : 0, f->line, f->column + head.length + 1};
  for (size_t i = part + 1; i < all->count && is_punctuation(&next); i++) {
    if (!cut && i == part + 1)
      mark = all->at[i];
    next = all->at[i];
  }
  if (!begins_as_cells(&next))
    return TP_STATUS_OK;
  return tp_source_refuse(text, mark.line, mark.column, "rows are separated by '_' or blanks, not by '%c'", *mark.text);
}

tp_status tp_bb_take_line(bb_line *out, const source *text, const field *line)
{
  field_list f = {0};
  size_t parts = 1, gaps = 0;
  tp_fields_between_blanks(&f, line);
  int rows = 0, apart = 1;
  while (parts < f.count && head_of(f.at[parts - 1]).length == f.at[parts - 1].length && begins_as_cells(f.at + parts))
    parts++;
  tp_status s = check_text_behind(text, &f, parts - 1);
  for (size_t i = 0; i < parts; i++) {
    f.at[i] = head_of(f.at[i]);
    rows |= memchr(f.at[i].text, '_', f.at[i].length) != NULL;
    apart &= f.at[i].length == BB_CELL;
  }
  out->length = 0;
  for (size_t i = 0; i < parts; i++) {
    if (i && !rows && ends_row(f.at + i - 1, f.at + i, apart)) {
      put(out, '_', f.at[i - 1].column + tp_field_characters(f.at + i - 1));
      gaps++;
    }
    put_field(out, f.at + i);
  }
  if (s == TP_STATUS_OK && apart && !rows && !gaps && parts > 3)
    s = tp_source_refuse(text, line->line, line->column, "where does a row end? Two blanks, a tab or '_' must say so");
  if (s == TP_STATUS_OK && !out->length)
    s = tp_source_refuse(text, line->line, line->column, "no machine before '%c'", *f.at[0].text);
  tp_fields_clear(&f);
  return s;
}

void tp_bb_line_clear(bb_line *b)
{
  free(b->text);
  free(b->column);
  *b = (bb_line) {0};
}
