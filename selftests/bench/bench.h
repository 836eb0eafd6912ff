/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Counting instructions.  Under QEMU's "-icount shift=0" one guest instruction
 * takes 1 ns of virtual time and the time stamp counter runs at 1 GHz.
 */
#ifndef TLINE_BENCH_H
#define TLINE_BENCH_H

#include <stdint.h>
#include <sys/syscall.h>

#define ROUNDS		31
#define ROUND_LENGTH	300000		/* instructions: most rounds see no timer tick */
#define PHASES		3

/* Raw system calls: a handful of instructions in user space, whatever the C library. */
static inline long sys(long nr, long a, long b, long c)
{
	long ret;

	asm volatile("syscall" : "=a"(ret) : "a"(nr), "D"(a), "S"(b), "d"(c)
		     : "rcx", "r11", "memory");
	return ret;
}

static inline long sys0(long nr)
{
	long ret;

	asm volatile("syscall" : "=a"(ret) : "a"(nr) : "rcx", "r11", "memory");
	return ret;
}

static inline long sys_read(int fd, void *buf, unsigned long size)
{
	return sys(SYS_read, fd, (long)buf, size);
}

static inline long sys_ioctl(int fd, unsigned long cmd, void *arg)
{
	return sys(SYS_ioctl, fd, cmd, (long)arg);
}

static inline uint64_t now(void)
{
	uint32_t lo, hi;

	asm volatile("rdtsc" : "=a"(lo), "=d"(hi) : : "memory");
	return (uint64_t)hi << 32 | lo;
}

/**
 * struct bench - a measurement
 * @name: first word of its line
 * @setup: once, in a process of its own
 * @op: do it @n times; adds to phase[] if only parts of it count
 * @arg: for @setup and @op
 * @per: operations that one of the @n is
 * @rounds: so many; 0: ROUNDS; 1: also without a first time that does not count
 */
struct bench {
	const char *name;
	void (*setup)(long arg);
	void (*op)(long n, long arg);
	long arg;
	long per;
	int rounds;
};

extern uint64_t phase[PHASES];

/* Run those whose names begin with one of @argv, or all, each in a child. */
int bench_main(const struct bench *benches, int argc, char **argv);

/* "S name why" and the end of this process. */
void bench_skip(const char *fmt, ...) __attribute__((format(printf, 1, 2), noreturn));
/* The same as an error. */
void bench_die(const char *fmt, ...) __attribute__((format(printf, 1, 2), noreturn));

/*
 * Instructions executed by everything but the idle loop: what kernel threads do
 * later is counted, waiting is not.  Between work_begin() and work_end().
 */
void work_begin(void);
uint64_t work(void);
void work_end(void);

#endif
