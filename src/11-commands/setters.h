/* SPDX-License-Identifier: MIT */
/* The functions that options call, by subject, and what they share.  Their messages say what
   is wrong with an argument; settings_read puts the option and the argument before them. */
#ifndef SETTERS_H
#define SETTERS_H

#include "settings.h"

/* set_run.c: the machine, its run, and what a command prints */
option_setter set_from, set_line, set_to, set_no_rule, set_start, set_head, set_shown_output, set_tape;
option_setter set_mode, set_r, set_context, set_least, set_max_steps, set_steps, set_shown, set_two_way;
option_setter set_tokens_file, set_weights, set_token, set_trials, set_jobs, set_memory, set_cell_memory, set_cell_time, set_output, set_coq;
option_setter set_picture, set_across, set_entry_type, set_layers, set_head_shown;

/* set_arithmetic.c */
option_setter set_arithmetic, set_format, set_act, set_attn, set_logit, set_exp, set_acc, set_param;
option_setter set_noise, set_exception, set_beta, set_round, set_overflow, set_scale, set_sum, set_product, set_block, set_fuse, set_subtract, set_seed, set_trial;

/* set_sweep.c */
option_setter set_modes, set_r_list, set_beta_list, set_bits, set_family, set_formats, set_contexts, set_generator, set_sites, set_minimum, set_shard, set_groups;

/* set_round.c */
option_setter set_round_modes, set_overflow_rule, set_random_bits, set_values_file;

/* The arithmetic that --format and then the options of the sites name, in whatever order they
   were given. */
tp_status choose_arithmetic(settings *s, tp_error *err);

/* The sweep's specification from what all commands share: machines, subject, arithmetic. */
void choose_sweep(settings *s);

/* A whole number from least to most. */
tp_status parse_count(uint64_t *out, const char *text, uint64_t least, uint64_t most, tp_error *err);

#define COUNT_MOST UINT64_MAX    /* no limit but that of parse_count itself, near 2^60 */

/* The names of a set, as a mask of their places in `names`, with one of the separators between
   them. */
typedef struct {
  const char *const *names;
  size_t count;
  const char *separators;
} name_set;
tp_status parse_names(unsigned *mask, const char *text, name_set set, tp_error *err);

/* One name of a set: its place. */
tp_status parse_name(int *place, const char *text, name_set set, tp_error *err);

#endif
