/* SPDX-License-Identifier: MIT */
/* Text and figures inside of HTML. */
#ifndef HTML_H
#define HTML_H

#include "tmprec/base/buffer.h"

/* Append the text, of which nothing is markup; control characters and what is no UTF-8 become U+FFFD. */
void tp_html_put(tp_buffer *out, const char *text);

/* Append an SVG of gnuplot as an element of the page, with ids of its own and this name for readers
   who do not see it. */
void tp_html_put_svg(tp_buffer *out, const char *svg, size_t number, const char *name);

/* The style and the script of the page, between their tags. */
extern const char tp_page_style[], tp_page_script[];

#endif
