// SPDX-License-Identifier: GPL-2.0-only
/*
 * The tracepoints: each tells its event with line and ids, by which those of a request are found
 * (provider-api.rst).
 */
#include <sys/mount.h>

#include "kselftest_harness.h"
#include "tline_test.h"

#define TRACEFS	"/sys/kernel/tracing"

static bool put(const char *file, const char *text)
{
	char path[64];
	bool ok;
	int fd;

	snprintf(path, sizeof(path), TRACEFS "/%s", file);
	fd = open(path, O_WRONLY | O_TRUNC | O_CLOEXEC);
	ok = fd >= 0 && write(fd, text, strlen(text)) == (ssize_t)strlen(text);
	close(fd);
	return ok;
}

FIXTURE(trace)
{
	struct sim sim;
	struct line line;
	char text[65536];
	const char *at;		/* what has been found so far ends here */
};

typedef FIXTURE_DATA(trace) fixture;

FIXTURE_SETUP(trace)
{
	if (access(TRACEFS "/trace", F_OK))
		mount("tracefs", TRACEFS, "tracefs", 0, NULL);
	sim_create(&self->sim, 2);
	self->line = line_open(&self->sim, 0, app_open(), OWNER, VOICE);
	ASSERT_TRUE(put("events/tline/enable", "1"));
	ASSERT_TRUE(put("trace", "\n"));
}

FIXTURE_TEARDOWN(trace)
{
	put("events/tline/enable", "0");
	sim_destroy(&self->sim);
}

static bool read_trace(fixture *self)
{
	int fd = open(TRACEFS "/trace", O_RDONLY | O_CLOEXEC);
	size_t len = 0;
	ssize_t n;

	while (fd >= 0 && (n = read(fd, self->text + len, sizeof(self->text) - 1 - len)) > 0)
		len += n;
	close(fd);
	self->text[len] = 0;
	self->at = self->text;
	return len;
}

/* The next event that begins so, after those that have been found; what follows in it, or NULL. */
static const char *event(fixture *self, const char *fmt, ...)
{
	char text[160];
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(text, sizeof(text), fmt, ap);
	va_end(ap);
	self->at = strstr(self->at, text);
	if (!self->at) {
		fprintf(stderr, "# no \"%s\" in:\n%s", text, self->text);
		self->at = self->text;
		return NULL;
	}
	return self->at += strlen(text);
}

TEST_F(trace, a_request_is_followed_by_its_ids)
{
	int line = self->sim.line[0];
	const char *rest;
	unsigned int id, call;
	__u32 handle;

	/* Its second answer makes no sense. */
	sim_set(&self->sim, 0, "fault", "makecall:twice");
	ASSERT_EQ(makecall(&self->line, self->sim.number[1], &handle), 0);
	sim_step(&self->sim, 1000);
	ASSERT_EQ(do_op(&self->line, TLINE_OP_DROP, handle), 0);
	ASSERT_TRUE(read_trace(self));

	rest = event(self, "tline_submit: line=%d request=", line);
	ASSERT_NE(rest, NULL);
	ASSERT_EQ(sscanf(rest, "%u op=makecall call=%*u new_call=%u", &id, &call), 2);
	EXPECT_NE(id, 0);
	EXPECT_NE(event(self, "tline_provider_in: line=%d request id=%u ", line, id), NULL);
	EXPECT_NE(event(self, "tline_finish: line=%d request=%u op=makecall result=0x0 reason=done\n",
			line, id), NULL);
	EXPECT_NE(event(self, "tline_refused: line=%d complete id=%u\n", line, id), NULL);
	EXPECT_NE(event(self, "tline_call_state: line=%d call=%u NONE -> DIALTONE mode=0x1\n", line,
			call), NULL);
	EXPECT_NE(event(self, "tline_provider_out: line=%d request id=%u result=0x0\n", line, id),
		  NULL);
	EXPECT_NE(event(self, "tline_submit: line=%d request=", line), NULL);
	EXPECT_NE(event(self, " op=drop call=%u new_call=0\n", call), NULL);
	EXPECT_NE(event(self, "tline_call_state: line=%d call=%u RINGBACK -> IDLE mode=0x0\n", line,
			call), NULL);
}

TEST_HARNESS_MAIN
