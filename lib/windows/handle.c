// SPDX-License-Identifier: LGPL-2.1-or-later
/*
 * Things to wait for, in the windows shim.  A HANDLE is a file descriptor, as the
 * hEvent of lineInitializeEx() is: readable means set.  An event that resets itself
 * is one below -1, so that a wait for it takes the number away.  Completion ports
 * have handles of libtline, which are above all descriptors.
 */
#include <fcntl.h>
#include <limits.h>
#include <poll.h>
#include <pthread.h>
#include <stdbool.h>
#include <sys/eventfd.h>
#include <time.h>
#include <unistd.h>

#include "tline/windows-shim/process.h"
#include "tline/tapi.h"

static bool resets_itself(HANDLE object)
{
	return (intptr_t)object < -1;
}

/* NULL is not standard input, and neither it nor INVALID_HANDLE_VALUE is waited for. */
static int to_fd(HANDLE object)
{
	intptr_t number = (intptr_t)object;

	if (!object || object == INVALID_HANDLE_VALUE)
		return INT_MAX;
	return (int)(number < -1 ? -(number + 2) : number);
}

static HANDLE to_handle(int fd, bool manual)
{
	return (HANDLE)(manual ? (intptr_t)fd : -(intptr_t)fd - 2);
}

HANDLE CreateEvent(LPSECURITY_ATTRIBUTES security, BOOL manual, BOOL set, const void *name)
{
	int fd;

	(void)security;
	if (name) {		/* shared with other programs */
		errno = ENOTSUP;
		return NULL;
	}
	/* Descriptor 0 would be the handle NULL, which means failure. */
	fd = eventfd(set ? 1 : 0, EFD_CLOEXEC | EFD_NONBLOCK);
	if (!fd) {
		fd = fcntl(0, F_DUPFD_CLOEXEC, 3);
		close(0);
	}
	return fd < 0 ? NULL : to_handle(fd, manual);
}

BOOL SetEvent(HANDLE event)
{
	const uint64_t one = 1;

	return write(to_fd(event), &one, sizeof(one)) == sizeof(one);
}

BOOL ResetEvent(HANDLE event)
{
	uint64_t number;

	return read(to_fd(event), &number, sizeof(number)) >= 0 || errno == EAGAIN;
}

/* Of several threads that see the event, one takes it. */
static bool take(HANDLE object)
{
	uint64_t number;

	return !resets_itself(object) || read(to_fd(object), &number, sizeof(number)) > 0;
}

static uint64_t now_ms(void)
{
	struct timespec ts;

	clock_gettime(CLOCK_MONOTONIC, &ts);
	return (uint64_t)ts.tv_sec * 1000 + (uint64_t)ts.tv_nsec / 1000000;
}

/* What is left of @timeout, which began at @start, for poll(). */
static int ms_left(DWORD timeout, uint64_t start)
{
	uint64_t past = now_ms() - start;

	if (timeout == INFINITE)
		return -1;
	if (past >= timeout)
		return 0;
	return timeout - past > INT32_MAX ? INT32_MAX : (int)(timeout - past);
}

/* The first object that is set, or @num. */
static DWORD find_set(const struct pollfd *fds, const HANDLE *objects, DWORD num)
{
	DWORD i;

	for (i = 0; i < num; i++) {
		if (fds[i].revents & POLLNVAL || (fds[i].revents && take(objects[i])))
			break;
	}
	return i;
}

static DWORD wait_for_any(DWORD num, const HANDLE *objects, uint64_t start, DWORD timeout)
{
	struct pollfd fds[MAXIMUM_WAIT_OBJECTS];
	int ready, left;
	DWORD i;

	for (i = 0; i < num; i++)
		fds[i] = (struct pollfd){ .fd = to_fd(objects[i]), .events = POLLIN };
	do {
		left = ms_left(timeout, start);
		ready = poll(fds, num, left);
		if (ready < 0 && errno != EINTR)
			return WAIT_FAILED;
		i = ready > 0 ? find_set(fds, objects, num) : num;
	} while (i == num && left);
	if (i == num)
		return WAIT_TIMEOUT;
	if (!(fds[i].revents & POLLNVAL))
		return WAIT_OBJECT_0 + i;
	errno = EBADF;
	return WAIT_FAILED;
}

DWORD WaitForMultipleObjects(DWORD num, const HANDLE *objects, BOOL all, DWORD timeout)
{
	uint64_t start = now_ms();
	DWORD i, rc = WAIT_FAILED;

	if (!num || num > MAXIMUM_WAIT_OBJECTS) {
		errno = EINVAL;
		return WAIT_FAILED;
	}
	if (!all)
		return wait_for_any(num, objects, start, timeout);
	for (i = 0; i < num; i++) {
		rc = wait_for_any(1, &objects[i], start, timeout);
		if (rc)
			break;
	}
	return rc;
}

DWORD WaitForSingleObject(HANDLE object, DWORD timeout)
{
	return WaitForMultipleObjects(1, &object, FALSE, timeout);
}

/*
 * ---------------------------------------------------------------------------
 * Threads
 */

/* @done: a descriptor of its own, for the program may close its handle at once. */
struct thread {
	LPTHREAD_START_ROUTINE start;
	LPVOID arg;
	int done;
};

static void *run_thread(void *arg)
{
	struct thread *thread = arg;

	thread->start(thread->arg);
	SetEvent(to_handle(thread->done, true));
	close(thread->done);
	free(thread);
	return NULL;
}

HANDLE CreateThread(LPSECURITY_ATTRIBUTES security, SIZE_T stack, LPTHREAD_START_ROUTINE start,
		    LPVOID arg, DWORD flags, LPDWORD id)
{
	struct thread *thread;
	pthread_t number;
	HANDLE done;
	int rc;

	(void)security;
	(void)stack;
	if (flags) {		/* to be started later */
		errno = ENOTSUP;
		return NULL;
	}
	done = CreateEvent(NULL, TRUE, FALSE, NULL);
	if (!done)
		return NULL;
	thread = malloc(sizeof(*thread));
	if (!thread) {
		CloseHandle(done);
		errno = ENOMEM;
		return NULL;
	}
	/* Descriptor 0 is no handle, see CreateEvent(). */
	*thread = (struct thread){
		.start = start, .arg = arg, .done = fcntl(to_fd(done), F_DUPFD_CLOEXEC, 1),
	};
	rc = thread->done < 0 ? errno : pthread_create(&number, NULL, run_thread, thread);
	if (rc) {
		if (thread->done >= 0)
			close(thread->done);
		free(thread);
		CloseHandle(done);
		errno = rc;
		return NULL;
	}
	if (id)
		*id = (DWORD)(uintptr_t)number;
	pthread_detach(number);
	return done;
}

uintptr_t _beginthreadex(void *security, unsigned int stack, unsigned int (*start)(void *arg),
			 void *arg, unsigned int flags, unsigned int *id)
{
	return (uintptr_t)CreateThread(security, stack, start, arg, flags, id);
}

/* A function without result, and a handle that closes itself. */
struct plain_thread {
	void (*start)(void *arg);
	void *arg;
};

static DWORD run_plain(LPVOID arg)
{
	struct plain_thread thread = *(struct plain_thread *)arg;

	free(arg);
	thread.start(thread.arg);
	return 0;
}

uintptr_t _beginthread(void (*start)(void *arg), unsigned int stack, void *arg)
{
	struct plain_thread *thread = malloc(sizeof(*thread));
	HANDLE handle = NULL;

	if (thread) {
		*thread = (struct plain_thread){ .start = start, .arg = arg };
		handle = CreateThread(NULL, stack, run_plain, thread, 0, NULL);
	}
	if (!handle) {
		free(thread);
		return (uintptr_t)-1;
	}
	CloseHandle(handle);
	return 1;
}

DWORD GetCurrentThreadId(void)
{
	return (DWORD)(uintptr_t)pthread_self();
}

static pthread_mutex_t *mutex_of(LPCRITICAL_SECTION section)
{
	_Static_assert(sizeof(*section) >= sizeof(pthread_mutex_t), "it has no memory but its own");
	return (pthread_mutex_t *)section;
}

void InitializeCriticalSection(LPCRITICAL_SECTION section)
{
	pthread_mutexattr_t attr;

	pthread_mutexattr_init(&attr);
	pthread_mutexattr_settype(&attr, PTHREAD_MUTEX_RECURSIVE);
	pthread_mutex_init(mutex_of(section), &attr);
	pthread_mutexattr_destroy(&attr);
}

void EnterCriticalSection(LPCRITICAL_SECTION section)
{
	pthread_mutex_lock(mutex_of(section));
}

void LeaveCriticalSection(LPCRITICAL_SECTION section)
{
	pthread_mutex_unlock(mutex_of(section));
}

void DeleteCriticalSection(LPCRITICAL_SECTION section)
{
	pthread_mutex_destroy(mutex_of(section));
}

/*
 * ---------------------------------------------------------------------------
 * Completion ports, files, and time
 */

/* Files cannot be added: only applications of TAPI can. */
HANDLE CreateIoCompletionPort(HANDLE file, HANDLE port, ULONG_PTR key, DWORD threads)
{
	(void)key;
	(void)threads;
	if (file == INVALID_HANDLE_VALUE && !port)
		return tlineCreatePort();
	errno = ENOTSUP;
	return NULL;
}

/* *@overlapped is the LINEMESSAGE, to be freed with LocalFree(), as TAPI has it. */
BOOL GetQueuedCompletionStatus(HANDLE port, LPDWORD bytes, PULONG_PTR key,
			       LPOVERLAPPED *overlapped, DWORD timeout)
{
	LPLINEMESSAGE message = NULL;
	DWORD number = 0;
	LONG rc = tlineGetQueuedMessage(port, &number, &message, timeout);

	*overlapped = (LPOVERLAPPED)(void *)message;
	*key = number;
	*bytes = sizeof(*message);
	if (rc)
		errno = rc == LINEERR_OPERATIONFAILED ? ETIMEDOUT : EBADF;
	return !rc;
}

BOOL CloseHandle(HANDLE object)
{
	if (object && !resets_itself(object) && !tlineClosePort(object))
		return TRUE;
	return !close(to_fd(object));
}

BOOL ReadFile(HANDLE file, LPVOID data, DWORD size, LPDWORD done, LPOVERLAPPED overlapped)
{
	ssize_t len = -1;

	if (overlapped)
		errno = ENOTSUP;
	else
		len = read(to_fd(file), data, size);
	*done = len > 0 ? (DWORD)len : 0;
	return len >= 0;
}

BOOL WriteFile(HANDLE file, LPCVOID data, DWORD size, LPDWORD done, LPOVERLAPPED overlapped)
{
	ssize_t len = -1;

	if (overlapped)
		errno = ENOTSUP;
	else
		len = write(to_fd(file), data, size);
	*done = len > 0 ? (DWORD)len : 0;
	return len >= 0;
}

void Sleep(DWORD ms)
{
	struct timespec left = { .tv_sec = ms / 1000, .tv_nsec = ms % 1000 * 1000000L };

	while (nanosleep(&left, &left) < 0 && errno == EINTR)
		;
}

DWORD GetTickCount(void)
{
	return (DWORD)now_ms();
}

DWORD GetCurrentProcessId(void)
{
	return (DWORD)getpid();
}
