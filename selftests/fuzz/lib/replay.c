// SPDX-License-Identifier: GPL-2.0-only
/*
 * usage: TARGET [FILE | DIRECTORY]...
 *
 * Run a fuzz target on inputs that there are, without a fuzzer: the corpus as a test.
 */
#include <dirent.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static int run_file(const char *path)
{
	static uint8_t data[1 << 16];
	FILE *f = fopen(path, "rb");
	size_t n;

	if (!f) {
		perror(path);
		exit(2);
	}
	n = fread(data, 1, sizeof(data), f);
	fclose(f);
	LLVMFuzzerTestOneInput(data, n);
	return 1;
}

static int run_directory(const char *path)
{
	DIR *dir = opendir(path);
	struct dirent *entry;
	char name[4096];
	int n = 0;

	if (!dir) {
		perror(path);
		exit(2);
	}
	while ((entry = readdir(dir))) {
		if (entry->d_name[0] == '.')
			continue;
		snprintf(name, sizeof(name), "%s/%s", path, entry->d_name);
		n += run_file(name);
	}
	closedir(dir);
	return n;
}

int main(int argc, char **argv)
{
	struct stat st;
	int n = 0;

	while (argc-- > 1) {
		argv++;
		if (!stat(*argv, &st) && S_ISDIR(st.st_mode))
			n += run_directory(*argv);
		else
			n += run_file(*argv);
	}
	/* A target that swallows what it prints would otherwise look as if it had run. */
	LLVMFuzzerTestOneInput(NULL, 0);
	printf("%d inputs\n", n);
	return n ? 0 : 1;
}
