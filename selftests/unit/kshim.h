/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The kernel, as far as the leaves of the core need it: put before them and before their tests in
 * user space.  The headers in shim/linux that they include are empty, all is here.
 *
 * They include tline-priv.h for its part tline-leaf.h; the rest of it is not for user space.
 */
#ifndef _UNIT_KSHIM_H
#define _UNIT_KSHIM_H

#include <errno.h>
#include <limits.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <linux/types.h>

typedef uint8_t u8;
typedef uint16_t u16;
typedef uint32_t u32;
typedef uint64_t u64;
typedef int32_t s32;
typedef int64_t s64;

#define U32_MAX			UINT32_MAX
#define U64_MAX			UINT64_MAX
#define BIT(n)			(1UL << (n))
#define BIT_ULL(n)		(1ULL << (n))
#define ARRAY_SIZE(a)		(sizeof(a) / sizeof((a)[0]))
#define BUILD_BUG_ON(x)		_Static_assert(!(x), #x)

#define min(a, b)		((a) < (b) ? (a) : (b))
#define max(a, b)		((a) > (b) ? (a) : (b))
#define min_t(type, a, b)	min((type)(a), (type)(b))
#define swap(a, b)		do { __typeof__(a) _t = (a); (a) = (b); (b) = _t; } while (0)

#define __ffs(x)		((unsigned int)__builtin_ctzl(x))
#define ilog2(x)		((u32)(63 - __builtin_clzll(x)))

static inline bool is_power_of_2(unsigned long n)
{
	return n && !(n & (n - 1));
}

static inline unsigned long roundup_pow_of_two(unsigned long n)
{
	return n == 1 ? 1 : 1UL << (ilog2(n - 1) + 1);
}

/* The kernel's copies nothing from anywhere; the sanitizers object to the C library's. */
static inline void *kshim_memcpy(void *to, const void *from, size_t n)
{
	return n ? memcpy(to, from, n) : to;
}

#define memcpy			kshim_memcpy

#define array_index_nospec(i, n)	((void)(n), (i))

/* One thread: a lock only knows whether it is held, and that nobody sleeps with it. */
typedef struct {
	bool held;
} spinlock_t;

extern unsigned int kshim_locks;

static inline void kshim_lock(spinlock_t *lock, bool held)
{
	if (lock->held == held)
		abort();
	lock->held = held;
	kshim_locks += held ? 1 : -1;
}

#define spin_lock_irqsave(lock, flags)		((flags) = 0, kshim_lock(lock, true))
#define spin_unlock_irqrestore(lock, flags)	((void)(flags), kshim_lock(lock, false))

#define __GFP_ACCOUNT		1
#define __GFP_NOWARN		2
#define __GFP_SLEEPS		4
#define GFP_NOWAIT		0
#define GFP_KERNEL_ACCOUNT	(__GFP_SLEEPS | __GFP_ACCOUNT)

/* Allocations that still succeed; the one after them fails, once. */
extern unsigned int kshim_allocs_left;

static inline void *kshim_alloc(size_t size, int gfp, int fill)
{
	void *p;

	if ((gfp & __GFP_SLEEPS) && kshim_locks)
		abort();
	if (!kshim_allocs_left--)
		return NULL;
	p = malloc(size);
	return p ? memset(p, fill, size) : NULL;
}

#define kmalloc(size, gfp)	kshim_alloc(size, gfp, 0xa5)
#define kcalloc(n, size, gfp)	kshim_alloc((n) * (size), gfp, 0)
#define kvcalloc(n, size, gfp)	kcalloc(n, size, gfp)
#define kfree(p)		free(p)
#define kvfree(p)		free(p)

extern u64 kshim_time;

static inline u64 ktime_get_ns(void)
{
	return ++kshim_time;
}

/* A test's random numbers: xorshift64, the same in every run. */
static inline u64 kshim_random(u64 *state)
{
	*state ^= *state << 13;
	*state ^= *state >> 7;
	*state ^= *state << 17;
	return *state;
}

/* Once in each program: what is extern above. */
#define KSHIM_DEFINITIONS						\
	unsigned int kshim_locks;					\
	unsigned int kshim_allocs_left = UINT_MAX;			\
	u64 kshim_time

#define _TLINE_PRIV_H
#include "tline-leaf.h"

#endif /* _UNIT_KSHIM_H */
