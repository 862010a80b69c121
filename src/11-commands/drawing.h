/* SPDX-License-Identifier: MIT */
/* Where drawings go: --plot, -o FILE. */
#ifndef DRAWING_H
#define DRAWING_H

#include "settings.h"

/* Before the work: 0 with a complaint if FILE is no name of a picture. */
int can_draw(const settings *s);

/* Write the SVG to FILE, as what its name says, or to standard output; 0 with a complaint if that fails. */
int put_drawing(const settings *s, tp_buffer *svg);

#endif
