// SPDX-License-Identifier: GPL-2.0-only
/*
 * What each app was promised and what it got.  A ledger belongs to an app
 * registration, not to a process: files are inherited and passed on, and whoever
 * reads the app's messages books them.
 *
 * A request has an entry before it is submitted, since its completion may be read by
 * somebody else before the submitter is back from the ioctl.  The cookie names the
 * entry and its generation: a completion that no entry waits for is a violation.
 */
#include "storm.h"

#define ENTRY_BITS	16
#define GEN_BITS	32

static __u64 cookie_of(int slot, __u32 entry, __u32 gen)
{
	return (__u64)(slot + 1) << (ENTRY_BITS + GEN_BITS) | (__u64)entry << GEN_BITS | gen;
}

struct entry *entry_of(__u64 cookie)
{
	struct ledger *l = &shared->ledger[(cookie >> (ENTRY_BITS + GEN_BITS)) - 1];
	struct entry *e = &l->entry[(cookie >> GEN_BITS) % ENTRIES];

	return e->gen == (__u32)cookie ? e : NULL;
}

void ledgers_init(void)
{
	pthread_mutexattr_t attr;
	int i;

	pthread_mutexattr_init(&attr);
	pthread_mutexattr_setpshared(&attr, PTHREAD_PROCESS_SHARED);
	pthread_mutexattr_setrobust(&attr, PTHREAD_MUTEX_ROBUST);
	for (i = 0; i < LEDGERS; i++)
		pthread_mutex_init(&shared->ledger[i].lock, &attr);
}

static void ledger_reset(struct ledger *l)
{
	int i;

	l->blind = false;
	l->shut = false;
	l->blocking = false;
	l->recipient = false;
	l->instances = 0;
	l->seq = 0;
	l->seen = 0;
	l->lost = 0;
	memset(&l->asked, 0, sizeof(l->asked));
	memset(l->taken, 0, sizeof(l->taken));
	memset(l->known, 0, sizeof(l->known));
	for (i = 0; i < ENTRIES; i++)
		l->entry[i].state = ENTRY_FREE;
}

int ledger_new(bool blocking)
{
	__u32 expected;
	int i;

	for (i = 0; i < LEDGERS; i++) {
		struct ledger *l = &shared->ledger[i];

		expected = 0;
		if (!atomic_compare_exchange_strong(&l->refs, &expected, 1))
			continue;
		if (!actor_holds(self, i)) {
			l->refs = 0;
			return -1;
		}
		ledger_lock(l);
		ledger_reset(l);
		l->blocking = blocking;
		ledger_unlock(l);
		return i;
	}
	return -1;
}

void ledger_hold(int slot)
{
	shared->ledger[slot].refs++;
}

void ledger_put(int slot)
{
	shared->ledger[slot].refs--;
}

/*
 * Somebody was killed between reading messages and booking them.  What was pending
 * may have completed; of what comes, only that it comes once can be said.
 */
static void go_blind(struct ledger *l)
{
	int i;

	l->blind = true;
	INC(blind);
	for (i = 0; i < ENTRIES; i++)
		if (l->entry[i].state == ENTRY_PENDING)
			l->entry[i].state = ENTRY_UNSURE;
	for (i = 0; i < HANDLES; i++) {
		l->known[i].creator = 0;
		l->known[i].final = 0;
	}
}

void ledger_lock(struct ledger *l)
{
	if (pthread_mutex_lock(&l->lock) == EOWNERDEAD) {
		pthread_mutex_consistent(&l->lock);
		go_blind(l);
	}
}

void ledger_unlock(struct ledger *l)
{
	pthread_mutex_unlock(&l->lock);
}

/* ----------------------------------------------------------------------- handles */

static struct known *known_place(struct ledger *l, __u32 handle)
{
	return &l->known[mix(handle, 0) % HANDLES];
}

/* What is known of @handle, from now on if nothing was. */
static struct known *known_get(struct ledger *l, __u32 handle, __u32 instance)
{
	struct known *k = known_place(l, handle);

	if (k->handle != handle) {
		memset(k, 0, sizeof(*k));
		k->handle = handle;
		k->instance = instance;
	}
	return k;
}

void ledger_note_handle(int slot, __u32 handle, __u32 instance)
{
	struct ledger *l = &shared->ledger[slot];

	ledger_lock(l);
	known_get(l, handle, instance);
	ledger_unlock(l);
}

/* Without the lock: whatever is picked, the kernel must cope with it. */
__u32 ledger_pick(int slot, struct rng *rng, __u32 states, __u32 instance)
{
	struct ledger *l = &shared->ledger[slot];
	__u32 at = rnd(rng, HANDLES), i;

	for (i = 0; i < HANDLES; i++) {
		const struct known *k = &l->known[(at + i) % HANDLES];
		__u32 handle = k->handle;

		if (!handle || k->void_ || (states && !(k->state & states && k->owner)))
			continue;
		if (!instance || k->instance == instance)
			return handle;
	}
	return 0;
}

__u32 ledger_state(int slot, __u32 handle)
{
	const struct known *k = known_place(&shared->ledger[slot], handle);

	return k->handle == handle ? k->state : 0;
}

/* Of what is not chosen any more, what must not come is still known. */
void ledger_forget(int slot, __u32 handle, __u32 instance)
{
	struct known *k = known_place(&shared->ledger[slot], handle);

	if (k->handle == handle && k->instance == instance)
		k->owner = false;
}

/* ---------------------------------------------------------------------- submitting */

struct entry *entry_begin(int slot, const struct tline_request *rq, bool old, bool wait,
			  __u64 *cookie)
{
	struct ledger *l = &shared->ledger[slot];
	__u32 expected;
	int i;

	for (i = 0; i < ENTRIES; i++) {
		struct entry *e = &l->entry[i];

		expected = ENTRY_FREE;
		if (!atomic_compare_exchange_strong(&e->state, &expected, ENTRY_SUBMITTING))
			continue;
		e->gen++;
		e->owner = self - shared->actor;
		e->id = 0;
		memset(e->new_call, 0, sizeof(e->new_call));
		e->op = rq->op;
		e->old = old;
		e->wait = wait;
		e->keep = rq->flags & TLINE_REQUEST_KEEP;
		e->answering = false;
		*cookie = cookie_of(slot, i, e->gen);
		return e;
	}
	return NULL;
}

/* P5: nothing about a new call may have come before the completion. */
static void check_created(struct ledger *l, struct entry *e, __u32 index)
{
	__u32 handle = e->new_call[index];
	struct known *k = known_place(l, handle);
	bool early = e->state == ENTRY_EARLY;

	if (k->handle == handle && k->first && (!early || k->first < e->seq))
		violation("message %llu about call %#x came before the completion (%lld) of %#x, which makes it",
			  (long long)k->first, handle, early ? (long long)e->seq : -1, e->id);
	if (k->handle == handle && k->first && !e->made)
		violation("message %llu about call %#x, whose creating request %#x failed",
			  (long long)k->first, handle, e->id);
	k = known_get(l, handle, k->handle == handle ? k->instance : 0);
	k->owner = true;
	if (early)
		k->void_ = !e->made;
	else
		k->creator = e - l->entry + 1;
}

/* Its completion has been read: what it keeps can be taken now. */
static void entry_done(struct entry *e, __u32 id, __s32 result)
{
	e->id = id;
	e->result = result;
	e->state = e->keep ? ENTRY_KEPT : ENTRY_FREE;
}

/* What operations of the core's own say of how they have ended. */
static void check_end(const struct entry *e, __u32 id, __u32 reason, __u32 value)
{
	bool answered = reason == TLINE_REASON_DONE || reason == TLINE_REASON_REFUSED;

	if (e->op == TLINE_OP_PROXY && answered && !e->answering)
		violation("request %#x was answered (reason %u), but by no proxy", id, reason);
	if (reason != TLINE_REASON_DONE)
		return;
	if (e->op == TLINE_OP_GATHERDIGITS &&
	    (!value || value & (value - 1) || value > TLINE_GATHERTERM_CANCEL))
		violation("request %#x: digits gathered until %#x", id, value);
	if (e->op == TLINE_OP_COMPLETECALL)
		shared->completion[e->line] = value;
}

static void end_waited(struct entry *e, const struct tline_request *rq)
{
	if (e->state == ENTRY_EARLY)
		violation("request %#x completed twice: by message, and to who waited for it",
			  rq->id);
	if (rq->reason >= REASONS)
		violation("request %#x ended for reason %u", rq->id, rq->reason);
	INC(reason[rq->reason]);
	if (!rq->result)
		INC(completed[e->op]);
	check_end(e, rq->id, rq->reason, rq->value);
	entry_done(e, rq->id, rq->result);
}

void entry_end(int slot, struct entry *e, const struct tline_request *rq, int err)
{
	struct ledger *l = &shared->ledger[slot];
	__u32 i;

	ledger_lock(l);
	e->id = rq->id;
	e->new_call[0] = rq->new_call;
	e->new_call[1] = rq->new_call2;
	if (!rq->id && e->state == ENTRY_EARLY)
		violation("a request that was refused (%#x, errno %d) completed as %#x",
			  rq->result, err, e->reply_id);
	if (!rq->id) {
		e->state = ENTRY_FREE;
		goto out;
	}
	INC(accepted[e->op]);
	/* The app was ended meanwhile: nobody is told. */
	if (l->shut) {
		e->state = ENTRY_FREE;
		goto out;
	}
	if (e->wait && rq->reason) {
		end_waited(e, rq);
		goto out;
	}
	if (e->wait && !err)
		violation("request %#x was waited for and has no reason", rq->id);
	if (e->state == ENTRY_EARLY && e->reply_id != rq->id)
		violation("request %#x completed as %#x", rq->id, e->reply_id);
	/* What is waited for completes somewhere between the messages. */
	for (i = 0; i < ARRAY_LEN(e->new_call) && !l->blind && !e->wait; i++)
		if (e->new_call[i])
			check_created(l, e, i);
	if (e->state == ENTRY_EARLY) {
		INC(early);
		entry_done(e, rq->id, e->result);
	} else {
		e->state = l->blind ? ENTRY_UNSURE : ENTRY_PENDING;
	}
out:
	ledger_unlock(l);
}

void ledger_orphan(int slot, __u32 owner)
{
	struct ledger *l = &shared->ledger[slot];
	int i;

	ledger_lock(l);
	for (i = 0; i < ENTRIES; i++) {
		struct entry *e = &l->entry[i];

		if (e->owner != owner)
			continue;
		if (e->state == ENTRY_EARLY)
			entry_done(e, e->reply_id, e->result);
		if (e->state == ENTRY_SUBMITTING) {
			e->state = ENTRY_UNSURE;
			INC(unsure);
		}
	}
	ledger_unlock(l);
}

/* ------------------------------------------------------------------------- reading */

static void check_result(const struct tline_message *m)
{
	__s32 result = (__s32)m->p2;
	__u32 reason = (__u32)m->p3;

	switch (reason) {
	case TLINE_REASON_DONE:
		if (result)
			violation("request %#llx: done, and result %#x", m->p1, result);
		break;
	case TLINE_REASON_REFUSED:
		if (result >= 0)
			violation("request %#llx: refused, and result %#x", m->p1, result);
		break;
	default:
		if (!reason || reason >= REASONS || result != TLINE_ERR_OPERATIONFAILED)
			violation("request %#llx: reason %u, and result %#x", m->p1, reason, result);
	}
	INC(reason[reason]);
}

static void created(struct ledger *l, struct entry *e, bool made)
{
	__u32 i;

	for (i = 0; i < ARRAY_LEN(e->new_call); i++) {
		struct known *k = known_place(l, e->new_call[i]);

		if (!e->new_call[i] || k->handle != e->new_call[i])
			continue;
		k->creator = 0;
		k->void_ = !made;
	}
}

static void book_reply(struct ledger *l, int slot, const struct tline_message *m)
{
	__u32 index = m->cookie >> GEN_BITS & ((1 << ENTRY_BITS) - 1);
	struct entry *e = &l->entry[index % ENTRIES];
	__u32 state;

	if (index >= ENTRIES || m->cookie != cookie_of(slot, index, e->gen))
		violation("completion of request %#llx, cookie %#llx (message %llu): nobody waits for it",
			  m->p1, m->cookie, m->seq);
	check_result(m);
	state = e->state;
	if (!m->p2)
		INC(completed[e->op]);
	check_end(e, m->p1, (__u32)m->p3, m->p3 >> 32);
	if (state == ENTRY_SUBMITTING) {
		e->reply_id = m->p1;
		e->seq = m->seq;
		e->made = !m->p2;
		e->result = m->p2;
		e->state = ENTRY_EARLY;
	} else if (state == ENTRY_PENDING || state == ENTRY_UNSURE) {
		if (e->id && e->id != m->p1)
			violation("request %#x completed as %#llx", e->id, m->p1);
		created(l, e, !m->p2);
		entry_done(e, m->p1, m->p2);
	} else {
		violation("request %#llx completed a second time (message %llu, entry in state %u)",
			  m->p1, m->seq, state);
	}
}

/* The mode of CONFERENCED: the conference's parent, which is a call as any other (P5). */
static void check_parent(struct ledger *l, const struct tline_message *m)
{
	const struct known *k = known_place(l, m->p2);

	if (m->p2 == m->handle)
		violation("message %llu: call %#x is a member of itself", m->seq, m->handle);
	if (!m->p2 || k->handle != m->p2)
		return;
	if (k->instance && k->instance != m->instance)
		violation("message %llu: the conference of %#x is %#llx, another open's", m->seq,
			  m->handle, m->p2);
	if (k->creator || k->void_)
		violation("message %llu: the conference of %#x is %#llx, which is not made", m->seq,
			  m->handle, m->p2);
}

/* A message about a call or line handle. */
static void book_event(struct ledger *l, const struct tline_message *m)
{
	struct known *k;
	/* A hand-off says the state again, with the privilege that is new. */
	bool handoff = m->type == TLINE_MSG_CALLSTATE && m->p3;

	if (m->type == TLINE_MSG_APPNEWCALL) {
		k = known_get(l, m->p2, m->instance);
		if (k->first)
			violation("call %#llx is announced in message %llu, after message %llu about it",
				  m->p2, m->seq, (long long)k->first);
		k->first = m->seq;
		k->owner = m->p3 == OWNER;
	}
	if (!m->handle)
		return;
	k = known_get(l, m->handle, m->instance);
	k->instance = m->instance;
	if (!k->first)
		k->first = m->seq;
	if (k->creator || k->void_)
		violation("message %llu (type %u) about call %#x, which is not made%s", m->seq,
			  m->type, m->handle, k->void_ ? ": its request has failed" : "");
	if (k->final && !handoff)
		violation("message %llu (type %u, %#llx) about %#x, of which %llu was the last",
			  m->seq, m->type, m->p1, m->handle, (long long)k->final);
	if (m->type == TLINE_MSG_CALLSTATE) {
		k->state = m->p1;
		k->owner |= m->p3 == OWNER;
	}
	if (m->type == TLINE_MSG_CALLSTATE && m->p1 == TLINE_CALLSTATE_CONFERENCED)
		check_parent(l, m);
	if (m->type == TLINE_MSG_PROXYREQUEST)
		l->asked = (struct taken) { m->p1, m->instance, 0 };
	if ((m->type == TLINE_MSG_CALLSTATE && m->p1 == TLINE_CALLSTATE_IDLE) ||
	    m->type == TLINE_MSG_CLOSE)
		k->final = m->seq;
}

static void book(struct ledger *l, int slot, const struct tline_message *m)
{
	if (m->seq <= l->seq)
		violation("message %llu came after message %llu", m->seq, (long long)l->seq);
	l->seq = m->seq;
	if (m->type == TLINE_MSG_LOST) {
		l->lost += m->p1;
		ADD(lost, m->p1);
	} else {
		l->seen++;
	}
	/* Gaps are told of, though perhaps only after completions that stood among them. */
	if (!l->blind && (l->seen + l->lost > l->seq ||
			  (m->type == TLINE_MSG_LOST && l->seen + l->lost != l->seq)))
		violation("message %llu (type %u) is number %llu with %llu lost", m->seq, m->type,
			  (long long)l->seen, (long long)l->lost);
	if (m->type == TLINE_MSG_REPLY)
		book_reply(l, slot, m);
	else if (m->type != TLINE_MSG_LOST)
		book_event(l, m);
}

static int read_some(int slot, int fd, bool block)
{
	struct ledger *l = &shared->ledger[slot];
	struct pollfd p = { .fd = fd, .events = POLLIN };
	struct tline_message m[64];
	ssize_t n;
	int i;

	if (l->blocking && !block && (poll(&p, 1, 0) != 1 || !(p.revents & POLLIN)))
		return 0;
	n = read(fd, m, sizeof(m));
	if (n < 0) {
		if (errno == ESHUTDOWN && !l->shut)
			violation("read: shut down, but nobody did that");
		return errno == EAGAIN || errno == EINTR ? 0 : -errno;
	}
	if (n % sizeof(m[0]))
		violation("read %zd bytes", n);
	n /= sizeof(m[0]);
	for (i = 0; i < n; i++)
		book(l, slot, &m[i]);
	ADD(messages, n);
	return n;
}

int ledger_read(int slot, int fd, bool block)
{
	struct ledger *l = &shared->ledger[slot];
	int n;

	ledger_lock(l);
	n = read_some(slot, fd, block);
	ledger_unlock(l);
	return n;
}

/* -------------------------------------------------------------------------- proofs */

/*
 * With the lock held nobody has read a completion that is not booked: a request that
 * the kernel does not know any more has ended without one.
 */
static void audit_entry(struct ledger *l, struct entry *e, int fd)
{
	struct tline_ioc_request_state arg = { .id = e->id };
	bool kept = e->state == ENTRY_KEPT;
	int err;

	if ((e->state != ENTRY_PENDING && !kept) || l->blind || l->shut)
		return;
	INC(audits);
	err = ioctl(fd, TLINE_IOC_REQUEST_STATE, &arg);
	if (l->shut)
		return;
	if (kept && (err || arg.state != TLINE_REQUEST_DONE || arg.result != e->result))
		violation("request %#x (operation %u) is kept, but %s: state %u, result %#x, not %#x",
			  e->id, e->op, err ? strerror(errno) : "not done", arg.state, arg.result,
			  e->result);
	if (!err)
		return;
	if (errno != ENOENT)
		violation("state of request %#x: %s", e->id, strerror(errno));
	if (!e->old)
		violation("request %#x (operation %u) is gone, and no completion came", e->id, e->op);
	INC(suppressed);
	created(l, e, false);
	e->state = ENTRY_FREE;
}

void ledger_audit(int slot, int fd)
{
	struct ledger *l = &shared->ledger[slot];
	int i;

	ledger_lock(l);
	for (i = 0; i < ENTRIES; i++)
		audit_entry(l, &l->entry[i], fd);
	ledger_unlock(l);
}

__u32 ledger_pick_request(int slot, struct rng *rng)
{
	struct ledger *l = &shared->ledger[slot];
	__u32 at = rnd(rng, ENTRIES), i;

	for (i = 0; i < ENTRIES; i++) {
		const struct entry *e = &l->entry[(at + i) % ENTRIES];

		if (e->state == ENTRY_PENDING)
			return e->id;
	}
	return 0;
}

/* ------------------------------------------------------------------------- outputs */

static void check_output(int slot, const struct entry *e, const void *data, __u32 size)
{
	static const char digits[] = "0123456789ABCD*#";
	__u64 answer = ~cookie_of(slot, e - shared->ledger[slot].entry, e->gen);
	bool right = size <= e->room;
	__u32 i;

	if (e->op == TLINE_OP_PROXY && !e->result)
		right = size == sizeof(answer) && !memcmp(data, &answer, size);
	else if (e->op == TLINE_OP_PROXY)
		right = !size;
	else if (e->op == TLINE_OP_PARK && !e->result)
		right = size == sizeof(struct tline_dest) && memchr(data, 0, TLINE_DEST_LEN);
	if (right && e->op == TLINE_OP_PARK && !e->result)
		shared->place[e->line / EXCHANGE_LINES] = atoi((const char *)data + 1);
	for (i = 0; right && e->op == TLINE_OP_GATHERDIGITS && i < size; i++)
		right = memchr(digits, ((const char *)data)[i], sizeof(digits) - 1);
	if (!right)
		violation("request %#x (operation %u, result %#x): output of %u bytes is not its own",
			  e->id, e->op, e->result, size);
}

static bool may_keep(const struct entry *e)
{
	return e->state == ENTRY_KEPT || (e->state == ENTRY_PENDING && e->keep);
}

/*
 * With the lock held nobody else takes it: it is there until it is taken, and then no more.
 * One that is pending here may be done, and its completion unread.
 */
static int take_output(int slot, struct entry *e, int fd, __u32 room, bool wanted)
{
	struct ledger *l = &shared->ledger[slot];
	char data[256];
	struct tline_ioc_output arg = {
		.id = e->id, .size = room, .data = wanted ? (uintptr_t)data : 0,
	};
	bool kept = e->state == ENTRY_KEPT;
	int err = ioctl(fd, TLINE_IOC_OUTPUT, &arg) ? errno : 0;

	if (l->shut || l->blind) {
		e->keep &= err == EBUSY;
		if (kept)
			e->state = ENTRY_FREE;
		return -err;
	}
	if (err && (kept || err != EBUSY) && !(err == ENOENT && e->old && !kept))
		violation("output of request %#x (operation %u), which is %s: %s", e->id, e->op,
			  kept ? "kept" : "pending", strerror(err));
	if (err)
		return -err;
	if (wanted && arg.size > room)
		return SKIP;
	if (wanted && kept)
		check_output(slot, e, data, arg.size);
	INC(outputs);
	e->keep = false;
	if (!kept)
		return 0;
	if (!ioctl(fd, TLINE_IOC_OUTPUT, &arg) || (errno != ENOENT && !l->shut))
		violation("output of request %#x (operation %u): taken twice", e->id, e->op);
	e->state = ENTRY_FREE;
	return 0;
}

int ledger_take_output(int slot, int fd, struct rng *rng)
{
	static const __u32 rooms[] = { 256, 256, 256, 0, 1 };
	struct ledger *l = &shared->ledger[slot];
	__u32 at = rnd(rng, ENTRIES), room = rooms[rnd(rng, ARRAY_LEN(rooms))], i;
	bool wanted = !one_in(rng, 6);
	int err = SKIP;

	ledger_lock(l);
	for (i = 0; i < ENTRIES && err == SKIP; i++) {
		struct entry *e = &l->entry[(at + i) % ENTRIES];

		if (may_keep(e))
			err = take_output(slot, e, fd, room, wanted);
	}
	ledger_unlock(l);
	return err;
}

static void take_all(int slot, int fd)
{
	struct ledger *l = &shared->ledger[slot];
	int i;

	ledger_lock(l);
	for (i = 0; i < ENTRIES; i++)
		if (l->entry[i].state == ENTRY_KEPT)
			take_output(slot, &l->entry[i], fd, 256, true);
	ledger_unlock(l);
}

/* ------------------------------------------------------------------------ settling */

/* Entries whose completion is to come; those still being submitted count. */
static int pending(struct ledger *l)
{
	int i, n = 0;

	for (i = 0; i < ENTRIES; i++)
		n += l->entry[i].state >= ENTRY_SUBMITTING && l->entry[i].state <= ENTRY_PENDING;
	return n;
}

bool ledger_settle(int slot, int fd, int ms)
{
	struct ledger *l = &shared->ledger[slot];
	__u64 until = milliseconds() + ms;
	int i, n;

	for (;;) {
		for (i = 0; i < ENTRIES; i++)
			if (l->entry[i].state == ENTRY_PENDING)
				cancel(fd, l->entry[i].id, TLINE_CANCEL_FORCE);
		do {
			n = ledger_read(slot, fd, false);
		} while (n > 0);
		ledger_audit(slot, fd);
		if (l->shut || n < 0)
			return true;
		if (!pending(l)) {
			take_all(slot, fd);
			INC(settled);
			return true;
		}
		if (milliseconds() > until)
			return false;
		nap_us(2000);
	}
}

void ledger_show(int slot, int fd)
{
	static const char *const names[] = {
		"free", "submitting", "early", "pending", "unsure", "kept",
	};
	struct ledger *l = &shared->ledger[slot];
	struct tline_ioc_app_info info = { 0 };
	int i;

	ioctl(fd, TLINE_IOC_APP_INFO, &info);
	fprintf(stderr, "# app %d: %u refs%s%s; the kernel has %u pending, %u unread, %u handles\n",
		slot, l->refs, l->blind ? ", blind" : "", l->shut ? ", shut" : "", info.requests,
		info.unread, info.handles);
	for (i = 0; i < ENTRIES; i++) {
		const struct entry *e = &l->entry[i];

		if (e->state != ENTRY_FREE)
			fprintf(stderr, "#   request %#x, operation %u, %s%s, by actor %u\n", e->id,
				e->op, names[e->state], e->old ? ", old" : "", e->owner);
	}
}
