// SPDX-License-Identifier: GPL-2.0-only
/*
 * Each function of the library without memory, and with a kernel that refuses: the error is the one
 * that is documented, nothing is left behind, and the same call then succeeds.
 */
#include "kselftest_harness.h"
#include "lib_fake_kernel.h"
#include "lib_failing.h"
#include "lib_terminal.h"

static struct {
	HLINEAPP app;
	HLINE line;
	HCALL call;
	HCALL second;		/* call of that line */
	HCALL made[2];		/* by the function that is tested */
	HCALL given_up;		/* a call, for whom gives it up; 0: there is none */
	HLINE opened;		/* by the function that is tested, or for it */
	HLINEAPP started;
	HANDLE port;
	LINEMESSAGE message;
	DWORD num;
	void *room;		/* for what functions return */
} scene;

static void callback(DWORD device, DWORD message, DWORD_PTR instance, DWORD_PTR p1, DWORD_PTR p2,
		     DWORD_PTR p3)
{
	scene.message = (LINEMESSAGE){ .dwMessageID = message, .dwParam2 = p2 };
}

/* -------------------------------------------------------------- before and after */

static void must(LONG rc)
{
	if (rc < 0)
		abort();
}

static LONG initialize(HLINEAPP *app, DWORD mechanism)
{
	LINEINITIALIZEEXPARAMS params = {
		.dwTotalSize = sizeof(params),
		.dwOptions = mechanism,
		.Handles.hCompletionPort = scene.port,
	};
	DWORD version = TLINE_API_VERSION_MAX;

	return lineInitializeEx(app, NULL, callback, "test", &scene.num, &version, &params);
}

/* Of the request that was submitted last. */
static LONG get_reply(void)
{
	LONG rc;

	send_reply(0);
	do
		rc = lineGetMessage(scene.app, &scene.message, 0);
	while (!rc && scene.message.dwMessageID == LINE_CREATE);
	return rc;
}

static void complete(void)
{
	must(get_reply());
	for (size_t i = 0; i < TL_ARRAY_SIZE(scene.made); i++) {
		if (scene.made[i])
			must(lineDeallocateCall(scene.made[i]));
		scene.made[i] = 0;
	}
}

static HCALL make_call(void)
{
	HCALL call;

	must(lineMakeCall(scene.line, &call, "5", 0, NULL));
	must(get_reply());
	return call;
}

/* Structures that functions fill in begin with the size that they have. */
static void make_room(void)
{
	const DWORD size = 1 << 16;

	memset(scene.room, 0, size);
	memcpy(scene.room, &size, sizeof(size));
}

static void give_up_calls(void)
{
	const LINECALLLIST *list = scene.room;
	const HCALL *calls = (void *)((char *)scene.room + list->dwCallsOffset);

	for (DWORD i = 0; i < list->dwCallsNumEntries; i++)
		must(lineDeallocateCall(calls[i]));
}

static void set_scene(void)
{
	static const char bytes[64] = "comm/datamodem\0tty\0phone\0x";
	static const struct tline_extension extension = { .min_version = 1, .max_version = 5 };
	uint32_t kind;

	fake_start();
	for (kind = 1; kind < TLINE_DATA_KINDS; kind++) {
		fake.data[kind].bytes = bytes;
		fake.data[kind].size = sizeof(bytes);
	}
	fake.data[TLINE_DATA_EXTENSION].bytes = &extension;
	fake.data[TLINE_DATA_EXTENSION].size = sizeof(extension);
	fake.new_calls = 1;
	fake.num_opens = 9;
	fake.cancellable = 1;
	fake.conf_calls[0] = 1;
	scene.room = malloc(1 << 16);
	scene.port = tlineCreatePort();
	must(initialize(&scene.app, LINEINITIALIZEEXOPTION_USEEVENT));
	must(lineOpen(scene.app, 0, &scene.line, TLINE_API_VERSION_MAX, 0, 42,
		      LINECALLPRIVILEGE_OWNER, LINEMEDIAMODE_INTERACTIVEVOICE, NULL));
	scene.call = make_call();
	fake.known_call = fake.request.new_call;
	fake.known_line = fake.opened.handle;
	scene.second = make_call();
}

static void end_scene(void)
{
	must(lineShutdown(scene.app));
	must(tlineClosePort(scene.port));
	free(scene.room);
	fake_stop();
}

/* -------------------------------------------------------------- the functions */

/* What functions have in common: what is to be done after them, and their errors. */
#define APP		make_room, NULL, 0, LINEERR_INVALAPPHANDLE
#define DEVICE		make_room, NULL, 0, LINEERR_NODEVICE
#define DEVICE_CHANGED	make_room, NULL, 0, LINEERR_NODEVICE, LINEERR_OPERATIONFAILED
#define LINE		make_room, NULL, 0, LINEERR_INVALLINEHANDLE
#define CALL		make_room, NULL, 0, LINEERR_INVALCALLHANDLE
#define REQUEST_OF_LINE	make_room, complete, 0, LINEERR_INVALLINEHANDLE, LINEERR_OPERATIONUNAVAIL
#define REQUEST_OF_CALL	make_room, complete, 0, LINEERR_INVALCALLHANDLE, LINEERR_NOTOWNER
#define CALLS_OF_LINE	make_room, give_up_calls, 0, LINEERR_INVALLINEHANDLE
#define CALLS_OF_CALL	make_room, give_up_calls, 0, LINEERR_INVALCALLHANDLE

#define V		TLINE_API_VERSION_MAX
#define ON_ADDRESS	scene.line, 0, 0, LINECALLSELECT_ADDRESS

static GUID group;

#define FUNCTIONS(ROW) \
	ROW(REQUEST_OF_LINE, lineMakeCall, scene.line, scene.made, "5", 0, NULL) \
	ROW(REQUEST_OF_LINE, lineMakeCallW, scene.line, scene.made, u"5", 0, NULL) \
	ROW(REQUEST_OF_CALL, lineSetupTransfer, scene.call, scene.made, NULL) \
	ROW(REQUEST_OF_CALL, lineSetupTransferW, scene.call, scene.made, NULL) \
	ROW(REQUEST_OF_CALL, lineCompleteTransfer, scene.call, scene.second, scene.made, \
	    LINETRANSFERMODE_CONFERENCE) \
	ROW(REQUEST_OF_CALL, lineSwapHold, scene.call, scene.second) \
	ROW(REQUEST_OF_CALL, lineHold, scene.call) \
	ROW(REQUEST_OF_CALL, lineUnhold, scene.call) \
	ROW(REQUEST_OF_CALL, lineSecureCall, scene.call) \
	ROW(REQUEST_OF_CALL, lineReleaseUserUserInfo, scene.call) \
	ROW(REQUEST_OF_CALL, lineDial, scene.call, "5", 0) \
	ROW(REQUEST_OF_CALL, lineDialW, scene.call, u"5", 0) \
	ROW(REQUEST_OF_CALL, lineRedirect, scene.call, "5", 0) \
	ROW(REQUEST_OF_CALL, lineRedirectW, scene.call, u"5", 0) \
	ROW(REQUEST_OF_CALL, lineBlindTransfer, scene.call, "5", 0) \
	ROW(REQUEST_OF_CALL, lineBlindTransferW, scene.call, u"5", 0) \
	ROW(REQUEST_OF_CALL, lineAccept, scene.call, NULL, 0) \
	ROW(REQUEST_OF_CALL, lineAnswer, scene.call, NULL, 0) \
	ROW(REQUEST_OF_CALL, lineDrop, scene.call, NULL, 0) \
	ROW(REQUEST_OF_CALL, lineSendUserUserInfo, scene.call, "x", 1) \
	ROW(REQUEST_OF_CALL, lineSetCallParams, scene.call, LINEBEARERMODE_VOICE, 0, 0, NULL) \
	ROW(REQUEST_OF_CALL, lineSetCallData, scene.call, scene.room, 8) \
	ROW(REQUEST_OF_CALL, lineSetCallQualityOfService, scene.call, scene.room, 8, scene.room, 8) \
	ROW(REQUEST_OF_CALL, lineSetCallTreatment, scene.call, 1) \
	ROW(REQUEST_OF_LINE, lineSetTerminal, ON_ADDRESS, LINETERMMODE_LAMPS, 0, 1) \
	ROW(REQUEST_OF_LINE, lineDevSpecific, scene.line, 0, 0, scene.room, 64) \
	ROW(REQUEST_OF_LINE, lineDevSpecificFeature, scene.line, 0, scene.room, 64) \
	ROW(REQUEST_OF_LINE, lineSetLineDevStatus, scene.line, LINEDEVSTATUSFLAGS_LOCKED, 1) \
	ROW(REQUEST_OF_LINE, lineForward, scene.line, 1, 0, NULL, 0, scene.made, NULL) \
	ROW(REQUEST_OF_LINE, lineForwardW, scene.line, 1, 0, NULL, 0, scene.made, NULL) \
	ROW(REQUEST_OF_CALL, linePark, scene.call, LINEPARKMODE_NONDIRECTED, NULL, scene.room) \
	ROW(REQUEST_OF_CALL, lineParkW, scene.call, LINEPARKMODE_DIRECTED, u"5", NULL) \
	ROW(REQUEST_OF_LINE, lineUnpark, scene.line, 0, scene.made, "5") \
	ROW(REQUEST_OF_LINE, lineUnparkW, scene.line, 0, scene.made, u"5") \
	ROW(REQUEST_OF_LINE, linePickup, scene.line, 0, scene.made, "5", NULL) \
	ROW(REQUEST_OF_LINE, linePickupW, scene.line, 0, scene.made, u"5", NULL) \
	ROW(REQUEST_OF_CALL, lineCompleteCall, scene.call, &scene.num, \
	    LINECALLCOMPLMODE_CAMPON, 0) \
	ROW(REQUEST_OF_LINE, lineUncompleteCall, scene.line, 1) \
	ROW(REQUEST_OF_CALL, lineSetupConference, scene.call, 0, scene.made, scene.made + 1, 3, NULL) \
	ROW(REQUEST_OF_LINE, lineSetupConferenceW, 0, scene.line, scene.made, scene.made + 1, 3, NULL) \
	ROW(REQUEST_OF_CALL, linePrepareAddToConference, scene.call, scene.made, NULL) \
	ROW(REQUEST_OF_CALL, linePrepareAddToConferenceW, scene.call, scene.made, NULL) \
	ROW(REQUEST_OF_CALL, lineAddToConference, scene.call, scene.second) \
	ROW(REQUEST_OF_CALL, lineRemoveFromConference, scene.call) \
	ROW(REQUEST_OF_LINE, lineSetAgentState, scene.line, 0, LINEAGENTSTATE_READY, 0) \
	ROW(REQUEST_OF_LINE, lineSetAgentActivity, scene.line, 0, 1) \
	ROW(REQUEST_OF_LINE, lineSetAgentGroup, scene.line, 0, NULL) \
	ROW(REQUEST_OF_LINE, lineAgentSpecific, scene.line, 0, 0, scene.room, 8) \
	ROW(REQUEST_OF_LINE, lineGetAgentStatus, scene.line, 0, scene.room) \
	ROW(REQUEST_OF_LINE, lineGetAgentActivityList, scene.line, 0, scene.room) \
	ROW(REQUEST_OF_LINE, lineGetAgentActivityListW, scene.line, 0, scene.room) \
	ROW(REQUEST_OF_LINE, lineGetAgentGroupList, scene.line, 0, scene.room) \
	ROW(REQUEST_OF_LINE, lineGetAgentGroupListW, scene.line, 0, scene.room) \
	ROW(REQUEST_OF_LINE, lineSetAgentStateEx, scene.line, 1, LINEAGENTSTATEEX_READY, 0) \
	ROW(REQUEST_OF_LINE, lineSetAgentMeasurementPeriod, scene.line, 1, 60) \
	ROW(REQUEST_OF_LINE, lineSetAgentSessionState, scene.line, 1, \
	    LINEAGENTSESSIONSTATE_READY, 0) \
	ROW(REQUEST_OF_LINE, lineSetQueueMeasurementPeriod, scene.line, 1, 60) \
	ROW(REQUEST_OF_LINE, lineCreateAgent, scene.line, "a", "1", &scene.num) \
	ROW(REQUEST_OF_LINE, lineCreateAgentSession, scene.line, 1, "1", 0, &group, &scene.num) \
	ROW(REQUEST_OF_LINE, lineCreateAgentSessionW, scene.line, 1, u"1", 0, &group, &scene.num) \
	ROW(REQUEST_OF_LINE, lineGetAgentInfo, scene.line, 1, scene.room) \
	ROW(REQUEST_OF_LINE, lineGetAgentSessionInfo, scene.line, 1, scene.room) \
	ROW(REQUEST_OF_LINE, lineGetAgentSessionList, scene.line, 1, scene.room) \
	ROW(REQUEST_OF_LINE, lineGetQueueInfo, scene.line, 1, scene.room) \
	ROW(REQUEST_OF_LINE, lineGetQueueList, scene.line, &group, scene.room) \
	ROW(REQUEST_OF_LINE, lineGetQueueListW, scene.line, &group, scene.room) \
	ROW(REQUEST_OF_LINE, lineGetGroupList, scene.line, scene.room) \
	ROW(CALL, lineSetAppSpecific, scene.call, 1) \
	ROW(CALL, lineSetMediaMode, scene.call, LINEMEDIAMODE_DATAMODEM) \
	ROW(CALL, lineSetCallPrivilege, scene.call, LINECALLPRIVILEGE_MONITOR) \
	ROW(CALL, lineHandoff, scene.call, "x", 0) \
	ROW(CALL, lineHandoffW, scene.call, u"x", 0) \
	ROW(CALL, lineMonitorMedia, scene.call, LINEMEDIAMODE_DATAMODEM) \
	ROW(CALL, lineMonitorDigits, scene.call, LINEDIGITMODE_DTMF) \
	ROW(CALL, lineMonitorTones, scene.call, NULL, 0) \
	ROW(CALL, lineGenerateTone, scene.call, LINETONEMODE_BEEP, 0, 0, NULL) \
	ROW(CALL, lineGenerateDigits, scene.call, LINEDIGITMODE_DTMF, "1", 0) \
	ROW(CALL, lineGenerateDigitsW, scene.call, LINEDIGITMODE_DTMF, u"1", 0) \
	ROW(REQUEST_OF_CALL, lineGatherDigits, scene.call, LINEDIGITMODE_DTMF, scene.room, 4, NULL, 0, 0) \
	ROW(REQUEST_OF_CALL, lineGatherDigitsW, scene.call, LINEDIGITMODE_DTMF, scene.room, 4, u"#", 0, 0) \
	ROW(LINE, lineSetMediaControl, ON_ADDRESS, NULL, 0, NULL, 0, NULL, 0, NULL, 0) \
	ROW(CALL, lineGetCallInfo, scene.call, scene.room) \
	ROW(CALL, lineGetCallInfoW, scene.call, scene.room) \
	ROW(CALL, lineGetCallStatus, scene.call, scene.room) \
	ROW(CALLS_OF_CALL, lineGetConfRelatedCalls, scene.call, scene.room) \
	ROW(CALLS_OF_LINE, lineGetNewCalls, scene.line, 0, LINECALLSELECT_ADDRESS, scene.room) \
	ROW(LINE, lineGetAddressID, scene.line, &scene.num, LINEADDRESSMODE_DIALABLEADDR, "100x1", 5) \
	ROW(LINE, lineGetAddressIDW, scene.line, &scene.num, LINEADDRESSMODE_DIALABLEADDR, u"100", 6) \
	ROW(LINE, lineGetAddressStatus, scene.line, 0, scene.room) \
	ROW(LINE, lineGetAddressStatusW, scene.line, 0, scene.room) \
	ROW(LINE, lineGetLineDevStatus, scene.line, scene.room) \
	ROW(LINE, lineGetLineDevStatusW, scene.line, scene.room) \
	ROW(LINE, lineSetStatusMessages, scene.line, LINEDEVSTATE_RINGING, 0) \
	ROW(LINE, lineGetStatusMessages, scene.line, &scene.num, &scene.num) \
	ROW(LINE, lineSetNumRings, scene.line, 0, 3) \
	ROW(LINE, lineGetNumRings, scene.line, 0, &scene.num) \
	ROW(LINE, lineGetID, ON_ADDRESS, scene.room, "tapi/line") \
	ROW(LINE, lineGetIDW, ON_ADDRESS, scene.room, u"comm") \
	ROW(DEVICE, lineGetDevConfig, 0, scene.room, "comm") \
	ROW(DEVICE, lineGetDevConfigW, 0, scene.room, u"comm") \
	ROW(DEVICE_CHANGED, lineSetDevConfig, 0, "x", 1, "comm") \
	ROW(DEVICE_CHANGED, lineSetDevConfigW, 0, "x", 1, u"comm") \
	ROW(DEVICE, lineNegotiateAPIVersion, scene.app, 0, V, V, &scene.num, scene.room) \
	ROW(DEVICE, lineNegotiateExtVersion, scene.app, 0, V, 1, 0xffffffff, &scene.num) \
	ROW(DEVICE, lineGetDevCaps, scene.app, 0, V, 0, scene.room) \
	ROW(DEVICE, lineGetDevCapsW, scene.app, 0, V, 0, scene.room) \
	ROW(DEVICE, lineGetAddressCaps, scene.app, 0, 0, V, 0, scene.room) \
	ROW(DEVICE, lineGetAddressCapsW, scene.app, 0, 0, V, 0, scene.room) \
	ROW(APP, tlineCancel, scene.app, 1, 0) \
	ROW(APP, lineRegisterRequestRecipient, scene.app, 0, LINEREQUESTMODE_MAKECALL, 1) \
	ROW(APP, lineGetRequest, scene.app, LINEREQUESTMODE_MAKECALL, scene.room) \
	ROW(APP, lineGetRequestW, scene.app, LINEREQUESTMODE_MAKECALL, scene.room)

/* Functions that bring or take away what the others use. */

static LONG start_event(void)
{
	return initialize(&scene.started, LINEINITIALIZEEXOPTION_USEEVENT);
}

static LONG start_window(void)
{
	return initialize(&scene.started, LINEINITIALIZEEXOPTION_USEHIDDENWINDOW);
}

static LONG start_port(void)
{
	return initialize(&scene.started, LINEINITIALIZEEXOPTION_USECOMPLETIONPORT);
}

static LONG start_old(void)
{
	return lineInitialize(&scene.started, NULL, callback, "test", &scene.num);
}

static void started(void)
{
	if (!scene.started)
		must(start_event());
}

/* Whatever the kernel says, the application is over. */
static LONG shut_down(void)
{
	HLINEAPP app = scene.started;

	scene.started = 0;
	return lineShutdown(app);
}

static void stop(void)
{
	must(shut_down());
}

static LONG open_owned(void)
{
	return lineOpen(scene.app, 1, &scene.opened, V, 3, 42, LINECALLPRIVILEGE_OWNER,
			LINEMEDIAMODE_DATAMODEM, NULL);
}

/* Below 1.4 the kernel has to be told what not to report. */
static LONG open_old(void)
{
	return lineOpen(scene.app, 2, &scene.opened, 0x00010003, 0, 42, LINECALLPRIVILEGE_OWNER,
			LINEMEDIAMODE_INTERACTIVEVOICE, NULL);
}

static void opened(void)
{
	if (!scene.opened)
		must(open_owned());
}

/* So is the line. */
static LONG close_opened(void)
{
	HLINE line = scene.opened;

	scene.opened = 0;
	return lineClose(line);
}

static void close_again(void)
{
	must(close_opened());
}

static void have_call(void)
{
	if (!scene.given_up)
		scene.given_up = make_call();
}

/* After other errors the program still has the call. */
static LONG give_up(LONG rc)
{
	if (!rc || rc == LINEERR_INVALCALLHANDLE)
		scene.given_up = 0;
	return rc;
}

static LONG deallocate(void)
{
	return give_up(lineDeallocateCall(scene.given_up));
}

static LONG give_up_privilege(void)
{
	return give_up(lineSetCallPrivilege(scene.given_up, LINECALLPRIVILEGE_NONE));
}

/* By the number of the address it comes from. */
static LONG make_call_from(void)
{
	struct {
		LINECALLPARAMS params;
		char number[8];
	} p = {
		.params = {
			.dwTotalSize = sizeof(p),
			.dwAddressMode = LINEADDRESSMODE_DIALABLEADDR,
			.dwOrigAddressSize = 6,
			.dwOrigAddressOffset = sizeof(p.params),
		},
		.number = "100x1",
	};

	return lineMakeCall(scene.line, scene.made, "5", 0, &p.params);
}

#define ROW(common, function, ...) \
	static LONG do_##function(void) \
	{ \
		return function(__VA_ARGS__); \
	}
FUNCTIONS(ROW)
#undef ROW

static const struct failing_call calls[] = {
#define ROW(common, function, ...) { #function, do_##function, common },
	FUNCTIONS(ROW)
#undef ROW
	{ "lineInitializeEx", start_event, NULL, stop, 0, LINEERR_NODRIVER },
	{ "lineInitializeEx, window", start_window, NULL, stop, 0, LINEERR_NODRIVER },
	{ "lineInitializeEx, port", start_port, NULL, stop, 0, LINEERR_NODRIVER },
	{ "lineInitialize", start_old, NULL, stop, 0, LINEERR_NODRIVER },
	{ "lineShutdown", shut_down, started, NULL, 0, LINEERR_INVALAPPHANDLE },
	{ "lineOpen", open_owned, NULL, close_again, 0, LINEERR_NODEVICE, LINEERR_ALLOCATED },
	{ "lineOpen, 1.3", open_old, NULL, close_again, 0, LINEERR_NODEVICE, LINEERR_ALLOCATED },
	{ "lineClose", close_opened, opened, NULL, 0, LINEERR_INVALLINEHANDLE },
	{ "lineDeallocateCall", deallocate, have_call, NULL, 0, LINEERR_INVALCALLHANDLE },
	{
		"lineSetCallPrivilege, NONE", give_up_privilege, have_call, NULL, 0,
		LINEERR_INVALCALLHANDLE,
	},
	{ "lineMakeCall, from a number", make_call_from, REQUEST_OF_LINE },
};

/* Where a step fails in another way than fail_wanted() knows; 0: every errno, or success. */
static const struct {
	const char *step;
	unsigned long cmd;
	int err;
	LONG result;
} others[] = {
	{ "readlink", 0, 0, 0 },	/* then the program has a shorter name ... */
	{ "uname", 0, 0, 0 },		/* ... and the machine none */
	{ "read", 0, 0, 0 },		/* of the port's eventfd, which tells nothing */
	{ "epoll_create1", 0, ENODEV, LINEERR_OPERATIONFAILED },
	{ "epoll_ctl", 0, ENODEV, LINEERR_OPERATIONFAILED },
	{ "eventfd", 0, ENODEV, LINEERR_OPERATIONFAILED },
	{ "ioctl", TLINE_IOC_DATA, EACCES, LINEERR_OPERATIONFAILED },
	{ "ioctl", TLINE_IOC_LINE_CAPS, EACCES, LINEERR_OPERATIONFAILED },
	{ "ioctl", TLINE_IOC_ADDRESS_CAPS, EACCES, LINEERR_OPERATIONFAILED },
	{ "ioctl", TLINE_IOC_SET_STATUS_MESSAGES, EACCES, LINEERR_OPERATIONFAILED },
};

static LONG wanted(const struct failing_call *c)
{
	size_t i;

	for (i = 0; i < TL_ARRAY_SIZE(others); i++) {
		if (!strcmp(others[i].step, failing.step) && others[i].cmd == failing.cmd &&
		    (!others[i].err || others[i].err == failing.err))
			return others[i].result;
	}
	/* To be read only, then. */
	if (!strcmp("open", failing.step) && failing.err == EACCES && c->dead == LINEERR_NODEVICE &&
	    !c->denied)
		return 0;
	return fail_wanted(c);
}

/* Where functions without a row here are tested so, or why not; each with those of its name. */
static const struct {
	const char *prefix;
	const char *where;
} elsewhere[] = {
	{ "lineGetMessage", "lib_message_failure_test" },
	{ "tlineDispatch", "lib_message_failure_test" },
	{ "tlineGetMessageEx", "lib_message_failure_test" },
	{ "tlineGetQueuedMessage", "lib_message_failure_test" },
	{ "tlineCreatePort", "below" },
	{ "tapiRequestMakeCall", "below" },
	{ "lineSetAppPriority", "lib_files_failure_test" },
	{ "lineGetAppPriority", "lib_priority_test" },
	{ "tlineLoadPriorities", "lib_files_failure_test" },
	{ "tlineReadPriorities", "lib_files_failure_test" },
	{ "lineSetCurrentLocation", "lib_files_failure_test" },
	{ "lineSetTollList", "lib_files_failure_test" },
	{ "lineTranslateAddress", "lib_files_failure_test" },
	{ "lineGetTranslateCaps", "lib_files_failure_test" },
	{ "tapiGetLocationInfo", "lib_files_failure_test: as lineGetTranslateCaps" },
	{ "lineGetCountry", "lib_translate_test: all of it is in libtline-phone.so" },
	{ "lineGetAgentCaps", "lib_agent_test" },
	{ "lineGetProxyStatus", "lib_proxy_test" },
	{ "lineProxy", "lib_proxy_test" },
	{ "lineConfig", "lib_provider_test: a dialog" },
	{ "lineTranslateDialog", "lib_provider_test: a dialog" },
	{ "lineAddProvider", "lib_provider_test: files that are there or not" },
	{ "lineRemoveProvider", "lib_provider_test: files that are there or not" },
	{ "lineGetProviderList", "lib_provider_test: files that are there or not" },
	{ "lineGetIcon", "needs nothing" },
	{ "tapiRequestDrop", "needs nothing" },
	{ "tapiRequestMediaCall", "needs nothing" },
	{ "tlineCallState", "needs nothing" },
	{ "tlineClosePort", "needs nothing" },
	{ "tlineGetFd", "needs nothing" },
	{ "tlineMaskNames", "needs nothing" },
	{ "tlineMessageName", "needs nothing" },
	{ "tlineName", "needs nothing" },
	{ "tlineParseNames", "needs nothing" },
	{ "tlineReasonName", "needs nothing" },
	{ "tlineSetCookie", "needs nothing" },
	{ "tlineSetDeadline", "needs nothing" },
	{ "tlineStrError", "needs nothing" },
	{ "tlineTranslateError", "needs nothing" },
};

static const char *const exported[] = {
#define EXPORTED(name) #name,
#include "exported.h"
#undef EXPORTED
};

/* The A and W forms share the function's body. */
static bool has_row(const char *name)
{
	size_t i, len = strlen(name);

	if (name[len - 1] == 'A' || name[len - 1] == 'W')
		len--;
	for (i = 0; i < TL_ARRAY_SIZE(calls); i++) {
		if (!strcmp(calls[i].name, name) ||
		    (!strncmp(calls[i].name, name, len) && !calls[i].name[len]))
			return true;
	}
	for (i = 0; i < TL_ARRAY_SIZE(elsewhere); i++) {
		if (!strncmp(name, elsewhere[i].prefix, strlen(elsewhere[i].prefix)))
			return true;
	}
	return false;
}

TEST(no_function_is_missing)
{
	size_t i;

	for (i = 0; i < TL_ARRAY_SIZE(exported); i++)
		EXPECT_TRUE(has_row(exported[i]))
			TH_LOG("%s", exported[i]);
	EXPECT_LT(200, TL_ARRAY_SIZE(exported));
}

TEST(without_memory)
{
	const char *why;
	size_t i;

	set_scene();
	for (i = 0; i < TL_ARRAY_SIZE(calls); i++) {
		why = fail_each(&calls[i], FAIL_MEMORY, ENOMEM, wanted);
		EXPECT_EQ(NULL, why)
			TH_LOG("%s", why);
	}
	end_scene();
}

TEST(with_system_calls_that_fail)
{
	static const int errors[] = { EIO, ENOMEM, ENODEV, EACCES, EMFILE };
	const char *why;
	size_t i, k;

	set_scene();
	for (i = 0; i < TL_ARRAY_SIZE(calls) * TL_ARRAY_SIZE(errors); i++) {
		k = i % TL_ARRAY_SIZE(errors);
		why = fail_each(&calls[i / TL_ARRAY_SIZE(errors)], FAIL_SYSTEM, errors[k], wanted);
		EXPECT_EQ(NULL, why)
			TH_LOG("%s", why);
	}
	end_scene();
}

/* -------------------------------------------------------------- other rules */

/* The only line that suits, by the number of its second address. */
static LONG open_mapped(void)
{
	struct {
		LINECALLPARAMS params;
		char number[8];
	} p = {
		.params = {
			.dwTotalSize = sizeof(p),
			.dwAddressMode = LINEADDRESSMODE_DIALABLEADDR,
			.dwOrigAddressSize = 6,
			.dwOrigAddressOffset = sizeof(p.params),
		},
		.number = "100x1",
	};

	return lineOpen(scene.app, LINEMAPPER, &scene.opened, V, 0, 42, LINECALLPRIVILEGE_OWNER,
			LINEMEDIAMODE_INTERACTIVEVOICE, &p.params);
}

/* With other errors than these the next line is tried. */
static LONG wanted_of_mapper(const struct failing_call *c)
{
	return failing.err == ENOMEM ? LINEERR_NOMEM : LINEERR_LINEMAPPERFAILED;
}

TEST(without_memory_the_mapper_does_not_say_that_no_line_suits)
{
	static const struct failing_call mapper = {
		"lineOpen, LINEMAPPER", open_mapped, make_room, close_again,
	};
	const char *why;

	set_scene();
	why = fail_each(&mapper, FAIL_MEMORY, ENOMEM, wanted_of_mapper);
	EXPECT_EQ(NULL, why)
		TH_LOG("%s", why);
	why = fail_each(&mapper, FAIL_SYSTEM, ENOMEM, wanted_of_mapper);
	EXPECT_EQ(NULL, why)
		TH_LOG("%s", why);
	end_scene();
}

static LONG ask_for_call(void)
{
	return tapiRequestMakeCallW(u"5", u"app", u"party", u"comment");
}

static LONG wanted_of_request(const struct failing_call *c)
{
	return TAPIERR_REQUESTFAILED;
}

TEST(assisted_telephony_has_one_error_for_all_this)
{
	static const struct failing_call ask = { "tapiRequestMakeCallW", ask_for_call };
	const char *why;

	fake_start();
	why = fail_each(&ask, FAIL_MEMORY, ENOMEM, wanted_of_request);
	EXPECT_EQ(NULL, why)
		TH_LOG("%s", why);
	why = fail_each(&ask, FAIL_SYSTEM, EIO, wanted_of_request);
	EXPECT_EQ(NULL, why)
		TH_LOG("%s", why);
	fake_stop();
}

static LONG create_port(void)
{
	scene.port = tlineCreatePort();
	return scene.port ? 0 : errno == failing.err ? LINEERR_OPERATIONFAILED : -1;
}

static void close_port(void)
{
	must(tlineClosePort(scene.port));
}

static LONG wanted_of_port(const struct failing_call *c)
{
	return LINEERR_OPERATIONFAILED;
}

TEST(a_port_that_cannot_be_made_leaves_errno)
{
	static const struct failing_call create = {
		"tlineCreatePort", create_port, .undo = close_port,
	};
	const char *why;

	why = fail_each(&create, FAIL_MEMORY, ENOMEM, wanted_of_port);
	EXPECT_EQ(NULL, why)
		TH_LOG("%s", why);
	why = fail_each(&create, FAIL_SYSTEM, EMFILE, wanted_of_port);
	EXPECT_EQ(NULL, why)
		TH_LOG("%s", why);
}

/* At a terminal, at which an answer has been typed. */
static LONG configure(void)
{
	const enum failing_what what = failing.what;
	struct terminal terminal;
	LONG rc;

	failing.what = FAIL_NOTHING;
	at_terminal(&terminal, "9600\n");
	failing.what = what;
	rc = lineConfigDialog(0, NULL, "comm");
	failing.what = FAIL_NOTHING;
	leave_terminal(&terminal);
	failing.what = what;
	return rc;
}

TEST(a_dialog_without_memory_was_not_cancelled)
{
	static const struct failing_call dialog = { "lineConfigDialog", configure };
	const char *why;

	fake_start();
	why = fail_each(&dialog, FAIL_MEMORY, ENOMEM, fail_wanted);
	EXPECT_EQ(NULL, why)
		TH_LOG("%s", why);
	EXPECT_EQ(4, fake.list_size);
	EXPECT_EQ(0, memcmp("9600", fake.list, 4));
	fake_stop();
}

/* -------------------------------------------------------------- handles */

#define MOST_HANDLES	(1 << 16)

static struct {
	DWORD handle[MOST_HANDLES];
	size_t num;
} reserved;

/* The next handle needs memory. */
static void fill_handles(void)
{
	DWORD handle;

	pthread_mutex_lock(&tl_lock);
	fail_nth(FAIL_MEMORY, 1, ENOMEM);
	while (reserved.num < MOST_HANDLES &&
	       (handle = tl_handle_alloc_locked(TL_RESERVED, &reserved)))
		reserved.handle[reserved.num++] = handle;
	fail_end();
	pthread_mutex_unlock(&tl_lock);
}

static void free_handles(void)
{
	pthread_mutex_lock(&tl_lock);
	while (reserved.num)
		tl_handle_free_locked(reserved.handle[--reserved.num]);
	pthread_mutex_unlock(&tl_lock);
}

static const struct failing_call *inner;

static void full_prepare(void)
{
	if (inner->prepare)
		inner->prepare();
	fill_handles();
}

static void full_undo(void)
{
	free_handles();
	inner->undo();
}

TEST(without_memory_for_more_handles)
{
	static const char *const names[] = {
		"lineInitializeEx", "lineOpen", "lineMakeCall", "lineSetupConference",
		"lineGetNewCalls", "lineGetConfRelatedCalls",
	};
	struct failing_call full;
	const char *why;
	size_t i, k;

	set_scene();
	for (i = 0; i < TL_ARRAY_SIZE(names); i++) {
		for (k = 0; strcmp(calls[k].name, names[i]); k++)
			;
		inner = &calls[k];
		full = *inner;
		full.prepare = full_prepare;
		full.undo = full_undo;
		why = fail_each(&full, FAIL_MEMORY, ENOMEM, wanted);
		EXPECT_EQ(NULL, why)
			TH_LOG("%s", why);
	}
	end_scene();
}

TEST(new_calls_without_memory_are_given_back)
{
	const LINECALLLIST *list;

	set_scene();
	fake.new_calls = 3;
	make_room();
	list = scene.room;
	fail_nth(FAIL_MEMORY, 3, ENOMEM);	/* the list, a call, a second one */
	EXPECT_EQ(0, lineGetNewCalls(scene.line, 0, LINECALLSELECT_LINE, scene.room));
	EXPECT_TRUE(fail_end());
	EXPECT_EQ(1, list->dwCallsNumEntries);
	EXPECT_EQ(2, fake.deallocations);
	EXPECT_EQ(fake.next_id, fake.deallocated);
	give_up_calls();
	end_scene();
}

TEST_HARNESS_MAIN
