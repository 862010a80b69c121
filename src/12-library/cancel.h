/* SPDX-License-Identifier: MIT */
#ifndef CANCEL_H
#define CANCEL_H

/* 1: that tmprec_cancel is set. */
int tp_cancel_is_set(const void *cancel);

#endif
