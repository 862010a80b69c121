/* SPDX-License-Identifier: MIT */
#include "tmprec/compiler/registers.h"

#include <string.h>

#include "chain_vocabulary.h"

/* Widths as stream.h spells them say what a register holds. */
#define NAME_ONE(name, width) {#name, #width},
#define NAME_EACH(name, width) {#name, #width},
static const struct {
  const char *name, *width;
} registers[] = {COT_REGISTERS(NAME_ONE, NAME_EACH) SUMMARY_REGISTERS(NAME_ONE, NAME_EACH)};
enum { REGISTERS = sizeof registers / sizeof *registers };

static const char *width_of(const char *name)
{
  for (size_t i = 0; i < REGISTERS; i++)
    if (!strcmp(registers[i].name, name))
      return registers[i].width;
  return "";
}

static int is_set(const tp_stream_register *r, const int8_t *value)
{
  int set = 0;
  for (uint32_t i = 0; i < r->width; i++)
    set |= value[i] != 0;
  return set;
}

/* The number in bits; 0 if a bit is not set. */
static int read_number(const tp_stream_register *r, const int8_t *value, uint64_t *number)
{
  *number = 0;
  for (uint32_t i = 0; i < r->width; i++) {
    if (value[i] != 1 && value[i] != -1)
      return 0;
    *number |= (uint64_t) (value[i] == 1) << i;
  }
  return 1;
}

static void print_bits(tp_buffer *out, const tp_stream_register *r, const int8_t *value)
{
  for (uint32_t i = 0; i < r->width; i++)
    tp_buffer_puts(out, value[i] == 1 ? "+" : value[i] == -1 ? "-" : value[i] == 0 ? "0" : "?");
}

static int print_move(tp_buffer *out, const int8_t *value)
{
  for (int move = 0; move < 3; move++)
    if (!memcmp(value, tp_move_code[move], 2)) {
      tp_buffer_printf(out, "%c", "LSR"[move]);
      return 1;
    }
  return 0;
}

int tp_register_print(tp_buffer *out, const tp_machine *m, const tp_stream_register *r, const int8_t *value)
{
  const char *width = width_of(r->name);
  uint64_t number;
  if (!is_set(r, value))
    return 0;
  if (r->is_flag && r->width == 1 && value[0] == 1)
    return 1;
  int is_number = !r->is_flag && read_number(r, value, &number);
  if (is_number && !strcmp(width, "r"))
    tp_buffer_printf(out, "%llu", (unsigned long long) number);
  else if (is_number && !strcmp(width, "dQ") && number < tp_machine_states(m))
    tp_buffer_puts(out, tp_machine_state_text(m, (uint32_t) number));
  else if (is_number && !strcmp(width, "dG") && number < tp_machine_symbols(m))
    tp_buffer_puts(out, tp_machine_symbol_text(m, (uint32_t) number));
  else if (!is_number || strcmp(width, "2") || !print_move(out, value))
    print_bits(out, r, value);
  return 1;
}
