// SPDX-License-Identifier: LGPL-2.1-or-later
/*
 * main() of a program that has wmain(); linked only if there is no other.
 */
#include "text.h"

int wmain(int argc, WCHAR **argv);

int main(int argc, char **argv)
{
	WCHAR **wide = calloc((size_t)argc + 1, sizeof(*wide));
	size_t units;
	int i;

	for (i = 0; wide && i < argc; i++) {
		units = tl_to_wide(NULL, 0, argv[i], SIZE_MAX);
		wide[i] = calloc(units + 1, sizeof(*wide[i]));
		if (!wide[i])
			break;
		tl_to_wide(wide[i], units, argv[i], SIZE_MAX);
	}
	if (!wide || i < argc) {
		perror(argv[0]);
		return 1;
	}
	/* They live as long as the program. */
	return wmain(argc, wide);
}
