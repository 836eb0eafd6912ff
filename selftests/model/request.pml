/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The life of a request: kernel/op.c, request.c, submit.c and outbox.c.
 *
 * Everything that happens in one hold of line->lock is one atomic step; so is a
 * hold of app->lock alone.  (app->lock is also taken inside line->lock: what others
 * do under app->lock alone meanwhile touches nothing of the line, so that it may as
 * well have happened before.  But what it finds may be a request that is refused after
 * all.)  Objects are never used again, so that a use after free is seen; ids are, with
 * a new generation.
 *
 * The provider is as bad as it can be: it answers at any time, more than once, what
 * it was not asked, both by return value and by upcall, or never returns.
 */
#define REFUSALS CANCELLERS
#include "op.pml"

inline begin(k)				/* tline_outbox_add_locked() */
{
	op[k].ref++;
	outbox_add(k, REQUEST)
}

inline ended(k)
{
	skip
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

inline end_of_open()
{
	if
#ifndef MUT_CLOSE_FORGETS
	:: end_requests()
#else
	:: true
#endif
	:: others = 1				/* the requests run on */
	fi
}

#include "user.pml"

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

active proctype Provider()		/* upcalls, from any context */
{
	byte n;
end:
	do
	:: atomic { n < ANSWERS && ANY(accepted) -> n++; PICK(j, accepted); complete(op[j].prov_id, j) }
	od
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

active proctype End()
{
	byte k, n, m;
end:
	timeout;
	assert(empty(outbox) || hung != NONE);	/* nothing is forgotten */
	for (k : 0 .. NOPS - 1) {
		n = n + op[k].app;
		m = m + (op[k].accepted && FOUND(requests, op[k].app_id) && op[k].heard);
		if
		:: !op[k].accepted -> assert(op[k].told == 0 && op[k].ref == (found == k))
		:: op[k].accepted && !op[k].done ->
			/* P3: what a close ends has ended, whatever the provider does */
			assert((bound && !gone) || (others && !gone) || hung != NONE)
		:: op[k].accepted && op[k].done ->
			told_once(k);
			if
			:: hung != k -> released(k)
			:: else
			fi
		fi
	}
	assert(dead || (reserved == n && kept == m))
}
