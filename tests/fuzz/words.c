/* SPDX-License-Identifier: MIT */
/* Input words, and tapes as text: a byte for the machine, and the word.  What is read prints as a text that reads the same. */
#include "fuzz.h"
#include "tmprec/machine/catalog.h"
#include "tmprec/machine/configuration.h"
#include "tmprec/machine/start.h"

static const char *const text_of[] = {
  "tapes 1\nblank _\ninput 0 1 \xc3\xa4\nstart q\nhalt h\nq 0 -> q 0 R\nq 1 -> q 1 R\nq \xc3\xa4 -> q 0 R\nq _ -> h _ S\n",
  "tapes 1\nblank _\ninput zero one %20 %2f\nstart q\nhalt h\nq zero -> q one R\nq one -> q one R\nq _ -> h _ S\n"};

static tp_machine *machine_of(unsigned which)
{
  static const char *const name[] = {"add", "bb3", "sudoku", "1RB1LB_1LA1RZ", "1RB2LB1RZ_2LA2RB1LB"};
  tp_machine *m;
  tp_error err;
  const tp_read_options how = {.notation = TP_NOTATIONS, .head = which == 3 ? -2 : 0};
  const tp_status s = which < 5 ? tp_catalog_read(&m, name[which], &how, &err)
                                : tp_machine_parse(&m, "fuzz", text_of[which - 5], strlen(text_of[which - 5]), &err);
  if (s != TP_STATUS_OK)
    fprintf(stderr, "%s\n", err.text), abort();
  return m;
}

/* A start configuration is a word without the name of its state. */
static void fuzz_start(const tp_machine *m, const char *text)
{
  tp_machine *other;
  tp_word w;
  tp_error err;
  if (tp_start_parse(&other, &w, m, text, &err) == TP_STATUS_OK) {
    fuzz_require(!other || (tp_machine_head(other) <= w.length && tp_machine_states(other) == tp_machine_states(m)));
  } else {
    fuzz_require(*err.text && !strchr(err.text, '\n') && !other);
  }
  tp_machine_free(other);
  tp_word_clear(&w);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
  static tp_machine *machine[7];
  if (!size)
    return 0;
  const unsigned which = data[0] % 7;
  if (!machine[which])
    machine[which] = machine_of(which);
  const tp_machine *m = machine[which];
  char *text = fuzz_text(data + 1, size - 1);
  tp_word w, again;
  tp_error err;
  tp_word_has_blank(m, text);
  fuzz_start(m, text);
  if (tp_word_parse(&w, m, text, &err) == TP_STATUS_OK) {
    const uint32_t before = tp_machine_blanks_before(m);
    tp_buffer printed = {NULL, 0, 0}, tape = {NULL, 0, 0};
    if (w.length > before)
      tp_word_print(&printed, m, w.symbol + before, w.length - before);
    fuzz_require(tp_word_parse(&again, m, printed.text ? printed.text : "", &err) == TP_STATUS_OK);
    fuzz_require(again.length == w.length && (!w.length || !memcmp(again.symbol, w.symbol, w.length * sizeof *w.symbol)));
    tp_configuration c;
    tp_configuration_start(&c, m, &w);
    for (uint32_t k = 0; k < tp_configuration_tapes(&c); k++)
      tp_configuration_print_tape(&tape, &c, k);
    tp_configuration_clear(&c);
    tp_buffer_clear(&printed);
    tp_buffer_clear(&tape);
    tp_word_clear(&again);
  } else {
    fuzz_require(*err.text && !strchr(err.text, '\n'));
  }
  tp_word_clear(&w);
  free(text);
  return 0;
}
