#include "drawing.h"
#include "output.h"
#include "tmprec/compiler/compiler.h"
#include "tmprec/compiler/theorem.h"
#include "tmprec/machine/catalog.h"
#include "tmprec/machine/fold.h"
#include "tmprec/report/drawing.h"

static int draw(const settings *s, const tp_machine *m, tp_chain_mode mode, unsigned r)
{
  tp_transformer *t = tp_compile_chain(m, mode, r);
  tp_buffer svg = {NULL, 0, 0}, title = {NULL, 0, 0};
  tp_buffer_printf(&title, "The transformer of %s, --mode %s, r = %u", s->argument[0], tp_chain_mode_name[mode], r);
  tp_draw_layers(&svg, title.text, t);
  const int ok = put_drawing(s, &svg);
  tp_buffer_clear(&svg);
  tp_buffer_clear(&title);
  tp_transformer_free(t);
  return ok ? EXIT_DONE : EXIT_REFUSED;
}

static int print_dimensions(const settings *s, const tp_machine *m, tp_chain_mode mode, unsigned r)
{
  if (s->drawn)
    return draw(s, m, mode, r);
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

/* For the bits of position that the input needs. */
static int print_for_input(settings *s)
{
  tp_machine *m;
  tp_subject at;
  s->subject.unwritten = 1;
  if (!open_subject(s, 0, &m, &at))
    return EXIT_REFUSED;
  int code = print_dimensions(s, at.m, at.mode, at.r);
  tp_subject_close(&at);
  tp_machine_free(m);
  return code;
}

/* For those asked for, and any input. */
static int print_for_bits(const settings *s)
{
  tp_machine *m, *folded = NULL;
  tp_error err;
  int code = EXIT_REFUSED;
  if (!open_machine(s, &m))
    return EXIT_REFUSED;
  if (!s->subject.r)
    complain("info needs INPUT or -r");
  else if (s->subject.two_way == TP_TWO_WAY_FOLD && tp_machine_fold_for(&folded, m, NULL, s->subject.limits, &err) != TP_STATUS_OK)
    complain_of(&err);
  else
    code = print_dimensions(s, folded ? folded : m, s->subject.mode, s->subject.r);
  tp_machine_free(folded);
  tp_machine_free(m);
  return code;
}

int perform_info(settings *s)
{
  if (s->drawn && !can_draw(s))
    return EXIT_REFUSED;
  return finish_output(s->arguments < 2 ? print_for_bits(s) : print_for_input(s));
}
