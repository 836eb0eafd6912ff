/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The scene of the tests of the simulator's services: an exchange with lines "200",
 * "201" ..., each opened by an app of its own, and requests with arguments and results.
 */
#ifndef SERVICE_H
#define SERVICE_H

#include "tline_test.h"

#define S(x)		TLINE_CALLSTATE_##x
#define MODE(x)		TLINE_DISCONNECTMODE_##x
#define REASON(x)	TLINE_CALLREASON_##x
#define DEV(x)		TLINE_DEVSTATE_##x
#define LINES		4

/** struct service - @line[i] is line i of @sim, opened by @app[i] */
struct service {
	struct sim sim;
	int app[LINES];
	struct line line[LINES];
};

static inline void service_live(struct service *s)
{
	int i;

	sim_live(&s->sim);
	for (i = 0; i < LINES; i++) {
		s->app[i] = app_open();
		s->line[i] = line_open(&s->sim, i, s->app[i], OWNER, VOICE);
	}
}

/* All states and address states are told. */
static inline void service_watch(struct service *s, int i)
{
	struct tline_ioc_status_messages arg = {
		.line_states = 0x1ffffff, .address_states = 0x1ff,
	};

	if (ioctl(s->line[i].fd, TLINE_IOC_SET_STATUS_MESSAGES, &arg) || arg.result)
		abort();
}

/*
 * Submit @rq with @size bytes at @args and wait: the result, or the refusal.  What it puts
 * out goes to @value, if that is wanted.
 */
static inline __s32 ask(struct line *line, struct tline_request *rq, const void *args,
			__u32 size, __u32 *value)
{
	struct tline_message m;
	int id;

	rq->args = (uintptr_t)args;
	rq->args_size = size;
	id = submit(line, rq);
	if (id < 0)
		return id;
	while (message_of(line->app, TLINE_MSG_REPLY, &m)) {
		if (m.p1 != (__u32)id)
			continue;
		if (value)
			*value = m.p3 >> 32;
		return m.p2;
	}
	return -ETIME;
}

static inline __s32 ask_op(struct line *line, __u32 op, __u32 call, __u32 arg0, __u32 arg1)
{
	struct tline_request rq = { .op = op, .call = call, .arg = { arg0, arg1 } };

	return ask(line, &rq, NULL, 0, NULL);
}

/* An operation on @call (or 0) with a destination; *@made is the call that it makes. */
static inline __s32 ask_dest(struct line *line, __u32 op, __u32 call, __u32 arg0,
			     const char *number, __u32 *made)
{
	struct tline_request rq = { .op = op, .call = call, .arg = { arg0 } };
	struct tline_dest dest = { 0 };
	__s32 err;

	snprintf(dest.number, sizeof(dest.number), "%s", number);
	err = ask(line, &rq, &dest, sizeof(dest), NULL);
	if (made)
		*made = rq.new_call;
	return err;
}

/* A call of line @from to @number, in the state that it has got to after @ms. */
static inline __u32 call_to(struct service *s, int from, const char *number, long ms)
{
	__u32 call;

	if (makecall(&s->line[from], number, &call))
		return 0;
	sim_step(&s->sim, ms);
	return call;
}

static inline bool in_state(struct service *s, int i, __u32 call, __u32 state, __u32 mode)
{
	struct tline_ioc_call_status st = call_status(&s->line[i], call);

	if (st.state == state && st.mode == mode)
		return true;
	fprintf(stderr, "# line %d: call %#x is %#x mode %#x, not %#x mode %#x\n", i, call,
		st.state, st.mode, state, mode);
	return false;
}

/* Wait for a LINEDEVSTATE of this kind, skipping other messages. */
static inline bool dev_state(struct service *s, int i, __u32 state, __u64 p2)
{
	struct tline_message m;

	while (message_of(s->app[i], TLINE_MSG_LINEDEVSTATE, &m)) {
		if (m.p1 == state)
			return m.p2 == p2;
	}
	return false;
}

/* Read an item of TLINE_IOC_DATA: its size, or the TLINE_ERR_. */
static inline int data_of(struct line *line, __u32 kind, __u32 object, void *data, __u32 size)
{
	struct tline_ioc_data arg = {
		.kind = kind, .object = object, .size = size, .data = (uintptr_t)data,
	};

	if (ioctl(line->fd, TLINE_IOC_DATA, &arg))
		return -errno;
	return arg.result ?: (int)arg.size;
}

#endif /* SERVICE_H */
