// SPDX-License-Identifier: GPL-2.0-only
/*
 * Proxies: opens that answer certain requests of other opens of their line, TAPI's
 * agent functions, in place of the provider (TLINE_OPENOPTION_PROXY).
 *
 * A request for one is in tline_proxy.requests, as others are in the list of their
 * call or line, and ends with the open as those with these.  Until the proxy has
 * taken it, it is also in tline_proxy.asked, by the node that others have in the
 * outbox, and with the same reference.
 *
 * It never becomes TLINE_OPF_DISPATCHED: no provider can answer it or hears of its
 * end.
 */
#include <linux/bits.h>
#include <linux/cred.h>
#include <linux/err.h>
#include <linux/kernel.h>
#include <linux/nospec.h>
#include <linux/slab.h>
#include <linux/string.h>
#include <linux/uaccess.h>

#include "tline-priv.h"

#define API_2_2		0x00020002

#define TYPES_ALL	GENMASK(TLINE_PROXYREQUEST_SETAGENTSTATEEX, TLINE_PROXYREQUEST_SETAGENTGROUP)
/* Those that an ACD of TAPI 2.2 consists of. */
#define TYPES_ACD	GENMASK(TLINE_PROXYREQUEST_SETAGENTSTATEEX, TLINE_PROXYREQUEST_CREATEAGENT)

static u32 types_served(const struct tline_line *line)
{
	const struct tline_proxy *proxy;
	u32 types = 0;

	list_for_each_entry(proxy, &line->proxies, node)
		types |= proxy->types;
	return types;
}

bool tline_proxy_valid(const struct tline_ioc_open *arg)
{
	if (!(arg->privileges & TLINE_OPENOPTION_PROXY))
		return !arg->proxy_types;
	return arg->proxy_types && !(arg->proxy_types & ~TYPES_ALL);
}

bool tline_proxy_free_locked(const struct tline_line *line, u32 types)
{
	return !(types_served(line) & types);
}

struct tline_proxy *tline_proxy_alloc(struct tline_open *open, u32 types)
{
	struct tline_proxy *proxy = kzalloc(sizeof(*proxy), GFP_KERNEL_ACCOUNT);

	if (!proxy)
		return NULL;
	proxy->open = open;
	proxy->types = types;
	INIT_LIST_HEAD(&proxy->requests);
	INIT_LIST_HEAD(&proxy->asked);
	return proxy;
}

struct tline_proxy *tline_proxy_find_locked(struct tline_line *line, u32 type)
{
	struct tline_proxy *proxy;

	if (type > TLINE_PROXYREQUEST_SETAGENTSTATEEX)
		return NULL;
	list_for_each_entry(proxy, &line->proxies, node)
		if (proxy->types & BIT(type))
			return proxy;
	return NULL;
}

/* ---------------------------------------------------------------------- coming, going */

/* To all opens but @except that speak @version: TAPI's messages about what they cannot see. */
static void tell_others(struct tline_line *line, const struct tline_open *except, u32 version,
			u32 type, u64 p1, u64 p2, u64 p3)
{
	struct tline_open *open;

	list_for_each_entry(open, &line->opens, line_node)
		if (open != except && open->api_version >= version)
			tline_open_event_locked(open, type, open->handle, p1, p2, p3);
}

static void tell_status(const struct tline_proxy *proxy, u32 status)
{
	u32 type;

	for (type = 1; type <= TLINE_PROXYREQUEST_SETAGENTSTATEEX; type++)
		if (proxy->types & BIT(type))
			tell_others(proxy->open->line, proxy->open, API_2_2,
				    TLINE_MSG_PROXYSTATUS, status, type, 0);
}

static bool acd_complete(u32 types)
{
	return (types & TYPES_ACD) == TYPES_ACD;
}

void tline_proxy_begin_locked(struct tline_proxy *proxy)
{
	struct tline_line *line = proxy->open->line;
	u32 before = types_served(line);

	list_add_tail(&proxy->node, &line->proxies);
	tell_status(proxy, TLINE_PROXYSTATUS_OPEN);
	if (!acd_complete(before) && acd_complete(before | proxy->types))
		tell_others(line, proxy->open, API_2_2, TLINE_MSG_PROXYSTATUS,
			    TLINE_PROXYSTATUS_ALLOPENFORACD, 0, 0);
}

void tline_proxy_ended_locked(struct tline_proxy *proxy)
{
	tell_status(proxy, TLINE_PROXYSTATUS_CLOSE);
}

int tline_proxy_types(struct tline_open *open, struct tline_ioc_proxies *arg)
{
	struct tline_line *line = open->line;
	int err = 0;

	spin_lock_irq(&line->lock);
	if (line->gone)
		err = -ENODEV;
	else
		arg->types = types_served(line);
	spin_unlock_irq(&line->lock);
	return err;
}

/* --------------------------------------------------------------------------- requests */

/* Modelled by begin() in selftests/model/proxy.pml. */
void tline_proxy_ask_locked(struct tline_op *op, const struct tline_open *asker)
{
	struct tline_proxy *proxy = op->proxy;

	proxy->num_requests++;
	op->arg[1] = __kuid_val(asker->uid);
	op->arg[2] = asker->api_version;
	list_move_tail(&op->link, &proxy->requests);
	op->out.kind = TLINE_OUT_REQUEST;
	list_add_tail(&op->out.node, &proxy->asked);
	tline_open_event_locked(proxy->open, TLINE_MSG_PROXYREQUEST, proxy->open->handle,
				op->out.id, op->arg[0], 0);
}

static struct tline_op *find_request(struct tline_open *open, u32 id)
{
	struct tline_slot *slot = tline_slots_find(&open->line->op_ids, id);
	struct tline_op *op = slot ? slot->obj : NULL;

	return op && op->proxy && op->proxy == open->proxy ? op : NULL;
}

/* One that nobody has taken or is taking, or NULL; @id 0: the oldest. */
static struct tline_op *find_asked(struct tline_open *open, u32 id)
{
	struct tline_op *op;

	if (!open->proxy)
		return NULL;
	if (!id)
		return list_first_entry_or_null(&open->proxy->asked, struct tline_op, out.node);
	op = find_request(open, id);
	return op && !list_empty(&op->out.node) ? op : NULL;
}

static void describe(const struct tline_op *op, struct tline_ioc_proxy_take *arg)
{
	arg->id = op->out.id;
	arg->type = op->arg[0];
	arg->uid = from_kuid_munged(current_user_ns(), KUIDT_INIT(op->arg[1]));
	arg->api_version = op->arg[2];
	if (op->app)
		strscpy(arg->app, op->app->name, sizeof(arg->app));
}

/* What was asked for has been copied, or could not be; the reference is taken over. */
static s32 take_end(struct tline_open *open, struct tline_op *op, bool fault)
{
	s32 result = 0;

	spin_lock_irq(&open->line->lock);
	if (op->done) {
		result = TLINE_ERR_NOREQUEST;
	} else if (fault) {
		tline_op_hold(op);
		list_add(&op->out.node, &op->proxy->asked);
	} else {
		op->flags |= TLINE_OPF_TAKEN;
	}
	spin_unlock_irq(&open->line->lock);
	tline_op_put(op);
	return result;
}

/* Modelled by ProxyTaker() in selftests/model/proxy.pml. */
int tline_proxy_take(struct tline_open *open, struct tline_ioc_proxy_take *arg)
{
	u32 room = arg->size;
	struct tline_op *op;
	bool fault;
	int err;

	arg->type = 0;
	arg->result = 0;
	err = tline_open_begin(open);
	if (err)
		return err;
	op = find_asked(open, arg->id);
	if (op) {
		describe(op, arg);
		arg->size = op->args ? op->args->size : 0;
		/* Nobody else takes it meanwhile, and its reference is ours. */
		if (arg->size <= room)
			list_del_init(&op->out.node);
	} else {
		arg->result = TLINE_ERR_NOREQUEST;
	}
	tline_open_end(open, NULL);
	if (!op || arg->size > room)
		return 0;
	fault = arg->size && copy_to_user(u64_to_user_ptr(arg->data), op->args->data, arg->size);
	arg->result = take_end(open, op, fault);
	return fault ? -EFAULT : 0;
}

static struct tline_output *copy_output(const struct tline_ioc_proxy_answer *arg)
{
	struct tline_output *output;

	if (arg->size > TLINE_MAX_PROXY)
		return ERR_PTR(-E2BIG);
	output = tline_output_alloc(arg->size);
	if (!output)
		return ERR_PTR(-ENOMEM);
	output->size = arg->size;
	if (copy_from_user(output->data, u64_to_user_ptr(arg->data), arg->size)) {
		kfree(output);
		return ERR_PTR(-EFAULT);
	}
	return output;
}

/* Modelled by Answerer() in selftests/model/proxy.pml. */
int tline_proxy_answer(struct tline_open *open, struct tline_ioc_proxy_answer *arg)
{
	struct tline_output *output;
	struct tline_op *op;
	int err;

	arg->result = 0;
	if (arg->answer && !tline_error_valid(arg->answer))
		return -EINVAL;
	output = copy_output(arg);
	if (IS_ERR(output))
		return PTR_ERR(output);
	err = tline_open_begin(open);
	if (err)
		goto out;
	op = find_request(open, arg->id);
	if (op && op->flags & TLINE_OPF_TAKEN) {
		/* A failure has none. */
		if (!arg->answer)
			swap(op->output, output);
		tline_op_finish_locked(op, arg->answer,
				       arg->answer ? TLINE_REASON_REFUSED : TLINE_REASON_DONE, 0);
	} else {
		arg->result = TLINE_ERR_NOREQUEST;
	}
	tline_open_end(open, NULL);
out:
	kfree(output);
	return err;
}

/* --------------------------------------------------------------------------- messages */

/* Messages that a proxy may send: the TAPI version from which they are understood. */
static const u32 message_version[] = {
	[TLINE_MSG_AGENTSPECIFIC]	= TLINE_API_VERSION_2_0,
	[TLINE_MSG_AGENTSTATUS]		= TLINE_API_VERSION_2_0,
	[TLINE_MSG_AGENTSESSIONSTATUS]	= API_2_2,
	[TLINE_MSG_QUEUESTATUS]		= API_2_2,
	[TLINE_MSG_AGENTSTATUSEX]	= API_2_2,
	[TLINE_MSG_GROUPSTATUS]		= API_2_2,
};

static u32 version_of(u32 type)
{
	return type < ARRAY_SIZE(message_version) ?
	       message_version[array_index_nospec(type, ARRAY_SIZE(message_version))] : 0;
}

int tline_proxy_message(struct tline_open *open, struct tline_ioc_proxy_message *arg)
{
	u32 version = version_of(arg->type);
	int err;

	err = tline_open_begin(open);
	if (err)
		return err;
	arg->result = version && open->proxy ? 0 : TLINE_ERR_INVALPARAM;
	if (!arg->result)
		tell_others(open->line, open, version, arg->type, arg->p1, arg->p2, arg->p3);
	tline_open_end(open, NULL);
	return 0;
}
