/* SPDX-License-Identifier: MIT */
#include "tmprec/base/suggestion.h"

#include <ctype.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

static int same(char a, char b)
{
  return tolower((unsigned char) a) == tolower((unsigned char) b);
}

static size_t least(size_t a, size_t b)
{
  return a < b ? a : b;
}

size_t tp_edit_distance(const char *a, const char *b)
{
  /* d[i % 3][j]: of the first i letters of a from the first j of b */
  size_t d[3][TP_SUGGESTION_MOST + 1];
  const size_t n = strlen(a), m = strlen(b);
  for (size_t j = 0; j <= m; j++)
    d[0][j] = j;
  for (size_t i = 1; i <= n; i++) {
    size_t *now = d[i % 3], *before = d[(i + 2) % 3], *twice = d[(i + 1) % 3];
    now[0] = i;
    for (size_t j = 1; j <= m; j++) {
      now[j] = least(least(now[j - 1], before[j]) + 1, before[j - 1] + !same(a[i - 1], b[j - 1]));
      if (i > 1 && j > 1 && same(a[i - 1], b[j - 2]) && same(a[i - 2], b[j - 1]))
        now[j] = least(now[j], twice[j - 2] + 1);
    }
  }
  return d[n % 3][m];
}

tp_suggestion tp_suggestion_for(const char *word, size_t length)
{
  tp_suggestion s = {.distance = 0};
  if (length <= TP_SUGGESTION_MOST)
    memcpy(s.word, word, length);
  return s;
}

/* Which letters a word has: some share a bit. */
static uint64_t letters_of(const char *word)
{
  uint64_t letters = 0;
  for (; *word; word++) {
    const unsigned letter = (unsigned char) tolower((unsigned char) *word);
    letters |= (uint64_t) 1 << (letter < 64 ? letter : letter % 32);
  }
  return letters;
}

/* No step brings in more than one of the letters that are not there yet, nor takes out more than one. */
static size_t letters_beyond(uint64_t letters, uint64_t others)
{
  size_t count = 0;
  for (uint64_t beyond = letters & ~others; beyond; beyond &= beyond - 1)
    count++;
  return count;
}

/* Most names are so far away that the distance need not be known. */
static int may_be_near(const char *word, const char *name, size_t most)
{
  const uint64_t of_word = letters_of(word), of_name = letters_of(name);
  return 3 * letters_beyond(of_word, of_name) <= most && 3 * letters_beyond(of_name, of_word) <= most;
}

void tp_suggestion_offer(tp_suggestion *s, const char *name)
{
  const size_t length = strlen(name), word = strlen(s->word), most = length > word ? length : word;
  if (!word || length > TP_SUGGESTION_MOST || 3 * (most - least(length, word)) > most || !may_be_near(s->word, name, most))
    return;
  const size_t distance = tp_edit_distance(s->word, name);
  if (3 * distance > most || (*s->nearest && distance >= s->distance))
    return;
  memcpy(s->nearest, name, length + 1);
  s->distance = distance;
}

const char *tp_suggestion_text(tp_suggestion *s)
{
  s->text[0] = '\0';
  if (*s->nearest)
    snprintf(s->text, sizeof s->text, "; did you mean '%s'?", s->nearest);
  return s->text;
}
