/* SPDX-License-Identifier: MIT */
/* A page of HTML about CSV files. */
#include <stdlib.h>
#include <string.h>

#include "gnuplot.h"
#include "output.h"
#include "tmprec/base/memory.h"
#include "tmprec/report/page.h"

/* What the page shows of one file; owned. */
typedef struct {
  tp_csv *rows;
  tp_buffer findings, figure, no_figure;
} part;

/* The figure, or why there is none.  gnuplot that is there but fails is a failure of the report. */
static int draw(part *p)
{
  tp_buffer script = {NULL, 0, 0};
  tp_error err;
  int is_missing = 0, ok = 1;
  tp_status s = tp_figure_script(&script, p->rows, &(tp_figure_choice) {.picture = TP_PICTURE_SVG}, &err);
  if (s == TP_STATUS_OK) {
    s = gnuplot_run(&p->figure, &script, NULL, &is_missing, &err);
    ok = s == TP_STATUS_OK || is_missing;
  }
  if (s == TP_STATUS_OK)
    gnuplot_settle(&p->figure, TP_PICTURE_SVG);
  else
    tp_buffer_puts(&p->no_figure, err.text);
  if (!ok)
    complain_of(&err);
  tp_buffer_clear(&script);
  return ok;
}

static int read_part(part *p, char *path)
{
  tp_error err, unfit;
  if (tp_csv_read(&p->rows, &path, 1, &err) != TP_STATUS_OK) {
    complain_of(&err);
    return 0;
  }
  tp_buffer_puts(&p->findings, "");
  tp_figure_findings(&p->findings, p->rows, &unfit);     /* draw says why there are none */
  return draw(p);
}

static void clear_part(part *p)
{
  tp_csv_free(p->rows);
  tp_buffer_clear(&p->findings);
  tp_buffer_clear(&p->figure);
  tp_buffer_clear(&p->no_figure);
}

static int write_page(const settings *s, const part *of)
{
  tp_page_part *shown = tp_memory_new(s->arguments, sizeof *shown);
  tp_buffer page = {NULL, 0, 0};
  for (size_t i = 0; i < s->arguments; i++)
    shown[i] = (tp_page_part) {
      .name = strcmp(s->argument[i], "-") ? s->argument[i] : "(standard input)", .rows = of[i].rows, .findings = of[i].findings.text,
      .figure = of[i].no_figure.length ? NULL : of[i].figure.text, .no_figure = of[i].no_figure.text,
    };
  tp_page_write(&page, shown, s->arguments, PACKAGE_STRING, put_row_command);
  const int ok = put_text_to(s->output, &page);
  tp_buffer_clear(&page);
  free(shown);
  return ok;
}

int perform_report(settings *s)
{
  part *of = tp_memory_zeroed(s->arguments, sizeof *of);
  int ok = 1;
  for (size_t i = 0; i < s->arguments && ok; i++)
    ok = read_part(of + i, s->argument[i]);
  ok = ok && write_page(s, of);
  for (size_t i = 0; i < s->arguments; i++)
    clear_part(of + i);
  free(of);
  return finish_output(ok ? EXIT_DONE : EXIT_REFUSED);
}
