/* SPDX-License-Identifier: MIT */
/* Threads with stacks of a known size, so that many fit where addresses are scarce. */
#ifndef TMPREC_BASE_THREAD_H
#define TMPREC_BASE_THREAD_H

#include <pthread.h>

#ifdef __cplusplus
extern "C" {
#endif

/* Bytes.  What runs in a thread does not recurse deeply, and its frames are small. */
enum { TP_THREAD_STACK = 1 << 21 };

/* As pthread_create; 0 if no thread can be had. */
int tp_thread_start(pthread_t *thread, void *(*work)(void *argument), void *argument);

#ifdef __cplusplus
}
#endif

#endif
