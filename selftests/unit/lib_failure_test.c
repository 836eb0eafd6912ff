// SPDX-License-Identifier: GPL-2.0-only
/*
 * Each function of the library without memory, and with a kernel that refuses: the error is the one
 * that is documented, nothing is left behind, and the same call then succeeds.
 */
#include "kselftest_harness.h"
#include "lib_fake_kernel.h"
#include "lib_failing.h"

static struct {
	HLINEAPP app;
} scene;

/* -------------------------------------------------------------- applications */

static void callback(DWORD device, DWORD message, DWORD_PTR instance, DWORD_PTR p1, DWORD_PTR p2,
		     DWORD_PTR p3)
{
}

static LONG initialize(DWORD mechanism, HANDLE port)
{
	LINEINITIALIZEEXPARAMS params = {
		.dwTotalSize = sizeof(params),
		.dwOptions = mechanism,
		.Handles.hCompletionPort = port,
	};
	DWORD num_lines, version = TLINE_API_VERSION_MAX;

	return lineInitializeEx(&scene.app, NULL, callback, "test", &num_lines, &version, &params);
}

static LONG initialize_event(void)
{
	return initialize(LINEINITIALIZEEXOPTION_USEEVENT, NULL);
}

static LONG initialize_window(void)
{
	return initialize(LINEINITIALIZEEXOPTION_USEHIDDENWINDOW, NULL);
}

static void shut_down(void)
{
	if (lineShutdown(scene.app))
		abort();
	scene.app = 0;
}

static const struct failing_call calls[] = {
	{
		"lineInitializeEx, event", initialize_event,
		.undo = shut_down, .dead = LINEERR_NODRIVER,
	}, {
		"lineInitializeEx, window", initialize_window,
		.undo = shut_down, .dead = LINEERR_NODRIVER,
	},
};

/* Where a step fails in another way than fail_wanted() knows; 0: every errno, or success. */
static const struct {
	const char *step;
	int err;
	LONG result;
} others[] = {
	{ "readlink", 0, 0 },		/* then the program has a shorter name */
	{ "epoll_create1", ENODEV, LINEERR_OPERATIONFAILED },
	{ "epoll_ctl", ENODEV, LINEERR_OPERATIONFAILED },
	{ "eventfd", ENODEV, LINEERR_OPERATIONFAILED },
};

static LONG wanted(const struct failing_call *c)
{
	size_t i;

	for (i = 0; i < TL_ARRAY_SIZE(others); i++) {
		if (!strcmp(others[i].step, failing.step) &&
		    (!others[i].err || others[i].err == failing.err))
			return others[i].result;
	}
	return fail_wanted(c);
}

TEST(without_memory)
{
	const char *why;
	size_t i;

	fake_start();
	for (i = 0; i < TL_ARRAY_SIZE(calls); i++) {
		why = fail_each(&calls[i], FAIL_MEMORY, ENOMEM, wanted);
		EXPECT_EQ(NULL, why)
			TH_LOG("%s", why);
	}
	fake_stop();
}

TEST(with_system_calls_that_fail)
{
	static const int errors[] = { EIO, ENOMEM, ENODEV, EACCES, EMFILE };
	const char *why;
	size_t i, k;

	fake_start();
	for (i = 0; i < TL_ARRAY_SIZE(calls) * TL_ARRAY_SIZE(errors); i++) {
		k = i % TL_ARRAY_SIZE(errors);
		why = fail_each(&calls[i / TL_ARRAY_SIZE(errors)], FAIL_SYSTEM, errors[k], wanted);
		EXPECT_EQ(NULL, why)
			TH_LOG("%s", why);
	}
	fake_stop();
}

TEST_HARNESS_MAIN
