// SPDX-License-Identifier: GPL-2.0-only
/*
 * KCOV: which places of the modules a program has reached, in the system calls of its
 * two threads.  Without KCOV all programs reach nothing.
 */
#include <dirent.h>
#include <fcntl.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <unistd.h>

#include "fuzz.h"

#define KCOV_INIT_TRACE	_IOR('c', 1, unsigned long)
#define KCOV_ENABLE	_IO('c', 100)
#define ENTRIES		(1 << 18)
#define HASH		(1 << 16)
#define MAX_PCS		(64 * (int)ARRAY_SIZE(((struct cover_set *)0)->bits))

static uint64_t *traces[2];
static uint64_t reached[2];	/* entries of them when the program had ended */
static uint64_t pcs[MAX_PCS];
static int num_pcs;
static uint16_t hash[HASH];	/* index in pcs, plus one */

bool cover_init(int thread)
{
	int fd = open("/sys/kernel/debug/kcov", O_RDWR | O_CLOEXEC);
	uint64_t *trace;

	if (fd < 0)
		return false;
	if (ioctl(fd, KCOV_INIT_TRACE, ENTRIES))
		return false;
	trace = mmap(NULL, ENTRIES * sizeof(*trace), PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
	if (trace == MAP_FAILED || ioctl(fd, KCOV_ENABLE, 0))
		return false;
	__atomic_store_n(&traces[thread], trace, __ATOMIC_RELEASE);
	return true;
}

void cover_begin(void)
{
	int i;

	for (i = 0; i < 2; i++)
		if (traces[i])
			__atomic_store_n(&traces[i][0], 0, __ATOMIC_RELAXED);
}

void cover_stop(void)
{
	int i;

	for (i = 0; i < 2; i++)
		reached[i] = traces[i] ? __atomic_load_n(&traces[i][0], __ATOMIC_RELAXED) : 0;
}

/* The number of @pc; a new one if it has none yet. */
static int pc_index(uint64_t pc)
{
	uint32_t at = (pc * 0x9e3779b97f4a7c15ULL) >> 48;

	for (; hash[at % HASH]; at++)
		if (pcs[hash[at % HASH] - 1] == pc)
			return hash[at % HASH] - 1;
	if (num_pcs == MAX_PCS)
		return -1;
	pcs[num_pcs++] = pc;
	hash[at % HASH] = num_pcs;
	return num_pcs - 1;
}

int cover_end(struct cover_set *set)
{
	int before = num_pcs, i, at;
	uint64_t k;

	for (i = 0; i < 2; i++) {
		for (k = 1; k <= reached[i]; k++) {
			at = pc_index(traces[i][k]);
			if (at >= 0)
				set->bits[at / 64] |= 1ULL << at % 64;
		}
	}
	return num_pcs - before;
}

int cover_count(void)
{
	return num_pcs;
}

/* ---------------------------------------------------------------------- where it is */

#define MAX_SECTIONS	64

static struct section {
	char module[32], name[32];
	uint64_t base;
} sections[MAX_SECTIONS];
static int num_sections;

static void read_sections(const char *module)
{
	char path[320];
	struct dirent *entry;
	DIR *dir;
	FILE *f;

	snprintf(path, sizeof(path), "/sys/module/%s/sections", module);
	dir = opendir(path);
	while (dir && (entry = readdir(dir)) && num_sections < MAX_SECTIONS) {
		struct section *s = &sections[num_sections];

		if (strncmp(entry->d_name, ".text", 5))
			continue;
		snprintf(path, sizeof(path), "/sys/module/%s/sections/%s", module, entry->d_name);
		f = fopen(path, "r");
		if (!f || fscanf(f, "%lx", &s->base) != 1)
			s->base = 0;
		if (f)
			fclose(f);
		snprintf(s->module, sizeof(s->module), "%s", module);
		snprintf(s->name, sizeof(s->name), "%.31s", entry->d_name);
		num_sections++;
	}
	if (dir)
		closedir(dir);
}

/* "pc MODULE SECTION OFFSET", for the host, which has the debug information. */
void cover_print(FILE *f)
{
	const struct section *best;
	int i, k;

	read_sections("tline");
	read_sections("tline_sim");
	for (i = 0; i < num_pcs; i++) {
		best = NULL;
		for (k = 0; k < num_sections; k++)
			if (sections[k].base <= pcs[i] && (!best || sections[k].base > best->base))
				best = &sections[k];
		if (best)
			fprintf(f, "pc %s %s %#lx\n", best->module, best->name, pcs[i] - best->base);
	}
}
