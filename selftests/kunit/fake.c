// SPDX-License-Identifier: GPL-2.0-only
/*
 * The fake provider: it has every operation, notes what it is told, and leaves the rest to the test.
 */
#include <linux/jiffies.h>
#include <linux/kernel.h>
#include <linux/module.h>

#include "scene.h"

const struct tline_line_caps fake_caps = {
	.bearer_modes		= TLINE_BEARERMODE_VOICE,
	.media_modes		= TLINE_MEDIAMODES_ALL,
	.generate_digit_modes	= TLINE_DIGITMODE_DTMF | TLINE_DIGITMODE_PULSE,
	.generate_tone_modes	= TLINE_TONEMODE_CUSTOM | TLINE_TONEMODE_BEEP,
	.generate_tone_max_freq	= 2,
	.monitor_digit_modes	= TLINE_DIGITMODE_DTMF | TLINE_DIGITMODE_PULSE,
	.monitor_tone_max_freq	= 2,
	.monitor_tone_max_entries = 3,
	.medctl_digit_max	= 2,
	.medctl_media_max	= 1,
	.medctl_tone_max	= 1,
	.medctl_callstate_max	= 1,
	.gather_digits_min_timeout = 100,
	.gather_digits_max_timeout = 60000,
	.flags			= TLINE_DEVCAPFLAGS_CLOSEDROP,
	.max_active_calls	= 1,
	.ring_modes		= 1,
	.settable_status	= TLINE_DEVSTATUSFLAGS_MSGWAIT,
};
EXPORT_SYMBOL_GPL(fake_caps);

const struct tline_address_caps fake_address_caps = {
	.call_states	= 0xffff,
	.media_modes	= TLINE_MEDIAMODES_ALL,
};
EXPORT_SYMBOL_GPL(fake_address_caps);

void fake_init(struct fake_line *fl)
{
	memset(fl, 0, sizeof(*fl));
	spin_lock_init(&fl->lock);
	init_completion(&fl->inside);
	init_completion(&fl->leave);
	fl->quiet = FAKE_COMMAND;
}
EXPORT_SYMBOL_GPL(fake_init);

static void note(struct fake_line *fl, enum fake_told told, const char *what, const char *which)
{
	if (!(fl->quiet & told))
		fl->used += scnprintf(fl->log + fl->used, FAKE_LOG - fl->used, "%s%s%s%s",
				      fl->used ? " " : "", what, which ? ":" : "", which ?: "");
}

static void note_request(struct fake_line *fl, const struct tline_rq *rq)
{
	fl->request[fl->requests++ % FAKE_REQUESTS] = rq->id;
	if (rq->new_call)
		fl->new_call = rq->new_call;
	fl->calls += !!rq->new_call + !!rq->new_call2;
	note(fl, FAKE_REQUEST, "request", tline_op_name(rq->op));
}

/* Every operation comes through here. */
static int told(struct tline_line *line, enum fake_told what, const struct tline_rq *rq,
		const char *name)
{
	struct fake_line *fl = tline_line_priv(line);
	unsigned long flags;
	bool hang;
	int ret = 0;

	might_sleep();
	if (atomic_inc_return(&fl->running) > 1)
		fl->overlap = true;
	spin_lock_irqsave(&fl->lock, flags);
	if (what == FAKE_REQUEST)
		note_request(fl, rq);
	else
		note(fl, what, name, what == FAKE_COMMAND ? tline_command_name(rq->op) : NULL);
	if (what == FAKE_CLOSE_CALL) {
		fl->calls--;
		fl->closed++;
	}
	if (rq) {
		fl->last = *rq;
		memcpy(fl->args, rq->args, min_t(u32, rq->args_size, FAKE_ARGS));
	}
	hang = fl->hang_at & what;
	if (hang)
		fl->hang_at = 0;
	spin_unlock_irqrestore(&fl->lock, flags);

	if (hang) {
		complete(&fl->inside);
		wait_for_completion(&fl->leave);
	}
	if (fl->hook)
		ret = fl->hook(fl, what, rq);
	atomic_dec(&fl->running);
	return ret;
}

static int fake_open(struct tline_line *line)
{
	return told(line, FAKE_OPEN, NULL, "open");
}

static void fake_close(struct tline_line *line)
{
	told(line, FAKE_CLOSE, NULL, "close");
}

static int fake_request(struct tline_line *line, const struct tline_rq *rq)
{
	return told(line, FAKE_REQUEST, rq, NULL);
}

static void fake_command(struct tline_line *line, const struct tline_rq *rq)
{
	told(line, FAKE_COMMAND, rq, "command");
}

static void fake_cancel(struct tline_line *line, u32 id, bool force)
{
	struct tline_rq rq = { .id = id };

	told(line, force ? FAKE_FORCE : FAKE_CANCEL, &rq, force ? "force" : "cancel");
}

static void fake_close_call(struct tline_line *line, u32 call, void *priv)
{
	struct tline_rq rq = { .call = call, .priv = priv };

	told(line, FAKE_CLOSE_CALL, &rq, "close_call");
}

void fake_drop_on_close(struct tline_line *line, u32 call, void *priv)
{
	struct tline_rq rq = { .call = call, .priv = priv };

	told(line, FAKE_DROP_ON_CLOSE, &rq, "drop_on_close");
}
EXPORT_SYMBOL_GPL(fake_drop_on_close);

/* With drop_on_close there would be no drop requests to look at. */
const struct tline_provider_ops fake_ops = {
	.open		= fake_open,
	.close		= fake_close,
	.request	= { [1 ... TLINE_OP_COUNT - 1] = fake_request },
	.command	= { [0 ... TLINE_CMD_COUNT - 1] = fake_command },
	.cancel		= fake_cancel,
	.close_call	= fake_close_call,
};
EXPORT_SYMBOL_GPL(fake_ops);

const char *fake_log(struct kunit *test, struct fake_line *fl)
{
	char *copy = kunit_kzalloc(test, FAKE_LOG, GFP_KERNEL);

	KUNIT_ASSERT_NOT_NULL(test, copy);
	if (fl->plugged)
		tline_line_flush(fl->line);
	spin_lock_irq(&fl->lock);
	memcpy(copy, fl->log, fl->used);
	fl->used = 0;
	spin_unlock_irq(&fl->lock);
	return copy;
}
EXPORT_SYMBOL_GPL(fake_log);

u32 fake_last(struct fake_line *fl)
{
	tline_line_flush(fl->line);
	return fl->request[(fl->requests - 1) % FAKE_REQUESTS];
}
EXPORT_SYMBOL_GPL(fake_last);

void fake_hang(struct fake_line *fl, enum fake_told at)
{
	reinit_completion(&fl->inside);
	reinit_completion(&fl->leave);
	spin_lock_irq(&fl->lock);
	fl->hang_at = at;
	spin_unlock_irq(&fl->lock);
}
EXPORT_SYMBOL_GPL(fake_hang);

bool fake_hangs(struct fake_line *fl)
{
	return wait_for_completion_timeout(&fl->inside, msecs_to_jiffies(STUCK_MS));
}
EXPORT_SYMBOL_GPL(fake_hangs);

void fake_release(struct fake_line *fl)
{
	spin_lock_irq(&fl->lock);
	fl->hang_at = 0;
	spin_unlock_irq(&fl->lock);
	complete_all(&fl->leave);
}
EXPORT_SYMBOL_GPL(fake_release);

int fake_call_new(struct fake_line *fl, u32 state, u32 *call)
{
	static const struct tline_call_info info = {
		.media_mode	= VOICE,
		.bearer_mode	= TLINE_BEARERMODE_VOICE,
		.origin		= TLINE_CALLORIGIN_EXTERNAL,
	};
	int err = tline_call_new(fl->line, 0, state, 0, &info, fl, call);

	if (!err) {
		spin_lock_irq(&fl->lock);
		fl->calls++;
		spin_unlock_irq(&fl->lock);
	}
	return err;
}
EXPORT_SYMBOL_GPL(fake_call_new);

int fake_answers(struct fake_line *fl, enum fake_told told, const struct tline_rq *rq)
{
	if (told == FAKE_REQUEST)
		tline_complete(fl->line, rq->id, 0);
	return 0;
}
EXPORT_SYMBOL_GPL(fake_answers);

int fake_returns(struct fake_line *fl, enum fake_told told, const struct tline_rq *rq)
{
	return told == FAKE_REQUEST ? *(int *)fl->arg : 0;
}
EXPORT_SYMBOL_GPL(fake_returns);

MODULE_DESCRIPTION("Fake provider of telephone lines, and programs that use them, for tests");
MODULE_LICENSE("GPL");
MODULE_IMPORT_NS(TLINE);
