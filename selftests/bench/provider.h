/* SPDX-License-Identifier: GPL-2.0-only */
/* The lines of tline_bench_prov, apps, and opens of lines.  Whatever fails ends the bench. */
#ifndef TLINE_BENCH_PROVIDER_H
#define TLINE_BENCH_PROVIDER_H

#include <linux/tline.h>

/* Let there be @n lines, ids from 0 on.  All must go before the first new ones come. */
void provider_lines(unsigned int n);
/* Shall the next provider be told of more than requests? */
void provider_notices(int on);

int app_open(void);
/* The node of line @id is opened and bound to @app. */
int line_open(unsigned int id, int app);
void line_bind(int fd, int app);
const char *line_path(unsigned int id);

#endif
