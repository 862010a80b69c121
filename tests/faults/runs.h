/* SPDX-License-Identifier: MIT */
/* The runs in which calls fail: each command, each arithmetic, each notation, short ones all.  They print
   nothing to standard error.  `in` is a folder with tests/import and the files of faults_made. */
#ifndef FAULTS_RUNS_H
#define FAULTS_RUNS_H

#include <stddef.h>

typedef struct {
  const char *line;      /* words with one blank between */
  int is_sweep;          /* with a journal */
} faults_run;

static const struct {
  const char *name, *line;
} faults_made[] = {
  {"part1", "sweep parity:1 --bits 4 --family fixed,float --shard 1/2 -o file"},
  {"part2", "sweep parity:1 --bits 4 --family fixed,float --shard 2/2 -o file"},
  {"cells.csv", "sweep parity:1 --bits 2..4 --family fixed"},
  {"claim", "bound -r 4 --act fixed:1.0 --attn p:2 -o file"},
  {"tokens", "trace parity 1"},
  {NULL, NULL},
};

static const faults_run faults_runs[] = {
  {.line = "--help"},
  {.line = "verify --help"},
  {.line = "machines"},
  {.line = "formats"},
  {.line = "formats --values e2m1fn"},
  {.line = "trace parity 1"},
  {.line = "run parity 1"},
  {.line = "run parity 101 --mode scot --format fixed:1.6"},
  {.line = "verify parity 1"},
  {.line = "verify parity 1 --tokens in/tokens"},
  {.line = "machine bb2 --two-way fold"},
  {.line = "verify parity 1 --format fixed:1.3"},
  {.line = "verify parity 1 --act fixed:1.0 --attn fixed:1.30 --activations"},
  {.line = "verify parity 1 --format real --beta 3"},
  {.line = "verify parity 1 --format mpfr:5"},
  {.line = "verify parity 1 --format mpfr:60"},
  {.line = "verify parity 1 --format e4m3fn --round attn:rsr --seed 7"},
  {.line = "info parity -r 4"},
  {.line = "sweep parity:1 --bits 4 --family fixed,float --jobs 2"},
  {.line = "sweep parity:1 --bits 4 --family fixed,float --jobs 2 -o file", .is_sweep = 1},
  {.line = "sweep parity:1 --bits 2..4 --family fixed --minimum --jobs 1 -o file", .is_sweep = 1},
  {.line = "sweep parity:1 --bits 4 --family mpfr --shard 1/1 --jobs 1 -o file", .is_sweep = 1},
  {.line = "sweep parity:1 --bits 2..3 --family fixed --per-site --jobs 1"},
  {.line = "merge in/part1 in/part2 -o file"},
  {.line = "plot in/cells.csv --script"},
  {.line = "plot in/cells.csv --format svg -o file"},
  {.line = "report in/cells.csv -o file"},
  {.line = "margins parity 1"},
  {.line = "locate parity 1 --format fixed:1.2"},
  {.line = "bound -r 4 --act fixed:1.0 --attn p:2"},
  {.line = "bound -r 4 --act fixed:1.0 --attn p:2 -o file"},
  {.line = "check in/claim"},
  {.line = "explain parity 1 --token 2"},
  {.line = "trials parity 1 --format fixed:1.4 --round attn:rsr --trials 3 --jobs 2"},
  {.line = "machine parity 1"},
  {.line = "convert 1RB1LB_1LA1RZ --to tmio"},
  {.line = "convert in/import/bb/two.txt"},
  {.line = "convert in/import/ft/two_finals.json"},
  {.line = "convert in/import/jff/two_tapes.jff"},
  {.line = "convert in/import/morphett/increment.txt"},
  {.line = "convert in/import/nju/spaces.txt"},
  {.line = "convert in/import/tmio/merge.yaml"},
  {.line = "convert in/import/tmsim/increment.txt"},
  {.line = "convert in/import/bb/two.txt --to jff"},
  {.line = NULL},
};

#endif
