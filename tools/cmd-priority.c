// SPDX-License-Identifier: GPL-2.0-only
/*
 * tline priority: which program gets calls first, or is asked to make them.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include <tline/tapi.h>

#include "common.h"

#define MAKECALL	"MAKECALL"

static bool json, load, off;

struct entry {
	const char *mode;
	const char *program;
	const char *place;	/* in the kernel; NULL: it does not know */
	uint32_t number;
};

static const struct field entry_fields[] = {
	{ "for", "FOR", FIELD_STRING, offsetof(struct entry, mode), 0, false },
	{ "place", "PLACE", FIELD_STRING, offsetof(struct entry, place), 0, false },
	{ "program", "PROGRAM", FIELD_STRING, offsetof(struct entry, program), 0, false },
};

static struct entry *entries;
static size_t num_entries, room;

static const char *mode_name(DWORD mode)
{
	return mode ? tlineName(TLINENAMES_MEDIAMODE, mode) : MAKECALL;
}

static DWORD parse_mode(const char *text)
{
	const char *bad;
	DWORD mode;

	if (!strcasecmp(text, MAKECALL))
		return 0;
	if (tlineParseNames(TLINENAMES_MEDIAMODE, text, &mode, &bad) || !mode ||
	    mode & (mode - 1))
		die(EXIT_USAGE, "'%s' is no media mode, nor " MAKECALL
		    "; e.g. INTERACTIVEVOICE, DATAMODEM, G3FAX, UNKNOWN", text);
	return mode;
}

static void CALLBACK add_entry(DWORD mode, LPCSTR program, void *arg)
{
	struct entry *e;
	DWORD place;
	char text[16];

	(void)arg;
	entries = xgrow(entries, &room, num_entries, sizeof(*entries));
	e = &entries[num_entries++];
	e->mode = mode_name(mode);
	e->program = xstrdup(program);
	if (lineGetAppPriority(program, mode, NULL, LINEREQUESTMODE_MAKECALL, NULL, &place) ||
	    !place)
		return;
	snprintf(text, sizeof(text), "%u", place);
	e->place = xstrdup(text);
	e->number = place;
}

static _Noreturn void fail(const char *what, LONG rc, DWORD line)
{
	int err = errno;

	if (rc == LINEERR_INIFILECORRUPT && line)
		die(EXIT_SYSTEM, "line %u of /etc/tline/priority is neither a media mode or " MAKECALL
		    " and a program, nor a comment", line);
	if (rc == LINEERR_NODRIVER)
		die(EXIT_ABSENT, "the kernel module tline is not loaded (there is no /dev/tline/app); run: modprobe tline_sim lines=4");
	if (rc == LINEERR_OPERATIONFAILED && (err == EACCES || err == EPERM))
		die(EXIT_DENIED, "cannot %s: needs CAP_NET_ADMIN and write permission for /etc/tline; run it as root",
		    what);
	if (rc == LINEERR_RESOURCEUNAVAIL)
		die(EXIT_FAILED, "cannot %s: the list is full", what);
	if (rc == LINEERR_OPERATIONFAILED && err)
		die(EXIT_SYSTEM, "cannot %s: %s", what, strerror(err));
	die(EXIT_SYSTEM, "cannot %s: %s", what, tlineStrError(rc));
}

static int show(void)
{
	DWORD line = 0;
	size_t i;
	LONG rc;

	rc = tlineReadPriorities(add_entry, NULL, &line);
	if (rc)
		fail("read /etc/tline/priority", rc, line);
	if (!json && num_entries)
		print_table(entry_fields, ARRAY_SIZE(entry_fields), entries, sizeof(*entries),
			    num_entries);
	else if (!json)
		puts("no priorities");
	for (i = 0; json && i < num_entries; i++) {
		json_begin();
		json_text("for", entries[i].mode);
		json_text("program", entries[i].program);
		if (entries[i].number)
			json_number("place", entries[i].number);
		json_end();
	}
	return EXIT_OK;
}

/* Backwards, because each is put first. */
static void change(DWORD mode, int num, char **programs)
{
	LONG rc;

	while (num--) {
		errno = 0;
		rc = lineSetAppPriority(programs[num], mode, NULL, LINEREQUESTMODE_MAKECALL, NULL,
					!off);
		if (rc == LINEERR_INVALAPPNAME)
			die(EXIT_USAGE, "'%s' is no name of a program's file without its folder",
			    programs[num]);
		if (rc)
			fail("set priorities", rc, 0);
	}
}

static int run_priority(int argc, char **argv)
{
	DWORD line = 0;
	LONG rc;

	if (argc == 1 || (off && !argc))
		die(EXIT_USAGE, "priority takes a media mode and programs; see tline priority --help");
	if (load && (argc || off))
		die(EXIT_USAGE, "--load goes with nothing else");
	errno = 0;
	if (load) {
		rc = tlineLoadPriorities(&line);
		if (rc)
			fail("load priorities", rc, line);
		return EXIT_OK;
	}
	if (!argc)
		return show();
	change(parse_mode(argv[0]), argc - 1, argv + 1);
	return EXIT_OK;
}

static const struct option_row options[] = {
	{ "load", 'l', OPTION_FLAG, NULL, "give the kernel what /etc/tline/priority says", &load },
	{ "off", 'o', OPTION_FLAG, NULL, "take the programs off the list", &off },
	OPTION_JSON(json),
};

const struct command cmd_priority = {
	.name = "priority",
	.args = "[FOR PROGRAM...]",
	.help = "show or set which program gets calls first",
	.more = "FOR is a media mode (INTERACTIVEVOICE), or MAKECALL for who makes calls for others.\n"
		"The programs come first, in this order, before those of the list already.",
	.options = options,
	.num_options = ARRAY_SIZE(options),
	.max_args = 33,
	.run = run_priority,
};
