/* SPDX-License-Identifier: MIT */
/* CRC-32 as ZIP has it: reflected, of the polynomial 04c11db7. */
#ifndef CRC_H
#define CRC_H

#include <stddef.h>
#include <stdint.h>

typedef struct {
  uint32_t table[256], crc;
} crc_sum;

void tp_crc_begin(crc_sum *s);                                            /* of no bytes */
void tp_crc_add(crc_sum *s, const unsigned char *bytes, size_t length);   /* s->crc is that of all bytes so far */

#endif
