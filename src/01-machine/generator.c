/* SPDX-License-Identifier: MIT */
#include "tmprec/machine/generator.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "tmprec/machine/escape.h"
#include "tmprec/base/memory.h"
#include "tmprec/base/utf8.h"

enum { MOST_COUNT = 1000000000 };  /* numbers of a count */
static const char blanks[] = " \t";

/* What a word is made with. */
typedef struct {
  const tp_machine *m;
  tp_buffer *out;
  uint64_t k, most, made;
  uint64_t state;                  /* of the random numbers */
  tp_error *err;
} making;

/* --- Random numbers: splitmix64 (Steele, Lea and Flood 2014) ------------------------------ */

static uint64_t next_random(uint64_t *state)
{
  uint64_t z = *state += UINT64_C(0x9e3779b97f4a7c15);
  z = (z ^ z >> 30) * UINT64_C(0xbf58476d1ce4e5b9);
  z = (z ^ z >> 27) * UINT64_C(0x94d049bb133111eb);
  return z ^ z >> 31;
}

static void begin_draw(making *g, uint64_t seed, uint64_t draw)
{
  const uint64_t part[] = {seed, g->k, draw};
  g->state = 0;
  for (size_t i = 0; i < sizeof part / sizeof *part; i++) {
    g->state += part[i];
    g->state = next_random(&g->state);
  }
}

/* --- Symbols ------------------------------------------------------------------------- */

static tp_status append(making *g, const char *text, size_t length)
{
  if (g->made++ >= g->most)
    return tp_error_set(g->err, TP_STATUS_REFUSED, "a word of more than %llu symbols", (unsigned long long) g->most);
  tp_buffer_puts(g->out, g->out->length && !tp_machine_is_terse(g->m) ? " " : "");
  const int apart = !tp_machine_is_terse(g->m);
  if (apart)                       /* words of such machines spell names as `.tm` files do */
    tp_buffer_put(g->out, text, length);
  else if (!tp_unescape_name(g->out, text, length))
    return tp_error_set(g->err, TP_STATUS_REFUSED, "'%.*s' is no symbol", length > 80 ? 80 : (int) length, text);
  return TP_STATUS_OK;
}

/* Symbols without commas: one character each, spelt perhaps. */
static size_t character_size(const char *text, size_t length)
{
  uint32_t point;
  if (length >= 3 && text[0] == '%' && isxdigit((unsigned char) text[1]) && isxdigit((unsigned char) text[2]))
    return 3;
  const size_t size = tp_utf8_decode(text, length, &point);
  return size ? size : 1;
}

/* Choice number `which` of a set; or, with which = UINT64_MAX, how many there are. */
static uint64_t choose(const char *set, size_t length, uint64_t which, const char **text, size_t *size)
{
  const int has_commas = memchr(set, ',', length) != NULL;
  uint64_t count = 0;
  for (size_t at = 0; at < length; count++) {
    const char *comma = has_commas ? memchr(set + at, ',', length - at) : NULL;
    const size_t here = comma ? (size_t) (comma - set) - at : has_commas ? length - at : character_size(set + at, length - at);
    if (count == which) {
      *text = set + at;
      *size = here;
    }
    at += here + (comma != NULL);
  }
  return count;
}

static tp_status append_one_of(making *g, const char *set, size_t length)
{
  const char *text = NULL;
  size_t size = 0;
  const uint64_t count = choose(set, length, UINT64_MAX, NULL, NULL);
  if (!count)
    return tp_error_set(g->err, TP_STATUS_REFUSED, "[] has no symbol to choose");
  /* The high half times the count: the bias is below 2^-20 for any set that a line can hold. */
  choose(set, length, (next_random(&g->state) >> 32) * count >> 32, &text, &size);
  return size ? append(g, text, size) : tp_error_set(g->err, TP_STATUS_REFUSED, "a choice without symbols");
}

/* --- Fields --------------------------------------------------------------------------- */

static uint64_t read_digits(const char **at, uint64_t otherwise)
{
  uint64_t value = 0;
  if (!isdigit((unsigned char) **at))
    return otherwise;
  for (; isdigit((unsigned char) **at); ++*at)
    value = value > MOST_COUNT ? value : 10 * value + (uint64_t) (**at - '0');
  return value;
}

/* COUNT, up to a blank or the end; 0 if it is none. */
static int read_count(const char **at, uint64_t k, uint64_t *count)
{
  const char *start = *at;
  uint64_t value = read_digits(at, 1);
  if (**at == 'k') {
    ++*at;
    value = value > MOST_COUNT || k > MOST_COUNT ? MOST_COUNT : value * k;
    if (**at == '/') {
      ++*at;
      const uint64_t by = read_digits(at, 0);
      if (!by)
        return 0;
      value /= by;
    }
    if (**at == '+' || **at == '-') {
      const char sign = *(*at)++;
      const uint64_t more = read_digits(at, UINT64_MAX);
      if (more == UINT64_MAX)
        return 0;
      value = sign == '+' ? value + more : value > more ? value - more : 0;
    }
  }
  *count = value > MOST_COUNT ? MOST_COUNT : value;
  return *at != start && (!**at || strchr(blanks, **at));
}

/* One field; *at is moved behind it. */
static tp_status make_field(making *g, const char **at)
{
  const char *text = *at;
  const int is_set = *text == '[';
  const size_t length = is_set ? strcspn(text, "]") + (strchr(text, ']') != NULL) : strcspn(text, " \t^");
  uint64_t count = 1;
  *at = text + length;
  int fits = length > 0 && (!is_set || text[length - 1] == ']');
  if (fits && **at == '^') {
    ++*at;
    fits = read_count(at, g->k, &count);
  }
  if (!fits || (**at && !strchr(blanks, **at)))
    return tp_error_set(g->err, TP_STATUS_REFUSED, "'%.80s' does not begin with a field of a generator, such as 1, [01] or [01]^k-1", text);
  tp_status s = TP_STATUS_OK;
  for (uint64_t i = 0; i < count && s == TP_STATUS_OK; i++)
    s = is_set ? append_one_of(g, text + 1, length - 2) : append(g, text, length);
  return s;
}

static tp_status read_seed(const char **at, uint64_t *seed, tp_error *err)
{
  *seed = 0;
  if (strncmp(*at, "seed=", 5))
    return TP_STATUS_OK;
  *at += 5;
  const size_t digits = strspn(*at, "0123456789");
  *seed = digits && digits < 18 ? strtoull(*at, NULL, 10) : UINT64_MAX;
  *at += digits;
  if (*seed > UINT64_C(1) << 53 || (**at && !strchr(blanks, **at)))
    return tp_error_set(err, TP_STATUS_REFUSED, "a seed is a number from 0 to 2^53");
  return TP_STATUS_OK;
}

tp_status tp_generator_word(tp_buffer *out, const tp_machine *m, const char *generator, uint64_t k, uint64_t draw, uint64_t most, tp_error *err)
{
  making g = {.m = m, .out = out, .k = k, .most = most, .err = err};
  uint64_t seed;
  const char *at = generator + strspn(generator, blanks);
  tp_status s = read_seed(&at, &seed, err);
  begin_draw(&g, seed, draw);
  for (at += strspn(at, blanks); *at && s == TP_STATUS_OK; at += strspn(at, blanks))
    s = make_field(&g, &at);
  return s;
}

int tp_generator_is_random(const char *generator)
{
  return strchr(generator, '[') != NULL;
}

int tp_generator_has_size(const char *generator)
{
  for (const char *at = generator; (at = strchr(at, '^'));)
    if (*(at += 1 + strspn(at + 1, "0123456789")) == 'k')
      return 1;
  return 0;
}

/* --- In a machine's text ------------------------------------------------------------------- */

static const char *behind_mark(const char *at, const char *end)
{
  static const char *const marks[] = {"#", "//", ";"};
  for (size_t i = 0; i < sizeof marks / sizeof *marks; i++)
    if ((size_t) (end - at) > strlen(marks[i]) && !memcmp(at, marks[i], strlen(marks[i])))
      return at + strlen(marks[i]);
  return NULL;
}

static const char *skip_blanks(const char *at, const char *end)
{
  while (at < end && strchr(blanks, *at) && *at)
    at++;
  return at;
}

char *tp_generator_find(const char *text, size_t length)
{
  static const char word[] = "generator:";
  const char *last = text + length;
  for (const char *line = text, *end; line < last; line = end + 1) {
    end = memchr(line, '\n', (size_t) (last - line));
    end = end ? end : last;
    const char *at = behind_mark(skip_blanks(line, end), end);
    at = at ? skip_blanks(at, end) : NULL;
    if (!at || (size_t) (end - at) < sizeof word - 1 || memcmp(at, word, sizeof word - 1))
      continue;
    at = skip_blanks(at + sizeof word - 1, end);
    const char *stop = end;
    while (stop > at && strchr(" \t\r", stop[-1]) && stop[-1])
      stop--;
    return tp_memory_string(at, (size_t) (stop - at));
  }
  return NULL;
}
