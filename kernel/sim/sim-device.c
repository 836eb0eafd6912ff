// SPDX-License-Identifier: GPL-2.0-only
/*
 * What belongs to a line and not to its calls: terminals, devices, the note and the lamp,
 * the buttons of the telephone.  Documentation/simulator.rst describes the extension.
 */
#include <linux/bitops.h>
#include <linux/slab.h>
#include <linux/string.h>

#include "sim.h"

#define TERM(x)		TLINE_TERMMODE_##x

/*
 * ---------------------------------------------------------------------------
 * What the core is told of a new line
 */

static const struct tline_extension extension = {
	.id = { 0x746c696e, 0x652d7369, 0x6d2d6578, 0x74000001 },	/* "tline-sim-ext", 1 */
	.min_version = 0x00010000,
	.max_version = 0x00010000,
};

static const struct tline_treatment treatments[SIM_TREATMENTS] = {
	{ .id = TLINE_CALLTREATMENT_SILENCE, .name = "Silence" },
	{ .id = TLINE_CALLTREATMENT_RINGBACK, .name = "Ringing tone" },
	{ .id = TLINE_CALLTREATMENT_BUSY, .name = "Busy tone" },
	{ .id = TLINE_CALLTREATMENT_MUSIC, .name = "Music" },
};

static const struct tline_terminal_caps terminals[] = {
	{ .device = TLINE_TERMDEV_PHONE, .modes = 0xff, .name = "Telephone",
	  .sharing = TLINE_TERMSHARING_PRIVATE },
	{ .device = TLINE_TERMDEV_HEADSET, .name = "Headset",
	  .modes = TERM(MEDIATOLINE) | TERM(MEDIAFROMLINE) | TERM(MEDIABIDIRECT),
	  .sharing = TLINE_TERMSHARING_PRIVATE },
	{ .device = TLINE_TERMDEV_SPEAKER, .name = "Loudspeaker",
	  .modes = TERM(RINGER) | TERM(MEDIAFROMLINE),
	  .sharing = TLINE_TERMSHARING_SHAREDCONF },
};

static const struct tline_terminal_caps *terminal_of(const struct sim_line *line, u32 i)
{
	return &terminals[__ffs(line->terminals[i])];
}

static u32 terms_size(const struct sim_line *line)
{
	return line->num_terminals * sizeof(u32);
}

static int tell_terminals(struct sim_line *line, struct tline_line *tl)
{
	struct tline_terminal_caps caps[SIM_MAX_TERMINALS];
	int ret;
	u32 i;

	if (!line->num_terminals)
		return 0;
	for (i = 0; i < line->num_terminals; i++)
		caps[i] = *terminal_of(line, i);
	ret = tline_set_data(tl, TLINE_DATA_TERMINAL_CAPS, 0, caps,
			     line->num_terminals * sizeof(caps[0]));
	if (!ret)
		ret = tline_set_data(tl, TLINE_DATA_LINE_TERMINALS, 0, line->terms,
				     terms_size(line));
	for (i = 0; !ret && i < line->addresses; i++)
		ret = tline_set_data(tl, TLINE_DATA_ADDRESS_TERMINALS, i, line->address[i].terms,
				     terms_size(line));
	return ret;
}

/* "class=name class=name" becomes "class\0name\0class\0name\0" in place. */
static int tell_devices(struct sim_line *line, struct tline_line *tl)
{
	char *text, *p;
	int ret;

	if (!line->devices)
		return 0;
	text = kstrdup(line->devices, GFP_KERNEL);
	if (!text)
		return -ENOMEM;
	for (p = text; *p; p++) {
		if (*p == ' ' || *p == '=')
			*p = 0;
	}
	ret = tline_set_data(tl, TLINE_DATA_DEVICES, 0, text, strlen(line->devices) + 1);
	kfree(text);
	return ret;
}

static int tell_note(struct sim_line *line, struct tline_line *tl)
{
	return tline_set_data(tl, TLINE_DATA_LINE_DEVSPECIFIC, 0, line->note,
			      line->note ? strlen(line->note) : 0);
}

static int tell_address(struct sim_line *line, struct tline_line *tl, u32 address)
{
	int ret = tline_set_data(tl, TLINE_DATA_COMPLETION_MESSAGES, address,
				 sim_completion_messages, sizeof(sim_completion_messages));

	if (!ret)
		ret = tline_set_data(tl, TLINE_DATA_TREATMENTS, address, treatments,
				     sizeof(treatments));
	if (!ret && line->address[address].forwards)
		sim_forward_tell(line, tl, address);
	return ret;
}

int sim_device_tell(struct sim_line *line, struct tline_line *tl)
{
	int ret = tline_set_data(tl, TLINE_DATA_EXTENSION, 0, &extension, sizeof(extension));
	u32 i;

	if (!ret)
		ret = tell_terminals(line, tl);
	if (!ret)
		ret = tell_devices(line, tl);
	if (!ret && line->note)
		ret = tell_note(line, tl);
	for (i = 0; !ret && i < line->addresses; i++)
		ret = tell_address(line, tl, i);
	for (i = 0; !ret && i < SIM_STATUS_ITEMS; i++)
		tline_line_status(tl, TLINE_STATUS_SIGNAL + i, line->status[i]);
	return ret;
}

/* At first everything goes to the first terminal. */
int sim_device_up(struct sim_line *line)
{
	u32 i;

	line->address = kcalloc(line->addresses, sizeof(*line->address), GFP_KERNEL);
	if (!line->address)
		return -ENOMEM;
	memset(line->terms, 0, sizeof(line->terms));
	if (line->num_terminals)
		line->terms[0] = terminal_of(line, 0)->modes;
	for (i = 0; i < line->addresses; i++)
		memcpy(line->address[i].terms, line->terms, sizeof(line->terms));
	return 0;
}

void sim_device_down(struct sim_line *line)
{
	u32 i;

	for (i = 0; line->address && i < line->addresses; i++) {
		kfree(line->address[i].forwards);
		kfree(line->address[i].controls);
	}
	kfree(line->address);
	line->address = NULL;
	kfree(line->controls);
	line->controls = NULL;
	kfree(line->note);
	line->note = NULL;
}

/*
 * ---------------------------------------------------------------------------
 * Terminals
 */

void sim_terminals_tell(const struct sim_call *call)
{
	const struct sim_line *line = call->line;

	if (line && line->tl && line->num_terminals && call->id && call->state &&
	    call->state != TLINE_CALLSTATE_IDLE)
		tline_set_data(line->tl, TLINE_DATA_CALL_TERMINALS, call->id, call->terms,
			       terms_size(line));
}

void sim_terminals_inherit(struct sim_call *call)
{
	const struct sim_line *line = call->line;

	if (!line || !line->num_terminals)
		return;
	memcpy(call->terms, line->address[call->address].terms, sizeof(call->terms));
	sim_terminals_tell(call);
}

static void set_term(u32 *terms, const struct tline_set_terminal *t)
{
	if (t->enable)
		terms[t->terminal] |= t->modes;
	else
		terms[t->terminal] &= ~t->modes;
}

static void set_call_term(struct sim_call *call, const struct tline_set_terminal *t)
{
	set_term(call->terms, t);
	sim_terminals_tell(call);
}

/* And the calls that are on it. */
static void set_address_term(struct sim_line *line, u32 address,
			     const struct tline_set_terminal *t)
{
	struct sim_call *call;

	set_term(line->address[address].terms, t);
	if (line->tl)
		tline_set_data(line->tl, TLINE_DATA_ADDRESS_TERMINALS, address,
			       line->address[address].terms, terms_size(line));
	list_for_each_entry(call, &line->calls, node) {
		if (call->address == address)
			set_call_term(call, t);
	}
}

static void set_line_term(struct sim_line *line, const struct tline_set_terminal *t)
{
	u32 i;

	set_term(line->terms, t);
	if (line->tl)
		tline_set_data(line->tl, TLINE_DATA_LINE_TERMINALS, 0, line->terms,
			       terms_size(line));
	for (i = 0; i < line->addresses; i++)
		set_address_term(line, i, t);
}

s32 sim_do_setterminal(struct sim_line *line, struct sim_rq *r)
{
	const struct tline_set_terminal *t = r->rq.args;

	if (t->terminal >= line->num_terminals)
		return TLINE_ERR_INVALTERMINALID;
	if (!t->modes || t->modes & ~terminal_of(line, t->terminal)->modes)
		return TLINE_ERR_INVALTERMINALMODE;
	if (!r->call && t->address != TLINE_ADDRESS_ANY && t->address >= line->addresses)
		return TLINE_ERR_INVALADDRESSID;
	if (r->call && r->call->state == TLINE_CALLSTATE_IDLE)
		return TLINE_ERR_INVALCALLSTATE;
	sim_done(line, r);
	if (r->call)
		set_call_term(r->call, t);
	else if (t->address == TLINE_ADDRESS_ANY)
		set_line_term(line, t);
	else
		set_address_term(line, t->address, t);
	return 0;
}

/*
 * ---------------------------------------------------------------------------
 * Treatment
 */

bool sim_treatment_valid(u32 treatment)
{
	u32 i;

	for (i = 0; i < SIM_TREATMENTS; i++) {
		if (treatments[i].id == treatment)
			return true;
	}
	return false;
}

s32 sim_do_setcalltreatment(struct sim_line *line, struct sim_rq *r)
{
	if (r->call->state == TLINE_CALLSTATE_IDLE)
		return TLINE_ERR_INVALCALLSTATE;
	if (!sim_treatment_valid(r->rq.arg[0]))
		return TLINE_ERR_INVALPARAM;
	sim_done(line, r);
	r->call->treatment = r->rq.arg[0];
	line->ex->info.treatment = r->rq.arg[0];
	sim_call_info(r->call, TLINE_CALLINFOSTATE_TREATMENT);
	return 0;
}

/*
 * ---------------------------------------------------------------------------
 * The extension: a note, a flash of the lamp, and buttons
 */

static s32 set_note(struct sim_line *line, struct sim_rq *r, const u8 *text, u32 size)
{
	char *note = NULL;

	if (memchr(text, 0, size))
		return TLINE_ERR_INVALPARAM;
	if (size) {
		note = kstrndup((const char *)text, size, GFP_KERNEL_ACCOUNT);
		if (!note)
			return TLINE_ERR_NOMEM;
	}
	kfree(line->note);
	line->note = note;
	sim_done(line, r);
	if (line->tl)
		tell_note(line, line->tl);
	return 0;
}

/* The output is as long as the input: the note must fit behind the command. */
static s32 get_note(struct sim_line *line, struct sim_rq *r, const u8 *text, u32 size)
{
	u32 len = line->note ? strlen(line->note) : 0;
	u8 *out;

	if (len > size)
		return TLINE_ERR_STRUCTURETOOSMALL;
	out = kzalloc(size + 1, GFP_KERNEL_ACCOUNT);
	if (!out)
		return TLINE_ERR_NOMEM;
	out[0] = SIM_EXT_GET_NOTE;
	memcpy(out + 1, line->note, len);
	r->out = out;
	r->out_size = size + 1;
	sim_done(line, r);
	kfree(out);
	return 0;
}

/* Everybody who looks at the line, or at the call, sees it. */
static s32 flash(struct sim_line *line, struct sim_rq *r, const u8 *text, u32 size)
{
	if (size != 1)
		return TLINE_ERR_INVALPARAM;
	sim_done(line, r);
	if (line->tl)
		tline_devspecific(line->tl, r->rq.call, false, SIM_EXT_FLASH, text[0], 0);
	return 0;
}

static s32 (* const commands[])(struct sim_line *line, struct sim_rq *r, const u8 *text,
				u32 size) = {
	[SIM_EXT_SET_NOTE]	= set_note,
	[SIM_EXT_GET_NOTE]	= get_note,
	[SIM_EXT_FLASH]		= flash,
};

s32 sim_do_devspecific(struct sim_line *line, struct sim_rq *r)
{
	const u8 *bytes = r->rq.args;

	if (r->rq.arg[0] >= line->addresses)
		return TLINE_ERR_INVALADDRESSID;
	if (!bytes || !r->rq.args_size)
		return TLINE_ERR_INVALPARAM;
	if (bytes[0] >= ARRAY_SIZE(commands) || !commands[bytes[0]])
		return TLINE_ERR_OPERATIONUNAVAIL;
	return commands[bytes[0]](line, r, bytes + 1, r->rq.args_size - 1);
}

/* TAPI's numbers of the buttons of a telephone, PHONEBUTTONFUNCTION_ */
#define BUTTON_MSGWAITON	0x08
#define BUTTON_MSGWAITOFF	0x09
#define BUTTON_DONOTDISTURB	0x1a

s32 sim_do_devspecificfeature(struct sim_line *line, struct sim_rq *r)
{
	u32 button = r->rq.arg[0];
	bool on = button == BUTTON_MSGWAITON;

	if (button != BUTTON_MSGWAITON && button != BUTTON_MSGWAITOFF &&
	    button != BUTTON_DONOTDISTURB)
		return TLINE_ERR_INVALFEATURE;
	sim_done(line, r);
	if (!line->tl)
		return 0;
	if (button == BUTTON_DONOTDISTURB)
		on = sim_do_not_disturb(line, 0);
	else
		sim_lamp(line, on);
	tline_devspecific(line->tl, 0, true, button, on, 0);
	return 0;
}
