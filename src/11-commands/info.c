#include "output.h"
#include "tmprec/compiler/compiler.h"
#include "tmprec/compiler/theorem.h"
#include "tmprec/machine/catalog.h"
#include "tmprec/machine/fold.h"

static int print_dimensions(const machine *m, chain_mode mode, unsigned r)
{
  transformer *t = compile_chain(m, mode, r);
  transformer_shape shape = transformer_measure(t);
  mpz_t promised[DIMENSIONS];
  int holds = 1;
  buffer text = {NULL, 0, 0};
  for (int i = 0; i < DIMENSIONS; i++)
    mpz_init(promised[i]);
  theorem_dimensions(promised, m, mode, r);
  buffer_puts(&text, "name\tbuilt\ttheorem\n");
  for (int i = 0; i < DIMENSIONS; i++) {
    size_t built = dimension_built(&shape, i);
    char *decimal = mpz_get_str(NULL, 10, promised[i]);
    buffer_printf(&text, "%s\t%zu\t%s\n", dimension_name[i], built, decimal);
    holds &= theorem_holds(promised[i], built, i, m, mode, r);
    void (*release)(void *, size_t);
    mp_get_memory_functions(NULL, NULL, &release);
    release(decimal, 0);
    mpz_clear(promised[i]);
  }
  print_out(&text);
  buffer_clear(&text);
  transformer_free(t);
  if (!holds)
    complain("a dimension is not what the theorem says");
  return holds ? EXIT_DONE : EXIT_INEXACT;
}

/* For the bits of position that the input needs. */
static int print_for_input(const settings *s)
{
  machine *m;
  subject at;
  if (!open_subject(s, 0, &m, &at))
    return EXIT_REFUSED;
  int code = print_dimensions(at.m, at.mode, at.r);
  subject_close(&at);
  machine_free(m);
  return code;
}

/* For those asked for, and any input. */
static int print_for_bits(const settings *s)
{
  machine *m, *folded = NULL;
  error err;
  int code = EXIT_REFUSED;
  if (catalog_open_as(&m, s->argument[0], s->from, &err) != STATUS_OK) {
    complain("%s", err.text);
    return EXIT_REFUSED;
  }
  if (!s->subject.r)
    complain("info needs INPUT or -r");
  else if (s->subject.two_way == TWO_WAY_FOLD && machine_fold_for(&folded, m, NULL, s->subject.limits, &err) != STATUS_OK)
    complain("%s", err.text);
  else
    code = print_dimensions(folded ? folded : m, s->subject.mode, s->subject.r);
  machine_free(folded);
  machine_free(m);
  return code;
}

int perform_info(settings *s)
{
  return finish_output(s->arguments < 2 ? print_for_bits(s) : print_for_input(s));
}
