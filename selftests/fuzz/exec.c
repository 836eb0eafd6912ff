// SPDX-License-Identifier: GPL-2.0-only
/*
 * Executing programs: memory, slots, the second thread.
 */
#include <fcntl.h>
#include <pthread.h>
#include <sched.h>
#include <signal.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/time.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "fuzz.h"

#define PAGE		4096
#define BLOCKED_MS	20	/* a call that still blocks then gets a signal */

static struct {
	pthread_t id;
	pthread_mutex_t lock;
	pthread_cond_t work, idle;
	const struct call *call;
	struct thread *t;
} second = {
	.lock = PTHREAD_MUTEX_INITIALIZER, .work = PTHREAD_COND_INITIALIZER,
	.idle = PTHREAD_COND_INITIALIZER,
};

static pthread_mutex_t log_lock = PTHREAD_MUTEX_INITIALIZER;

/* ----------------------------------------------------------------------- memory */

/* The end of @pages pages, behind which there is nothing. */
static char *guarded(int pages)
{
	char *p = mmap(NULL, (pages + 1) * PAGE, PROT_READ | PROT_WRITE,
		       MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

	if (p == MAP_FAILED || mprotect(p + pages * PAGE, PAGE, PROT_NONE)) {
		perror("fuzz: memory");
		exit(2);
	}
	return p + pages * PAGE;
}

static uint64_t bad_pointer(struct thread *t, uint64_t ptr, char *end, const void *buf, size_t size)
{
	switch (ptr) {
	case PTR_LOW:
		return 8;
	case PTR_GUARD:
		return (uintptr_t)end;
	case PTR_EDGE:
		/* All but the last bytes. */
		size = size > 4 ? size - 4 : 0;
		memcpy(end - size, buf, size);
		return (uintptr_t)(end - size);
	case PTR_READONLY:
		size = size < PAGE ? size : PAGE;
		mprotect(t->readonly, PAGE, PROT_READ | PROT_WRITE);
		memcpy(t->readonly + PAGE - size, buf, size);
		mprotect(t->readonly, PAGE, PROT_READ);
		return (uintptr_t)(t->readonly + PAGE - size);
	case PTR_KERNEL:
		return 0xffff888000000000ULL;
	case PTR_NONCANON:
		return 0x8000000000000000ULL;
	case PTR_MAX:
		return UINT64_MAX;
	default:
		return 0;
	}
}

uint64_t place(struct thread *t, const struct call *call, const char *name, char *end,
	       const void *buf, size_t size)
{
	const struct value *v = call_value(call, name);

	if (v && v->kind == V_PTR)
		return bad_pointer(t, v->num, end, buf, size);
	if (v)
		return v->num;
	memcpy(end - size, buf, size);
	return (uintptr_t)(end - size);
}

static void thread_memory(struct thread *t)
{
	int i;

	t->arg = guarded(5);
	t->data = guarded(17);
	t->requests = guarded(17);
	for (i = 0; i < BATCH; i++)
		t->args[i] = guarded(3);
	t->readonly = guarded(1) - PAGE;
	mprotect(t->readonly, PAGE, PROT_READ);
}

/* ----------------------------------------------------------------------- values */

const struct value *call_value(const struct call *call, const char *name)
{
	const struct row *row = &rows[call->row];
	int i;

	for (i = 0; i < call->num_values; i++)
		if (!strcmp(row->fields[call->values[i].field].name, name))
			return &call->values[i];
	return NULL;
}

static uint64_t value_num(struct exec *x, const struct value *v)
{
	if (v->kind != V_SLOT)
		return v->num;
	return v->res == RES_FILE ? (uint32_t)file_fd(x, v->num) : x->values[v->res][v->num];
}

uint64_t call_num(struct thread *t, const struct call *call, const char *name, uint64_t otherwise)
{
	const struct value *v = call_value(call, name);

	return v ? value_num(t->x, v) : otherwise;
}

const char *call_text(const struct call *call, const char *name, const char *otherwise)
{
	const struct value *v = call_value(call, name);

	return v && (v->kind == V_TEXT || v->kind == V_FILL) ? v->text : otherwise;
}

void fill(struct thread *t, const struct call *call, enum where where, char *base)
{
	const struct field *fields = rows[call->row].fields;
	uint64_t num;
	int i;

	for (i = 0; i < call->num_values; i++) {
		const struct value *v = &call->values[i];
		const struct field *f = &fields[v->field];
		size_t len = strlen(v->text);

		if (f->where != where || f->kind == F_PTR)
			continue;
		if (v->kind == V_FILL) {
			memset(base + f->offset, *v->text ?: 'x', f->size);
		} else if (v->kind == V_TEXT) {
			memset(base + f->offset, 0, f->size);
			memcpy(base + f->offset, v->text, len < f->size ? len : f->size);
		} else {
			num = value_num(t->x, v);
			memcpy(base + f->offset, &num, f->size < 8 ? f->size : 8);
		}
	}
}

/* ------------------------------------------------------------------------ slots */

int file_fd(struct exec *x, int n)
{
	return __atomic_load_n(&x->files[n].fd, __ATOMIC_ACQUIRE);
}

/* Only who takes a number may close it: it is soon somebody else's. */
int file_take(struct exec *x, int n)
{
	return __atomic_exchange_n(&x->files[n].fd, -1, __ATOMIC_ACQ_REL);
}

void file_put(struct exec *x, int n, int fd, int object)
{
	int old = file_take(x, n);

	if (old >= 0)
		close(old);
	/* Whoever uses the slot right now cannot be told what it used. */
	if (old >= 0 && fd >= 0 && second.call)
		x->overflow = true;
	x->files[n].object = object;
	__atomic_store_n(&x->files[n].fd, fd, __ATOMIC_RELEASE);
}

int object_new(struct exec *x, enum file_type type)
{
	int n = __atomic_fetch_add(&x->num_objects, 1, __ATOMIC_ACQ_REL);

	if (n >= MAX_OBJECTS) {
		x->overflow = true;
		return MAX_OBJECTS - 1;
	}
	x->objects[n].type = type;
	x->objects[n].app = -1;
	return n;
}

void make(struct thread *t, enum res kind, uint32_t value)
{
	if (t->num_made == MAX_OUTS)
		return;
	t->made[t->num_made].res = kind;
	t->made[t->num_made++].value = value;
}

/* Files are put by who opens them. */
static void keep_made(struct thread *t, const struct call *call)
{
	bool used[MAX_OUTS] = { false };
	int i, k;

	for (i = 0; i < call->num_outs; i++) {
		if (call->outs[i].res == RES_FILE)
			continue;
		for (k = 0; k < t->num_made; k++) {
			if (used[k] || t->made[k].res != call->outs[i].res)
				continue;
			t->x->values[t->made[k].res][call->outs[i].n] = t->made[k].value;
			used[k] = true;
			break;
		}
	}
}

void log_accepted(struct exec *x, int line, uint32_t id)
{
	pthread_mutex_lock(&log_lock);
	if (x->num_accepted < MAX_LOG)
		x->accepted[x->num_accepted++] = (struct accepted){ line, id };
	else
		x->overflow = true;
	pthread_mutex_unlock(&log_lock);
}

void log_heard(struct exec *x, int app, const struct tline_message *m, int n)
{
	pthread_mutex_lock(&log_lock);
	for (; n--; m++) {
		if (x->num_heard < MAX_LOG)
			x->heard[x->num_heard++] = (struct heard){ app, *m };
		else
			x->overflow = true;
	}
	pthread_mutex_unlock(&log_lock);
}

/* ------------------------------------------------- calls that block, the second thread */

static void on_signal(int sig)
{
}

static void set_alarm(long ms)
{
	struct itimerval it = { .it_value.tv_usec = ms * 1000, .it_interval.tv_usec = ms * 1000 };

	setitimer(ITIMER_REAL, &it, NULL);
}

void alarm_begin(void)
{
	if (!pthread_equal(pthread_self(), second.id))
		set_alarm(BLOCKED_MS);
}

void alarm_end(void)
{
	if (!pthread_equal(pthread_self(), second.id))
		set_alarm(0);
}

static int32_t run_call(struct thread *t, const struct call *call)
{
	int32_t ret;

	t->num_made = 0;
	ret = rows[call->row].run(t, call);
	keep_made(t, call);
	return ret;
}

static void *second_main(void *unused)
{
	sigset_t alarms;

	/* The alarm is the first thread's; this one is sent SIGUSR1. */
	sigemptyset(&alarms);
	sigaddset(&alarms, SIGALRM);
	pthread_sigmask(SIG_BLOCK, &alarms, NULL);
	cover_init(1);
	pthread_mutex_lock(&second.lock);
	for (;;) {
		while (!second.call)
			pthread_cond_wait(&second.work, &second.lock);
		pthread_mutex_unlock(&second.lock);
		run_call(second.t, second.call);
		pthread_mutex_lock(&second.lock);
		second.call = NULL;
		pthread_cond_signal(&second.idle);
	}
	return NULL;
}

/* Wait until the second thread has nothing to do; what blocks there is interrupted. */
void join_thread(void)
{
	struct timespec until;

	pthread_mutex_lock(&second.lock);
	while (second.call) {
		clock_gettime(CLOCK_REALTIME, &until);
		until.tv_nsec += BLOCKED_MS * 1000000;
		if (until.tv_nsec >= 1000000000) {
			until.tv_nsec -= 1000000000;
			until.tv_sec++;
		}
		if (pthread_cond_timedwait(&second.idle, &second.lock, &until) && second.call)
			pthread_kill(second.id, SIGUSR1);
	}
	pthread_mutex_unlock(&second.lock);
}

static void start_async(struct exec *x, const struct call *call)
{
	join_thread();
	pthread_mutex_lock(&second.lock);
	second.t = &x->threads[1];
	second.call = call;
	pthread_cond_signal(&second.work);
	pthread_mutex_unlock(&second.lock);
}

/* --------------------------------------------------------------------- programs */

void exec_init(struct exec *x)
{
	struct sigaction sa = { .sa_handler = on_signal };
	int i;

	memset(x, 0, sizeof(*x));
	for (i = 0; i < 2; i++) {
		x->threads[i].x = x;
		thread_memory(&x->threads[i]);
	}
	sigaction(SIGALRM, &sa, NULL);
	sigaction(SIGUSR1, &sa, NULL);
	if (pthread_create(&second.id, NULL, second_main, NULL)) {
		perror("fuzz: thread");
		exit(2);
	}
}

static void begin(struct exec *x, const struct prog *p)
{
	int i;

	x->p = p;
	for (i = 0; i < SLOTS; i++)
		x->files[i].fd = -1;
	memset(x->values, 0, sizeof(x->values));
	memset(x->got, 0, sizeof(x->got));
	memset(x->objects, 0, sizeof(x->objects));
	x->num_objects = x->num_accepted = x->num_heard = x->num_priorities = 0;
	x->unix_pair[0] = x->unix_pair[1] = -1;
	x->threads[0].batch = x->threads[1].batch = 0;
	x->overflow = x->submitted = false;
	x->broken = NULL;
}

/* The priority lists are the whole system's. */
static void restore_priorities(struct exec *x)
{
	int fd = x->num_priorities ? open("/dev/tline/app", O_RDWR | O_CLOEXEC) : -1, i;

	for (i = 0; i < x->num_priorities; i++) {
		x->priorities[i].priority = 0;
		ioctl(fd, TLINE_IOC_SET_PRIORITY, &x->priorities[i]);
	}
	if (fd >= 0)
		close(fd);
}

static void end(struct exec *x)
{
	int i;

	for (i = 0; i < SLOTS; i++)
		file_put(x, i, -1, 0);
	for (i = 0; i < SLOTS; i++)
		process_stop(x, i);
	for (i = 0; i < 2; i++)
		if (x->unix_pair[i] >= 0)
			close(x->unix_pair[i]);
	restore_priorities(x);
}

static const char *check_wants(struct exec *x, const struct prog *p, char *why, size_t size)
{
	int i;

	for (i = 0; i < p->n; i++) {
		const struct call *c = &p->calls[i];

		if (!c->expects || c->async || x->got[i] == c->want)
			continue;
		snprintf(why, size, "call %d, %s: got %#x, not %#x", i + 1, rows[c->row].name,
			 x->got[i], c->want);
		return why;
	}
	return NULL;
}

bool exec_run(struct exec *x, const struct prog *p, bool wants, char *why, size_t size)
{
	const char *wrong;
	int i;

	begin(x, p);
	cover_begin();
	for (i = 0; i < p->n; i++) {
		if (p->calls[i].async)
			start_async(x, &p->calls[i]);
		else
			x->got[i] = run_call(&x->threads[0], &p->calls[i]);
	}
	join_thread();
	wrong = x->broken ?: oracle_messages(x);
	end(x);
	cover_stop();
	wrong = wrong ?: wants ? check_wants(x, p, why, size) : NULL;
	/* In any case: the next program is not to blame for this one. */
	wrong = world_reset(x->submitted) ?: wrong;
	wrong = wrong ?: oracle_books() ?: oracle_kernel();
	if (wrong && wrong != why)
		snprintf(why, size, "%s", wrong);
	return !wrong;
}
