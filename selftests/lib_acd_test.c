// SPDX-License-Identifier: GPL-2.0-only
/*
 * The ACD of tools/examples, and an agent who works with it from another program.
 */
#include <libgen.h>

#include "lib_phone.h"

#define READY		LINEAGENTSTATE_READY
#define NOTREADY	LINEAGENTSTATE_NOTREADY
#define LOGGEDOFF	LINEAGENTSTATE_LOGGEDOFF

FIXTURE(acd) {
	struct sim sim;
	HLINEAPP app;
	HLINE line;
	DWORD device;
	pid_t pid;
	int out;		/* what the ACD says */
};

/* The example is beside this program. */
static void run_acd(const char *device, int out)
{
	char path[512];
	ssize_t len = readlink("/proc/self/exe", path, sizeof(path) - 32);

	path[len < 0 ? 0 : len] = '\0';
	strcat(dirname(path), "/examples/acd");
	dup2(out, STDOUT_FILENO);
	execl(path, "acd", device, NULL);
	perror(path);
	_exit(127);
}

/* The ACD's next line. */
static bool says(int out, const char *text)
{
	char line[128] = "";
	size_t len = 0;

	while (len < sizeof(line) - 1 && read(out, line + len, 1) == 1 && line[len] != '\n')
		len++;
	line[len] = '\0';
	if (!strcmp(line, text))
		return true;
	fprintf(stderr, "# the ACD says '%s', not '%s'\n", line, text);
	return false;
}

FIXTURE_SETUP(acd)
{
	char device[16];
	int out[2];

	sim_create(&self->sim, 1);
	self->device = self->sim.line[0];
	snprintf(device, sizeof(device), "%u", self->device);
	self->app = program("Agent");
	self->line = open_as(self->app, self->device, V2_2, LINECALLPRIVILEGE_NONE);
	ASSERT_EQ(0, pipe2(out, O_CLOEXEC));
	self->pid = fork();
	if (!self->pid)
		run_acd(device, out[1]);
	close(out[1]);
	self->out = out[0];
	ASSERT_TRUE(says(self->out, "ready"));
	skip(self->app);
}

FIXTURE_TEARDOWN(acd)
{
	if (self->pid) {
		kill(self->pid, SIGKILL);
		waitpid(self->pid, NULL, 0);
	}
	lineShutdown(self->app);
	sim_destroy(&self->sim);
}

static LONG log_in(HLINE line, DWORD group)
{
	struct {
		LINEAGENTGROUPLIST list;
		LINEAGENTGROUPENTRY entry;
	} in = {
		.list = {
			.dwTotalSize = sizeof(in), .dwNumEntries = 1,
			.dwListSize = sizeof(in.entry), .dwListOffset = sizeof(in.list),
		},
		.entry.GroupID.dwGroupID1 = group,
	};

	return lineSetAgentGroup(line, 0, &in.list);
}

/* LINE_AGENTSTATUS comes before the reply: the state has changed when that comes. */
static bool changes(HLINEAPP app, HLINE line, LONG request, DWORD what, DWORD state)
{
	return hears(app, LINE_AGENTSTATUS, line, 0, what, state) &&
	       hears(app, LINE_REPLY, 0, request, 0, 0);
}

static DWORD state_now(HLINEAPP app, HLINE line, char *group, size_t size)
{
	union {
		LINEAGENTSTATUS status;
		char room[256];
	} u = { .status.dwTotalSize = sizeof(u) };
	LINEAGENTGROUPENTRY *entry;

	if (reply_of(app, lineGetAgentStatus(line, 0, &u.status)))
		return 0;
	entry = (void *)(u.room + u.status.dwGroupListOffset);
	snprintf(group, size, "%s", u.status.dwNumEntries ? u.room + entry->dwNameOffset : "");
	return u.status.dwState;
}

TEST_F(acd, a_day_of_an_agent)
{
	char group[32];
	LONG rq;

	EXPECT_EQ(LOGGEDOFF, state_now(self->app, self->line, group, sizeof(group)));
	EXPECT_STREQ("", group);
	EXPECT_EQ(LINEERR_INVALAGENTSTATE,
		  reply_of(self->app, lineSetAgentState(self->line, 0, READY, 0)));
	EXPECT_EQ(LINEERR_INVALAGENTGROUP, reply_of(self->app, log_in(self->line, 3)));

	rq = log_in(self->line, 2);
	EXPECT_TRUE(changes(self->app, self->line, rq,
			    LINEAGENTSTATUS_GROUP | LINEAGENTSTATUS_STATE, NOTREADY));
	EXPECT_TRUE(says(self->out, "state 0x2, group 2"));
	rq = lineSetAgentState(self->line, 0, READY, 0);
	EXPECT_TRUE(changes(self->app, self->line, rq, LINEAGENTSTATUS_STATE, READY));
	EXPECT_TRUE(says(self->out, "state 0x4, group 2"));
	EXPECT_EQ(READY, state_now(self->app, self->line, group, sizeof(group)));
	EXPECT_STREQ("service", group);
	EXPECT_EQ(LINEERR_INVALAGENTSTATE,
		  reply_of(self->app, lineSetAgentState(self->line, 0, READY | NOTREADY, 0)));

	rq = lineSetAgentGroup(self->line, 0, NULL);
	EXPECT_TRUE(changes(self->app, self->line, rq,
			    LINEAGENTSTATUS_GROUP | LINEAGENTSTATUS_STATE, LOGGEDOFF));
	EXPECT_TRUE(nothing(self->app));
}

TEST_F(acd, what_it_can_do)
{
	union {
		LINEAGENTCAPS caps;
		LINEAGENTGROUPLIST groups;
		char room[256];
	} u = { .caps.dwTotalSize = sizeof(u) };
	LINEAGENTGROUPENTRY *entry;

	EXPECT_EQ(0, reply_of(self->app, lineGetAgentCaps(self->app, self->device, 0, V2_2,
							  &u.caps)));
	EXPECT_EQ(1, u.caps.dwMaxNumGroupEntries);
	EXPECT_TRUE(u.caps.dwStates & READY);
	EXPECT_EQ(0, reply_of(self->app, lineGetAgentGroupList(self->line, 0, &u.groups)));
	ASSERT_EQ(2, u.groups.dwNumEntries);
	entry = (void *)(u.room + u.groups.dwListOffset);
	EXPECT_STREQ("sales", u.room + entry[0].dwNameOffset);
	EXPECT_STREQ("service", u.room + entry[1].dwNameOffset);
	EXPECT_EQ(LINEERR_OPERATIONUNAVAIL, lineSetAgentActivity(self->line, 0, 1));
}

/* It hangs, and is killed: whoever has asked gets an answer. */
TEST_F(acd, killed)
{
	LONG rq;

	kill(self->pid, SIGSTOP);
	rq = lineSetAgentState(self->line, 0, LOGGEDOFF, 0);
	ASSERT_GT(rq, 0);
	EXPECT_TRUE(nothing(self->app));
	kill(self->pid, SIGKILL);
	waitpid(self->pid, NULL, 0);
	self->pid = 0;
	EXPECT_TRUE(hears(self->app, LINE_REPLY, 0, rq, (DWORD_PTR)LINEERR_OPERATIONFAILED, 0));
	EXPECT_EQ(LINEERR_OPERATIONUNAVAIL, lineSetAgentState(self->line, 0, LOGGEDOFF, 0));
}

TEST_HARNESS_MAIN
