// SPDX-License-Identifier: GPL-2.0-only
/*
 * A kernel that sends any messages at all to a program with a line and a call, which
 * reads them, asks and submits in between, and answers what it is asked as a proxy.
 */
#include "lib_fake_kernel.h"
#include "agent.h"
#include "harness.h"

#define MAX_MESSAGES	32

static void clean(void)
{
	char command[128];

	snprintf(command, sizeof(command), "rm -r %s", fake.dir);
	if (system(command))
		perror(command);
}

static void setup(void)
{
	int i;

	if (fake.dir[0])
		return;
	atexit(clean);
	snprintf(fake.dir, sizeof(fake.dir), "/tmp/tline-fuzz.XXXXXX");
	if (!mkdtemp(fake.dir))
		abort();
	for (i = 0; i < NUM_LINES - 1; i++) {
		char name[16];

		snprintf(name, sizeof(name), "line%d", i);
		close(open(node(name), O_CREAT | O_RDWR, 0600));
	}
	setenv("TLINE_DEVDIR", fake.dir, 1);
	new_fifo();
}

/* Ids that exist, often: a message about nobody is soon dropped. */
static uint32_t id_near(uint32_t num)
{
	return num & 0x80000000 ? num : num % 16;
}

/* What there is to take, once; mostly of a size that may be right. */
static void put_proxied(struct input *in, uint32_t id)
{
	static char args[512];
	uint32_t size = take_u32(in) % sizeof(args);

	take(in, args, size);
	fake.proxied = (struct tline_ioc_proxy_take){
		.id = id, .type = take_u32(in) % 24, .size = size, .data = (uintptr_t)args,
	};
}

static void put_message(struct input *in)
{
	static const uint32_t types[] = {
		0, 1, 2, 3, 4, 5, 7, 8, 9, 10, 11, 12, 13, 19, 21, 22, 23, 24, 25, 27, 28, 29, 30,
		31, 0x1000,
	};
	struct tline_message m;
	uint32_t type = take_u32(in);

	take(in, &m, sizeof(m));
	m.type = type & 0x80000000 ? type : types[type % TL_ARRAY_SIZE(types)];
	m.handle = id_near(m.handle);
	m.instance = m.instance & 1 ? 42 : m.instance;
	m.cookie = m.cookie & 1 ? fake.request.cookie : m.cookie;
	if (m.type == TLINE_MSG_APPNEWCALL)
		m.p2 = id_near(m.p2);
	if (m.type == TLINE_MSG_PROXYREQUEST || m.type == TLINE_MSG_LOST)
		put_proxied(in, (uint32_t)m.p1);
	send_message(m);
}

/* The proxy writes anything at all into what it was given, and gives it back. */
static void answer(struct input *in, HLINE line, const LINEMESSAGE *message)
{
	LINEPROXYREQUEST *request = (LINEPROXYREQUEST *)message->dwParam1;

	if (message->dwMessageID != LINE_PROXYREQUEST || message->hDevice != line)
		return;
	must(request->dwRequestType == fake.proxied.type);
	must(request->dwClientUserNameOffset + request->dwClientUserNameSize <= request->dwSize);
	take(in, (char *)request + TL_PROXY_UNION, take_u32(in) % 128);
	must(lineProxyResponse(line, request, take_u32(in) & 1 ? LINEERR_INVALAGENTID : 0) <= 0);
}

/*
 * Requests that put out more than a result, whose completions may be any; what they
 * write to is watched by the sanitizer.
 */
static void submit_any(struct input *in, HLINE line, HCALL call)
{
	static char digits[4], bytes[8];
	static HCALL calls[2];
	static DWORD id;
	static union {
		VARSTRING string;
		char room[32];
	} where;

	where.string.dwTotalSize = sizeof(where);
	fake.output_size = take_u32(in) % sizeof(fake.output);
	take(in, fake.output, fake.output_size);
	switch (take_u32(in) % 8) {
	case 0:
		lineMakeCall(line, &calls[0], "2", 0, NULL);
		break;
	case 1:
		lineGatherDigits(call, LINEDIGITMODE_DTMF, digits, sizeof(digits), NULL, 0, 0);
		break;
	case 2:
		lineDevSpecific(line, 0, 0, bytes, sizeof(bytes));
		break;
	case 3:
		linePark(call, LINEPARKMODE_NONDIRECTED, NULL, &where.string);
		break;
	case 4:
		lineSetupConference(call, 0, &calls[0], &calls[1], 3, NULL);
		break;
	case 5:
		lineForward(line, 1, 0, NULL, 0, &calls[0], NULL);
		break;
	case 6:
		lineCompleteCall(call, &id, LINECALLCOMPLMODE_CAMPON, 0);
		break;
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct input in = { data, size };
	DWORD lines, version = TLINE_API_VERSION_MAX;
	LINEINITIALIZEEXPARAMS params = {
		.dwTotalSize = sizeof(params), .dwOptions = LINEINITIALIZEEXOPTION_USEEVENT,
	};
	struct {
		LINECALLPARAMS params;
		DWORD types[1];
	} serve = {
		.params.dwTotalSize = sizeof(serve),
		.params.dwDevSpecificSize = sizeof(serve.types),
		.params.dwDevSpecificOffset = sizeof(serve.params),
		.types = { LINEPROXYREQUEST_GETAGENTINFO },
	};
	LINEMESSAGE message;
	HLINEAPP app;
	HLINE line = 0;
	HCALL call = 0;
	int i;

	setup();
	new_fifo();
	fake.next_id = 0;
	fake.proxied = (struct tline_ioc_proxy_take){ .result = TLINE_ERR_NOREQUEST };
	must(!lineInitializeEx(&app, NULL, NULL, "fuzz", &lines, &version, &params));
	if (!lineOpen(app, 0, &line, version, 0, 42,
		      LINECALLPRIVILEGE_OWNER | LINEOPENOPTION_PROXY,
		      LINEMEDIAMODE_INTERACTIVEVOICE, &serve.params))
		lineMakeCall(line, &call, "1", 0, NULL);
	for (i = 0; i < MAX_MESSAGES && in.left; i++) {
		put_message(&in);
		if (take_u32(&in) & 1)
			submit_any(&in, line, call);
		while (!lineGetMessage(app, &message, 0))
			answer(&in, line, &message);
		if (message.hDevice && take_u32(&in) % 4 == 3)
			lineDeallocateCall(message.hDevice);
	}
	lineShutdown(app);
	close(fake.fifo);
	return 0;
}
