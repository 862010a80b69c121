/* SPDX-License-Identifier: MIT */
/* The build itself: the embedded catalog is the files of data/, byte by byte. */
#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "suite.h"

#include "src/01-machine/catalog_data.h"

START_TEST(test_catalog_is_sorted)
{
  for (const struct catalog_file *f = tp_catalog_files; f->name; f++)
    if (f[1].name)
      ck_assert_str_lt(f[0].name, f[1].name);
}
END_TEST

START_TEST(test_catalog_equals_files)
{
  const char *top = getenv("srcdir");
  for (const struct catalog_file *f = tp_catalog_files; f->name; f++) {
    char path[4096];
    snprintf(path, sizeof path, "%s/data/%s", top ? top : ".", f->name);
    FILE *in = fopen(path, "rb");
    ck_assert_msg(in != NULL, "cannot open %s", path);
    char *text = malloc(f->length + 1);
    ck_assert_ptr_nonnull(text);
    size_t n = fread(text, 1, f->length + 1, in);
    fclose(in);
    ck_assert_msg(n == f->length, "length of %s", path);
    ck_assert_msg(memcmp(text, f->text, n) == 0, "content of %s", path);
    ck_assert_msg(f->text[n] == '\0', "end of %s", path);
    free(text);
  }
}
END_TEST

int main(void)
{
  Suite *suite = suite_create("catalog");
  TCase *tc = suite_case(suite, "catalog");
  tcase_add_test(tc, test_catalog_is_sorted);
  tcase_add_test(tc, test_catalog_equals_files);
  return suite_run(suite);
}
