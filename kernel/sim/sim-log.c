// SPDX-License-Identifier: GPL-2.0-only
/*
 * What a line's provider was told, kept as numbers and put into words when read.
 */
#include <linux/log2.h>
#include <linux/minmax.h>
#include <linux/slab.h>
#include <linux/string.h>

#include "sim.h"

#define SIM_LOG_FIRST	8
#define SIM_LOG_LINE	96	/* the longest: a request with ten digits in each id */
#define SIM_LOG_HEAD	48	/* "... N lines dropped" */

const char *sim_without_name(int bit)
{
	return bit < SIM_WITHOUT_COMMAND ? tline_op_name(bit) :
					   tline_command_name(bit - SIM_WITHOUT_COMMAND);
}

static bool same(const char *name, const char *word, size_t len)
{
	return strlen(name) == len && !memcmp(name, word, len);
}

int sim_without_bit(const char *name, size_t len)
{
	int i;

	for (i = 1; i < TLINE_OP_COUNT; i++) {
		if (same(tline_op_name(i), name, len))
			return i;
	}
	for (i = 0; i < TLINE_CMD_COUNT; i++) {
		if (same(tline_command_name(i), name, len))
			return SIM_WITHOUT_COMMAND + i;
	}
	return -1;
}

/* Doubles the ring while it may; the entries keep their places modulo its size. */
static bool log_grow(struct sim_log *log)
{
	u32 size = log->size ? 2 * log->size : SIM_LOG_FIRST;
	struct sim_log_entry *ring = kcalloc(size, sizeof(*ring), GFP_KERNEL);
	u32 i;

	BUILD_BUG_ON_NOT_POWER_OF_2(SIM_LOG_LEN);
	if (!ring)
		return false;
	for (i = 0; i < log->count; i++)
		ring[i] = log->ring[i];
	kfree(log->ring);
	log->ring = ring;
	log->size = size;
	return true;
}

void sim_log(struct sim_line *line, u8 kind, u8 code, u32 a, u32 b, u32 c, u32 d)
{
	struct sim_log *log = &line->log;
	struct sim_log_entry *e;

	lockdep_assert_held(&line->ex->lock);
	if (log->count == log->size && log->size < SIM_LOG_LEN && !log_grow(log) && !log->size)
		return;
	e = &log->ring[log->count++ & (log->size - 1)];
	e->kind = kind;
	e->code = code;
	e->v[0] = a;
	e->v[1] = b;
	e->v[2] = c;
	e->v[3] = d;
}

void sim_log_clear(struct sim_line *line)
{
	kfree(line->log.ring);
	memset(&line->log, 0, sizeof(line->log));
}

static int log_format(const struct sim_log_entry *e, char *buf, size_t size)
{
	const u32 *v = e->v;

	switch (e->kind) {
	case SIM_LOG_OPEN:
		return scnprintf(buf, size, "open\n");
	case SIM_LOG_CLOSE:
		return scnprintf(buf, size, "close\n");
	case SIM_LOG_REQUEST:
		return scnprintf(buf, size, "request %s id=%u call=%u call2=%u new=%u\n",
				 tline_op_name(e->code), v[0], v[1], v[2], v[3]);
	case SIM_LOG_COMMAND:
		return scnprintf(buf, size, "command %s call=%u arg=%x\n",
				 tline_command_name(e->code), v[0], v[1]);
	case SIM_LOG_CANCEL:
		return scnprintf(buf, size, "cancel id=%u force=%u\n", v[0], v[1]);
	case SIM_LOG_DROP_ON_CLOSE:
		return scnprintf(buf, size, "drop_on_close call=%u\n", v[0]);
	case SIM_LOG_CLOSE_CALL:
		return scnprintf(buf, size, "close_call call=%u\n", v[0]);
	case SIM_LOG_MEDIACONTROL:
		return scnprintf(buf, size, "mediacontrol call=%u action=%x\n", v[0], v[1]);
	case SIM_LOG_MESSAGE:
		return scnprintf(buf, size, "message %u\n", v[0]);
	default:
		return 0;
	}
}

ssize_t sim_log_show(struct sim_line *line, char *page)
{
	const struct sim_log *log = &line->log;
	u64 kept = min_t(u64, log->count, log->size);
	u64 first = log->count;
	char one[SIM_LOG_LINE];
	size_t room = SIM_SHOW_SIZE - SIM_LOG_HEAD;
	ssize_t len = 0;

	while (first > log->count - kept) {
		size_t n = log_format(&log->ring[(first - 1) & (log->size - 1)], one, sizeof(one));

		if (n >= room)
			break;
		room -= n;
		first--;
	}
	if (first)
		len = scnprintf(page, SIM_SHOW_SIZE, "... %llu lines dropped\n", first);
	for (; first < log->count; first++)
		len += log_format(&log->ring[first & (log->size - 1)], page + len,
				  SIM_SHOW_SIZE - len);
	return len;
}
