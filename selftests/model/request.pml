/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The life of a request: kernel/op.c, kernel/request.c, kernel/submit.c and
 * kernel/outbox.c.  Not an output that is kept: it is the id's until it is taken, and
 * nothing waits for that.
 *
 * Everything that happens in one hold of line->lock is one atomic step; so is a
 * hold of app->lock alone.  (app->lock is also taken inside line->lock: what others
 * do under app->lock alone meanwhile touches nothing of the line, so that it may as
 * well have happened before.)  Objects are never used again, so that a use after
 * free is seen; ids are, with a new generation.
 *
 * The provider is as bad as it can be: it answers at any time, more than once, what
 * it was not asked, both by return value and by upcall, or never returns.
 *
 * NOPS requests, each submitted by a thread of its own; NSLOTS ids for them.
 */
#include "op.pml"

active [NOPS] proctype Submitter()	/* tline_submit(), submit_one() */
{
	byte k = _pid;
	bit silent;

	atomic {
		op[k].ref = 1;			/* tline_op_alloc() */
		accept(k);
		kick();				/* tline_outbox_run() */
		if
		:: op[k].accepted -> op_put(k); goto out	/* and user space knows the id */
		:: op[k].accepted -> op[k].waited = 1; goto waits
		:: op[k].accepted		/* copy_out() failed */
		:: !op[k].accepted -> op_put(k); goto out
		fi
	}
	revoke(k);
	goto out;
waits:
	collect(k);
out:
	users--
}

/*
 * Whoever submits drains the outbox, too; which of them does is all the same here
 * (line.pml has both).  The lock is held between two calls into the provider, and
 * not within one; Provider may answer before it has returned.
 */
active proctype Worker()		/* tline_outbox_work(), drain_locked() */
{
	byte d;
	mtype kind;
end:
	atomic { work -> work = 0; draining = 1 }
next:
	atomic {
		if
		:: empty(outbox) -> draining = 0; goto end
		:: nempty(outbox) -> outbox?d
		fi;
		MEMORY(d);
		op[d].queued = 0;
		kind = op[d].kind;
		op[d].kind = 0;
		if
		:: kind == REQUEST ->			/* deliver_request() */
			assert(!op[d].done);		/* what has ended is not sent */
			op[d].dispatched = 1
		:: kind == CANCEL && op[d].done -> goto release
		:: else					/* deliver_cancel() */
		fi;
		if
		:: gone -> goto release
		:: else
		fi
	}
	/* call_begin() */
	assert(!unplugged);			/* P7: nothing after unregistering */
	if
	:: atomic {					/* call_end() */
		MEMORY(d);
		if
		:: kind == REQUEST -> finish(d)		/* refused by return value */
		:: true
		fi
	   }
	:: hung = d; goto end_hung
	fi;
release:
	atomic {
		if
		:: op[d].asked && kind == REQUEST && !op[d].done && !op[d].queued ->
			outbox_add(d, CANCEL)
		:: else -> op_put(d)
		fi;
		d = 0;
		kind = 0;
		goto next
	}
end_hung:
	false
}

#define ANY(flag)	(op[0].flag || op[NOPS - 1].flag)

#define PICK(k, flag)				\
	if					\
	:: op[0].flag -> k = 0			\
	:: op[NOPS - 1].flag -> k = NOPS - 1	\
	fi

active proctype Provider()		/* upcalls, from any context */
{
	byte n;
end:
	do
	:: atomic { n < ANSWERS && ANY(accepted) -> n++; PICK(j, accepted); complete(op[j].prov_id, j) }
	od
}

active proctype Reader()		/* tline_app_read(), stage_fill() */
{
end:
	do
	:: atomic {
		!dead && (op[0].msg == QUEUED || op[NOPS - 1].msg == QUEUED) ->
		if
		:: op[0].msg == QUEUED -> j = 0
		:: op[NOPS - 1].msg == QUEUED -> j = NOPS - 1
		fi;
		op[j].msg = READ;
		slots_put(requests, op[j].app_id);
		op[j].told++
	   }
	od
}

active [CANCELLERS] proctype Canceller()
{
	byte k;

	if
	:: atomic {
		ANY(accepted) ->
		PICK(k, accepted);
		/* op_of_slot(), under app->lock */
		if
		:: FOUND(requests, op[k].app_id) && requests.obj[SLOT(op[k].app_id)] != NONE ->
			assert(requests.obj[SLOT(op[k].app_id)] == k);
			op[k].ref++
		:: else -> goto cancelled	/* -ENOENT, -EALREADY */
		fi
	   }
	   atomic {				/* tline_cancel() */
#ifdef MUT_CANCEL_UNHELD
		op[k].ref--;
#endif
		MEMORY(k);
		if
		:: op[k].done
		:: !op[k].done -> abandon(k)	/* TLINE_CANCEL_FORCE */
		:: !op[k].done && !op[k].dispatched -> op[k].asked = 1
		:: !op[k].done && op[k].dispatched && !op[k].queued ->
			op[k].ref++;
			outbox_add(k, CANCEL)
		fi;
		kick();
#ifndef MUT_CANCEL_UNHELD
		op_put(k);
#endif
cancelled:	k = 0
	   }
	:: true
	fi;
	users--
}

active [TIMERS] proctype Timer()		/* tline_op_deadline() */
{
	byte k;
end:
	do
	:: atomic {				/* take_expired() */
		ANY(timer) ->
		PICK(k, timer);
		assert(!app_freed);
		firing = 1;
		op[k].timer = 0;
		MEMORY(k);
		op[k].ref++
	   }
	   atomic {
		abandon(k);
		kick();
		op_put(k);
		k = 0;
		assert(!app_freed);		/* whose timer is started again */
		firing = 0
	   }
	od
}

/* As if TLINE_BATCH was 1: the lock is dropped after each. */
inline end_requests()			/* end_some_requests() */
{
	do
	:: atomic {
		ANY(linked) ->
		PICK(j, linked);
		op[j].ref++;
		finish(j);
		op_put(j)
	   }
	:: !ANY(linked) -> break
	od
}

inline terminate_open()			/* tline_terminate_open() */
{
	atomic { !closing }			/* close_lock */
	if
	:: atomic { bound && !closing -> bound = 0; closing = 1 }
		if
#ifndef MUT_CLOSE_FORGETS
		:: end_requests()
#else
		:: true
#endif
		:: others = 1			/* the requests run on */
		fi;
		atomic { kick(); closing = 0 }
	:: atomic { !bound && !closing }
	fi
}

active [CLOSERS] proctype Closer()	/* close(2), TLINE_IOC_CLOSE, exit, kill */
{
	byte n, k;

	if
	:: goto stays
	:: dead = 1				/* tline_app_shutdown() */
	:: skip
	fi;
	terminate_open();
	if
	:: !dead -> goto stays
	:: dead = 1
	fi;
	do					/* tline_op_orphan() */
	:: atomic { n < NSLOTS && (!USED(requests, n) || requests.obj[n] == NONE) -> n++ }
	:: atomic {
		n < NSLOTS && USED(requests, n) && requests.obj[n] != NONE ->
		k = requests.obj[n];
		n++;
		MEMORY(k);
		op[k].ref++
	   }
	   atomic {
#ifndef MUT_NO_ORPHAN
		if
		:: op[k].app ->
			unbind(k);
#ifndef MUT_RESULT_OF_ORPHAN
			op[k].waited = 0
#endif
		:: else
		fi;
#endif
		op_put(k);
		k = 0
	   }
	:: n == NSLOTS -> break
	od;
	/* The last close(2), unlike TLINE_IOC_SHUTDOWN, comes when no ioctl runs. */
	users == 0;
#ifndef MUT_TIMER_RUNS
	!firing;				/* hrtimer_cancel() */
#endif
	app_freed = 1;				/* tline_app_put() */
stays:
	skip
}

active [UNPLUGS] proctype Unplug()	/* tline_line_unregister() */
{
	if
	:: goto stays
	:: gone = 1				/* line_disable() */
	fi;
#ifndef MUT_UNPLUG_HASTY
end_busy:					/* not release: it may wait */
	!draining;				/* tline_outbox_stop() */
#endif
	end_requests();				/* tline_terminate_requests() */
	atomic { !closing -> bound = 0; kick() }	/* tline_terminate_open() */
#ifndef MUT_UNPLUG_HASTY
	!draining && !work;			/* tline_line_flush() */
#endif
	unplugged = 1;
	assert(pending == 0 && empty(outbox));	/* P7 */
stays:
	skip
}

active proctype Books()			/* P10, at any moment */
{
end:
	atomic { submitted != completed + pending -> assert(false) }
}

active proctype End()
{
	byte k, n;
end:
	timeout;
	assert(empty(outbox) || hung != NONE);	/* nothing is forgotten */
	for (k : 0 .. NOPS - 1) {
		n = n + op[k].app;
		if
		:: !op[k].accepted -> assert(op[k].told == 0)
		:: op[k].accepted && !op[k].done ->
			/* P3: what a close ends has ended, whatever the provider does */
			assert((bound && !gone) || (others && !gone) || hung != NONE)
		:: op[k].accepted && op[k].done && !op[k].revoked ->
			/* P1: never none, never two; but nobody is told of a dead app */
			assert(op[k].told == 1 ||
			       (op[k].told == 0 && (dead || !bound)));
			assert(op[k].ref == 0 || hung == k)
		:: op[k].revoked -> assert(op[k].told <= 1)
		fi
	}
	assert(dead || reserved == n)
}
