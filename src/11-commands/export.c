/* SPDX-License-Identifier: MIT */
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "at_bits.h"
#include "hints.h"
#include "output.h"
#include "tmprec/base/index.h"
#include "tmprec/base/memory.h"
#include "tmprec/compiler/compiler.h"
#include "tmprec/machine/notation.h"
#include "tmprec/tokens/text.h"
#include "tmprec/transformer/weights.h"

/* Which machine it is: a hash of its text, which holds all of it. */
static void put_hash(tp_buffer *out, const tp_machine *m)
{
  tp_buffer text = {NULL, 0, 0};
  tp_notation_write(&text, m, TP_NOTATION_TM, NULL);
  tp_buffer_printf(out, "fnv1a64:%016" PRIx64, tp_index_hash(TP_INDEX_SEED, text.text, text.length));
  tp_buffer_clear(&text);
}

static const char **names_of(const tp_machine *m, uint32_t count, const char *(*name)(const tp_machine *m, uint32_t number))
{
  const char **list = tp_memory_new(count, sizeof *list);
  for (uint32_t i = 0; i < count; i++)
    list[i] = name(m, i);
  return list;
}

static void put_token(tp_buffer *out, const void *m, const uint32_t *token)
{
  tp_token_print(out, m, token);
}

static int write_weights(void *w, FILE *out)
{
  return tp_weights_write(w, out);
}

static int write_to_file(const settings *s, const tp_transformer *t, const tp_weights_about *about)
{
  tp_error err;
  tp_weights *w;
  if (tp_weights_new(&w, t, about, &s->layout, &err) != TP_STATUS_OK) {
    complain("%s: %s%s", s->output, err.text, hint_at(err.reason));
    return EXIT_REFUSED;
  }
  const int written = write_file(s->output, write_weights, w);
  tp_weights_free(w);
  return written ? EXIT_DONE : EXIT_REFUSED;
}

static int export(const settings *s, const tp_machine *m, tp_chain_mode mode, unsigned r)
{
  tp_buffer hash = {NULL, 0, 0};
  char beta[40];
  put_hash(&hash, m);
  snprintf(beta, sizeof beta, "%.17g", tp_choice_beta(&s->choice, r));
  const char **state = names_of(m, tp_machine_states(m), tp_machine_state_text);
  const char **symbol = names_of(m, tp_machine_symbols(m), tp_machine_symbol_text);
  const tp_weights_about about = {
    .version = PACKAGE_VERSION, .machine = s->argument[0], .hash = hash.text, .mode = tp_chain_mode_name[mode], .beta = beta,
    .beta_is_auto = s->choice.beta.is_auto, .state = state, .symbol = symbol, .states = tp_machine_states(m),
    .symbols = tp_machine_symbols(m), .put_token = put_token, .context = m,
  };
  tp_transformer *t = tp_compile_chain(m, mode, r);
  const int code = write_to_file(s, t, &about);
  tp_transformer_free(t);
  tp_buffer_clear(&hash);
  free(state);
  free(symbol);
  return code;
}

/* The form is what the name of the file ends in. */
static int find_form(tp_weights_form *form, const char *path)
{
  const char *end = strrchr(path, '.');
  for (int f = 0; end && f < TP_WEIGHTS_FORMS; f++)
    if (!strcmp(end + 1, tp_weights_form_name[f])) {
      *form = (tp_weights_form) f;
      return 1;
    }
  complain("-o '%.300s': the name has to end in .safetensors, .npz or .onnx", path);
  return 0;
}

int perform_export(settings *s)
{
  if (!s->output) {
    complain("export needs -o FILE");
    return EXIT_REFUSED;
  }
  if (!find_form(&s->layout.form, s->output) || !can_write_file(s->output))
    return EXIT_REFUSED;
  return finish_output(at_bits(s, export));
}
