/* SPDX-License-Identifier: MIT */
/* Arithmetics: a letter for what is set, and its text.  What is read prints as a text that reads the same. */
#include "fuzz.h"
#include "tmprec/arithmetic/choice.h"

static void check_choice(const tp_choice *c)
{
  tp_buffer first = {NULL, 0, 0}, names = {NULL, 0, 0};
  tp_choice again;
  tp_error err;
  tp_choice_print(&first, c);
  if (tp_choice_parse(&again, first.text, &err) != TP_STATUS_OK)
    fprintf(stderr, "%s: %s\n", first.text, err.text), abort();
  fuzz_require(tp_choice_equal(c, &again));
  tp_choice_clear(&again);
  again = tp_choice_at_layer(c, 3);
  fuzz_require(!again.exceptions);
  tp_choice_print_sites(&names, c);
  tp_choice_print_modes(&names, c);
  tp_buffer_clear(&first);
  tp_buffer_clear(&names);
}

static void check_exception(const char *text, tp_error *err)
{
  tp_layer_exception e, again;
  if (tp_exception_parse(&e, text, err) != TP_STATUS_OK)
    return;
  tp_buffer printed = {NULL, 0, 0};
  tp_exception_print(&printed, &e);
  fuzz_require(tp_exception_parse(&again, printed.text, err) == TP_STATUS_OK);
  fuzz_require(e.first == again.first && e.last == again.last && e.what == again.what && e.first <= e.last);
  tp_buffer_clear(&printed);
}

static tp_status set(tp_choice *c, unsigned char letter, const char *text, tp_error *err)
{
  switch (letter) {
  case 'f': return tp_choice_set_format(c, text, err);
  case 'm': return tp_choice_set_mode(c, text, err);
  case 'o': return tp_choice_set_overflow(c, text, err);
  case 's': return tp_choice_set_summation(c, text, err);
  case 'b': return tp_choice_set_beta(c, text, err);
  case 'n': return tp_choice_set_noise(c, text, err);
  default: return tp_choice_set_site(c, letter % TP_SITES, text, err);
  }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
  if (!size)
    return 0;
  char *text = fuzz_text(data + 1, size - 1);
  tp_error err = {.text = ""};
  tp_choice c = {.beta.is_auto = 1};
  if (data[0] == 'c') {
    if (tp_choice_parse(&c, text, &err) == TP_STATUS_OK) {
      check_choice(&c);
      tp_choice_clear(&c);
    }
  } else if (data[0] == 'e') {
    check_exception(text, &err);
  } else {
    /* Lines are set one after the other. */
    tp_status s = TP_STATUS_OK;
    for (char *line = text, *end; line && s == TP_STATUS_OK; line = end) {
      if ((end = strchr(line, '\n')))
        *end++ = '\0';
      s = set(&c, (unsigned char) (line == text ? data[0] : (unsigned char) *line), line + (line != text && *line), &err);
    }
    if (s == TP_STATUS_OK && tp_choice_check(&c, &err) == TP_STATUS_OK)
      check_choice(&c);
    tp_choice_clear(&c);
  }
  fuzz_require(!strchr(err.text, '\n') || strchr(text, '\n'));
  free(text);
  return 0;
}
