/* SPDX-License-Identifier: MIT */
/* Going through the text of a CSV file (RFC 4180). */
#ifndef CSV_SCAN_H
#define CSV_SCAN_H

#include <stddef.h>

/* Where the record that begins at `at` ends, behind its line end; `length` without one. */
size_t tp_csv_record_end(const char *text, size_t length, size_t at);

/* Where the last field of the record from `at` to `end` begins; `at` if it is the only one. */
size_t tp_csv_last_field(const char *text, size_t at, size_t end);

/* Where the field that begins at `at` ends: at a comma, or at `end`, where the record has its line end. */
size_t tp_csv_field_end(const char *text, size_t at, size_t end);

/* Such a field, owned: without the quotes around it, and with one for each two inside. */
char *tp_csv_unquoted(const char *text, size_t length);

#endif
