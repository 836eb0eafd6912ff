/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * A fuzzer for what programs can do to tline: ioctls, read, netlink, and the
 * simulator's attributes for what a provider does meanwhile.
 *
 * What it executes are programs of calls.  A call is a row of table.c with values
 * for some of the row's fields, and with slots: what one call makes (files, call
 * handles, request ids, processes) goes into numbered slots that later calls name.
 *
 *   table.c   the rows: the one description of every call
 *   gen.c     makes and mutates programs
 *   text.c    programs as text, both ways
 *   exec.c    executes them; run.c: one function for each kind of row
 *   world.c   the simulated exchange, and its return to the same state each time
 *   oracle.c  what must hold whatever a program did
 *   cover.c   KCOV
 *   fuzz.c    the fuzzer; replay.c: the corpus as a test
 */
#ifndef FUZZ_H
#define FUZZ_H

#include <errno.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <linux/tline.h>
#include <linux/tline_netlink.h>

#define ARRAY_SIZE(a)	(sizeof(a) / sizeof((a)[0]))

#define MAX_CALLS_PROG	30
#define MAX_VALUES	12
#define MAX_OUTS	4
#define SLOTS		16
#define TEXT_LEN	44
#define BATCH		8	/* requests of one SUBMIT that differ */
#define PROG_TEXT	16384	/* a program as text fits */

/* What slots hold; the letters of the text are in res_letter[]. */
enum res { RES_FILE, RES_CALL, RES_REQUEST, RES_PROCESS, RES_ASKED, NUM_RES };

enum file_type { FILE_NONE, FILE_APP, FILE_LINE, FILE_NL, FILE_ANY };

/*
 * Which memory a field is in; CTL: none, the call's function looks at it; DATA: where
 * the ioctl's structure points to.
 */
enum where {
	IN_CTL, IN_ARG, IN_DATA, IN_REQUEST, IN_DEST, IN_PARAMS, IN_UUI, IN_FORWARD, IN_TERMINAL,
	IN_GATHER, IN_ITEM, IN_ATTR, NUM_WHERE
};

enum field_kind {
	F_NUM,		/* a number */
	F_SMALL,	/* a small one */
	F_ENUM,		/* one of @names */
	F_FLAGS,	/* bits of @names */
	F_TEXT,		/* a string, with a NUL unless written as fill"x" */
	F_BYTES,	/* a string, no NUL */
	F_CALL,		/* a call handle */
	F_REQUEST,	/* a request id */
	F_ASKED,	/* id of a request that a proxy was given */
	F_FD,		/* an app's file */
	F_PTR,		/* a pointer that the call's function sets unless it is given */
	F_ZERO,		/* reserved */
	F_OUT,		/* written by the kernel only */
};

struct name {
	const char *name;
	uint64_t value;
};

struct field {
	const char *name;
	uint8_t where;
	uint8_t kind;
	uint16_t offset;	/* of an attribute: its type */
	uint16_t size;
	const struct name *names;	/* ends with a NULL name; F_TEXT: to choose from */
};

enum value_kind { V_NUM, V_TEXT, V_FILL, V_SLOT, V_PTR };

struct value {
	uint8_t field;
	uint8_t kind;
	uint8_t res;		/* V_SLOT: which slots; the number is @num */
	uint64_t num;		/* V_PTR: enum bad_ptr */
	char text[TEXT_LEN];
};

/* Pointers that are wrong; the names are in text.c. */
enum bad_ptr {
	PTR_NULL, PTR_LOW, PTR_GUARD, PTR_EDGE, PTR_READONLY, PTR_KERNEL, PTR_NONCANON, PTR_MAX,
	NUM_PTR
};

struct slot {
	uint8_t res;
	uint8_t n;
};

struct call {
	uint8_t row;
	bool async;		/* in the second thread, next to what follows */
	int8_t on;		/* file slot, or -1 */
	uint8_t num_outs;
	uint8_t num_values;
	bool expects;
	int32_t want;		/* result that replay demands */
	struct slot outs[MAX_OUTS];
	struct value values[MAX_VALUES];
};

struct prog {
	char name[48];
	int n;
	struct call calls[MAX_CALLS_PROG];
};

struct exec;
struct thread;

/**
 * struct row - a kind of call
 * @name: in the text: ioctls and netlink commands in capitals, as in the uapi
 * @on: what it is called on
 * @makes: of an open: type of the file
 * @outs: what it makes, letters of res_letter
 * @cmd: ioctl number, netlink command
 * @result: offset of the structure's result, 0: none
 * @weight: how often the generator takes it
 * @run: carries it out: a TLINE_ERR_, -errno, or what it returned
 */
struct row {
	const char *name;
	uint8_t on;
	uint8_t makes;
	const char *outs;
	uint32_t cmd;
	uint16_t result;
	uint16_t weight;
	const struct field *fields;
	uint8_t num_fields;
	int32_t (*run)(struct thread *t, const struct call *call);
};

/* table.c */
extern const struct row rows[];
extern const int num_rows;
extern const char res_letter[NUM_RES + 1];
extern const struct name results[];
extern const uint16_t where_size[NUM_WHERE];
const struct row *row_find(const char *name);
const struct field *field_find(const struct row *row, const char *name);
/* The structure of an operation's arguments: IN_DEST to IN_ITEM, IN_ATTR (bytes) or IN_CTL. */
enum where op_args(uint64_t op);
/* Every byte of every structure described, every number of the uapi there: problems found. */
int table_check(void);

/* text.c */
int prog_print(const struct prog *p, char *out, size_t size);
/* Parse the next program of @text, advancing it: 1, 0 at the end, -1 with *@error set. */
int prog_parse(const char **text, struct prog *p, int *line, const char **error);

/* gen.c */
void rnd_seed(uint64_t seed);
uint32_t rnd(uint32_t below);
void gen_prog(struct prog *p);
void gen_mutate(struct prog *p, const struct prog *other);

/* exec.c, run.c */

/* What is open, as the oracle knows it; shared by all duplicates. */
struct object {
	uint8_t type;
	int app;		/* of a line: the app's object, or -1 */
	bool silent;		/* below 2.0: what closing ends has no completion */
};

struct file {
	int fd;
	int object;
};

struct accepted {
	int line;		/* object */
	uint32_t id;
};

struct heard {
	int app;		/* object */
	struct tline_message m;
};

#define MAX_OBJECTS	64
#define MAX_LOG		4096

struct thread {
	struct exec *x;
	char *arg, *data, *requests, *args[BATCH];	/* ends of areas, a guard page follows */
	char *readonly;
	char array[16 * 4096];			/* requests of a SUBMIT */
	int batch;				/* requests put by "req" */
	struct tline_request batched[BATCH];
	struct { uint8_t res; uint32_t value; } made[MAX_OUTS];	/* for the call's slots */
	int num_made;
};

struct exec {
	const struct prog *p;
	struct file files[SLOTS];
	uint32_t values[NUM_RES][SLOTS];
	struct object objects[MAX_OBJECTS];
	int num_objects;
	struct accepted accepted[MAX_LOG];
	int num_accepted;
	struct heard heard[MAX_LOG];
	int num_heard;
	struct tline_ioc_priority priorities[MAX_CALLS_PROG];	/* set, to be taken back */
	int num_priorities;
	int unix_pair[2];
	bool submitted;				/* maybe something has been */
	bool overflow;				/* one of the logs is full */
	const char *broken;			/* what an oracle found */
	int32_t got[MAX_CALLS_PROG];
	struct thread threads[2];
};

void exec_init(struct exec *x);
/* Run @p and close everything; false: x->broken says what is wrong. */
bool exec_run(struct exec *x, const struct prog *p, bool check_wants, char *why, size_t size);
int file_take(struct exec *x, int n);
int file_fd(struct exec *x, int n);
void file_put(struct exec *x, int n, int fd, int object);
int object_new(struct exec *x, enum file_type type);
const struct value *call_value(const struct call *call, const char *name);
uint64_t call_num(struct thread *t, const struct call *call, const char *name, uint64_t otherwise);
const char *call_text(const struct call *call, const char *name, const char *otherwise);
void fill(struct thread *t, const struct call *call, enum where where, char *base);
/*
 * Where @size bytes of @buf are put for the kernel: before @end, or at the wrong
 * pointer that the call's field @name asks for.
 */
uint64_t place(struct thread *t, const struct call *call, const char *name, char *end,
	       const void *buf, size_t size);
void make(struct thread *t, enum res kind, uint32_t value);
void log_accepted(struct exec *x, int line, uint32_t id);
void log_heard(struct exec *x, int app, const struct tline_message *m, int n);
void alarm_begin(void);
void alarm_end(void);
void process_stop(struct exec *x, int n);
void join_thread(void);

/* fuzz_test.c: all files, each with a line "# file NAME" before it */
extern const char corpus[];

/* world.c */
#define WORLD_LINES	4
void world_up(void);
void world_down(void);
/* Back to the state at the start: NULL, or what stands in the way. */
/* Something was done to a line that the end of its calls and opens does not undo. */
void world_changed(void);
const char *world_reset(bool submitted);
int world_line_open(int line, int flags);
int world_poke(const char *attr, int line, const char *value);	/* line -1: the exchange */
bool world_attr_is_exchange(const char *attr);
/* Books of all lines. */
struct tline_ioc_counters world_counters(void);

/* oracle.c */
const char *oracle_messages(struct exec *x);
const char *oracle_books(void);
/* What the kernel has reported since the last call: NULL, or the line. */
const char *oracle_kernel(void);

/* cover.c */
struct cover_set { uint64_t bits[256]; };	/* 16,384 PCs */
bool cover_init(int thread);
void cover_begin(void);
void cover_stop(void);
/* Add what has been reached to @set; returns how many of it were never reached before. */
int cover_end(struct cover_set *set);
int cover_count(void);
void cover_print(FILE *f);

#endif /* FUZZ_H */
