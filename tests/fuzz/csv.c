/* SPDX-License-Identifier: MIT */
/* CSV as plot and report read it: one file, or several with a byte 1 between them; figure, findings, page, commands. */
#include "../../src/11-commands/output.h"
#include "fuzz_file.h"
#include "tmprec/report/page.h"

enum { FILES = 3 };

static void show(const tp_csv *rows)
{
  tp_buffer script = {NULL, 0, 0}, findings = {NULL, 0, 0}, page = {NULL, 0, 0};
  tp_error err = {.text = ""};
  const int can_draw = tp_figure_script(&script, rows, &(tp_figure_choice) {.picture = TP_PICTURE_SVG}, &err) == TP_STATUS_OK;
  fuzz_require(can_draw || *err.text);
  tp_figure_findings(&findings, rows, &err);
  const tp_page_part part = {.name = "fuzz.csv", .rows = rows, .findings = findings.text ? findings.text : "", .no_figure = "none"};
  tp_page_write(&page, &part, 1, "fuzz", put_row_command);
  tp_buffer_clear(&script);
  tp_buffer_clear(&findings);
  tp_buffer_clear(&page);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
  static fuzz_file file[FILES];
  char *path[FILES];
  size_t files = 0;
  for (const uint8_t *end = data + size, *next; files < FILES; data = next + 1) {
    next = size ? memchr(data, 1, (size_t) (end - data)) : NULL;
    fuzz_file_fill(file + files, data, (size_t) ((next ? next : end) - data));
    path[files] = file[files].path;
    files++;
    if (!next)
      break;
  }
  tp_csv *rows;
  tp_error err = {.text = ""};
  if (tp_csv_read(&rows, path, files, &err) == TP_STATUS_OK)
    show(rows);
  else
    fuzz_require(*err.text && !rows);
  tp_csv_free(rows);
  return 0;
}
