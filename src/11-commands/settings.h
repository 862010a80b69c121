/* SPDX-License-Identifier: MIT */
/* What a command line says, once read: the one table of commands and the one of
   options, which parsing, --help and the tests of the manual share. */
#ifndef SETTINGS_H
#define SETTINGS_H

#include "tmprec/report/figure.h"
#include "tmprec/sweep/specification.h"
#include "tmprec/transformer/weights.h"

typedef struct {
  tp_read_options reading;                 /* of MACHINE: --from, --line, --no-rule, --start, --head */
  tp_notation to;                     /* convert --to */
  tp_subject_options subject;
  tp_choice choice;                   /* owned */
  tp_draw draw;                       /* --seed, --draw */
  const char *format, *site[TP_SITES], *scale;         /* as given, or NULL; set in `choice` */
  int has_beta, has_arithmetic, has_mode;
  int activations;
  const char *tokens_file;            /* verify --sequence FILE */
  const char *weights;                /* run, verify --weights FILE */
  int print_tokens;                   /* run --print-tokens */
  int shown_output;                   /* run --output: SHOW_... */
  uint64_t tape;                      /* run --tape, from 1; 0: not given */
  int print_time, progress;
  size_t trials;                      /* trials --trials; 0: not given */
  int largest;                        /* trials --largest */
  int csv;                            /* trials --csv */
  size_t token;                       /* explain --token */
  int has_token;
  tp_number_list layers;              /* explain --layer, from 1; empty: all */
  size_t head_shown;                  /* explain --only-head, from 1; 0: not given */
  int all;                            /* explain --all */
  int pretty;                         /* margins --pretty */
  int errors;                         /* margins --errors */
  int json;                           /* --json */
  int values;                         /* formats --values */
  int table;                          /* formats --table */
  unsigned round_modes;               /* round --round: of tp_rounding_mode; 0: all */
  int overflow;                       /* round --overflow: of tp_overflow_rule */
  int mode_bits;                      /* round --round rsr:N; 0: all of them */
  unsigned random_bits;               /* round --random-bits; 0: not given */
  int patterns;                       /* round --pattern */
  const char *values_file;            /* round --input FILE */
  uint64_t shown;                     /* machine --steps */
  int has_shown;
  int drawn;                          /* --plot of machine, info and explain */
  uint64_t context;                   /* bound -n; 0: not given */
  int least;                          /* bound --least: LEAST_...; 0: not given */
  unsigned jobs;
  const char *output;                 /* -o FILE */
  tp_weights_layout layout;           /* export */
  const char *coq;                    /* bound --coq FILE */
  tp_picture picture;                 /* plot --format; TP_PICTURES: not given */
  const char *across;                 /* plot --x COLUMN, or NULL */
  int print_script;                   /* plot --script */
  tp_sweep sweep;                     /* what the options of sweep say; choose_sweep adds the rest */
  int per_site;                       /* sweep --per-site */
  int certify;                        /* sweep --certify */
  int plain;                          /* sweep --plain */
  int dry_run;                        /* sweep --dry-run */
  int resume;                         /* sweep --resume */
  unsigned part, parts;               /* sweep --shard, from 1; 0: not given */
  uint64_t memory;                    /* --memory, in bytes; 0: no limit */
  int help;
  const struct command *command;
  char **argument;                    /* what is not an option */
  size_t arguments;
} settings;

enum { SHOW_USUAL, SHOW_WORD, SHOW_TAPE, SHOW_ALL };
enum { LEAST_BETA = 1, LEAST_BITS };

enum {
  ON_TRACE = 1 << 0, ON_RUN = 1 << 1, ON_VERIFY = 1 << 2, ON_INFO = 1 << 3, ON_SWEEP = 1 << 4, ON_MACHINES = 1 << 5,
  ON_FORMATS = 1 << 6, ON_MARGINS = 1 << 7, ON_LOCATE = 1 << 8, ON_EXPLAIN = 1 << 9, ON_TRIALS = 1 << 10, ON_SHOW = 1 << 11,
  ON_CONVERT = 1 << 12, ON_BOUND = 1 << 13, ON_CHECK = 1 << 14, ON_MERGE = 1 << 15,
  ON_PLOT = 1 << 16, ON_REPORT = 1 << 17, ON_EXPORT = 1 << 18, ON_ROUND = 1 << 19, ON_WHICH = 1 << 20, ON_COMPLETION = 1 << 21,
  ON_DRAWING = ON_SHOW | ON_EXPLAIN | ON_INFO      /* which draw what they tell */
};

typedef struct command {
  const char *name, *arguments;    /* as the synopsis shows them */
  unsigned bit;
  size_t least, most;              /* arguments that are not options; INPUT may be missing where the machine names one */
  const char *summary;             /* one line */
  const char *text;                /* paragraphs of --help, with examples */
  int (*perform)(settings *s);     /* returns the exit status */
} command;

extern const command commands[];   /* ends with a NULL name */
const command *command_find(const char *name);

/* The headings of the help, in their order. */
enum { UNDER_MACHINE, UNDER_RUN, UNDER_ARITHMETIC, UNDER_ASKED, UNDER_EFFORT, UNDER_OUTPUT, UNDERS };
extern const char *const option_heading[UNDERS];

typedef tp_status option_setter(settings *s, const char *argument, tp_error *err);

typedef struct {
  const char *name;                /* long name, or NULL */
  char letter;                     /* short name, or 0 */
  const char *argument;            /* its argument's name, in brackets if it may be missing, or NULL */
  int under;                       /* its heading */
  unsigned on;                     /* commands that take it */
  const char *help;
  option_setter *set;              /* NULL: it sets a flag, an int of the settings */
  size_t flag;                     /* where that is in `settings` */
  const char *instead;             /* of an old name, which help leaves out: the long name of today */
  int is_pinned;                   /* an old name that scripts may rely on: only people are told of the other */
} option;

extern const option options[];     /* ends with `on` 0 */
extern const size_t option_count;

/* Read the command line after the command's name.  The caller frees with
   settings_clear, also on failure. */
tp_status settings_read(settings *s, const command *c, int argc, char **argv, tp_error *err);
void settings_clear(settings *s);

/* What a run is evaluated with. */
tp_setup settings_setup(const settings *s);

int perform_trace(settings *s);
int perform_run(settings *s);
int perform_verify(settings *s);
int perform_info(settings *s);
int perform_sweep(settings *s);
int perform_margins(settings *s);
int perform_locate(settings *s);
int perform_explain(settings *s);
int perform_trials(settings *s);
int perform_machine(settings *s);
int perform_machines(settings *s);
int perform_formats(settings *s);
int perform_round(settings *s);
int perform_which(settings *s);
int perform_completion(settings *s);
int perform_convert(settings *s);
int perform_bound(settings *s);
int perform_check(settings *s);
int perform_merge(settings *s);
int perform_plot(settings *s);
int perform_report(settings *s);
int perform_export(settings *s);

#endif
