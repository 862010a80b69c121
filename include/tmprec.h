/* SPDX-License-Identifier: MIT */
/* libtmprec: compile a Turing machine into the weights of a transformer, run that in an arithmetic of few bits, and ask whether
   the run stays exact.

     tmprec_machine *machine;
     tmprec_simulation *simulation;
     tmprec_arithmetic *arithmetic;
     tmprec_verification *verification;
     tmprec_error error;
     if (tmprec_machine_open(&machine, "add", NULL, &error)
         || tmprec_simulation_new(&simulation, machine, "11+1", NULL, NULL, &error)
         || tmprec_arithmetic_new(&arithmetic, "act=fixed:1.4 attn=fixed:1.4 beta=auto", 0, 0, &error)
         || tmprec_verify(&verification, simulation, arithmetic, 0, NULL, &error))
       fprintf(stderr, "%s\n", error.message);
     else
       printf("%d\n", tmprec_verification_exact(verification));

   Failure.  A function that can fail returns a status and leaves one line of text in *error, which may be NULL.  What it was to
   make is NULL then, and all that it allocated is freed again.  Running out of memory is such a failure (TMPREC_NO_MEMORY).
   Nothing is printed, and the process is never ended.

   Objects.  Types are opaque.  What ..._new, ..._open and others give by their first argument belongs to the caller, who frees it
   with the ..._free of its type; that takes NULL too.  Texts that functions return belong to the object they are asked of and last
   as long.  Texts are UTF-8 and end with a NUL.  Only what is said to may be NULL.

   Threads.  The library has no state but of the calling thread, while it is in a call, and what it puts in GMP (below).  Threads may
   share machines, simulations, arithmetics and all results: these do not change after they are made.  A builder, a sweep that is
   being set and an object that is being freed belong to one thread.  A cancel may be set from any thread and from signal handlers.
   Each call works in the thread that makes it and starts none.

   Callbacks are called from within the call, in its thread.  One that returns anything but 0 cancels the call
   (TMPREC_CANCELLED).  It may call the library, but must not leave by longjmp or an exception.  What it gets lasts until it returns.
   Structures that callbacks get may have more members at their end in later versions.

   GMP and MPFR.  In a call their memory comes from malloc, so that its end is a status.  For this the first call puts functions of
   its own in GMP (mp_set_memory_functions), which outside of calls hand on to those that were there; a program that wants others
   sets them before.  A call empties the caches of MPFR of its thread (mpfr_free_cache) and restores its exponent range and flags.

   Numbers are those of the command `tmprec`: layers and their parts as in doc/construction.md, arithmetics as in doc/precision.md,
   bounds as in doc/bounds.md. */
#ifndef TMPREC_H
#define TMPREC_H

#include <stddef.h>
#include <stdint.h>

#if defined __GNUC__
#define TMPREC_API __attribute__((visibility("default")))
#else
#define TMPREC_API
#endif

#ifdef __cplusplus
extern "C" {
#endif

/* --- Status ------------------------------------------------------------------------ */

typedef enum {
  TMPREC_OK = 0,
  TMPREC_REFUSED = 1,      /* what was given is wrong: no such machine, a run that does not halt, a context that is too short, ... */
  TMPREC_NO_MEMORY = 2,    /* memory is exhausted */
  TMPREC_CANCELLED = 3,    /* a callback or a tmprec_cancel ended the call */
  TMPREC_NOT_PROVED = 4    /* a certificate is one, but does not prove what it claims */
} tmprec_status;

typedef struct {
  tmprec_status status;
  char message[1024];      /* one line without its end; "" for TMPREC_OK */
} tmprec_error;

/* A status in words: "ok", "refused", "out of memory", "cancelled", "not proved". */
TMPREC_API const char *tmprec_status_text(tmprec_status status);

/* The version of the library, as "0.1.0". */
TMPREC_API const char *tmprec_version(void);

/* A truth value, where it may be that nobody knows: to be compared, as TMPREC_UNKNOWN is not 0. */
typedef enum { TMPREC_NO = 0, TMPREC_YES = 1, TMPREC_UNKNOWN = 2 } tmprec_verdict;

/* Chain of thought: plain, in one context; or summarized, in as many as it takes. */
typedef enum { TMPREC_COT = 0, TMPREC_SCOT = 1 } tmprec_mode;

/* --- Texts ------------------------------------------------------------------------- */

/* Text that a function has written. */
typedef struct tmprec_text tmprec_text;
TMPREC_API void tmprec_text_free(tmprec_text *text);
TMPREC_API const char *tmprec_text_data(const tmprec_text *text);
TMPREC_API size_t tmprec_text_length(const tmprec_text *text);     /* bytes without the NUL */

/* --- Who watches a call --------------------------------------------------------------- */

/* A flag that ends calls that were given it: at their next allocation or step, usually within a few milliseconds; where numbers have
   many bits and contexts thousands of tokens, within about a second.  tmprec_cancel_set sets it, tmprec_cancel_clear takes it back. */
typedef struct tmprec_cancel tmprec_cancel;
TMPREC_API tmprec_status tmprec_cancel_new(tmprec_cancel **out, tmprec_error *error);
TMPREC_API void tmprec_cancel_free(tmprec_cancel *cancel);
TMPREC_API void tmprec_cancel_set(tmprec_cancel *cancel);
TMPREC_API void tmprec_cancel_clear(tmprec_cancel *cancel);

/* A token of a chain of thought. */
typedef struct {
  const char *text;        /* such as run:q1/b,_/R,S */
  size_t segment;          /* the number of its context, from 0 */
  size_t position;         /* its place there, from 0 */
  int is_prompt;           /* 1: it is given; 0: it is predicted */
} tmprec_token;

/* Numbers of one coordinate of the residual stream at successive positions of a context.  Of a sublayer, which is the embedding,
   the heads of a layer or its neurons, those coordinates are told that it writes; others are as before.  Of each that is told
   all positions are, one after the other, in one or more pieces, but that of the last token of a context, which is never fed. */
typedef struct {
  size_t segment;          /* the number of the context, from 0 */
  size_t layer;            /* 0: the embedding; else as this layer, from 1, leaves them */
  int part;                /* of the layer, 1: after its heads; 2: after its neurons; 0 in layer 0 */
  size_t coordinate;       /* from 0 */
  const char *name;        /* of the register that it belongs to */
  size_t first, count;     /* positions first .. first + count - 1 */
  const double *value;     /* count numbers in binary64; NaN and infinities as such */
  const double *slack;     /* each number is at most so far from the one of the arithmetic; mostly 0 */
} tmprec_activations;

/* Scores and weights of one head for one query. */
typedef struct {
  size_t segment;          /* the number of the context, from 0 */
  size_t layer, head;      /* from 1, from 0 */
  size_t position;         /* of the query, from 0 */
  size_t keys;             /* position + 1: keys 0 .. position */
  const double *score;     /* keys numbers q . k, in binary64 */
  const double *weight;    /* keys numbers, in binary64; they add up to about 1 */
} tmprec_scores;

/* Who watches.  Start from {.size = sizeof (tmprec_watch)}; each call says which callbacks it makes. */
typedef struct {
  size_t size;             /* sizeof (tmprec_watch) of the caller, so that members can be added */
  void *user;              /* handed to each callback */
  const tmprec_cancel *cancel;     /* or NULL */
  /* So many of `all` positions of a context, tokens, cells or others are done; all: 0 if that is not known.  Before a call
     succeeds it says done = all. */
  int (*progress)(void *user, size_t done, size_t all);
  int (*token)(void *user, const tmprec_token *token);
  int (*activations)(void *user, const tmprec_activations *activations);
  int (*scores)(void *user, const tmprec_scores *scores);
} tmprec_watch;

/* --- Machines ---------------------------------------------------------------------- */

/* A deterministic Turing machine with 1 to 16 tapes. */
typedef struct tmprec_machine tmprec_machine;

/* How a machine is read.  Start from {.size = sizeof (tmprec_reading)}: each 0 is a default. */
typedef struct {
  size_t size;             /* sizeof (tmprec_reading) of the caller */
  const char *notation;    /* "tm", "tmsim", "morphett", "bb", "tmio", "ft", "nju" or "jff"; NULL: it is recognised */
  size_t line;             /* of a list of Busy Beavers, from 1; 0: the text is one machine */
  int no_rule;             /* where no rule applies: 0: what is usual in the notation; 1: the run is refused; 2: the machine halts */
  const char *start;       /* the start state; NULL: that of the text */
  int64_t head;            /* the cell, counted from the first symbol of the input, in which the head of tape 1 starts */
} tmprec_reading;

/* The machine of that name among those that come with tmprec; or the machine whose text `name` is in the notation of Busy
   Beavers; or that of a file, in any notation that tmprec reads.  how: NULL for the defaults. */
TMPREC_API tmprec_status tmprec_machine_open(tmprec_machine **out, const char *name, const tmprec_reading *how, tmprec_error *error);

/* The machine whose text has so many bytes. */
TMPREC_API tmprec_status tmprec_machine_parse(tmprec_machine **out, const char *text, size_t length, const tmprec_reading *how,
                                              tmprec_error *error);
TMPREC_API void tmprec_machine_free(tmprec_machine *machine);

/* The machine as text of a notation; NULL: "tm".  Refused: a machine that the notation has no text for. */
TMPREC_API tmprec_status tmprec_machine_write(tmprec_text **out, const tmprec_machine *machine, const char *notation, tmprec_error *error);

TMPREC_API uint32_t tmprec_machine_tapes(const tmprec_machine *machine);
TMPREC_API uint32_t tmprec_machine_states(const tmprec_machine *machine);
TMPREC_API uint32_t tmprec_machine_symbols(const tmprec_machine *machine);      /* the blank included */
TMPREC_API size_t tmprec_machine_transitions(const tmprec_machine *machine);

/* Names by number, from 0; NULL after the last.  State 0 is the start state, symbol 0 the blank. */
TMPREC_API const char *tmprec_machine_state(const tmprec_machine *machine, uint32_t number);
TMPREC_API const char *tmprec_machine_symbol(const tmprec_machine *machine, uint32_t number);

/* The input that its text names, or NULL. */
TMPREC_API const char *tmprec_machine_input(const tmprec_machine *machine);

/* The machines that come with tmprec: the name of number n, from 0, in alphabetical order; of a machine of that name what it
   computes, in a line, and its input number i, from 0, from short to long.  After the last one *out is NULL, with TMPREC_OK. */
TMPREC_API tmprec_status tmprec_catalog_name(tmprec_text **out, size_t n, tmprec_error *error);
TMPREC_API tmprec_status tmprec_catalog_about(tmprec_text **out, const char *name, tmprec_error *error);
TMPREC_API tmprec_status tmprec_catalog_input(tmprec_text **out, const char *name, size_t i, tmprec_error *error);

/* A machine that is built rule by rule.  Names are any characters but control characters, at most 64 bytes. */
typedef struct tmprec_builder tmprec_builder;
TMPREC_API tmprec_status tmprec_builder_new(tmprec_builder **out, uint32_t tapes, const char *blank, const char *start, const char *halt,
                                            tmprec_error *error);
TMPREC_API void tmprec_builder_free(tmprec_builder *builder);

/* One more input symbol; at least one is needed. */
TMPREC_API tmprec_status tmprec_builder_input(tmprec_builder *builder, const char *symbol, tmprec_error *error);

/* One more rule: in state `from`, reading read[0 .. tapes-1], write write[..], move moves[..], each L, S or R, and enter `to`. */
TMPREC_API tmprec_status tmprec_builder_rule(tmprec_builder *builder, const char *from, const char *const *read, const char *to,
                                             const char *const *write, const char *moves, tmprec_error *error);

/* The machine of all rules so far.  What is wrong with a rule is said here; rules are counted from 1. */
TMPREC_API tmprec_status tmprec_builder_machine(tmprec_machine **out, const tmprec_builder *builder, tmprec_error *error);

/* --- Simulations -------------------------------------------------------------------- */

/* A machine, an input, and the transformer that is to carry out the run: compiled. */
typedef struct tmprec_simulation tmprec_simulation;

/* How.  Start from {.size = sizeof (tmprec_simulation_options)}: each 0 is a default. */
typedef struct {
  size_t size;             /* sizeof (tmprec_simulation_options) of the caller */
  tmprec_mode mode;
  unsigned r;              /* bits of a position, even, 4 .. 60: contexts have 2^r tokens; 0: the least that hold the run */
  int force;               /* 1: an r that is too small is not refused */
  int fold;                /* 1: a two-way machine that leaves cell 0 to the left is folded instead of refused */
  uint64_t max_steps;      /* a run that has not halted by then is refused; 0: 10,000,000 */
  uint64_t steps;          /* the run is cut after so many steps; 0: it is not */
} tmprec_simulation_options;

/* Run the machine on the input, a word as the command takes it, and compile it for that context.  options: NULL for the
   defaults.  The simulation keeps what it needs of the machine.  (watch->progress in steps of the machine, which may be made
   more than once, cancel) */
TMPREC_API tmprec_status tmprec_simulation_new(tmprec_simulation **out, const tmprec_machine *machine, const char *input,
                                               const tmprec_simulation_options *options, const tmprec_watch *watch,
                                               tmprec_error *error);
TMPREC_API void tmprec_simulation_free(tmprec_simulation *simulation);

TMPREC_API tmprec_mode tmprec_simulation_mode(const tmprec_simulation *simulation);
TMPREC_API unsigned tmprec_simulation_r(const tmprec_simulation *simulation);
TMPREC_API uint64_t tmprec_simulation_steps(const tmprec_simulation *simulation);        /* of the machine */
TMPREC_API size_t tmprec_simulation_segments(const tmprec_simulation *simulation);       /* contexts */
TMPREC_API size_t tmprec_simulation_tokens(const tmprec_simulation *simulation);         /* of all contexts, prompts included */
TMPREC_API size_t tmprec_simulation_longest(const tmprec_simulation *simulation);        /* of the longest context */
TMPREC_API size_t tmprec_simulation_predictions(const tmprec_simulation *simulation);    /* tokens to predict */
TMPREC_API const char *tmprec_simulation_output(const tmprec_simulation *simulation);    /* the word; NULL: the run has none */
TMPREC_API const char *tmprec_simulation_halted(const tmprec_simulation *simulation);    /* the halting state; NULL: it was cut */

/* Dimensions: layers L, and the largest numbers of heads H, widths d_k and d_v of keys and values, neurons d_ff; width d. */
typedef enum { TMPREC_LAYERS, TMPREC_HEADS, TMPREC_KEY_WIDTH, TMPREC_VALUE_WIDTH, TMPREC_NEURONS, TMPREC_WIDTH } tmprec_dimension;
TMPREC_API size_t tmprec_simulation_dimension(const tmprec_simulation *simulation, tmprec_dimension which);

/* Tell all tokens that the run prescribes, in their order (watch->token, cancel). */
TMPREC_API tmprec_status tmprec_trace(const tmprec_simulation *simulation, const tmprec_watch *watch, tmprec_error *error);

/* --- Arithmetics -------------------------------------------------------------------- */

/* An arithmetic: hardmax; or softmax, rounded at some places or at every operation. */
typedef struct tmprec_arithmetic tmprec_arithmetic;

/* By its canonical text, as `verify --arithmetic` takes it: "format=exact", "act=fixed:1.4 attn=fixed:1.4 beta=auto",
   "format=mpfr:12 beta=auto".  seed and trial matter where something is random. */
TMPREC_API tmprec_status tmprec_arithmetic_new(tmprec_arithmetic **out, const char *text, uint64_t seed, uint64_t trial,
                                               tmprec_error *error);
TMPREC_API void tmprec_arithmetic_free(tmprec_arithmetic *arithmetic);

/* The canonical text: two arithmetics are the same if their texts are. */
TMPREC_API const char *tmprec_arithmetic_text(const tmprec_arithmetic *arithmetic);

/* --- Verification ------------------------------------------------------------------- */

typedef struct tmprec_verification tmprec_verification;

/* Does the transformer predict every token?  With `activations` also: is every activation and hidden value that of hardmax?
   (watch->progress in positions, cancel) */
TMPREC_API tmprec_status tmprec_verify(tmprec_verification **out, const tmprec_simulation *simulation, const tmprec_arithmetic *arithmetic,
                                       int activations, const tmprec_watch *watch, tmprec_error *error);
TMPREC_API void tmprec_verification_free(tmprec_verification *verification);

TMPREC_API tmprec_verdict tmprec_verification_exact(const tmprec_verification *verification);
/* TMPREC_UNKNOWN unless activations were asked for, or the predictions are not exact. */
TMPREC_API tmprec_verdict tmprec_verification_exact_activations(const tmprec_verification *verification);
TMPREC_API size_t tmprec_verification_predictions(const tmprec_verification *verification);

/* About the first wrong prediction, where the verdict is TMPREC_NO: its number, from 0; where the token is that it should have
   been, of all tokens, from 0, in which context, and at which position of that; its text; that of the prediction; and how many
   tokens had the largest logit, 1 if one had, 0 if it is a NaN.  Else SIZE_MAX, NULL and 0. */
TMPREC_API size_t tmprec_verification_first_error(const tmprec_verification *verification);
TMPREC_API size_t tmprec_verification_token(const tmprec_verification *verification);
TMPREC_API size_t tmprec_verification_segment(const tmprec_verification *verification);
TMPREC_API size_t tmprec_verification_position(const tmprec_verification *verification);
TMPREC_API const char *tmprec_verification_expected(const tmprec_verification *verification);
TMPREC_API const char *tmprec_verification_predicted(const tmprec_verification *verification);
TMPREC_API double tmprec_verification_ties(const tmprec_verification *verification);

/* --- Generation --------------------------------------------------------------------- */

typedef struct tmprec_generation tmprec_generation;

/* How a generation ended. */
typedef enum {
  TMPREC_ENDED,            /* with its last token */
  TMPREC_FULL,             /* the context was full before that */
  TMPREC_ENDLESS,          /* many more tokens than the run has, and no end */
  TMPREC_LOST,             /* a summary ended that had not begun */
  TMPREC_TIED,             /* several tokens had the largest logit, or it was a NaN */
  TMPREC_UNDECIDED         /* a prediction could not be decided */
} tmprec_generation_end;

/* The transformer gets the prompt and feeds on its own tokens (watch->token for each token that is generated, and for those of
   prompts; activations, scores, progress in tokens, cancel).  Where numbers have to be computed with more bits, a context begins
   again: activations and scores are told again from its position 0; tokens are not.  Activations and scores take time:
   without their callbacks most are never computed. */
TMPREC_API tmprec_status tmprec_generate(tmprec_generation **out, const tmprec_simulation *simulation, const tmprec_arithmetic *arithmetic,
                                         const tmprec_watch *watch, tmprec_error *error);
TMPREC_API void tmprec_generation_free(tmprec_generation *generation);

TMPREC_API tmprec_generation_end tmprec_generation_ended(const tmprec_generation *generation);
TMPREC_API size_t tmprec_generation_predictions(const tmprec_generation *generation);    /* tokens generated */
TMPREC_API const char *tmprec_generation_output(const tmprec_generation *generation);    /* the word; NULL: it has none */
/* 1: that is the machine's word; for a run without a word: all tokens are those of the run. */
TMPREC_API int tmprec_generation_is_right(const tmprec_generation *generation);

/* --- Margins ------------------------------------------------------------------------ */

/* How far apart the scores of a head are in the run (doc/precision.md, section 5).  NaN: there is no such number.  Tokens are counted
   from 0 over all contexts. */
typedef struct {
  size_t layer, head;      /* from 1, from 0 */
  double gap;              /* under hardmax: the least lead of the best score over the next */
  double ties;             /* the largest number of keys that share the best score */
  double leak;             /* the largest weight that softmax gives to the other keys together */
  double needs;            /* the gap that the arithmetic needs at the token of the least slack; NaN: none is known */
  double slack;            /* the least gap less what is needed; -infinity: somewhere no gap is known to be enough, and yet the run
                              may be exact */
  double run_gap;          /* the same in the run in the arithmetic */
  double run_ties, run_leak, run_slack;
  size_t slack_token;      /* where the slack is least; SIZE_MAX: nowhere */
} tmprec_margin;

/* Tell the margins of each head that has values, layer by layer (`row`; watch->progress in positions, cancel). */
TMPREC_API tmprec_status tmprec_margins(const tmprec_simulation *simulation, const tmprec_arithmetic *arithmetic,
                                        int (*row)(void *user, const tmprec_margin *margin), void *user, const tmprec_watch *watch,
                                        tmprec_error *error);

/* --- Bounds ------------------------------------------------------------------------- */

/* What is proved of a set of runs in an arithmetic. */
typedef struct tmprec_claim tmprec_claim;

/* Of every run of every machine whose contexts have at most n tokens, n from 5 to 2^r; 0: 2^r.  r is even, 4 .. 60.
   (watch->progress in layers, where they differ, cancel) */
TMPREC_API tmprec_status tmprec_bound_all(tmprec_claim **out, tmprec_mode mode, unsigned r, uint64_t n, const tmprec_arithmetic *arithmetic,
                                          const tmprec_watch *watch, tmprec_error *error);
/* Of every such run of one machine. */
TMPREC_API tmprec_status tmprec_bound_machine(tmprec_claim **out, const tmprec_machine *machine, tmprec_mode mode, unsigned r, uint64_t n,
                                              const tmprec_arithmetic *arithmetic, const tmprec_watch *watch, tmprec_error *error);
/* Of one run. */
TMPREC_API tmprec_status tmprec_bound_run(tmprec_claim **out, const tmprec_simulation *simulation, const tmprec_arithmetic *arithmetic,
                                          const tmprec_watch *watch, tmprec_error *error);
TMPREC_API void tmprec_claim_free(tmprec_claim *claim);

TMPREC_API const char *tmprec_claim_verdict(const tmprec_claim *claim);      /* "exact", "exact_act", or "": nothing is proved */
TMPREC_API const char *tmprec_claim_theorem(const tmprec_claim *claim);      /* its name, or "" */
TMPREC_API uint64_t tmprec_claim_tokens(const tmprec_claim *claim);          /* of a context at most */
TMPREC_API uint64_t tmprec_claim_ties(const tmprec_claim *claim);            /* keys that may tie in a head, at most */
/* What the verdict rests on, number i from 0: what, a tab, from, a tab, to, a tab, and what becomes of it, as `because` of the command says;
   without a verdict what is open.  NULL after the last one. */
TMPREC_API const char *tmprec_claim_reason(const tmprec_claim *claim, size_t i);
/* The least inverse temperature from which on all are certified; NaN: none is known. */
TMPREC_API double tmprec_claim_least_beta(const tmprec_claim *claim);
/* The claim with the numbers that prove it, for tmprec_check; NULL: nothing is proved, or hardmax needs no proof. */
TMPREC_API const char *tmprec_claim_certificate(const tmprec_claim *claim);

/* Does a certificate of so many bytes hold?  It is derived again, whatever made it.  TMPREC_OK: it does.  TMPREC_NOT_PROVED: some
   line does not follow from those before.  TMPREC_REFUSED: it is no certificate.  The message begins with `name` and the line.
   (watch->progress in lines, cancel) */
TMPREC_API tmprec_status tmprec_check(const char *name, const char *certificate, size_t length, const tmprec_watch *watch,
                                      tmprec_error *error);

/* --- Sweeps ------------------------------------------------------------------------- */

/* Many verifications: machines, inputs, modes, contexts and arithmetics, as the command `sweep` has them. */
typedef struct tmprec_sweep tmprec_sweep;
TMPREC_API tmprec_status tmprec_sweep_new(tmprec_sweep **out, tmprec_error *error);
TMPREC_API void tmprec_sweep_free(tmprec_sweep *sweep);

/* One more machine by its name or file: "counter" with all inputs that come with it, or "counter:1101". */
TMPREC_API tmprec_status tmprec_sweep_add(tmprec_sweep *sweep, const char *machine, tmprec_error *error);

/* One more machine that is there, which cells call `name`.  input: NULL for the one that its text names, or with "contexts" for
   those that are made.  The sweep keeps what it needs of the machine. */
TMPREC_API tmprec_status tmprec_sweep_add_machine(tmprec_sweep *sweep, const tmprec_machine *machine, const char *name, const char *input,
                                                  tmprec_error *error);

/* Set one thing, in the words of the command's options.  What is set again is replaced, but for "machine".

     "machine"     "counter", "counter:1101"   as tmprec_sweep_add has it
     "bits"        "4..32", "4,6,8..16:2"      of the formats that are swept
     "family"      "fixed,float,mpfr"          which those are
     "formats"     "e4m3fn,int8"               formats by name
     "sites"       "act+attn"                  where they are
     "arithmetic"  "acc=e5m10 sum=pairwise"    what cells have elsewhere, as tmprec_arithmetic_new takes it
     "beta"        "auto,10", "1..12:0.5"      inverse temperatures
     "seed"        "7"                         of what is random
     "mode"        "cot,scot"
     "r"           "8,10"                      bits of a position; else the least that hold each run
     "contexts"    "64,256", "16..4096"        make inputs for contexts of so many tokens
     "generator"   "1 [01]^k-1"                how; else as the machine's text says
     "max-steps"   "1000"                      of a machine
     "fold"        "1"                         fold two-way machines that leave cell 0 to the left
     "certify"     "1"                         say also what is proved
     "plain"       "1"                         evaluate every number, also what a bound or hardmax's run decides
     "shard"       "2/3"                       only each third cell, from the second */
TMPREC_API tmprec_status tmprec_sweep_set(tmprec_sweep *sweep, const char *what, const char *value, tmprec_error *error);

/* What became of a cell. */
typedef struct {
  size_t number, cells;            /* of the cell, from 0, and how many there are */
  const char *machine, *input;
  tmprec_mode mode;
  unsigned r;
  size_t n;                        /* tokens of the longest context */
  const char *family;              /* "fixed", "float", "mpfr" or "named" */
  int bits;                        /* of the format; 0 if it has no such number */
  const char *arithmetic;          /* its canonical text */
  tmprec_verdict exact, exact_activations;
  size_t predictions;
  size_t first_error;              /* SIZE_MAX: none is known */
  double seconds;                  /* of a processor */
  int certified;                   /* with "certify": 1 if the run is proved to be exact */
  double certified_beta;           /* the least that is certified; NaN: none is known */
} tmprec_cell;

/* Work on all cells and tell each (`cell`), in their order (watch->progress in cells, cancel).  Without machines it is the sweep that
   the command makes without any. */
TMPREC_API tmprec_status tmprec_sweep_run(const tmprec_sweep *sweep, int (*cell)(void *user, const tmprec_cell *cell), void *user,
                                          const tmprec_watch *watch, tmprec_error *error);

#ifdef __cplusplus
}
#endif

#endif
