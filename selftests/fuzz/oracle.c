// SPDX-License-Identifier: GPL-2.0-only
/*
 * What must hold whatever a program did: exactly one completion for each request
 * accepted (P1), no hole in the messages (P9), nothing after IDLE (P5), balanced books
 * and no call left (P6, P10), and a kernel that has nothing to report.
 */
#include <fcntl.h>
#include <poll.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "fuzz.h"

#define MESSAGES	64

static char text[256];

/* ---------------------------------------------------------------------- messages */

/* Read what is left of an app that is still open; false: it is dead. */
static bool read_rest(struct exec *x, const struct file *file)
{
	struct pollfd p = { .fd = file->fd, .events = POLLIN };
	struct tline_message m[MESSAGES];
	ssize_t n;

	for (;;) {
		if (poll(&p, 1, 0) != 1 || !(p.revents & POLLIN))
			return !(p.revents & (POLLHUP | POLLERR | POLLNVAL));
		n = read(file->fd, m, sizeof(m));
		if (n <= 0)
			return false;
		log_heard(x, file->object, m, n / sizeof(m[0]));
	}
}

static int by_seq(const void *a, const void *b)
{
	const struct heard *x = a, *y = b;

	return x->m.seq < y->m.seq ? -1 : x->m.seq > y->m.seq;
}

/*
 * A LOST carries the number of the last message dropped, and how many they were;
 * completions between them, which are never dropped, come before it.
 */
static const char *check_order(const struct heard *h, int n)
{
	uint64_t seq = 0, missing = 0;
	int i;

	for (i = 0; i < n; seq = h[i++].m.seq) {
		missing += h[i].m.seq - seq - 1;
		if (h[i].m.type == TLINE_MSG_LOST && h[i].m.seq > seq && h[i].m.p1 == missing + 1)
			missing = 0;
		else if (h[i].m.type == TLINE_MSG_LOST || h[i].m.seq <= seq ||
			 (missing && h[i].m.type != TLINE_MSG_REPLY))
			break;
	}
	if (i == n && !missing)
		return NULL;
	snprintf(text, sizeof(text), "messages: %llu lost, or come twice, at %llu of %llu",
		 (unsigned long long)missing, i < n ? (unsigned long long)h[i].m.seq : 0,
		 (unsigned long long)seq);
	return text;
}

/* No state of a call after IDLE; handles are not used again soon. */
static const char *check_idle(const struct heard *h, int n)
{
	int i, k;

	for (i = 0; i < n; i++) {
		if (h[i].m.type != TLINE_MSG_CALLSTATE || h[i].m.p1 != TLINE_CALLSTATE_IDLE)
			continue;
		for (k = i + 1; k < n; k++) {
			if (h[k].m.type != TLINE_MSG_CALLSTATE || h[k].m.handle != h[i].m.handle)
				continue;
			snprintf(text, sizeof(text), "call %#x: state %#llx after IDLE",
				 h[i].m.handle, (unsigned long long)h[k].m.p1);
			return text;
		}
	}
	return NULL;
}

static int replies_for(struct exec *x, int app, uint32_t id)
{
	int i, n = 0;

	for (i = 0; i < x->num_heard; i++)
		n += x->heard[i].app == app && x->heard[i].m.type == TLINE_MSG_REPLY &&
		     x->heard[i].m.p1 == id;
	return n;
}

static int submits_of(struct exec *x, int app, uint32_t id)
{
	int i, n = 0;

	for (i = 0; i < x->num_accepted; i++)
		n += x->objects[x->accepted[i].line].app == app && x->accepted[i].id == id;
	return n;
}

/* Every request accepted has its completion, or is still pending. */
static const char *check_replies(struct exec *x, const struct file *file)
{
	struct tline_ioc_request_state st;
	int i, n;

	for (i = 0; i < x->num_accepted; i++) {
		uint32_t id = x->accepted[i].id;

		if (x->objects[x->accepted[i].line].app != file->object)
			continue;
		n = replies_for(x, file->object, id);
		st = (struct tline_ioc_request_state){ .id = id };
		/* What is done has a message, which has been read; DONE says that it was not. */
		if (n == 1 || (!n && !ioctl(file->fd, TLINE_IOC_REQUEST_STATE, &st) &&
			       st.state == TLINE_REQUEST_PENDING))
			continue;
		if (!n && x->objects[x->accepted[i].line].silent)
			continue;
		/* Its deadline may have passed since the messages were read. */
		if (!n && read_rest(x, file) && replies_for(x, file->object, id) == 1)
			continue;
		snprintf(text, sizeof(text), "request %u was accepted, and has %d completions",
			 id, n);
		return text;
	}
	for (i = 0; i < x->num_heard; i++) {
		const struct heard *h = &x->heard[i];

		if (h->app != file->object || h->m.type != TLINE_MSG_REPLY ||
		    submits_of(x, h->app, h->m.p1))
			continue;
		snprintf(text, sizeof(text), "request %llu has a completion, and was not accepted",
			 (unsigned long long)h->m.p1);
		return text;
	}
	return NULL;
}

const char *oracle_messages(struct exec *x)
{
	static struct heard of_app[MAX_LOG];
	const char *wrong = NULL;
	int i, k, n;

	for (i = 0; i < SLOTS && !wrong; i++) {
		const struct file *file = &x->files[i];

		if (file->fd < 0 || x->objects[file->object].type != FILE_APP)
			continue;
		if (!read_rest(x, file) || x->overflow)
			continue;
		wrong = check_replies(x, file);
		for (k = n = 0; k < x->num_heard; k++)
			if (x->heard[k].app == file->object)
				of_app[n++] = x->heard[k];
		qsort(of_app, n, sizeof(of_app[0]), by_seq);
		wrong = wrong ?: check_order(of_app, n) ?: check_idle(of_app, n);
	}
	return wrong;
}

/* ------------------------------------------------------------------------- books */

const char *oracle_books(void)
{
	struct tline_ioc_counters c = world_counters();
	uint64_t sum = 0;
	int i;

	for (i = 1; i < TLINE_REASON_COUNT; i++)
		sum += c.by_reason[i];
	if (c.submitted == c.completed && sum == c.completed && !c.pending && !c.calls && !c.opens)
		return NULL;
	snprintf(text, sizeof(text),
		 "submitted %llu, completed %llu (by reason %llu), pending %llu, calls %llu, opens %llu",
		 (unsigned long long)c.submitted, (unsigned long long)c.completed,
		 (unsigned long long)sum, (unsigned long long)c.pending, (unsigned long long)c.calls,
		 (unsigned long long)c.opens);
	return text;
}

/* ------------------------------------------------------------------------ kernel */

static const char *const reports[] = {
	"BUG:", "BUG ", "WARNING:", "Call Trace:", "KASAN", "UBSAN", "INFO: ", "ODEBUG",
	"refcount_t", "general protection", "unable to handle", "corruption", "unreferenced object",
	"sleeping function", "stall",
};

const char *oracle_kernel(void)
{
	static char line[1024];
	static int fd = -1;
	size_t i;
	ssize_t n;

	if (fd < 0) {
		fd = open("/dev/kmsg", O_RDONLY | O_NONBLOCK | O_CLOEXEC);
		lseek(fd, 0, SEEK_END);
	}
	/* EPIPE: some have been overwritten; the next one is there. */
	while ((n = read(fd, line, sizeof(line) - 1)) > 0 || (n < 0 && errno == EPIPE)) {
		line[n > 0 ? n : 0] = 0;
		for (i = 0; i < ARRAY_SIZE(reports); i++) {
			if (!strstr(line, reports[i]))
				continue;
			snprintf(text, sizeof(text), "kernel report: %.200s", line);
			return text;
		}
	}
	return NULL;
}
