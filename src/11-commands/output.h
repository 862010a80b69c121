/* SPDX-License-Identifier: MIT */
/* Where commands write: data to standard output (or a file), the rest to
   standard error. */
#ifndef OUTPUT_H
#define OUTPUT_H

#include "settings.h"
#include "tmprec/analysis/generate.h"
#include "tmprec/analysis/verify.h"
#include "tmprec/report/document.h"

enum { EXIT_DONE = 0, EXIT_INEXACT = 1, EXIT_REFUSED = 2 };

/* "tmprec: text" on standard error. */
void complain(const char *text, ...) TP_PRINTF(1, 2);

/* The same of what the library refused, and of the option that helps, if there is one. */
void complain_of(const tp_error *err);

/* Write the text to standard output; 0 if that fails. */
int print_out(const tp_buffer *b);

/* Let `write` write to the file.  A regular file is replaced only when its successor is complete;
   devices, pipes and links are written to as they are.  0 with a complaint if that fails. */
int can_write_file(const char *path);     /* before the work: a regular file, or none; 0 likewise */
int write_file(const char *path, int (*write)(void *context, FILE *out), void *context);
void remove_unfinished(void);              /* of write_file, where the process ends at once */

/* The same with a text; NULL or "-": to standard output. */
int put_text_to(const char *path, tp_buffer *text);

/* Append the command that evaluates the row of a sweep again, for a shell; 0 and nothing if its columns do not
   say it: they need `machine`, `input`, `r` and `arithmetic`. */
int put_row_command(tp_buffer *out, const tp_csv *rows, size_t row);

/* Nothing is left to write: `code`, or EXIT_REFUSED with a complaint if some of
   it could not be written. */
int finish_output(int code);

/* Is it the name of a machine that comes with tmprec, or one in the Busy Beaver notation? */
int is_machine_name(const char *text);

/* The machine by the name given, read as the options say, with warnings about it; complains and returns 0
   if it is refused. */
int open_machine(const settings *s, tp_machine **m);

/* Each line of the notes as a warning about the machine. */
void print_notes(const settings *s, const char *notes, const char *prefix);

/* The input word given, or else the one that the machine's text names; NULL: there is none, and
   needed_input complains. */
const char *input_of(const settings *s, const tp_machine *m);
const char *needed_input(const settings *s, const tp_machine *m);

/* Says why the run has no output, if it halts without one, on standard error.  Sequences then end with
   the halting token. */
void tell_no_output(const tp_subject *s);

/* Says which of several halting states is reached, on standard error, and what may be wrong with a
   machine that halts where its text does not say so.  `state` is that of the machine folded, or of m again. */
void tell_halt(const tp_machine *m, const tp_machine *folded, uint32_t state);

/* The same, only if something may be wrong with the machine. */
void tell_unnamed_halt(const tp_machine *m, const tp_machine *folded, uint32_t state);

/* The machine and its subject; complains and returns 0 if that is refused.  Both are to be closed
   when 1 is returned. */
int open_subject(settings *s, int compile, tp_machine **m, tp_subject *out);

/* Its second half; does not free m. */
int open_run(settings *s, int compile, const tp_machine *m, tp_subject *out);

/* Read --weights FILE, and let mode, r and beta be those of the file; 0 with a complaint if it is refused, or says
   otherwise than options.  Then let its transformer carry out the run; 0 likewise, and it is freed in any case. */
int read_weights(settings *s, tp_loaded_weights *w);
int use_weights(const settings *s, tp_loaded_weights *w, tp_subject *at);

/* Read --tokens FILE into the subject, likewise. */
int replace_tokens(const settings *s, tp_subject *out);

/* What verify says: the verdict, with `activations` that of the activations too, and the
   first error. */
void put_verification(tp_document *d, const tp_machine *m, const tp_verification *v, int activations);

/* Processors that this process may use: those it may run on, but no more than its control group grants. */
unsigned processors(void);

/* Threads: as many as asked for, or there are such processors. */
unsigned jobs_of(const settings *s);

/* 1 if so many bytes, an estimate, are within --memory; else 0 with a complaint. */
int fits_memory(const settings *s, double bytes);
/* As "4.2 GB", of powers of 1024. */
void put_size(tp_buffer *out, double bytes);

/* Processor seconds of this process, for --time. */
double seconds_used(void);
void tell_time(const settings *s, double start);

/* Progress: a line that is rewritten on standard error, if that is a terminal
   or --progress was given. */
typedef struct {
  int shown;
  double start, last;    /* seconds of the clock */
  size_t width;          /* of the line now shown */
} progress_line;

progress_line progress_start(const settings *s);
/* share of the work done, 0 .. 1, or negative if that is not known */
void progress_show(progress_line *p, const char *what, size_t done, size_t all, double share);
/* How far an evaluation is; context: a progress_line. */
void progress_show_evaluation(void *context, const tp_verify_state *at);
/* Tokens generated, in how many steps and segments. */
void progress_show_generation(progress_line *p, const tp_generate_state *g);
void progress_end(progress_line *p);

#endif
