/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The n-th allocation, or the n-th system call, of the library fails.  For tests called
 * lib_*failure_test.c, which the Makefile links so that these functions stand between the library
 * and the C library, or lib_fake_kernel.h.
 *
 * fail_each() calls a function again and again, and fails one more step each time until none is
 * left.  Each time the result must be the right one and nothing may be left behind, neither memory
 * nor a descriptor; in the end the same call succeeds.
 */
#ifndef _LIB_FAILING_H
#define _LIB_FAILING_H

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/stat.h>
#include <sys/utsname.h>
#include <unistd.h>

#include "internal.h"

/* gcc has no <sanitizer/allocator_interface.h>. */
size_t __sanitizer_get_current_allocated_bytes(void);
size_t __sanitizer_get_allocated_size(const void *p);

enum failing_what {
	FAIL_NOTHING,
	FAIL_MEMORY,
	FAIL_SYSTEM,
};

static struct {
	enum failing_what what;
	unsigned int left;	/* the step that fails, counted down */
	int err;
	const char *step;	/* the one that failed, or NULL */
	unsigned long cmd;	/* if that is an ioctl */
	size_t grown;		/* by realloc(): memory that the library keeps */
	void (*woken)(void);	/* once, when epoll_wait() has returned */
} failing;

static bool step_fails(enum failing_what what, const char *step)
{
	if (failing.what != what || !failing.left || --failing.left)
		return false;
	failing.step = step;
	errno = failing.err;
	return true;
}

#define WRAP(what, type, name, failure, params, ...) \
	type __real_##name params; \
	type __wrap_##name params; \
	type __wrap_##name params \
	{ \
		if (step_fails(what, #name)) \
			return failure; \
		return __real_##name(__VA_ARGS__); \
	}
#define WRAP_MEMORY(...)	WRAP(FAIL_MEMORY, __VA_ARGS__)
#define WRAP_SYSTEM(...)	WRAP(FAIL_SYSTEM, __VA_ARGS__)
/* Functions that need memory and make system calls. */
#define WRAP_BOTH(type, name, failure, params, ...) \
	type __real_##name params; \
	type __wrap_##name params; \
	type __wrap_##name params \
	{ \
		if (step_fails(FAIL_MEMORY, #name) || step_fails(FAIL_SYSTEM, #name)) \
			return failure; \
		return __real_##name(__VA_ARGS__); \
	}

WRAP_MEMORY(void *, malloc, NULL, (size_t size), size)
WRAP_MEMORY(void *, calloc, NULL, (size_t num, size_t size), num, size)
WRAP_MEMORY(void *, reallocarray, NULL, (void *old, size_t num, size_t size), old, num, size)
WRAP_MEMORY(char *, strdup, NULL, (const char *text), text)
WRAP_MEMORY(char *, strndup, NULL, (const char *text, size_t max), text, max)
/* What getline() becomes. */
WRAP_BOTH(ssize_t, __getdelim, -1, (char **line, size_t *room, int end, FILE *file),
	  line, room, end, file)
WRAP_BOTH(FILE *, fopen, NULL, (const char *path, const char *mode), path, mode)
WRAP_BOTH(FILE *, fdopen, NULL, (int fd, const char *mode), fd, mode)
WRAP_BOTH(DIR *, opendir, NULL, (const char *path), path)
WRAP_BOTH(char *, realpath, NULL, (const char *path, char *out), path, out)
WRAP_SYSTEM(ssize_t, read, -1, (int fd, void *data, size_t size), fd, data, size)
WRAP_SYSTEM(ssize_t, write, -1, (int fd, const void *data, size_t size), fd, data, size)
WRAP_SYSTEM(ssize_t, pwrite, -1, (int fd, const void *data, size_t size, off_t at),
	    fd, data, size, at)
WRAP_SYSTEM(int, poll, -1, (struct pollfd *fds, nfds_t num, int ms), fds, num, ms)
WRAP_SYSTEM(int, epoll_create1, -1, (int flags), flags)
WRAP_SYSTEM(int, epoll_ctl, -1, (int fd, int op, int of, struct epoll_event *event),
	    fd, op, of, event)
WRAP_SYSTEM(int, eventfd, -1, (unsigned int value, int flags), value, flags)
WRAP_SYSTEM(ssize_t, readlink, -1, (const char *path, char *out, size_t size), path, out, size)
WRAP_SYSTEM(int, uname, -1, (struct utsname *out), out)
WRAP_SYSTEM(int, fstat, -1, (int fd, struct stat *out), fd, out)
WRAP_SYSTEM(int, fchmod, -1, (int fd, mode_t mode), fd, mode)
WRAP_SYSTEM(int, fsync, -1, (int fd), fd)
WRAP_SYSTEM(int, flock, -1, (int fd, int op), fd, op)
WRAP_SYSTEM(int, mkdir, -1, (const char *path, mode_t mode), path, mode)
WRAP_SYSTEM(int, mkostemp, -1, (char *path, int flags), path, flags)
WRAP_SYSTEM(int, rename, -1, (const char *from, const char *to), from, to)
WRAP_SYSTEM(int, renameat, -1, (int dir, const char *from, int to_dir, const char *to),
	    dir, from, to_dir, to)

void *__real_realloc(void *old, size_t size);
void *__wrap_realloc(void *old, size_t size);
void *__wrap_realloc(void *old, size_t size)
{
	if (step_fails(FAIL_MEMORY, "realloc"))
		return NULL;
	failing.grown += size - (old ? __sanitizer_get_allocated_size(old) : 0);
	return __real_realloc(old, size);
}

int __real_epoll_wait(int fd, struct epoll_event *events, int num, int ms);
int __wrap_epoll_wait(int fd, struct epoll_event *events, int num, int ms);
int __wrap_epoll_wait(int fd, struct epoll_event *events, int num, int ms)
{
	void (*woken)(void) = failing.woken;
	int ready;

	if (step_fails(FAIL_SYSTEM, "epoll_wait"))
		return -1;
	ready = __real_epoll_wait(fd, events, num, ms);
	failing.woken = NULL;
	if (woken)
		woken();
	return ready;
}

/* The C library says nothing of *out after a failure. */
int __wrap_asprintf(char **out, const char *format, ...);
int __wrap_asprintf(char **out, const char *format, ...)
{
	va_list ap;
	int len;

	if (step_fails(FAIL_MEMORY, "asprintf")) {
		*out = (char *)1;
		return -1;
	}
	va_start(ap, format);
	len = vasprintf(out, format, ap);
	va_end(ap);
	return len;
}

/* Those with an argument that need not be there. */
#define WRAP_OPTIONAL(name, type, params, ...) \
	int __real_##name params; \
	int __wrap_##name params; \
	int __wrap_##name params \
	{ \
		va_list ap; \
		type arg; \
		va_start(ap, WRAP_LAST); \
		arg = va_arg(ap, type); \
		va_end(ap); \
		if (step_fails(FAIL_SYSTEM, #name)) \
			return -1; \
		return __real_##name(__VA_ARGS__, arg); \
	}
#define WRAP_LAST flags
WRAP_OPTIONAL(open, int, (const char *path, int flags, ...), path, flags)
WRAP_OPTIONAL(openat, int, (int dir, const char *path, int flags, ...), dir, path, flags)
#undef WRAP_LAST
#define WRAP_LAST cmd
WRAP_OPTIONAL(fcntl, void *, (int fd, int cmd, ...), fd, cmd)
#undef WRAP_LAST

int __real_ioctl(int fd, unsigned long cmd, ...);
int __wrap_ioctl(int fd, unsigned long cmd, ...);
int __wrap_ioctl(int fd, unsigned long cmd, ...)
{
	enum failing_what what = failing.what;
	va_list ap;
	void *arg;
	int rc;

	va_start(ap, cmd);
	arg = va_arg(ap, void *);
	va_end(ap);
	if (step_fails(FAIL_SYSTEM, "ioctl")) {
		failing.cmd = cmd;
		return -1;
	}
	failing.what = FAIL_NOTHING;	/* not what the kernel of the test does */
	rc = __real_ioctl(fd, cmd, arg);
	failing.what = what;
	return rc;
}

/* From now on; 1 is the next one. */
static inline void fail_nth(enum failing_what what, unsigned int nth, int err)
{
	failing.step = NULL;
	failing.cmd = 0;
	failing.grown = 0;
	failing.err = err;
	failing.left = nth;
	failing.what = what;
}

/* Nothing fails any more.  Returns whether something has. */
static inline bool fail_end(void)
{
	failing.what = FAIL_NOTHING;
	return failing.step;
}

static inline int open_files(void)
{
	DIR *dir = opendir("/proc/self/fd");
	int num = 0;

	while (readdir(dir))
		num++;
	closedir(dir);
	return num;
}

/*
 * A function of the library.
 */
struct failing_call {
	const char *name;
	LONG (*call)(void);	/* 0 or more is success */
	void (*prepare)(void);	/* before each call */
	void (*undo)(void);	/* after the one that succeeds */
	LONG nomem;		/* 0: LINEERR_NOMEM */
	LONG dead;		/* what its handle is called when that has died in the kernel */
	LONG denied;		/* 0: LINEERR_OPERATIONFAILED */
	ssize_t keeps;		/* bytes that the library may keep after a failure, for later */
};

/* What each errno is to become. */
static inline LONG fail_wanted(const struct failing_call *c)
{
	switch (failing.err) {
	case ENOMEM:
		return c->nomem ? c->nomem : LINEERR_NOMEM;
	case ENODEV:
		return c->dead;
	case EACCES:
		return c->denied ? c->denied : LINEERR_OPERATIONFAILED;
	case EMFILE:
		return LINEERR_RESOURCEUNAVAIL;
	}
	return LINEERR_OPERATIONFAILED;
}

/*
 * @wanted: the result if failing.step has failed; 0 if the call is to succeed all the same.
 * Returns NULL, or describes the first surprise.
 */
static inline const char *fail_each(const struct failing_call *c, enum failing_what what, int err,
				    LONG (*wanted)(const struct failing_call *c))
{
	static char text[160];
	unsigned int nth;
	ssize_t memory;
	bool failed;
	int files;
	LONG rc;

	for (nth = 1; ; nth++) {
		if (c->prepare)
			c->prepare();
		files = open_files();
		memory = (ssize_t)__sanitizer_get_current_allocated_bytes();
		fail_nth(what, nth, err);
		rc = c->call();
		failed = fail_end();
		memory = (ssize_t)(__sanitizer_get_current_allocated_bytes() - failing.grown) - memory;
		files = open_files() - files;
		snprintf(text, sizeof(text), "%s: step %u, %s %#lx, %s: 0x%x; %d files, %zd bytes",
			 c->name, nth, failed ? failing.step : "none", failing.cmd,
			 strerrorname_np(err), (unsigned int)rc, files, memory);
		if (rc >= 0 && c->undo)
			c->undo();
		if (!failed)
			return rc < 0 ? text : NULL;
		if (wanted(c) != (rc < 0 ? rc : 0) || (rc < 0 && (files > 0 || memory > c->keeps)))
			return text;
	}
}

#endif /* _LIB_FAILING_H */
