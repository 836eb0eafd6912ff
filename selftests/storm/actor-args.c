// SPDX-License-Identifier: GPL-2.0-only
/* The arguments of requests: mostly such as make sense. */
#include "actor.h"

#define CHANCE(list)	(list)[rnd(rng, ARRAY_LEN(list))]

/* Puts them to @p, or into @rq: bytes at @p. */
typedef __u32 (*fill_fn)(struct rng *rng, const struct my_line *line, struct tline_request *rq,
			 union payload *p);

static const char *const numbers[] = {
	"200", "201", "202", "203", "204", "205", "206", "207", "200", "201", "202", "203",
	"204", "205", "206", "207", "203", "206",
	"", "20;", "20", "999", "201|1", "+2 (0) 4", "20?", "204,,5",
};

static void set_number(struct rng *rng, char *to)
{
	strcpy(to, CHANCE(numbers));
}

static __u32 fill_dest(struct rng *rng, const struct my_line *line, struct tline_request *rq,
		       union payload *p)
{
	set_number(rng, p->dest.number);
	return sizeof(p->dest);
}

static __u32 fill_params(struct rng *rng, const struct my_line *line, struct tline_request *rq,
			 union payload *p)
{
	set_number(rng, p->params.dest.number);
	p->params.no_answer_timeout = one_in(rng, 8);
	return sizeof(p->params);
}

static __u32 fill_uui(struct rng *rng, const struct my_line *line, struct tline_request *rq,
		      union payload *p)
{
	if (one_in(rng, 2))
		return 0;
	p->uui.size = rnd(rng, 32);
	return sizeof(p->uui);
}

static __u32 fill_lamp(struct rng *rng, const struct my_line *line, struct tline_request *rq,
		       union payload *p)
{
	rq->arg[0] = TLINE_DEVSTATUSFLAGS_MSGWAIT;
	rq->arg[1] = rnd(rng, 2);
	return 0;
}

static __u32 fill_mode(struct rng *rng, const struct my_line *line, struct tline_request *rq,
		       union payload *p)
{
	rq->arg[0] = one_in(rng, 3) ? TLINE_TRANSFERMODE_CONFERENCE : TLINE_TRANSFERMODE_TRANSFER;
	return 0;
}

static __u32 fill_conference(struct rng *rng, const struct my_line *line,
			     struct tline_request *rq, union payload *p)
{
	if (rq->op == TLINE_OP_SETUPCONFERENCE)
		rq->arg[0] = 3;
	if (one_in(rng, 3))
		return 0;
	if (one_in(rng, 3))
		p->params.flags = TLINE_CALLPARAMFLAGS_NOHOLDCONFERENCE;
	return fill_params(rng, line, rq, p);
}

static __u32 fill_party(struct rng *rng, const struct my_line *line, struct tline_request *rq,
			union payload *p)
{
	if (rq->op == TLINE_OP_SETUPCONFERENCE)
		rq->arg[0] = 3;
	sprintf(p->params.dest.number, "20%u", rnd(rng, EXCHANGE_LINES));
	return sizeof(p->params);
}

/* ---------------------------------------------------------------- parking and pickup */

static __u32 fill_park(struct rng *rng, const struct my_line *line, struct tline_request *rq,
		       union payload *p)
{
	rq->arg[0] = TLINE_PARKMODE_NONDIRECTED;
	if (one_in(rng, 2))
		return 0;
	rq->arg[0] = TLINE_PARKMODE_DIRECTED;
	sprintf(p->dest.number, "*5%u", rnd(rng, 2));
	return sizeof(p->dest);
}

static __u32 fill_place(struct rng *rng, const struct my_line *line, struct tline_request *rq,
			union payload *p)
{
	static const __u32 places[] = { 701, 702, 50, 51 };
	__u32 last = shared->place[line->line / EXCHANGE_LINES];

	sprintf(p->dest.number, "*%u", last && one_in(rng, 2) ? last : CHANCE(places));
	return sizeof(p->dest);
}

static __u32 fill_pickup(struct rng *rng, const struct my_line *line, struct tline_request *rq,
			 union payload *p)
{
	static const char *const rings[] = { "", "^sales", "^desk", "202^sales", "201", "205" };

	if (one_in(rng, 3))
		return 0;
	strcpy(p->dest.number, CHANCE(rings));
	return sizeof(p->dest);
}

/* -------------------------------------------------------- forwarding and call completion */

static __u32 fill_complete(struct rng *rng, const struct my_line *line, struct tline_request *rq,
			   union payload *p)
{
	rq->arg[0] = 1 << rnd(rng, 4);
	rq->arg[1] = rnd(rng, 4);
	return 0;
}

static __u32 fill_completion(struct rng *rng, const struct my_line *line,
			     struct tline_request *rq, union payload *p)
{
	rq->arg[0] = shared->completion[line->line];
	if (one_in(rng, 4))
		rq->arg[0] -= rnd(rng, 8);
	return 0;
}

/* Mostly none: what is forwarded is not offered to anybody here. */
static __u32 fill_forward(struct rng *rng, const struct my_line *line, struct tline_request *rq,
			  union payload *p)
{
	__u32 n = one_in(rng, 3) ? 1 + rnd(rng, FORWARDS) : 0, i;

	rq->arg[0] = one_in(rng, 3) ? 0 : TLINE_ADDRESS_ANY;
	rq->arg[1] = rnd(rng, 4);
	for (i = 0; i < n; i++) {
		p->forward[i].mode = 1 << rnd(rng, 16);
		strcpy(p->forward[i].caller, "201");
		set_number(rng, p->forward[i].dest);
	}
	return n * sizeof(p->forward[0]);
}

/* -------------------------------------------------------------------------- the device */

static __u32 fill_treatment(struct rng *rng, const struct my_line *line,
			    struct tline_request *rq, union payload *p)
{
	rq->arg[0] = 1 + rnd(rng, 5);
	return 0;
}

static __u32 fill_terminal(struct rng *rng, const struct my_line *line, struct tline_request *rq,
			   union payload *p)
{
	p->terminal.address = one_in(rng, 2) ? 0 : TLINE_ADDRESS_ANY;
	p->terminal.modes = TLINE_TERMMODE_BUTTONS << rnd(rng, 8);
	p->terminal.terminal = rnd(rng, 3);
	p->terminal.enable = rnd(rng, 2);
	return sizeof(p->terminal);
}

static __u32 fill_bytes(struct rng *rng, const struct my_line *line, struct tline_request *rq,
			union payload *p)
{
	__u32 size = rnd(rng, sizeof(p->bytes));

	memset(p->bytes, size, size);
	return size;
}

static __u32 fill_qos(struct rng *rng, const struct my_line *line, struct tline_request *rq,
		      union payload *p)
{
	__u32 i;

	for (i = 0; i < ARRAY_LEN(p->flowspec); i++) {
		p->flowspec[i].kind = i ? TLINE_DATA_RECEIVING_FLOWSPEC :
					  TLINE_DATA_SENDING_FLOWSPEC;
		p->flowspec[i].size = rnd(rng, sizeof(p->flowspec[i].data) + 1);
	}
	/* An item takes at least 8 bytes, and its data another 8. */
	return p->flowspec[0].size && p->flowspec[1].size ? sizeof(p->flowspec) : 0;
}

/* The simulator's extension: set the note, get it, flash the lamp; and one that there is not. */
static __u32 fill_extension(struct rng *rng, const struct my_line *line,
			    struct tline_request *rq, union payload *p)
{
	p->bytes[0] = 1 + rnd(rng, 4);
	if (p->bytes[0] == 1)
		memset(p->bytes + 1, 'n', sizeof(p->bytes) - 1);
	return p->bytes[0] == 3 ? 2 : 1 + rnd(rng, sizeof(p->bytes));
}

static __u32 fill_button(struct rng *rng, const struct my_line *line, struct tline_request *rq,
			 union payload *p)
{
	static const __u32 buttons[] = { 0x08, 0x09, 0x1a, 0x1b };

	rq->arg[0] = CHANCE(buttons);
	return one_in(rng, 2) ? 0 : fill_bytes(rng, line, rq, p);
}

/* ------------------------------------------------------------------- the core's own */

static __u32 fill_gather(struct rng *rng, const struct my_line *line, struct tline_request *rq,
			 union payload *p)
{
	p->gather.modes = TLINE_DIGITMODE_DTMF | (one_in(rng, 2) ? TLINE_DIGITMODE_PULSE : 0);
	p->gather.count = 1 + rnd(rng, 4);
	p->gather.first_timeout = one_in(rng, 3) ? 0 : 10 + rnd(rng, 300);
	p->gather.inter_timeout = one_in(rng, 3) ? 0 : 10 + rnd(rng, 100);
	if (one_in(rng, 2))
		strcpy(p->gather.termination, "#");
	return sizeof(p->gather);
}

static __u32 fill_gather_end(struct rng *rng, const struct my_line *line,
			     struct tline_request *rq, union payload *p)
{
	return sizeof(p->gather);
}

/* A type that somebody answers, if there is one; the cookie is not known yet. */
static __u32 fill_proxy(struct rng *rng, const struct my_line *line, struct tline_request *rq,
			union payload *p)
{
	struct tline_ioc_proxies served = { 0 };
	__u32 type = 1 + rnd(rng, TLINE_PROXYREQUEST_SETAGENTSTATEEX), i;

	ioctl(line->fd, TLINE_IOC_PROXIES, &served);
	for (i = 0; i < TLINE_PROXYREQUEST_SETAGENTSTATEEX && !(served.types & 1 << type); i++)
		type = type % TLINE_PROXYREQUEST_SETAGENTSTATEEX + 1;
	rq->arg[0] = type;
	return sizeof(p->cookie);
}

static const fill_fn fillers[ARGS_KINDS] = {
	[ARGS_DEST]		= fill_dest,
	[ARGS_PARAMS]		= fill_params,
	[ARGS_UUI]		= fill_uui,
	[ARGS_LAMP]		= fill_lamp,
	[ARGS_MODE]		= fill_mode,
	[ARGS_CONFERENCE]	= fill_conference,
	[ARGS_PARTY]		= fill_party,
	[ARGS_PARK]		= fill_park,
	[ARGS_PLACE]		= fill_place,
	[ARGS_PICKUP]		= fill_pickup,
	[ARGS_COMPLETE]		= fill_complete,
	[ARGS_COMPLETION]	= fill_completion,
	[ARGS_FORWARD]		= fill_forward,
	[ARGS_TREATMENT]	= fill_treatment,
	[ARGS_TERMINAL]		= fill_terminal,
	[ARGS_BYTES]		= fill_bytes,
	[ARGS_QOS]		= fill_qos,
	[ARGS_EXTENSION]	= fill_extension,
	[ARGS_BUTTON]		= fill_button,
	[ARGS_GATHER]		= fill_gather,
	[ARGS_GATHER_END]	= fill_gather_end,
	[ARGS_PROXY]		= fill_proxy,
};

void fill_args(struct rng *rng, const struct my_line *line, enum args kind,
	       struct tline_request *rq, union payload *p)
{
	if (!fillers[kind])
		return;
	memset(p, 0, sizeof(*p));
	rq->args_size = fillers[kind](rng, line, rq, p);
	rq->args = rq->args_size ? (uintptr_t)p : 0;
}
