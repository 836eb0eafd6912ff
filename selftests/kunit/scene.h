/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What the suites share: a provider that does what a test tells it (fake.c), programs that use its
 * lines (user.c), and the scene that has both (scene.c).
 *
 * The programs are kernel threads, but they come through the files of /dev/tline like any other:
 * file operations, ioctl numbers, memory of user space.  So a test sees both ends of the core, and
 * reaches into it nowhere.
 *
 * At the end of each test the scene makes sure of what has to hold always: the books balance, no
 * request and no call is left, each call that the provider knew of was closed once, and no two
 * operations of a line ran at a time.
 */
#ifndef SCENE_H
#define SCENE_H

#include <kunit/test.h>
#include <linux/completion.h>
#include <linux/fs.h>
#include <linux/sched.h>
#include <linux/spinlock.h>

#include "tline-provider.h"

#define SCENE_LINES	3
#define SCENE_PROGS	4
#define SCENE_OPENS	8
#define SCENE_THREADS	8
#define FAKE_LOG	512
#define FAKE_REQUESTS	64
#define FAKE_ARGS	256

#define MONITOR		TLINE_CALLPRIVILEGE_MONITOR
#define OWNER		TLINE_CALLPRIVILEGE_OWNER
#define VOICE		TLINE_MEDIAMODE_INTERACTIVEVOICE
#define V2_2		TLINE_API_VERSION_MAX
#define FAILED		TLINE_ERR_OPERATIONFAILED
#define REASON(x)	TLINE_REASON_##x
#define STATE(x)	TLINE_CALLSTATE_##x

/* Longer than anything takes that is not stuck. */
#define STUCK_MS	60000

struct fake_line;
struct scene;

/* ------------------------------------------------------------------ the provider (fake.c) */

/* What a provider is told; bits, so that some can be left out of the log. */
enum fake_told {
	FAKE_OPEN		= BIT(0),
	FAKE_CLOSE		= BIT(1),
	FAKE_REQUEST		= BIT(2),
	FAKE_COMMAND		= BIT(3),
	FAKE_CANCEL		= BIT(4),
	FAKE_FORCE		= BIT(5),
	FAKE_DROP_ON_CLOSE	= BIT(6),
	FAKE_CLOSE_CALL		= BIT(7),
};

/**
 * struct fake_line - a line of the fake provider
 * @line: the core's; its memory lives as long as @books
 * @plugged: it is registered
 * @books: unbound file of the line, for its counters
 * @hook: called in each operation, for a request its return value counts; NULL: keep requests
 * @arg: for @hook
 * @hang_at: enum fake_told in which the next operation blocks, until fake_release()
 * @inside: an operation has come there
 * @leave: it may go on
 * @running: operations running now
 * @overlap: two ran at a time
 * @lock: guards all below
 * @quiet: enum fake_told that are not logged; at first, commands
 * @log: what was told: "open request:makecall cancel force close_call close ..."
 * @used: bytes of it
 * @request: ids of requests, in order
 * @requests: how many came, ever
 * @new_call: call of the last request that makes one
 * @calls: calls that the provider knows of
 * @closed: close_calls it got
 * @last: latest request or command; its pointers mean nothing any more
 * @args: its arguments, as far as they fit
 */
struct fake_line {
	struct tline_line *line;
	bool plugged;
	struct file *books;
	int (*hook)(struct fake_line *fl, enum fake_told told, const struct tline_rq *rq);
	void *arg;
	u32 hang_at;
	struct completion inside;
	struct completion leave;
	atomic_t running;
	bool overlap;
	spinlock_t lock;
	u32 quiet;
	char log[FAKE_LOG];
	size_t used;
	u32 request[FAKE_REQUESTS];
	u32 requests;
	u32 new_call;
	s32 calls;
	u32 closed;
	struct tline_rq last;
	u8 args[FAKE_ARGS] __aligned(8);
};

extern const struct tline_provider_ops fake_ops;
extern const struct tline_line_caps fake_caps;
extern const struct tline_address_caps fake_address_caps;

void fake_init(struct fake_line *fl);
/* For tline_provider_ops.drop_on_close, which fake_ops has not. */
void fake_drop_on_close(struct tline_line *line, u32 call, void *priv);
/* What was told since the last time, once the outbox is empty. */
const char *fake_log(struct kunit *test, struct fake_line *fl);
/* Id of the latest request, once the outbox is empty. */
u32 fake_last(struct fake_line *fl);
/* The next operation of this kind blocks. */
void fake_hang(struct fake_line *fl, enum fake_told at);
/* True once it does. */
bool fake_hangs(struct fake_line *fl);
void fake_release(struct fake_line *fl);
/* tline_call_new() with ordinary information. */
int fake_call_new(struct fake_line *fl, u32 state, u32 *call);
/* Hooks: answer with 0 at once; return *(int *)arg. */
int fake_answers(struct fake_line *fl, enum fake_told told, const struct tline_rq *rq);
int fake_returns(struct fake_line *fl, enum fake_told told, const struct tline_rq *rq);

/* ------------------------------------------------------------------ programs (user.c) */

/** struct prog - a program: an open app */
struct prog {
	struct scene *scene;
	struct file *app;
};

/** struct open - a line that it has open */
struct open {
	struct prog *prog;
	struct fake_line *fl;
	struct file *file;
	u32 handle;
};

struct prog *prog_new(struct scene *s, u32 version);
void prog_shutdown(struct prog *u);
/* Close the app's file: the end of the program. */
void prog_exit(struct prog *u);
struct open *open_new(struct prog *u, struct fake_line *fl, u32 privileges);
/* The same in two steps: the file, and the line, which may be had by any thread. */
struct open *open_unbound(struct prog *u, struct fake_line *fl);
long open_bind(struct open *o, u32 privileges);
void open_close(struct open *o);
/* Any ioctl: 0 or -errno. */
long user_ioctl(struct file *file, unsigned int cmd, void *arg);
/* The same, with @size bytes at @data, in and out, for the pointer that @arg has at @pointer. */
long user_ioctl_data(struct file *file, unsigned int cmd, void *arg, u64 *pointer, void *data,
		     size_t size);
/* TLINE_IOC_SUBMIT of @n requests; their args point to kernel memory. */
long user_submit(struct open *o, struct tline_request *rq, u32 n, u32 flags);
/* One request on @call (0: the line's): its id, or the TLINE_ERR_ or -errno. */
int submit(struct open *o, u32 op, u32 call);
int submit_timed(struct open *o, u32 op, u32 call, u64 timeout_ns);
int submit_makecall(struct open *o, u32 *call);
int prog_cancel(struct prog *u, u32 id, u32 mode);
/* TLINE_IOC_OUTPUT with @room bytes (@to NULL: not wanted): 0 or -errno, *@size as told. */
long output_take(struct prog *u, u32 id, void *to, u32 room, u32 *size);
/* Gather digits of a connected call, with TLINE_REQUEST_KEEP: as submit(). */
int submit_gather(struct open *o, u32 call, const struct tline_gather *gather, u64 timeout_ns);
/* The TLINE_GATHERTERM_ that @id has ended with, 0: it has not, or failed; its digits. */
u32 gathered(struct prog *u, u32 id, char *digits);
/* The next message; false: there is none. */
bool message(struct prog *u, struct tline_message *m);
/* The next of @type, skipping others. */
bool message_of(struct prog *u, u32 type, struct tline_message *m);
/* Throw away what is queued: how many messages of @type there were. */
u32 leftover(struct prog *u, u32 type);
/* Reason of the completion of @id, 0 if there is none; skips other messages. */
u32 reply(struct prog *u, u32 id, s32 *result);
/* State of a call by query, 0: no such handle. */
u32 call_state(struct open *o, u32 call);
/* The handle of the call that was offered next, 0: none was. */
u32 offered(struct prog *p);
s32 deallocate(struct open *o, u32 call);
struct tline_ioc_counters counters(struct fake_line *fl);

/* ------------------------------------------------------------------ the scene (scene.c) */

/** struct thread - something that runs beside the test */
struct thread {
	void (*fn)(void *arg);
	void *arg;
	struct completion done;
	struct task_struct *task;
};

struct scene {
	struct kunit *test;
	struct tline_provider_ops ops;
	struct tline_provider provider;
	bool registered;
	struct fake_line line[SCENE_LINES];
	struct prog prog[SCENE_PROGS];
	struct open open[SCENE_OPENS];
	struct thread thread[SCENE_THREADS];
	u32 threads;
};

/* For kunit_suite: the first three as they are. */
int scene_suite_init(struct kunit_suite *suite);
void scene_suite_exit(struct kunit_suite *suite);
void scene_exit(struct kunit *test);
/* A provider with its lines, and nobody there; scene_init_down(): not registered yet. */
int scene_init(struct kunit *test);
int scene_init_down(struct kunit *test);
/* Register the provider with its ops, then lines. */
void scene_up(struct scene *s);
struct tline_line_config fake_config(struct fake_line *fl);
void scene_plug(struct scene *s, struct fake_line *fl, const struct tline_line_config *config);
void scene_unplug(struct scene *s, struct fake_line *fl);
/* Open the counters' file of a line that is registered. */
void scene_books(struct scene *s, struct fake_line *fl);

struct thread *thread_start(struct scene *s, void (*fn)(void *arg), void *arg);
/* False: it has not ended in good time. */
bool thread_ends(struct thread *t);
bool thread_runs(struct thread *t);

/* Memory of user space of the one who loaded the module, for the time between the two. */
unsigned long scene_user_begin(size_t size);
void scene_user_end(unsigned long at, size_t size);
/* Close a file and wait until it is released. */
void scene_fput(struct file **file);

/* A connected call from @o; the log is empty then, and nothing is queued for @o's program. */
u32 scene_call(struct scene *s, struct open *o);

#endif /* SCENE_H */
