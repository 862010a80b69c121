/* SPDX-License-Identifier: MIT */
/* The page: a section for each file. */
#include "tmprec/report/page.h"

#include <stdlib.h>
#include <string.h>

#include "html.h"
#include "tmprec/base/memory.h"

static void put_head(tp_buffer *out)
{
  tp_buffer_puts(out, "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
                 "<meta name=\"viewport\" content=\"width=device-width,initial-scale=1\">\n"
                 "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'; "
                 "script-src 'unsafe-inline'\">\n<title>tmprec report</title>\n<style>\n");
  tp_buffer_puts(out, tp_page_style);
  tp_buffer_puts(out, "</style>\n</head>\n<body>\n<main>\n<h1>tmprec report</h1>\n");
}

/* The lines of the text, as elements. */
static void put_lines(tp_buffer *out, const char *text)
{
  while (*text) {
    const size_t length = strcspn(text, "\n"), end = text[length] == '\n';
    char *line = tp_memory_string(text, length);
    tp_buffer_puts(out, "<li>");
    tp_html_put(out, line);
    tp_buffer_puts(out, "</li>\n");
    free(line);
    text += length + end;
  }
}

static void put_figure(tp_buffer *out, const tp_page_part *p, size_t number)
{
  if (!p->figure) {
    tp_buffer_puts(out, "<p class=\"none\">No figure: ");
    tp_html_put(out, p->no_figure ? p->no_figure : "");
    tp_buffer_puts(out, "</p>\n");
    return;
  }
  tp_buffer_puts(out, "<figure>\n");
  tp_html_put_svg(out, p->figure, number, *p->findings ? p->findings : p->name);
  tp_buffer_puts(out, "</figure>\n");
}

static int has_commands(const tp_csv *rows, tp_page_command *put)
{
  tp_buffer command = {NULL, 0, 0};
  int any = 0;
  for (size_t i = 0; i < tp_csv_rows(rows) && !any; i++)
    any = put(&command, rows, i);
  tp_buffer_clear(&command);
  return any;
}

static void put_field(tp_buffer *out, const tp_csv *rows, size_t row, size_t column)
{
  double number;
  const int is_word = !strcmp(tp_csv_name(rows, column), "input") || !strcmp(tp_csv_name(rows, column), "machine");
  tp_buffer_puts(out, !is_word && tp_csv_number(rows, row, column, &number) ? "<td class=\"n\">" : "<td>");
  tp_html_put(out, tp_csv_field(rows, row, column));
  tp_buffer_puts(out, "</td>");
}

static void put_command(tp_buffer *out, const tp_csv *rows, size_t row, tp_page_command *put)
{
  tp_buffer command = {NULL, 0, 0};
  tp_buffer_puts(out, "<td class=\"c\">");
  if (put(&command, rows, row)) {
    tp_buffer_puts(out, "<code>");
    tp_html_put(out, command.text);
    tp_buffer_puts(out, "</code>");
  }
  tp_buffer_puts(out, "</td>");
  tp_buffer_clear(&command);
}

static void put_table(tp_buffer *out, const tp_csv *rows, tp_page_command *command)
{
  const int commands = has_commands(rows, command);
  tp_buffer_printf(out, "<details open>\n<summary>%zu rows</summary>\n<div class=\"rows\" tabindex=\"0\">\n<table>\n<thead><tr>", tp_csv_rows(rows));
  for (size_t c = 0; c < tp_csv_columns(rows); c++) {
    tp_buffer_puts(out, "<th scope=\"col\">");
    tp_html_put(out, tp_csv_name(rows, c));
    tp_buffer_puts(out, "</th>");
  }
  tp_buffer_puts(out, commands ? "<th scope=\"col\">to repeat</th></tr></thead>\n<tbody>\n" : "</tr></thead>\n<tbody>\n");
  for (size_t i = 0; i < tp_csv_rows(rows); i++) {
    tp_buffer_puts(out, "<tr>");
    for (size_t c = 0; c < tp_csv_columns(rows); c++)
      put_field(out, rows, i, c);
    if (commands)
      put_command(out, rows, i, command);
    tp_buffer_puts(out, "</tr>\n");
  }
  tp_buffer_puts(out, "</tbody>\n</table>\n</div>\n</details>\n");
}

static void put_part(tp_buffer *out, const tp_page_part *p, size_t number, tp_page_command *command)
{
  tp_buffer_printf(out, "<section id=\"s%zu\">\n<h2>", number);
  tp_html_put(out, p->name);
  tp_buffer_puts(out, "</h2>\n");
  if (*p->findings) {
    tp_buffer_puts(out, "<ul>\n");
    put_lines(out, p->findings);
    tp_buffer_puts(out, "</ul>\n");
  }
  put_figure(out, p, number);
  put_table(out, p->rows, command);
  tp_buffer_puts(out, "</section>\n");
}

static void put_contents(tp_buffer *out, const tp_page_part *part, size_t parts)
{
  tp_buffer_puts(out, "<nav><ul>\n");
  for (size_t i = 0; i < parts; i++) {
    tp_buffer_printf(out, "<li><a href=\"#s%zu\">", i + 1);
    tp_html_put(out, part[i].name);
    tp_buffer_puts(out, "</a></li>\n");
  }
  tp_buffer_puts(out, "</ul></nav>\n");
}

/* What columns say that not everyone knows, if some file has them: above all what is measured and what is proved. */
static const struct {
  const char *column, *means;
} meaning[] = {
  {"exact", "1: every token is predicted right; unknown: not decided"},
  {"least_exact", "the least number swept that is exact (measured)"},
  {"exact_from", "from here on all numbers swept are exact (measured)"},
  {"holes", "numbers swept above <code>least_exact</code> that are not exact (measured)"},
  {"certified", "1: proved, by what <code>tmprec bound</code> says of the run; 0: not proved, which does not say that it is wrong"},
  {"certified_beta", "from this beta on the run is proved to be exact; empty: no such beta is known"},
  {"certified_bits", "from here on all numbers swept are proved to be exact; empty: not proved, which does not say that they are not"},
  {"certified_from", "from here on all numbers swept are proved to be exact; empty: not proved, which does not say that they are not"},
};

static int some_has(const tp_page_part *part, size_t parts, const char *column)
{
  for (size_t i = 0; i < parts; i++)
    if (tp_csv_find(part[i].rows, column) != TP_CSV_NONE)
      return 1;
  return 0;
}

static void put_meanings(tp_buffer *out, const tp_page_part *part, size_t parts)
{
  for (size_t i = 0; i < sizeof meaning / sizeof *meaning; i++)
    if (some_has(part, parts, meaning[i].column))
      tp_buffer_printf(out, " <code>%s</code> %s.", meaning[i].column, meaning[i].means);
}

void tp_page_write(tp_buffer *out, const tp_page_part *part, size_t parts, const char *made_by, tp_page_command *command)
{
  put_head(out);
  tp_buffer_puts(out, "<p class=\"made\">Made by ");
  tp_html_put(out, made_by);
  tp_buffer_puts(out, ".");
  put_meanings(out, part, parts);
  tp_buffer_puts(out, "</p>\n");
  if (parts > 1)
    put_contents(out, part, parts);
  for (size_t i = 0; i < parts; i++)
    put_part(out, part + i, i + 1, command);
  tp_buffer_puts(out, "</main>\n<script>\n");
  tp_buffer_puts(out, tp_page_script);
  tp_buffer_puts(out, "</script>\n</body>\n</html>\n");
}
