/* SPDX-License-Identifier: GPL-2.0-only */
/* What the fuzz targets of user space's parsers share. */
#ifndef HARNESS_H
#define HARNESS_H

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "internal.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

#define must(cond) do {								\
	if (!(cond)) {								\
		fprintf(stderr, "%s:%d: not so: %s\n", __FILE__, __LINE__, #cond);	\
		abort();							\
	}									\
} while (0)

/* Memory of exactly this size, so that the sanitizer sees what is read beyond it. */
static inline char *copy(const uint8_t *data, size_t size, bool terminate)
{
	char *p = malloc(size + terminate ?: 1);

	if (!p)
		abort();
	if (size)
		memcpy(p, data, size);
	if (terminate)
		p[size] = 0;
	return p;
}

/* The next bytes of the input, zeros after its end. */
struct input {
	const uint8_t *at;
	size_t left;
};

static inline void take(struct input *in, void *to, size_t size)
{
	size_t n = size < in->left ? size : in->left;

	memset(to, 0, size);
	if (n)
		memcpy(to, in->at, n);
	in->at += n;
	in->left -= n;
}

static inline uint32_t take_u32(struct input *in)
{
	uint32_t num;

	take(in, &num, sizeof(num));
	return num;
}

#endif /* HARNESS_H */
