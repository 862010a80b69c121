/* SPDX-License-Identifier: MIT */
/* Tables: typed values, and the three ways to write them. */
#include <check.h>
#include <math.h>
#include <string.h>

#include "suite.h"
#include "tmprec/report/table.h"

static const tp_column columns[] = {
  {"name", TP_COLUMN_TEXT, 0},        {"n, all", TP_COLUMN_INTEGER, 0}, {"beta", TP_COLUMN_SHORTEST, 0},
  {"gap", TP_COLUMN_SIGNIFICANT, 6},  {"seconds", TP_COLUMN_DECIMALS, 4}, {"exact", TP_COLUMN_VERDICT, 0},
};

static void put_row(tp_table *t, const char *name, uint64_t n, double beta, double gap, double seconds, tp_verdict exact)
{
  tp_table_put_text(t, name);
  tp_table_put_integer(t, n);
  tp_table_put_number(t, beta);
  tp_table_put_number(t, gap);
  tp_table_put_number(t, seconds);
  tp_table_put_verdict(t, exact);
}

static void put_empty_row(tp_table *t)
{
  for (size_t i = 0; i < LENGTH(columns); i++)
    tp_table_put_nothing(t);
}

static tp_table *table_new(void)
{
  tp_table *t = tp_table_new(columns, LENGTH(columns));
  put_row(t, "plain", 0, 0.1, 0.49486871, 1.00005, TP_VERDICT_NO);
  put_row(t, "a,\"b\"", UINT64_MAX, 10, 1e-7, 12, TP_VERDICT_YES);
  put_empty_row(t);
  put_row(t, "5\"", 1, -0.5, 0.25, 0, TP_VERDICT_NO);
  put_row(t, "a\rb", 1, 1e22, 1000000, 0.00004, TP_VERDICT_NO);
  put_row(t, "two\nlines", 7, INFINITY, -INFINITY, NAN, TP_VERDICT_UNKNOWN);
  return t;
}

static const char csv_header[] = "name,\"n, all\",beta,gap,seconds,exact\r\n";
static const char csv_rows[] = "plain,0,0.1,0.494869,1.0001,0\r\n"
                               "\"a,\"\"b\"\"\",18446744073709551615,10,1e-07,12.0000,1\r\n"
                               ",,,,,\r\n"
                               "\"5\"\"\",1,-0.5,0.25,0.0000,0\r\n"
                               "\"a\rb\",1,1e+22,1e+06,0.0000,0\r\n"
                               "\"two\nlines\",7,inf,-inf,nan,unknown\r\n";

START_TEST(test_csv)
{
  tp_table *t = table_new();
  tp_buffer text = {NULL, 0, 0};
  ck_assert_uint_eq(tp_table_rows(t), 6);
  tp_table_write_csv_header(&text, t);
  ck_assert_str_eq(text.text, csv_header);
  tp_buffer_clear(&text);
  tp_table_write_csv(&text, t);
  ck_assert_str_eq(text.text, csv_rows);
  tp_buffer_clear(&text);
  tp_table_free(t);
}
END_TEST

/* Rows that are written and dropped as they come, also with the next one begun. */
START_TEST(test_csv_in_pieces)
{
  tp_table *t = table_new();
  tp_buffer text = {NULL, 0, 0};
  tp_table_write_csv(&text, t);
  tp_table_put_text(t, "begun");
  ck_assert_uint_eq(tp_table_rows(t), 6);
  tp_table_drop_rows(t);
  ck_assert_uint_eq(tp_table_rows(t), 0);
  tp_table_write_csv(&text, t);
  ck_assert_str_eq(text.text, csv_rows);
  text.length = 0;
  for (size_t i = 1; i < LENGTH(columns); i++)
    tp_table_put_nothing(t);
  tp_table_write_csv(&text, t);
  ck_assert_str_eq(text.text, "begun,,,,,\r\n");
  tp_buffer_clear(&text);
  tp_table_free(t);
}
END_TEST

START_TEST(test_tabs)
{
  static const tp_column two[] = {{"name", TP_COLUMN_TEXT, 0}, {"bits", TP_COLUMN_INTEGER, 0}};
  tp_table *t = tp_table_new(two, LENGTH(two));
  tp_table_put_text(t, "a, \"b\"");
  tp_table_put_integer(t, 16);
  tp_table_put_text(t, "real");
  tp_table_put_nothing(t);
  tp_buffer text = {NULL, 0, 0};
  tp_table_write_tabs_header(&text, t);
  tp_table_write_tabs(&text, t);
  ck_assert_str_eq(text.text, "name\tbits\na, \"b\"\t16\nreal\t\n");
  tp_buffer_clear(&text);
  tp_table_free(t);
}
END_TEST

/* Characters count, not bytes; the last column is not padded; a column without values goes,
   unless empty values are written. */
START_TEST(test_aligned)
{
  static const tp_column three[] = {{"w", TP_COLUMN_TEXT, 0}, {"longer", TP_COLUMN_INTEGER, 0}, {"none", TP_COLUMN_TEXT, 0}};
  tp_table *t = tp_table_new(three, LENGTH(three));
  tp_table_put_text(t, "\303\244\303\266\303\274");
  tp_table_put_integer(t, 12);
  tp_table_put_nothing(t);
  tp_table_put_nothing(t);
  tp_table_put_integer(t, 3);
  tp_table_put_nothing(t);
  tp_buffer text = {NULL, 0, 0};
  tp_table_write_aligned(&text, t, "");
  ck_assert_str_eq(text.text, "w    longer\n\303\244\303\266\303\274  12\n     3\n");
  tp_buffer_clear(&text);
  tp_table_write_aligned(&text, t, "-");
  ck_assert_str_eq(text.text, "w    longer  none\n\303\244\303\266\303\274  12      -\n-    3       -\n");
  tp_buffer_clear(&text);
  tp_table_free(t);
}
END_TEST

int main(void)
{
  Suite *suite = suite_create("table");
  TCase *tc = suite_case(suite, "table");
  tcase_add_test(tc, test_csv);
  tcase_add_test(tc, test_csv_in_pieces);
  tcase_add_test(tc, test_tabs);
  tcase_add_test(tc, test_aligned);
  return suite_run(suite);
}
