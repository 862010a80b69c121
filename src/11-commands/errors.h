/* SPDX-License-Identifier: MIT */
/* What `margins --errors` does. */
#ifndef ERRORS_H
#define ERRORS_H

#include "settings.h"

int perform_errors(settings *s);

#endif
