// SPDX-License-Identifier: GPL-2.0-only
/*
 * A provider that does nothing, so that what is measured is the core: requests
 * are answered within the operation or never, by operation code.
 *
 * The parameter "lines" is how many lines there are; writing it registers or
 * unregisters some, 0 takes all away at once.  With "notices" set before the first
 * line comes, the provider also has the operations of ops_told.
 */
#define pr_fmt(fmt) KBUILD_MODNAME ": " fmt

#include <linux/err.h>
#include <linux/kernel.h>
#include <linux/module.h>
#include <linux/mutex.h>

#include "tline-provider.h"

#define MAX_LINES	65536

static struct tline_line *line[MAX_LINES];
static unsigned int num_lines;
static unsigned int first_lines;	/* asked for when the module was loaded */
static bool ready;
static DEFINE_MUTEX(lock);		/* all of the above, and registration */

static bool notices;
module_param(notices, bool, 0644);
MODULE_PARM_DESC(notices, "be told of opening, closing and cancelling");

static const struct tline_line_caps line_caps = {
	.api_version	= TLINE_API_VERSION_MAX,
	.address_modes	= TLINE_ADDRESSMODE_ADDRESSID,
	.bearer_modes	= TLINE_BEARERMODE_VOICE,
	.media_modes	= TLINE_MEDIAMODE_INTERACTIVEVOICE,
	.line_states	= TLINE_DEVSTATE_RINGING,
};

static const struct tline_address_caps address_caps = {
	.media_modes	= TLINE_MEDIAMODE_INTERACTIVEVOICE,
};

/* ------------------------------------------------------------------- operations */

static int bench_done(struct tline_line *l, const struct tline_rq *rq)
{
	tline_complete(l, rq->id, 0);
	return 0;
}

static int bench_never(struct tline_line *l, const struct tline_rq *rq)
{
	return 0;
}

/* arg[0] line states, then the answer. */
static int bench_events(struct tline_line *l, const struct tline_rq *rq)
{
	u32 i;

	for (i = 0; i < rq->arg[0]; i++)
		tline_line_state(l, TLINE_DEVSTATE_RINGING, 1, i);
	tline_complete(l, rq->id, 0);
	return 0;
}

static void bench_close_call(struct tline_line *l, u32 call, void *priv)
{
}

static int bench_open(struct tline_line *l)
{
	return 0;
}

static void bench_close(struct tline_line *l)
{
}

static void bench_cancel(struct tline_line *l, u32 id, bool force)
{
}

static void bench_command(struct tline_line *l, const struct tline_rq *rq)
{
}

#define BENCH_REQUESTS							\
	.request = {							\
		[TLINE_OP_MAKECALL]		= bench_done,		\
		[TLINE_OP_SETLINEDEVSTATUS]	= bench_done,		\
		[TLINE_OP_DEVSPECIFIC]		= bench_never,		\
		[TLINE_OP_DEVSPECIFICFEATURE]	= bench_events,		\
	},								\
	.close_call = bench_close_call

static const struct tline_provider_ops ops_plain = {
	BENCH_REQUESTS,
};

static const struct tline_provider_ops ops_told = {
	BENCH_REQUESTS,
	.open		= bench_open,
	.close		= bench_close,
	.cancel		= bench_cancel,
	.command	= {
		[TLINE_CMD_SET_STATUS_MESSAGES]	= bench_command,
		[TLINE_CMD_SET_MEDIA_DETECTION]	= bench_command,
	},
};

static struct tline_provider provider = {
	.name	= "tline_bench",
	.owner	= THIS_MODULE,
};

/* ------------------------------------------------------------------------- lines */

static int add_line(void)
{
	struct tline_line_config config = {
		.num_addresses	= 1,
		.caps		= &line_caps,
	};
	struct tline_line *l;
	char number[16];
	int err;

	l = tline_line_alloc(&provider, &config);
	if (IS_ERR(l))
		return PTR_ERR(l);
	snprintf(number, sizeof(number), "%u", num_lines);
	err = tline_line_set_address(l, 0, number, &address_caps);
	if (!err)
		err = tline_line_register(l);
	if (err) {
		tline_line_free(l);
		return err;
	}
	line[num_lines++] = l;
	return 0;
}

static void take_all(void)
{
	if (provider.ops)
		tline_provider_unregister(&provider);
	provider.ops = NULL;
	num_lines = 0;
}

static int set_lines(unsigned int n)
{
	int err = 0;

	if (!n) {
		take_all();
		return 0;
	}
	if (!provider.ops) {
		provider.ops = notices ? &ops_told : &ops_plain;
		err = tline_provider_register(&provider);
		if (err)
			provider.ops = NULL;
	}
	while (!err && num_lines < n)
		err = add_line();
	while (num_lines > n)
		tline_line_unregister(line[--num_lines]);
	return err;
}

static int lines_set(const char *val, const struct kernel_param *kp)
{
	unsigned int n;
	int err;

	err = kstrtouint(val, 0, &n);
	if (!err && n > MAX_LINES)
		err = -EINVAL;
	if (err) {
		pr_err("lines=%s: expected a number from 0 to %u\n", val, MAX_LINES);
		return err;
	}
	mutex_lock(&lock);
	/* While the module is being loaded, another bad parameter may still end it. */
	if (ready)
		err = set_lines(n);
	else
		first_lines = n;
	mutex_unlock(&lock);
	return err;
}

static int lines_get(char *buf, const struct kernel_param *kp)
{
	return sysfs_emit(buf, "%u\n", num_lines);
}

static const struct kernel_param_ops lines_ops = {
	.set = lines_set,
	.get = lines_get,
};
module_param_cb(lines, &lines_ops, NULL, 0644);
MODULE_PARM_DESC(lines, "how many lines there are (0 to 65536)");

static int __init bench_init(void)
{
	int err;

	mutex_lock(&lock);
	err = set_lines(first_lines);
	if (err)
		take_all();
	ready = !err;
	mutex_unlock(&lock);
	return err;
}
module_init(bench_init);

static void __exit bench_exit(void)
{
	mutex_lock(&lock);
	take_all();
	mutex_unlock(&lock);
}
module_exit(bench_exit);

MODULE_DESCRIPTION("Lines that do nothing, for measuring tline itself");
MODULE_LICENSE("GPL");
MODULE_IMPORT_NS(TLINE);
