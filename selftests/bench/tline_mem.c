// SPDX-License-Identifier: GPL-2.0-only
/*
 * Kernel memory per object, from before and after making many: bytes of slab
 * objects, and pages that are free no more.  A result is a line
 * "M name n slab N B  pages N B".
 */
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <sys/resource.h>

#include "bench.h"
#include "provider.h"

#define FILES	4096
#define CALLS	1000
#define LINES	10000

static int fds[FILES], app, line;
static struct tline_request rq[TLINE_MAX_SUBMIT];

static long slab_bytes(void)
{
	long active, size, sum = 0;
	char text[512];
	FILE *f = fopen("/proc/slabinfo", "r");

	if (!f)
		bench_die("/proc/slabinfo");
	while (fgets(text, sizeof(text), f))
		if (sscanf(text, "%*s %ld %*d %ld", &active, &size) == 2)
			sum += active * size;
	fclose(f);
	return sum;
}

static long free_bytes(void)
{
	char text[256];
	long kib = 0;
	FILE *f = fopen("/proc/meminfo", "r");

	if (!f)
		bench_die("/proc/meminfo");
	while (fgets(text, sizeof(text), f))
		if (sscanf(text, "MemFree: %ld", &kib) == 1)
			break;
	fclose(f);
	return kib * 1024;
}

/* What is freed after a grace period is not to be counted as free before. */
static void settle(void)
{
	usleep(500000);
}

static void measure(const char *name, void (*make)(int n), int n)
{
	long slab, free;

	settle();
	slab = slab_bytes();
	free = free_bytes();
	make(n);
	settle();
	slab = slab_bytes() - slab;
	free -= free_bytes();
	printf("M %-26s %6d slab %10.1f B  pages %10.1f B\n", name, n,
	       (double)slab / n, (double)free / n);
	fflush(stdout);
}

static void close_all(int n)
{
	while (n)
		close(fds[--n]);
}

static void make_null(int n)
{
	while (n)
		fds[--n] = open("/dev/null", O_RDWR);
}

static void make_apps(int n)
{
	while (n)
		fds[--n] = app_open();
}

static void make_opens(int n)
{
	while (n) {
		n--;
		fds[n] = line_open(n, app);
	}
}

static void make_requests(int n, uint32_t op, const void *args, uint32_t size)
{
	struct tline_ioc_submit s = {
		.requests = (unsigned long)rq, .count = n, .request_size = sizeof(rq[0]),
	};
	long ret;
	int i;

	for (i = 0; i < n; i++)
		rq[i] = (struct tline_request) {
			.op = op, .args = (unsigned long)args, .args_size = size,
		};
	ret = sys_ioctl(line, TLINE_IOC_SUBMIT, &s);
	if (ret || s.done != n || rq[n - 1].result)
		bench_die("SUBMIT: %ld, %u of %d done, result %#x", ret, s.done, n,
			  rq[n - 1].result);
}

static void make_pending(int n)
{
	make_requests(n, TLINE_OP_DEVSPECIFIC, NULL, 0);
}

static void make_calls(int n)
{
	static const struct tline_call_params voice;

	make_requests(n, TLINE_OP_MAKECALL, &voice, sizeof(voice));
}

static void make_lines(int n)
{
	provider_lines(n);
}

/* Objects of an app and a line of their own, twice: the first time fills the caches. */
static void measure_on_line(const char *name, void (*make)(int n), int n)
{
	int i;

	for (i = 0; i < 2; i++) {
		app = app_open();
		line = line_open(0, app);
		if (i)
			measure(name, make, n);
		else
			make(n);
		close(line);
		close(app);
	}
}

int main(void)
{
	struct rlimit limit = { 2 * FILES, 2 * FILES };

	setrlimit(RLIMIT_NOFILE, &limit);
	dup2(1, 2 * FILES - 1);		/* the table of files grows now */
	provider_lines(0);
	provider_notices(0);
	measure("open_/dev/null", make_null, FILES);
	close_all(FILES);
	measure("tl_line", make_lines, LINES);
	app = app_open();
	make_opens(FILES);		/* so do the inodes */
	close_all(FILES);
	measure("tl_open_line", make_opens, FILES);
	close_all(FILES);
	close(app);
	measure("tl_app", make_apps, 1024);
	close_all(1024);
	measure_on_line("tl_pending_request", make_pending, TLINE_MAX_REQUESTS);
	measure_on_line("tl_call", make_calls, CALLS);
	provider_lines(0);
	return 0;
}
