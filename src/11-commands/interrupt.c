/* SPDX-License-Identifier: MIT */
#include "interrupt.h"

#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>

static const int numbers[] = {SIGINT, SIGTERM, SIGHUP};
enum { NUMBERS = sizeof numbers / sizeof *numbers };

static volatile sig_atomic_t noted;

static void note(int number)
{
  noted = number;
}

/* A signal that is ignored, as HUP under nohup, stays so. */
void interrupt_watch(void)
{
  struct sigaction now, before;
  memset(&now, 0, sizeof now);
  now.sa_handler = note;
  now.sa_flags = SA_RESTART | (int) SA_RESETHAND;
  sigemptyset(&now.sa_mask);
  for (int i = 0; i < NUMBERS; i++)
    if (!sigaction(numbers[i], NULL, &before) && before.sa_handler != SIG_IGN)
      sigaction(numbers[i], &now, NULL);
}

int interrupt_noted(void)
{
  return noted;
}

void interrupt_obey(int number)
{
  fflush(stdout);
  signal(number, SIG_DFL);
  raise(number);
}

/* Those that the process was started with blocked stay so. */
static sigset_t blocked;

void interrupt_hold(void)
{
  sigset_t set;
  sigemptyset(&set);
  for (int i = 0; i < NUMBERS; i++)
    sigaddset(&set, numbers[i]);
  pthread_sigmask(SIG_BLOCK, &set, &blocked);
}

void interrupt_let_in(void) { pthread_sigmask(SIG_SETMASK, &blocked, NULL); }
