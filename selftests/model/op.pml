/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What request.pml, gather.pml and proxy.pml are made of: requests, ids, kept outputs,
 * the outbox, and what is done to them in one hold of line->lock (kernel/op.c,
 * request.c, submit.c).
 *
 * A model says what becomes of a request that is accepted, begin(), and what else ends
 * with it, ended().
 */
#ifndef NOPS
#define NOPS	2
#endif
#ifndef NSLOTS
#define NSLOTS	1
#endif
#ifndef ANSWERS
#define ANSWERS	2		/* upcalls that the provider makes */
#endif
#ifndef CANCELLERS
#define CANCELLERS 1
#endif
#ifndef TIMERS
#define TIMERS	1
#endif
#ifndef CLOSERS
#define CLOSERS	1
#endif
#ifndef UNPLUGS
#define UNPLUGS	1
#endif
#ifndef WAITS
#define WAITS	1		/* TLINE_SUBMIT_WAIT, and what user space is not told of */
#endif
#ifndef KEEPS
#define KEEPS	0		/* requests may have TLINE_REQUEST_KEEP */
#endif
#ifndef TAKERS
#define TAKERS	0		/* of outputs */
#endif
#define NONE	255		/* no such op; in a slot: done, unread, nothing kept */
#define FREE	254		/* in a slot: not in use */

mtype = { REQUEST, CANCEL, FORCE };	/* enum tline_out_kind */
mtype = { QUEUED, VOID, READ };	/* a completion's message */

typedef op_t {				/* struct tline_op */
	byte ref;			/* 0: freed */
	bit accepted;			/* by tline_op_accept_locked() */
	bit revoked;			/* submit failed after all */
	bit linked;			/* on its call's or line's list */
	bit queued;			/* in the outbox */
	mtype kind;
	bit done;
	bit app;			/* has a submitter to be told */
	bit timer;			/* in tline_app.deadlines */
	bit waited;
	bit dispatched;
	bit asked;
	bit keep;			/* TLINE_OPF_KEEP */
	bit heard;			/* tline_output.heard */
	byte app_id;
	byte prov_id;
	mtype msg;
	byte told;			/* completions that user space has had */
};
op_t op[NOPS];

typedef slots_t {			/* struct tline_slots */
	byte obj[NSLOTS] = FREE;
	byte gen[NSLOTS];
};
slots_t op_ids;				/* tline_line.op_ids */
slots_t requests;			/* tline_app.requests */
#define SLOT(id)	((id) % NSLOTS)
#define USED(s, i)	(s.obj[i] != FREE)
#define FOUND(s, id)	(USED(s, SLOT(id)) && s.gen[SLOT(id)] == (id) / NSLOTS)

chan outbox = [NOPS] of { byte };
bit draining, work;			/* tline_line.draining, .work queued */
bit bound = 1, gone;			/* tline_open.state, tline_line.gone */
bit closing;				/* tline_open.close_lock, tline_line.closers */
byte submitted, pending, completed;	/* tline_line.counters */
bit dead, app_freed;			/* tline_app.dead */
bit firing;				/* tline_app.timer runs */
byte reserved;				/* tline_queue.reserved */
byte kept;				/* tline_app.kept */
byte found = NONE;			/* by somebody, under app->lock, while it is accepted */
byte users = NOPS + CANCELLERS + TAKERS;	/* ioctls that hold the files */
bit others;				/* somebody else has handles on the call */
bit unplugged;
byte hung = NONE;			/* a drainer is stuck in the provider with it */
hidden byte i, j, s;

#define ANY(flag)	(op[0].flag || op[NOPS - 1].flag)
#define PICK(k, flag)				\
	if					\
	:: op[0].flag -> k = 0			\
	:: op[NOPS - 1].flag -> k = NOPS - 1	\
	fi
#define OF_ID(id)	requests.obj[SLOT(id)]	/* under an id that is FOUND() */
#define MEMORY(k)	assert(op[k].ref > 0)	/* no use after free */

inline slots_get(t, o, id)		/* tline_slots_get() */
{
	id = NONE;
	for (s : 0 .. NSLOTS - 1) {
		if
		:: id == NONE && !USED(t, s) -> t.obj[s] = o; id = t.gen[s] * NSLOTS + s
		:: else
		fi
	}
}

inline slots_put(t, id)			/* tline_slots_put() */
{
	assert(FOUND(t, id));
	t.obj[SLOT(id)] = FREE;
#ifndef MUT_NO_GENERATION
	t.gen[SLOT(id)]++
#endif
}

inline op_put(k)			/* tline_op_put() */
{
	MEMORY(k);
	op[k].ref--
}

inline unreserve()			/* tline_queue_unreserve() */
{
	assert(reserved > 0);
	reserved--
}

inline outbox_add(k, what)		/* tline_outbox_add_locked() */
{
	assert(!op[k].queued && nfull(outbox));
	op[k].kind = what;
	op[k].queued = 1;
	outbox!k
}

inline kick()				/* tline_outbox_kick_locked() */
{
#ifndef MUT_NO_KICK
	work = work || (!draining && nempty(outbox))
#else
	skip
#endif
}

inline message(k)			/* tline_op_message_locked() */
{
	/* P2: the place was reserved at submit */
	assert(!app_freed && !dead && reserved > 0 && !op[k].msg);
	reserved--;
	op[k].msg = QUEUED
}

inline unbind(k)			/* tline_op_unbind_locked() */
{
	assert(!app_freed);
	op[k].timer = 0;
	slots_put(requests, op[k].app_id);
	unreserve();
	op[k].app = 0
}

inline post(k)				/* op_post() */
{
	if
	:: !op[k].app
	:: op[k].app && dead -> unbind(k)
	:: op[k].app && !bound && !op[k].waited -> unbind(k)	/* suppressed(): below 2.0 */
	:: op[k].app && !dead ->
		assert(!app_freed);
		op[k].timer = 0;
		op[k].app = 0;
		if
#ifndef MUT_KEPT_UNHELD
		:: op[k].keep -> op[k].ref++
#else
		:: op[k].keep
#endif
		:: else -> OF_ID(op[k].app_id) = NONE
		fi;
		if
		:: !op[k].waited -> message(k)
		:: else
		fi
	fi
}

inline hear(k)				/* tline_op_heard_locked() */
{
	assert(FOUND(requests, op[k].app_id));
	if
#ifndef MUT_HEARD_FREES
	:: OF_ID(op[k].app_id) != NONE ->
		assert(OF_ID(op[k].app_id) == k && !op[k].heard);
		op[k].heard = 1;
		kept++
#endif
	:: else -> slots_put(requests, op[k].app_id)
	fi
}

inline free_id(k)			/* free_id() of one that was kept */
{
	if
	:: op[k].heard -> assert(kept > 0); kept--
	:: else
	fi;
	slots_put(requests, op[k].app_id)
}

inline kept_end(k)			/* kept_end() */
{
	if
#ifndef MUT_TAKEN_TWICE
	:: FOUND(requests, op[k].app_id) && OF_ID(op[k].app_id) == k ->
#else
	:: FOUND(requests, op[k].app_id) ->
#endif
		if
#ifndef MUT_UNREAD_FREES
		:: !op[k].heard -> OF_ID(op[k].app_id) = NONE
#endif
		:: else -> free_id(k)
		fi;
		op_put(k)
	:: else
	fi
}

inline finish(k)			/* tline_op_finish_locked() */
{
	MEMORY(k);
	if
#ifndef MUT_FINISH_TWICE
	:: op[k].done
#endif
	:: else ->
		assert(!op[k].done);			/* P1: never two completions */
		op[k].done = 1;
		slots_put(op_ids, op[k].prov_id);
		op[k].linked = 0;
		pending--;
#ifndef MUT_BOOKS
		completed++;
#endif
		if
		:: op[k].queued && op[k].kind == REQUEST ->
			outbox??eval(k);
			op[k].queued = 0;
#ifndef MUT_OUTBOX_LEAK
			op_put(k)
#endif
		:: else
		fi;
		ended(k);
		post(k);
		op_put(k)
	fi
}

inline abandon(k)			/* tline_op_abandon_locked() */
{
	if
	:: op[k].done
	:: else ->
		finish(k);
		if
		:: !op[k].dispatched
		:: else ->
			if
			:: op[k].queued -> op[k].kind = FORCE
			:: else -> op[k].ref++; outbox_add(k, FORCE)
			fi
		fi
	fi
}

#ifndef ACCEPTABLE
#define ACCEPTABLE	true
#endif
#ifndef REFUSALS
#define REFUSALS 0		/* requests that make a call may be refused at the last moment */
#endif

inline accept(k)			/* tline_op_accept_locked(), op_reserve() */
{
	if
	:: bound && !gone && ACCEPTABLE ->
		slots_get(op_ids, k, op[k].prov_id);
		slots_get(requests, k, op[k].app_id);
		if
		:: op[k].prov_id != NONE && op[k].app_id != NONE ->
			op[k].accepted = 1;
			op[k].app = 1;
#ifndef MUT_NO_PLACE
			reserved++;
#endif
			if
			:: op[k].timer = 1
			:: skip
			fi;
			op[k].linked = 1;
			submitted++;
			pending++;
			op[k].ref++;			/* pending */
			begin(k)
#if REFUSALS
		:: op[k].prov_id != NONE && op[k].app_id != NONE ->
			/* create_calls() failed; under app->lock somebody may have found it */
			if
			:: found == NONE -> op[k].ref++; found = k
			:: true
			fi;
			slots_put(requests, op[k].app_id);	/* op_unreserve() */
			slots_put(op_ids, op[k].prov_id);
#ifndef MUT_REFUSED_ENDS
			op[k].done = 1
#endif
#endif
		:: op[k].prov_id != NONE && op[k].app_id == NONE -> slots_put(op_ids, op[k].prov_id)
		:: op[k].prov_id == NONE && op[k].app_id != NONE -> slots_put(requests, op[k].app_id)
		:: else
		fi
	:: else
	fi
}

#ifndef MUT_UNSEEN_ANSWER
#define ANSWERABLE(k)	op[k].dispatched
#else
#define ANSWERABLE(k)	true
#endif

inline complete(id, k)			/* tline_complete_value() */
{
	if
	:: FOUND(op_ids, id) && ANSWERABLE(op_ids.obj[SLOT(id)]) ->
		i = op_ids.obj[SLOT(id)];
		assert(i == k);			/* P4: a late answer is nobody else's */
		assert(op[i].dispatched);	/* nor is it one to what was not asked */
		finish(i)
	:: else					/* counted: late */
	fi;
	kick()
}

inline revoke(k)			/* tline_op_revoke() */
{
	atomic {
		silent = op[k].app || op[k].waited;
		op[k].waited = 1;
		op[k].revoked = 1;
		abandon(k);
		kick()
	}
	atomic {
		if
		:: FOUND(requests, op[k].app_id) ->
			if
			:: silent -> unreserve()
#ifndef MUT_REVOKE_LEAVES
			:: !silent && !op[k].heard -> op[k].msg = VOID
#endif
			:: else
			fi;
			if
			:: OF_ID(op[k].app_id) == NONE -> slots_put(requests, op[k].app_id)
			:: else ->
				assert(OF_ID(op[k].app_id) == k);
				free_id(k);
#ifndef MUT_REVOKE_KEEPS
				op_put(k)
#endif
			fi
		:: else
		fi;
		silent = 0;
		op_put(k)
	}
}

inline collect(k)			/* submit_wait(), collect() */
{
	atomic {
		if
		:: !op[k].app || dead		/* all_done() */
		:: true				/* a signal */
		fi;
		if
		:: op[k].app || !op[k].waited ->
			op[k].waited = 0;	/* -EINTR, -ESHUTDOWN: it will be a message */
			op_put(k);
			goto collected
		:: else
		fi;
		assert(op[k].done)		/* there is a result to be copied */
	}
	atomic {
		if
		:: dead
		:: !dead && FOUND(requests, op[k].app_id) ->
			hear(k);
			unreserve();
			op[k].told++
		:: !dead -> message(k)		/* a fault */
		fi;
		op_put(k)
	}
collected:
	skip
}
