/* SPDX-License-Identifier: MIT */
/* What the program under test and the driver share: a page that both map. */
#ifndef FAULTS_INJECT_H
#define FAULTS_INJECT_H

#include <stdatomic.h>

/* What fails.  A kind counts its calls; from call `first` on, `calls` of them fail. */
typedef enum {
  FAULT_NONE,
  FAULT_ALLOCATION,      /* malloc, calloc, realloc, aligned_alloc, posix_memalign: no memory */
  FAULT_THREAD,          /* pthread_create: none left */
  FAULT_OUTPUT,          /* whatever writes, forces to the disk, renames or cuts off */
  FAULT_INPUT,           /* whatever opens or reads */
  FAULT_PROCESS,         /* fork and pipe */
  FAULT_KINDS
} fault_kind;

/* How: the error of the call, or what else happens in its place. */
enum {
  FAULT_SHORT = -1,      /* one byte is written or read, where there are more */
  FAULT_SIGNAL = -1000   /* less a signal: it is sent to the process, before the call */
};

/* A site of an allocation: the functions that called one another down to it, so many at most.  Of each the first call is told. */
enum { FAULT_DEPTH = 24, FAULT_SITES = 1 << 16 };

typedef struct {
  int kind, how;
  long first, calls;
  atomic_long seen[FAULT_KINDS], failed;
  int lists_sites;
  long sites, site[FAULT_SITES];         /* calls, in ascending order */
} fault_plan;

/* Names the file of the page. */
#define FAULT_VARIABLE "TMPREC_FAULTS"

#endif
