/* SPDX-License-Identifier: MIT */
/* The table of options, which parsing, --help and the tests of the manual share. */
#include <stddef.h>

#include "setters.h"

#define ON_MACHINE (ON_TRACE | ON_RUN | ON_VERIFY | ON_INFO | ON_SWEEP | ON_MARGINS | ON_LOCATE | ON_EXPLAIN | ON_TRIALS | ON_BOUND | ON_EXPORT | ON_WHICH)
#define ON_EVALUATION (ON_RUN | ON_VERIFY | ON_SWEEP | ON_MARGINS | ON_LOCATE | ON_TRIALS | ON_WHICH)
#define ON_ARITHMETIC (ON_EVALUATION | ON_BOUND | ON_EXPLAIN)
#define ON_JSON ((ON_MACHINE & ~ON_EXPORT) | ON_SHOW | ON_MACHINES | ON_FORMATS | ON_CHECK | ON_ROUND | ON_MERGE)

#define FLAG(member) offsetof(settings, member)

const char *const option_heading[UNDERS] = {
  "Machine", "Run", "Arithmetic", "What is asked", "Time and memory", "Output",
};

const option options[] = {
  {.name = "from", .argument = "NOTATION", .under = UNDER_MACHINE, .on = ON_MACHINE | ON_SHOW | ON_CONVERT, .set = set_from,
   .help = "notation of MACHINE: tm, tmsim (turingmachinesimulator.com), morphett (morphett.info), bb (bbchallenge.org), "
           "tmio (turingmachine.io), ft (ft_turing), nju (#Q = {..}), jff (JFLAP); by default it is recognised"},
  {.name = "line", .argument = "N", .under = UNDER_MACHINE, .on = ON_MACHINE | ON_SHOW | ON_CONVERT, .set = set_line,
   .help = "the machine in line N of MACHINE, a list of busy beavers"},
  {.name = "start", .argument = "STATE", .under = UNDER_MACHINE, .on = ON_MACHINE | ON_SHOW, .set = set_start,
   .help = "start in this state instead of the one that MACHINE names"},
  {.name = "head", .argument = "N", .under = UNDER_MACHINE, .on = ON_MACHINE | ON_SHOW, .set = set_head,
   .help = "start the head of tape 1 in cell N instead of cell 0, where the word begins; left of it, as in --head -2, the cells "
           "of the tape count from there"},
  {.name = "no-rule", .argument = "RULE", .under = UNDER_MACHINE, .on = ON_MACHINE | ON_SHOW, .set = set_no_rule,
   .help = "where no rule applies: refuse the run, or halt there, as a last step that leaves all as it is; by default refuse in "
           ".tm files without the line `no-rule halt`, and halt in the others"},
  {.name = "to", .argument = "NOTATION", .under = UNDER_MACHINE, .on = ON_CONVERT, .set = set_to,
   .help = "notation to write: tm (the default), tmsim, morphett, bb, tmio, ft, nju, jff"},
  {.name = "mode", .argument = "MODE", .under = UNDER_RUN, .on = ON_MACHINE & ~ON_SWEEP, .set = set_mode,
   .help = "cot (chain of thought, the default) or scot (summarized chain of thought)"},
  {.name = "mode", .argument = "LIST", .under = UNDER_RUN, .on = ON_SWEEP, .set = set_modes,
   .help = "cot (chain of thought, the default), scot (summarized chain of thought), or both: cot,scot"},
  {.letter = 'r', .argument = "R", .under = UNDER_RUN, .on = ON_MACHINE & ~(ON_SWEEP | ON_BOUND), .set = set_r,
   .help = "bits of position: even, 4 to 60; default: the smallest whose context 2^R holds every segment"},
  {.letter = 'r', .argument = "LIST", .under = UNDER_RUN, .on = ON_SWEEP, .set = set_r_list,
   .help = "bits of position: even numbers, such as 6,8 or 4..10; default: the smallest whose context 2^R holds every "
           "segment"},
  {.letter = 'r', .argument = "R", .under = UNDER_RUN, .on = ON_BOUND, .set = set_r,
   .help = "bits of position: even, 4 to 60; contexts then have at most 2^R tokens; default: the smallest that holds those of "
           "-n, or of the run"},
  {.letter = 'n', .argument = "N", .under = UNDER_RUN, .on = ON_BOUND, .set = set_context,
   .help = "tokens of a context at most, 5 to 2^60"},
  {.name = "least", .argument = "OF", .under = UNDER_ASKED, .on = ON_BOUND, .set = set_least,
   .help = "make the claim at the least certified beta, or for the least certified bits of --family"},
  {.name = "force", .under = UNDER_RUN, .on = ON_EVALUATION, .flag = FLAG(subject.force),
   .help = "accept an R that is too small (positions then count modulo 2^R)"},
  {.name = "max-steps", .argument = "N", .under = UNDER_RUN, .on = ON_MACHINE, .set = set_max_steps,
   .help = "refuse a machine that has not halted after N steps (default 10000000)"},
  {.name = "steps", .argument = "N", .under = UNDER_RUN, .on = ON_MACHINE, .set = set_steps,
   .help = "cut the run after N steps"},
  {.name = "max-steps", .argument = "N", .under = UNDER_RUN, .on = ON_SHOW, .set = set_max_steps,
   .help = "follow the run for at most N steps (default 10000000)"},
  {.name = "steps", .argument = "N", .under = UNDER_RUN, .on = ON_SHOW, .set = set_shown,
   .help = "show the tapes for the first N steps (default 50; with --plot 1000000)"},
  {.name = "two-way", .argument = "RULE", .under = UNDER_MACHINE, .on = ON_MACHINE | ON_SHOW, .set = set_two_way,
   .help = "for a two-way machine that goes left of cell 0: refuse it (the default), or fold its tapes at cell 0 into "
           "one-way tapes"},
  {.name = "format", .argument = "FORMAT", .under = UNDER_ARITHMETIC, .on = ON_ARITHMETIC, .set = set_format,
   .help = "exact (hardmax, the default), real (softmax, not rounded), mpfr:P (every operation rounded to P bits), "
           "mpfr:FORMAT (every operation rounded into an IEEE format), or a format for activations and attention weights "
           "('tmprec formats' lists them)"},
  {.name = "act", .argument = "FORMAT", .under = UNDER_ARITHMETIC, .on = ON_ARITHMETIC, .set = set_act,
   .help = "format of the activations and hidden values; sites that no option names stay unrounded"},
  {.name = "attn", .argument = "FORMAT", .under = UNDER_ARITHMETIC, .on = ON_ARITHMETIC, .set = set_attn,
   .help = "format of the attention weights"},
  {.name = "logit", .argument = "FORMAT", .under = UNDER_ARITHMETIC, .on = ON_ARITHMETIC, .set = set_logit,
   .help = "format of the logits of attention, beta times the scores"},
  {.name = "exp", .argument = "FORMAT", .under = UNDER_ARITHMETIC, .on = ON_ARITHMETIC, .set = set_exp,
   .help = "format of each exponential and of their sum"},
  {.name = "acc", .argument = "FORMAT", .under = UNDER_ARITHMETIC, .on = ON_ARITHMETIC, .set = set_acc,
   .help = "format of every partial sum of every dot product"},
  {.name = "param", .argument = "FORMAT", .under = UNDER_ARITHMETIC, .on = ON_ARITHMETIC, .set = set_param,
   .help = "format of the weights: beta and the biases; all others are 1 and -1"},
  {.name = "noise", .argument = "NOISE", .under = UNDER_ARITHMETIC, .on = ON_ARITHMETIC, .set = set_noise,
   .help = "SITE:uniform:SIZE or SITE:normal:SIZE, for act, attn, logit or param: after rounding, add SIZE times a random "
           "number, uniform in (-1, 1) or standard normal, to every number of the site, and round again; for param, to every"
           " weight; once for each site"},
  {.name = "arithmetic", .argument = "TEXT", .under = UNDER_ARITHMETIC, .on = ON_ARITHMETIC & ~(ON_SWEEP | ON_WHICH),
   .set = set_arithmetic,
   .help = "all of the arithmetic in one text, as the column `arithmetic` of a sweep has it"},
  {.name = "at", .argument = "RULE", .under = UNDER_ARITHMETIC, .on = ON_ARITHMETIC, .set = set_exception,
   .help = "another arithmetic in some layers: LAYERS:SITE=FORMAT, LAYERS:beta=BETA, or with mpfr LAYERS:mpfr=P; LAYERS, from 1, "
           "are such as 9, 9..12, 9..15:2 or 16,20; may be repeated, and the later rule applies"},
  {.name = "sum", .argument = "ORDER", .under = UNDER_ARITHMETIC, .on = ON_ARITHMETIC, .set = set_sum,
   .help = "order of the sums that --acc rounds: sequential (the default), pairwise, compensated (Kahan summation), reverse (from the last term on), "
           "shuffled:N (an order drawn by the number N); or any, with verify, sweep and which: exact only if it is in every order"},
  {.name = "product", .argument = "HOW", .under = UNDER_ARITHMETIC, .on = ON_ARITHMETIC, .set = set_product,
   .help = "products in the sums that --acc rounds: exact (the default: as in a fused multiply-add, only the sum is rounded), or rounded, each "
           "before it is added"},
  {.name = "block", .argument = "TERMS:FORMAT", .under = UNDER_ARITHMETIC, .on = ON_ARITHMETIC, .set = set_block,
   .help = "sum each TERMS successive terms in FORMAT, and then these sums in the format of --acc, as --sum says"},
  {.name = "fuse", .argument = "TERMS[:GUARD]", .under = UNDER_ARITHMETIC, .on = ON_ARITHMETIC, .set = set_fuse,
   .help = "add so many terms to a partial sum at once, and round once; with GUARD, align all to their largest exponent first and cut "
           "them GUARD bits below the last bit of the sum's format; in blocks, if there are any"},
  {.name = "subtract", .argument = "WHEN", .under = UNDER_ARITHMETIC, .on = ON_ARITHMETIC, .set = set_subtract,
   .help = "subtract the largest logit after (the default) or before the rounding of --logit"},
  {.name = "beta", .argument = "BETA", .under = UNDER_ARITHMETIC, .on = (ON_ARITHMETIC & ~ON_SWEEP) | ON_EXPORT,
   .set = set_beta,
   .help = "inverse temperature: a number, or auto = 2 R ln 2 + 2 (the default)"},
  {.name = "beta", .argument = "LIST", .under = UNDER_ARITHMETIC, .on = ON_SWEEP, .set = set_beta_list,
   .help = "inverse temperatures, such as auto,10,12.5 or 1..12:0.5 (default: auto = 2 R ln 2 + 2)"},
  {.name = "round", .argument = "MODE", .under = UNDER_ARITHMETIC, .on = ON_ARITHMETIC, .set = set_round,
   .help = "rne (to nearest even, the default), rna (to nearest, ties away from zero), rtz (toward zero), raz (away from "
           "zero), rup, rdn (toward +infinity, -infinity), rto (to odd), rsr (stochastic, not for mpfr), rsr:N (with N random "
           "bits, as hardware has it); or a list for some sites, such as attn:rtz,act:rsr:8"},
  {.name = "round", .argument = "MODES", .under = UNDER_ARITHMETIC, .on = ON_ROUND, .set = set_round_modes,
   .help = "rounding modes, such as rne,rtz; by default all: rne, rna, rtz, raz, rup, rdn, rto, rsr (stochastic: both outcomes, with "
           "their odds), rsr:N (with N random bits)"},
  {.name = "overflow", .argument = "RULE", .under = UNDER_ARITHMETIC, .on = ON_ARITHMETIC, .set = set_overflow,
   .help = "what becomes of a number that is too large: auto (the default: infinity or the largest value, as IEEE 754 says "
           "for the mode), inf or saturate (infinity or the largest value, whatever the mode), nan (NaN in formats that have"
           " NaN but no infinities)"},
  {.name = "scale", .argument = "RULE", .under = UNDER_ARITHMETIC, .on = ON_ARITHMETIC & ~(ON_SWEEP | ON_WHICH), .set = set_scale,
   .help = "how values that share a scale find it from the largest magnitude: floor (the default of mx formats, OCP), ceil, even, rceil; "
           "of nvfp4 ue4m3 (the default: to nearest even) or ue4m3-up, which rceil means there"},
  {.name = "overflow", .argument = "RULE", .under = UNDER_ARITHMETIC, .on = ON_ROUND, .set = set_overflow_rule,
   .help = "what becomes of a number that is too large: auto (the default: infinity or the largest value, as IEEE 754 says "
           "for the mode), inf, saturate, nan (NaN in formats that have NaN but no infinities)"},
  {.name = "random-bits", .argument = "N", .under = UNDER_ARITHMETIC, .on = ON_ROUND, .set = set_random_bits,
   .help = "rsr has only N random bits, 1 to 64, as in hardware: the odds are cut to N bits, and so are biased toward zero"},
  {.name = "pattern", .under = UNDER_ARITHMETIC, .on = ON_ROUND, .flag = FLAG(patterns),
   .help = "VALUEs are bit patterns such as 0x7f, 0b1101 or 127: what they mean, and the pattern that this value has"},
  {.name = "input", .argument = "FILE", .under = UNDER_RUN, .on = ON_ROUND, .set = set_values_file,
   .help = "also the VALUEs in FILE, between blanks and line ends; # begins a comment; - is standard input"},
  {.name = "seed", .argument = "N", .under = UNDER_RUN, .on = ON_EVALUATION | ON_EXPLAIN, .set = set_seed,
   .help = "seed of stochastic rounding and of noise (default 0)"},
  {.name = "draw", .argument = "N", .under = UNDER_RUN, .on = ON_EVALUATION | ON_EXPLAIN, .set = set_trial,
   .help = "number of the draw, for stochastic rounding and noise: each draws anew from the same seed (default 0)"},
  {.name = "trial", .argument = "N", .under = UNDER_RUN, .on = ON_EVALUATION | ON_EXPLAIN, .set = set_trial, .instead = "draw"},
  {.name = "activations", .under = UNDER_ASKED, .on = ON_VERIFY, .flag = FLAG(activations),
   .help = "also require every activation to be that of hardmax"},
  {.name = "activations", .under = UNDER_ASKED, .on = ON_SWEEP, .flag = FLAG(activations),
   .help = "with --minimum and --per-site: also require every activation to be that of hardmax"},
  {.name = "sequence", .argument = "FILE", .under = UNDER_ASKED, .on = ON_VERIFY, .set = set_tokens_file,
   .help = "check the sequence in FILE (text form; - is standard input) instead of the prescribed one"},
  {.name = "weights", .argument = "FILE", .under = UNDER_ARITHMETIC, .on = ON_RUN | ON_VERIFY, .set = set_weights,
   .help = "take the transformer from FILE, which `export` wrote and other programs may have edited, instead of compiling it; mode, R "
           "and BETA are those of the file"},
  {.name = "print-tokens", .under = UNDER_OUTPUT, .on = ON_RUN, .flag = FLAG(print_tokens),
   .help = "print the generated tokens, one per line, instead of the word"},
  {.name = "tokens", .argument = "FILE", .under = UNDER_ASKED, .on = ON_VERIFY,
   .set = set_tokens_file, .instead = "sequence", .is_pinned = 1},
  {.name = "tokens", .under = UNDER_OUTPUT, .on = ON_RUN,
   .flag = FLAG(print_tokens), .instead = "print-tokens", .is_pinned = 1},
  {.name = "output", .argument = "WHAT", .under = UNDER_OUTPUT, .on = ON_RUN, .set = set_shown_output,
   .help = "what to print: word (the output that the tokens tell), tape (a tape from its leftmost to its rightmost cell that is "
           "not blank), or all (state, word and tapes, a line each); by default the word if it is all that is on tape 1, or "
           "else the tape"},
  {.name = "tape", .argument = "K", .under = UNDER_OUTPUT, .on = ON_RUN, .set = set_tape,
   .help = "print tape K, from 1"},
  {.name = "bits", .argument = "LIST", .under = UNDER_ARITHMETIC, .on = ON_SWEEP, .set = set_bits,
   .help = "numbers of bits, such as 4..32, 4..32:4 or 2,4,8..16 (default 4..32)"},
  {.name = "family", .argument = "LIST", .under = UNDER_ARITHMETIC, .on = ON_SWEEP, .set = set_family,
   .help = "fixed (fixed:1.(b-2)), float (eXmY of b bits), mpfr (mpfr:b); default: all three"},
  {.name = "contexts", .argument = "LIST", .under = UNDER_RUN, .on = ON_SWEEP, .set = set_contexts,
   .help = "make inputs whose longest context has at most so many tokens, and as many as can be, in each mode: such as 16,100,1000, "
           "16..4096 (doubling) or 100..500:100; the machine's file says how, in a line `# generator: [01]^k`"},
  {.name = "generator", .argument = "TEXT", .under = UNDER_RUN, .on = ON_SWEEP, .set = set_generator,
   .help = "with --contexts: how inputs of size k are made, such as '1 [01]^k-1'; instead of what the machines' files say"},
  {.name = "formats", .argument = "LIST", .under = UNDER_ARITHMETIC, .on = ON_SWEEP, .set = set_formats,
   .help = "formats by name, such as e4m3fn,posit8,int8,mxfp4,exact: for each what --format takes, at the sites of --sites; a "
           "family of its own, `named`, instead of those by bits unless --family or --bits asks for them too"},
  {.name = "family", .argument = "FAMILY", .under = UNDER_ARITHMETIC, .on = ON_BOUND, .set = set_family,
   .help = "with --least bits: fixed (fixed:1.(b-2), the default), float (eXmY of b bits), or mpfr (mpfr:b)"},
  {.name = "sites", .argument = "SITES", .under = UNDER_ARITHMETIC, .on = ON_SWEEP | ON_BOUND | ON_WHICH, .set = set_sites,
   .help = "the sites that have the formats of fixed and float, or those with a name: act, attn, logit, exp, acc, param, joined by + (default act+attn)"},
  {.name = "minimum", .argument = "[OF]", .under = UNDER_ASKED, .on = ON_SWEEP, .set = set_minimum,
   .help = "one row per curve instead of one per cell: the fewest exact bits (OF is bits, the default) or the least exact "
           "beta (OF is beta), the number from which on all are exact, and the holes"},
  {.name = "per-site", .under = UNDER_ASKED, .on = ON_SWEEP, .flag = FLAG(per_site),
   .help = "bits of its own for each site of --sites; one row for each cell of the Pareto front of exact cells (families "
           "fixed and float)"},
  {.name = "groups", .argument = "N", .under = UNDER_ASKED, .on = ON_SWEEP, .set = set_groups,
   .help = "with --per-site: also bits of its own for each of N groups of layers (default 1)"},
  {.name = "certify", .under = UNDER_ASKED, .on = ON_SWEEP, .flag = FLAG(certify),
   .help = "also say what is proved of each run (see `bound`): columns `certified` and `certified_beta`; with --minimum the "
           "number from which on all are certified"},
  {.name = "plain", .under = UNDER_ASKED, .on = ON_SWEEP, .flag = FLAG(plain),
   .help = "evaluate every number of every cell, also what a bound decides (see `bound`), or what is known from the hardmax run"},
  {.name = "plain", .under = UNDER_ASKED, .on = ON_VERIFY,
   .flag = FLAG(plain), .help = "evaluate every number, also what is known from the hardmax run"},
  {.name = "plain", .under = UNDER_ASKED, .on = ON_RUN, .flag = FLAG(plain),
   .help = "generate token by token. By default, in exact arithmetic, the transformer reads many tokens of the machine's run "
           "at a time as a draft, and goes on by itself from the first that it does not predict: the tokens are the same"},
  {.name = "jobs", .letter = 'j', .argument = "N", .under = UNDER_EFFORT, .on = ON_SWEEP | ON_TRIALS | ON_WHICH,
   .set = set_jobs,
   .help = "threads (default: the number of processors); the output does not depend on it"},
  {.name = "jobs", .letter = 'j', .argument = "N", .under = UNDER_EFFORT, .on = ON_VERIFY, .set = set_jobs,
   .help = "threads, of which exact arithmetic makes use (default: the number of processors); the output does not depend on it"},
  {.name = "dry-run", .under = UNDER_EFFORT, .on = ON_SWEEP, .flag = FLAG(dry_run),
   .help = "evaluate nothing: print how many cells there are, how many a bound decides, and an estimate of time and memory"},
  {.name = "memory", .argument = "LIMIT", .under = UNDER_EFFORT, .on = ON_RUN | ON_VERIFY | ON_SWEEP | ON_WHICH,
   .set = set_memory,
   .help = "refuse to begin what may need more memory than LIMIT, such as 500M or 4G (K, M, G, T: 2^10, 2^20, 2^30, 2^40 "
           "bytes); a sweep takes fewer threads and keeps less first"},
  {.name = "cell-time", .argument = "S", .under = UNDER_EFFORT, .on = ON_SWEEP, .set = set_cell_time,
   .help = "give a cell up after S seconds of a processor: it is unknown, decided_by time"},
  {.name = "cell-memory", .argument = "LIMIT", .under = UNDER_EFFORT, .on = ON_SWEEP, .set = set_cell_memory,
   .help = "do not begin a cell that may need more memory than LIMIT, as of --memory: it is unknown, decided_by memory"},
  {.name = "keep-going", .under = UNDER_EFFORT, .on = ON_SWEEP, .flag = FLAG(sweep.keeps_going),
   .help = "a machine or an input that is refused gets a row that says why, in a column `refused`, and the others go on"},
  {.name = "resume", .under = UNDER_EFFORT, .on = ON_SWEEP, .flag = FLAG(resume),
   .help = "with -o FILE: go on with a sweep that was interrupted, whose finished cells are in FILE.journal"},
  {.name = "shard", .argument = "K/N", .under = UNDER_EFFORT, .on = ON_SWEEP, .set = set_shard,
   .help = "only part K of N, from 1: the same command on N machines does each cell once, in about the same time; 'tmprec merge' "
           "joins the parts"},
  {.name = "output", .letter = 'o', .argument = "FILE", .under = UNDER_OUTPUT, .on = ON_SWEEP | ON_MERGE, .set = set_output,
   .help = "write to FILE, which is replaced only when all is done; - is standard output"},
  {.name = "output", .letter = 'o', .argument = "FILE", .under = UNDER_OUTPUT, .on = ON_PLOT, .set = set_output,
   .help = "write to FILE, whose name ends in .svg, .pdf, .png, or .tex (TikZ), and which is replaced only when all is done; by "
           "default SVG to standard output"},
  {.name = "output", .letter = 'o', .argument = "FILE", .under = UNDER_OUTPUT, .on = ON_REPORT, .set = set_output,
   .help = "write the page to FILE, which is replaced only when all is done; by default to standard output"},
  {.name = "plot", .under = UNDER_OUTPUT, .on = ON_DRAWING, .flag = FLAG(drawn),
   .help = "draw it as SVG instead of printing it"},
  {.name = "output", .letter = 'o', .argument = "FILE", .under = UNDER_OUTPUT, .on = ON_DRAWING, .set = set_output,
   .help = "with --plot: write to FILE, whose name ends in .svg, or, if the program rsvg-convert is there, in .pdf or .png, and which "
           "is replaced only when all is done; by default SVG to standard output"},
  {.name = "format", .argument = "FORMAT", .under = UNDER_OUTPUT, .on = ON_PLOT, .set = set_picture,
   .help = "svg, pdf, png, tikz (for LaTeX), or cairolatex (FILE.tex with a PDF beside it); by default what the name of FILE "
           "says"},
  {.name = "x", .argument = "COLUMN", .under = UNDER_OUTPUT, .on = ON_PLOT, .set = set_across,
   .help = "the column of the horizontal axis, for curves and failure rates; by default the tokens of a context"},
  {.name = "script", .under = UNDER_OUTPUT, .on = ON_PLOT, .flag = FLAG(print_script),
   .help = "print the script for gnuplot, with its data, instead of running it"},
  {.name = "output", .letter = 'o', .argument = "FILE", .under = UNDER_OUTPUT, .on = ON_BOUND, .set = set_output,
   .help = "also write the certificate to FILE, for `tmprec check`"},
  {.name = "output", .letter = 'o', .argument = "FILE", .under = UNDER_OUTPUT, .on = ON_EXPORT, .set = set_output,
   .help = "write to FILE, whose name ends in .safetensors, .npz or .onnx, and which is replaced only when all is done"},
  {.name = "dtype", .argument = "TYPE", .under = UNDER_OUTPUT, .on = ON_EXPORT, .set = set_entry_type,
   .help = "how weights are held: int8, float16, bfloat16, float32 or float64; by default int8, or float32 in .onnx and if a bias does "
           "not fit; refused if it does not hold every weight exactly"},
  {.name = "dense", .under = UNDER_OUTPUT, .on = ON_EXPORT, .flag = FLAG(layout.dense),
   .help = "whole matrices instead of the entries that are not 0 and their places"},
  {.name = "coq", .argument = "FILE", .under = UNDER_OUTPUT, .on = ON_BOUND, .set = set_coq,
   .help = "also write the inequalities to FILE as a script for Coq with coq-interval; - is standard output"},
  {.name = "time", .under = UNDER_EFFORT, .on = ON_EVALUATION & ~(ON_TRIALS | ON_WHICH), .flag = FLAG(print_time),
   .help = "report the processor time: on standard error, or as a column `seconds`"},
  {.name = "progress", .under = UNDER_EFFORT, .on = ON_EVALUATION, .flag = FLAG(progress),
   .help = "show progress even if standard error is not a terminal"},
  {.name = "token", .argument = "N", .under = UNDER_ASKED, .on = ON_EXPLAIN, .set = set_token,
   .help = "the token, counted from 0 as `trace` prints them; it predicts the next: of an error that `verify` tells at token M, ask M - 1"},
  {.name = "layer", .argument = "LAYERS", .under = UNDER_ASKED, .on = ON_EXPLAIN, .set = set_layers,
   .help = "only these layers, from 1: such as 9, 9..12, 9..15:2 or 9,16,20"},
  {.name = "only-head", .argument = "H", .under = UNDER_ASKED, .on = ON_EXPLAIN, .set = set_head_shown,
   .help = "only head H of its layer, from 0 as `margins` counts them"},
  {.name = "all", .under = UNDER_ASKED, .on = ON_EXPLAIN, .flag = FLAG(all),
   .help = "also heads that add nothing and layers in which nothing changes"},
  {.name = "trials", .argument = "N", .under = UNDER_ASKED, .on = ON_TRIALS, .set = set_trials,
   .help = "number of trials (default 100), numbered from --draw on"},
  {.name = "largest", .under = UNDER_ASKED, .on = ON_TRIALS, .flag = FLAG(largest),
   .help = "find the largest noise at which no trial fails: double the size of --noise until some trial fails, then go down "
           "in steps of 2^(1/8)"},
  {.name = "csv", .under = UNDER_OUTPUT, .on = ON_TRIALS, .flag = FLAG(csv),
   .help = "print a row of CSV instead, below a header, with the run and its arithmetic: `plot` draws such rows"},
  {.name = "errors", .under = UNDER_ASKED, .on = ON_MARGINS, .flag = FLAG(errors),
   .help = "instead of margins, how far activations are from those of hardmax at most: a row for the attention and one for the neurons "
           "of each layer"},
  {.name = "pretty", .under = UNDER_OUTPUT, .on = ON_MARGINS | ON_WHICH, .flag = FLAG(pretty),
   .help = "aligned columns for reading instead of CSV, without the empty ones"},
  {.name = "pretty", .under = UNDER_OUTPUT, .on = ON_FORMATS | ON_MACHINES | ON_ROUND, .flag = FLAG(pretty),
   .help = "lines of up to 80 characters for reading"},
  {.name = "json", .under = UNDER_OUTPUT, .on = ON_JSON, .flag = FLAG(json),
   .help = "print one JSON object instead, which doc/json.md describes"},
  {.name = "table", .under = UNDER_ASKED, .on = ON_FORMATS, .flag = FLAG(table),
   .help = "print the table for one FORMAT too"},
  {.name = "values", .under = UNDER_ASKED, .on = ON_FORMATS, .flag = FLAG(values),
   .help = "print every bit pattern and its value, for formats of up to 8 bits"},
  {.name = "help", .letter = 'h', .under = UNDER_OUTPUT, .on = ~0u, .flag = FLAG(help),
   .help = "this help"},
  {.on = 0},
};

const size_t option_count = sizeof options / sizeof *options - 1;
