/* SPDX-License-Identifier: MIT */
/* The colours of all figures: those of Okabe and Ito, which colour-blind readers tell apart, with grey
   instead of their yellow, which is hardly seen on white. */
#ifndef PALETTE_H
#define PALETTE_H

#define TP_BLACK "#000000"
#define TP_BLUE "#0072b2"
#define TP_VERMILION "#d55e00"
#define TP_GREEN "#009e73"
#define TP_PURPLE "#cc79a7"
#define TP_ORANGE "#e69f00"
#define TP_SKY "#56b4e9"
#define TP_GREY "#777777"

/* Of text beside figures, of borders, of grids. */
#define TP_INK "#333333"
#define TP_NOTE "#555555"
#define TP_BORDER "#777777"
#define TP_GRID "#e4e4e4"

/* What is written on an area of the colour: white or black. */
const char *tp_palette_ink_on(const char *colour);

#endif
