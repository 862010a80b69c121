#include "at_bits.h"
#include "output.h"
#include "tmprec/compiler/compiler.h"
#include "tmprec/compiler/theorem.h"

static int print_dimensions(const settings *s, const tp_machine *m, tp_chain_mode mode, unsigned r)
{
  (void) s;
  tp_transformer *t = tp_compile_chain(m, mode, r);
  tp_transformer_shape shape = tp_transformer_measure(t);
  mpz_t promised[TP_DIMENSIONS];
  int holds = 1;
  tp_buffer text = {NULL, 0, 0};
  for (int i = 0; i < TP_DIMENSIONS; i++)
    mpz_init(promised[i]);
  tp_theorem_dimensions(promised, m, mode, r);
  tp_buffer_puts(&text, "name\tbuilt\ttheorem\n");
  for (int i = 0; i < TP_DIMENSIONS; i++) {
    size_t built = tp_dimension_built(&shape, i);
    char *decimal = mpz_get_str(NULL, 10, promised[i]);
    tp_buffer_printf(&text, "%s\t%zu\t%s\n", tp_dimension_name[i], built, decimal);
    holds &= tp_theorem_holds(promised[i], built, i, m, mode, r);
    void (*release)(void *, size_t);
    mp_get_memory_functions(NULL, NULL, &release);
    release(decimal, 0);
    mpz_clear(promised[i]);
  }
  print_out(&text);
  tp_buffer_clear(&text);
  tp_transformer_free(t);
  if (!holds)
    complain("a dimension is not that of the theorem");
  return holds ? EXIT_DONE : EXIT_INEXACT;
}

int perform_info(settings *s)
{
  return finish_output(at_bits(s, print_dimensions));
}
