/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What all sub-commands share: exit status, errors, options, output.
 */
#ifndef TLINE_TOOL_COMMON_H
#define TLINE_TOOL_COMMON_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#define ARRAY_SIZE(a)	(sizeof(a) / sizeof((a)[0]))

/* Exit status; in the manual page. */
enum {
	EXIT_OK = 0,
	EXIT_FAILED = 1,	/* the call was not connected; the books do not balance */
	EXIT_USAGE = 2,
	EXIT_ABSENT = 3,	/* no module, no such line, no such call */
	EXIT_DENIED = 4,
	EXIT_SYSTEM = 5,
};

/* One sentence on stderr, then exit. */
_Noreturn void die(int status, const char *fmt, ...) __attribute__((format(printf, 2, 3)));
void *xcalloc(size_t n, size_t size);
void *xgrow(void *array, size_t *room, size_t used, size_t size);
char *xstrdup(const char *s);
char *xstrndup(const char *s, size_t max);

/* ---------------------------------------------------------------------- options */

enum option_kind { OPTION_FLAG, OPTION_TEXT, OPTION_SECONDS, OPTION_COUNT };

/**
 * struct option_row - an option of a sub-command
 * @name: long name
 * @letter: short name, or 0
 * @kind: FLAG: @value is a bool; TEXT: a const char *; SECONDS: a double;
 *	COUNT: an unsigned int
 * @arg: name of its value in the help
 * @help: what it does
 * @value: where it goes
 */
struct option_row {
	const char *name;
	char letter;
	enum option_kind kind;
	const char *arg;
	const char *help;
	void *value;
};

/**
 * struct command - a sub-command
 * @name: its name
 * @args: its arguments, for the help
 * @help: what it does, in a line
 * @more: the rest of the help, or NULL
 * @options: its options
 * @num_options: how many
 * @min_args: least number of arguments
 * @max_args: greatest one
 * @run: gets the arguments; its result is the exit status
 */
struct command {
	const char *name;
	const char *args;
	const char *help;
	const char *more;
	const struct option_row *options;
	size_t num_options;
	int min_args;
	int max_args;
	int (*run)(int argc, char **argv);
};

extern const struct command cmd_list, cmd_info, cmd_calls, cmd_requests, cmd_stats;
extern const struct command cmd_dial, cmd_answer, cmd_drop, cmd_watch;
extern const struct command cmd_location, cmd_priority;

#define OPTION_JSON(var) \
	{ "json", 'j', OPTION_FLAG, NULL, "one JSON object per line, for programs", &(var) }

/* What stands before the name of a command: "tline ", or nothing. */
extern const char command_of[];

/* Parse options; leaves the arguments in @argv, returns their number. */
int parse_options(const struct command *cmd, int argc, char **argv);

/* ----------------------------------------------------------------------- output */

enum field_kind {
	FIELD_U32,
	FIELD_U64,
	FIELD_STRING,	/* const char *, or NULL */
	FIELD_BOOL,
	FIELD_NAME,	/* u32, a name of @family */
	FIELD_MASK,	/* u32, names of @family */
	FIELD_LIST,	/* const char *, words separated by ',' */
	FIELD_AGE,	/* u64, CLOCK_REALTIME ns */
};

/**
 * struct field - a member of an object, to be shown
 * @key: its name in JSON
 * @title: its name for people; NULL: not for them
 * @kind: how to show it
 * @offset: where it is
 * @family: TLINENAMES_
 * @wide: not in tables
 */
struct field {
	const char *key;
	const char *title;
	enum field_kind kind;
	size_t offset;
	int family;
	bool wide;
};

void print_table(const struct field *fields, size_t n, const void *objects, size_t size,
		 size_t count);
void print_list(const struct field *fields, size_t n, const void *object);

void json_begin(void);
void json_number(const char *key, uint64_t value);
void json_bool(const char *key, bool value);
void json_text(const char *key, const char *value);	/* NULL: nothing */
void json_mask(const char *key, int family, uint32_t mask);
void json_bits(const char *key, const char *words);	/* separated by '|' ... */
void json_list(const char *key, const char *words);	/* ... or by ','; may be NULL */
void json_object(const char *key);
void json_close(void);
void json_fields(const struct field *fields, size_t n, const void *object);
void json_end(void);

/* The bits of @mask by name, "-" if none; in one of several static buffers. */
const char *mask_text(int family, uint32_t mask);
/* A name, or the number if there is none. */
const char *name_text(int family, uint32_t value);

#endif /* TLINE_TOOL_COMMON_H */
