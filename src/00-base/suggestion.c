/* SPDX-License-Identifier: MIT */
#include "tmprec/base/suggestion.h"

#include <ctype.h>
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

void tp_suggestion_offer(tp_suggestion *s, const char *name)
{
  const size_t length = strlen(name), word = strlen(s->word);
  if (!word || length > TP_SUGGESTION_MOST)
    return;
  const size_t distance = tp_edit_distance(s->word, name);
  if (3 * distance > (length > word ? length : word) || (*s->nearest && distance >= s->distance))
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
