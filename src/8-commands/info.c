#include "output.h"
#include "tmprec/compiler/compiler.h"
#include "tmprec/compiler/theorem.h"
#include "tmprec/machine/catalog.h"

/* The bits of position asked for, or those that the input needs; 0: refused. */
static unsigned bits_for(const settings *s, const machine *m)
{
  subject at;
  error err;
  if (s->arguments < 2) {
    if (!s->subject.r)
      complain("info needs INPUT or -r");
    return s->subject.r;
  }
  if (subject_open(&at, m, s->argument[1], &s->subject, 0, &err) != STATUS_OK) {
    complain("%s", err.text);
    return 0;
  }
  unsigned r = at.r;
  subject_close(&at);
  return r;
}

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

int perform_info(settings *s)
{
  machine *m;
  error err;
  if (catalog_open_as(&m, s->argument[0], s->from, &err) != STATUS_OK) {
    complain("%s", err.text);
    return EXIT_REFUSED;
  }
  unsigned r = bits_for(s, m);
  int code = r ? print_dimensions(m, s->subject.mode, r) : EXIT_REFUSED;
  machine_free(m);
  return finish_output(code);
}
