/* SPDX-License-Identifier: MIT */
#include "tmprec/base/thread.h"

int tp_thread_start(pthread_t *thread, void *(*work)(void *argument), void *argument)
{
  pthread_attr_t attributes;
  if (pthread_attr_init(&attributes))
    return 0;
  pthread_attr_setstacksize(&attributes, TP_THREAD_STACK);
  const int started = !pthread_create(thread, &attributes, work, argument);
  pthread_attr_destroy(&attributes);
  return started;
}
