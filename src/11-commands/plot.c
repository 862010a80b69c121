/* SPDX-License-Identifier: MIT */
/* Figures of CSV files. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "gnuplot.h"
#include "output.h"
#include "tmprec/base/memory.h"

static int is_to_file(const settings *s) { return s->output && strcmp(s->output, "-"); }

static int ends_in(const char *text, const char *end)
{
  const size_t length = strlen(text), tail = strlen(end);
  return length > tail && !strcmp(text + length - tail, end);
}

/* --format, or else what the name of FILE says. */
static tp_status choose_picture(settings *s, tp_error *err)
{
  static const struct {
    const char *end;
    tp_picture picture;
  } of_name[] = {{".svg", TP_PICTURE_SVG}, {".pdf", TP_PICTURE_PDF}, {".png", TP_PICTURE_PNG}, {".tex", TP_PICTURE_TIKZ}};
  if (s->picture == TP_PICTURES && (!is_to_file(s) || s->print_script))
    s->picture = TP_PICTURE_SVG;
  for (size_t i = 0; i < sizeof of_name / sizeof *of_name && s->picture == TP_PICTURES; i++)
    if (ends_in(s->output, of_name[i].end))
      s->picture = of_name[i].picture;
  if (s->picture == TP_PICTURES)
    return tp_error_set(err, TP_STATUS_REFUSED, "%.300s: which format? The name should end in .svg, .pdf, .png or .tex, or --format say it",
                        s->output);
  if (s->picture == TP_PICTURE_CAIROLATEX && !s->print_script && (!is_to_file(s) || !ends_in(s->output, ".tex")))
    return tp_error_set(err, TP_STATUS_REFUSED, "cairolatex is two files: it needs -o FILE.tex, and puts FILE.pdf beside it");
  return TP_STATUS_OK;
}

/* --- cairolatex: a file for LaTeX that names another --------------------------------------- */

typedef struct {
  char directory[4096], name[256];       /* a directory of our own, and FILE.tex's name without the end */
} pair;

/* LaTeX reads the name: only what means nothing to it. */
static tp_status open_pair(pair *p, const settings *s, tp_error *err)
{
  static const char plain[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789.-";
  const char *slash = strrchr(s->output, '/'), *name = slash ? slash + 1 : s->output, *temporary = getenv("TMPDIR");
  const size_t length = strlen(name) - 4;
  if (!length || length >= sizeof p->name || strspn(name, plain) < length || *name == '-' || *name == '.')
    return tp_error_set(err, TP_STATUS_REFUSED, "%.300s: LaTeX needs a name of letters, digits, dots and hyphens", s->output);
  snprintf(p->name, sizeof p->name, "%.*s", (int) length, name);
  snprintf(p->directory, sizeof p->directory, "%.4000s/tmprec-XXXXXX", temporary && *temporary ? temporary : "/tmp");
  if (!mkdtemp(p->directory))
    return tp_error_set(err, TP_STATUS_REFUSED, "%.300s: %s", p->directory, strerror(errno));
  return TP_STATUS_OK;
}

static char *path_of(const pair *p, const char *end)
{
  tp_buffer path = {NULL, 0, 0};
  tp_buffer_printf(&path, "%s/%s%s", p->directory, p->name, end);
  return path.text;
}

static void close_pair(const pair *p)
{
  static const char *const end[] = {".tex", ".pdf"};
  for (int i = 0; i < 2; i++) {
    char *path = path_of(p, end[i]);
    remove(path);
    free(path);
  }
  rmdir(p->directory);
}

static int take_file(const pair *p, const char *end, const char *to, tp_error *err)
{
  tp_buffer text = {NULL, 0, 0};
  char *path = path_of(p, end);
  int ok = tp_buffer_read_file(&text, path, (size_t) 1 << 30, err) == TP_STATUS_OK;
  if (!ok)
    complain_of(err);
  gnuplot_settle(&text, TP_PICTURE_CAIROLATEX);
  ok = ok && put_text_to(to, &text);
  free(path);
  tp_buffer_clear(&text);
  return ok;
}

static int draw_pair(const settings *s, const tp_csv *rows, tp_figure_choice choice)
{
  tp_buffer script = {NULL, 0, 0}, nothing = {NULL, 0, 0}, name = {NULL, 0, 0}, beside = {NULL, 0, 0};
  tp_error err;
  pair p;
  tp_status status = open_pair(&p, s, &err);
  if (status != TP_STATUS_OK) {
    complain_of(&err);
    return 0;
  }
  tp_buffer_printf(&name, "%s.tex", p.name);
  choice.output = name.text;
  status = tp_figure_script(&script, rows, &choice, &err);
  if (status == TP_STATUS_OK)
    status = gnuplot_run(&nothing, &script, p.directory, NULL, &err);
  if (status != TP_STATUS_OK)
    complain_of(&err);
  tp_buffer_put(&beside, s->output, strlen(s->output) - 4);
  tp_buffer_puts(&beside, ".pdf");
  const int ok = status == TP_STATUS_OK && take_file(&p, ".pdf", beside.text, &err) && take_file(&p, ".tex", s->output, &err);
  close_pair(&p);
  tp_buffer_clear(&script);
  tp_buffer_clear(&nothing);
  tp_buffer_clear(&name);
  tp_buffer_clear(&beside);
  return ok;
}

/* --- The others: one stream ---------------------------------------------------------------- */

static int draw(const settings *s, const tp_csv *rows, const tp_figure_choice *choice)
{
  tp_buffer script = {NULL, 0, 0}, picture = {NULL, 0, 0};
  tp_error err;
  tp_status status = tp_figure_script(&script, rows, choice, &err);
  if (status == TP_STATUS_OK && !s->print_script) {
    status = gnuplot_run(&picture, &script, NULL, NULL, &err);
    gnuplot_settle(&picture, choice->picture);
  }
  if (status == TP_STATUS_OK && !s->print_script && !picture.length)
    status = tp_error_set(&err, TP_STATUS_REFUSED, "gnuplot drew nothing");
  if (status != TP_STATUS_OK)
    complain_of(&err);
  const int ok = status == TP_STATUS_OK && put_text_to(s->output, s->print_script ? &script : &picture);
  tp_buffer_clear(&script);
  tp_buffer_clear(&picture);
  return ok;
}

int perform_plot(settings *s)
{
  tp_csv *rows = NULL;
  tp_error err;
  if (choose_picture(s, &err) != TP_STATUS_OK || tp_csv_read(&rows, s->argument, s->arguments, &err) != TP_STATUS_OK) {
    complain_of(&err);
    return EXIT_REFUSED;
  }
  const tp_figure_choice choice = {.picture = s->picture, .across = s->across};
  const int ok = s->picture == TP_PICTURE_CAIROLATEX && !s->print_script ? draw_pair(s, rows, choice) : draw(s, rows, &choice);
  tp_csv_free(rows);
  return finish_output(ok ? EXIT_DONE : EXIT_REFUSED);
}
