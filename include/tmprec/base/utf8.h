/* UTF-8, as far as names and words need it. */
#ifndef TMPREC_BASE_UTF8_H
#define TMPREC_BASE_UTF8_H

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/* Bytes of the character that begins at text (1 to 4), its code point in
   *point; 0 if the length bytes there do not begin with valid UTF-8
   (overlong forms, surrogates and values above U+10FFFF are invalid). */
size_t tp_utf8_decode(const char *text, size_t length, uint32_t *point);

/* Characters in valid UTF-8 text; what is invalid counts byte by byte. */
size_t tp_utf8_count(const char *text, size_t length);

/* 1 for what may stand in a name: no control character (C0, DEL, C1), no blank
   of any kind, no line or paragraph separator, no noncharacter. */
int tp_utf8_is_printable(uint32_t point);

#ifdef __cplusplus
}
#endif

#endif
