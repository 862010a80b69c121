#include "spell.h"

#include <inttypes.h>
#include <string.h>

#include "tmprec/base/buffer.h"
#include "tmprec/base/utf8.h"

static const char blank_name[] = "_";

/* The name given to a state whatever its own, or NULL. */
static const char *given(const machine *m, uint32_t state, const char *start, const char *halt)
{
  return state == 0 ? start : state == machine_halting(m) ? halt : NULL;
}

static int keeps(const char *name, int (*fits)(const char *name), const char *start, const char *halt)
{
  return fits(name) && !(start && !strcmp(name, start)) && !(halt && !strcmp(name, halt));
}

names spell_states(const machine *m, int (*fits)(const char *name), const char *start, const char *halt)
{
  names out = {0}, taken = {0};
  buffer name = {NULL, 0, 0};
  uint32_t number = 0;
  for (uint32_t q = 0; q < machine_states(m); q++) {
    const char *own = machine_state_name(m, q);
    if (!given(m, q, start, halt) && keeps(own, fits, start, halt))
      names_add(&taken, own, strlen(own));
  }
  for (uint32_t q = 0; q < machine_states(m); q++) {
    const char *own = machine_state_name(m, q), *fixed = given(m, q, start, halt);
    if (fixed || keeps(own, fits, start, halt)) {
      names_add(&out, fixed ? fixed : own, strlen(fixed ? fixed : own));
      continue;
    }
    do {
      name.length = 0;
      buffer_printf(&name, "q%" PRIu32, number++);
    } while (names_find(&taken, name.text, name.length) != UINT32_MAX || !keeps(name.text, fits, start, halt));
    names_add(&out, name.text, name.length);
  }
  names_clear(&taken);
  buffer_clear(&name);
  return out;
}

const char *spell_symbol(const machine *m, uint32_t symbol)
{
  return symbol ? machine_symbol_name(m, symbol) : blank_name;
}

status spell_check_tapes(const machine *m, const char *notation, uint32_t most, error *err)
{
  if (!machine_is_two_way(m))
    return error_set(err, STATUS_REFUSED, "%s: its tapes have no left end, those of this machine have one", notation);
  if (machine_tapes(m) > most)
    return error_set(err, STATUS_REFUSED, "%s: has one tape, this machine %" PRIu32, notation, machine_tapes(m));
  return STATUS_OK;
}

status spell_check_symbols(const machine *m, const char *notation, const char *reserved, error *err)
{
  for (uint32_t a = 1; a < machine_symbols(m); a++) {
    const char *name = machine_symbol_name(m, a);
    if (utf8_count(name, strlen(name)) != 1)
      return error_set(err, STATUS_REFUSED, "%s: a symbol is one character there, not '%s'", notation, name);
    if (!name[1] && strchr(reserved, name[0]))
      return error_set(err, STATUS_REFUSED, "%s: the symbol '%s' has a meaning of its own there", notation, name);
  }
  return STATUS_OK;
}
