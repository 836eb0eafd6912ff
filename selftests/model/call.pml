/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Calls and the handles on them: kernel/call.c, privilege.c, terminate.c, and what
 * op.c and outbox.c have to do with calls.  Steps and memory as in request.pml; the
 * life of a request itself is there.
 *
 * The first call on a line is made by an app or the provider, the second one, if
 * there is one, by a request on the first (a consultation, or what may make a call);
 * two opens that do at most ACTIONS things each before they are closed.
 */
#include "handle.pml"

/* Call c is made by open w, with a request that belongs to call b. */
inline create(C, W, B)			/* create_calls(), tline_op_accept_locked() */
{
	call[C].used = 1;
	call[C].life = PENDING;
	call[C].linked = 1;		/* tline_call_link_locked() */
	call[C].id = 1;
	call[C].ref = 1;
	call[C].creator = W;
	attach(C, W, OWNER);
	attach_monitors(C, W);
	op[C].on = B;
	call[B].ref++;
	op[C].id = 1;
	op[C].pending = 1;
	op[C].ref = 2;			/* pending, in the outbox */
	op[C].queued = 1;
	submitted++;
	pending++;
	outbox!REQUEST, C
}

inline give(C, T)			/* tline_call_handoff(), give() */
{
	if
	:: !call[C].handle[T] -> attach(C, T, OWNER)
	:: call[C].handle[T] == MONITOR -> call[C].handle[T] = OWNER; call[C].owners++
	:: else
	fi;
	call[C].idle_sent = call[C].idle_sent & ~(1 << T);	/* told again, if IDLE */
	event(C, T, true)
}

inline set_privilege(C, W)		/* set_privilege(), tline_handle_set_privilege_locked() */
{
	if
	:: call[C].handle[W] == MONITOR -> call[C].handle[W] = OWNER; call[C].owners++
	:: call[C].handle[W] == OWNER && (call[C].owners > 1 || call[C].state == IDLE) ->
		call[C].handle[W] = MONITOR;
		call[C].owners--
	:: else
	fi;
	info(C, W)
}

active [NOPENS] proctype App()
{
	byte w = _pid, n, c;
	mtype how;
	bit mine;

	atomic {				/* tline_open_bind(), bind_locked() */
		if
		:: gone -> goto stays
		:: !gone -> bound[w] = 1
		:: !gone && MONITORS ->
			bound[w] = 1;
			monitors[w] = 1;
			for (CALLS) {		/* bind_pending() */
				if
				:: call[i].linked && call[i].life == PENDING ->
					attach(i, w, MONITOR)
				:: else
				fi
			}
		fi
	}
act:
	if
	:: atomic {
		n < ACTIONS && bound[w] && !gone ->
		n++;
		if
		:: c = 0
		:: NCALLS > 1 -> c = NCALLS - 1
		fi;
		if
		:: !call[c].used && !c -> create(c, w, c)	/* makecall */
		:: !call[c].used && c && ALIVE(0) && call[0].handle[w] == OWNER ->
			create(c, w, 0);			/* setuptransfer */
			if
			:: op[c].may = 1			/* completetransfer */
			:: true
			fi
		:: NCALLS == 1 && ALIVE(c) && !call[c].handle[w] ->	/* attach_new_calls() */
			attach(c, w, MONITOR);
			info(c, w)
		:: NCALLS == 1 && ALIVE(c) && call[c].handle[w] -> set_privilege(c, w)
		:: ALIVE(c) && call[c].handle[w] == OWNER && bound[1 - w] ->
			give(c, 1 - w)
		:: else -> n = ACTIONS
		fi
	   }
	   goto act
	:: atomic { n < ACTIONS && bound[w] && !gone -> n++; how = DEALLOCATE }	/* tline_call_deallocate() */
	:: atomic { bound[w] -> bound[w] = 0; closing++; how = CLOSE }	/* tline_terminate_open() */
	:: goto stays
	fi;
next:
	terminate_handle(c, w, how);
	if
	:: how == DEALLOCATE -> how = 0; goto act
	:: how == CLOSE -> goto next
	fi;
none:
	if
	:: how == DEALLOCATE -> goto act
	:: how == CLOSE -> closing--		/* and the outbox is kicked */
	fi;
stays:
	skip
}

active proctype Worker()		/* drain_locked(), and the provider's operations */
{
	mtype kind;
	byte c;
end:
	atomic {
		nempty(outbox) ->
		outbox?kind, c;
		draining = 1;
		if
		:: kind == REQUEST ->		/* deliver_request() */
			assert(op[c].ref > 0);
			op[c].queued = 0;
#ifndef MUT_CREATOR_GONE
			if
			:: !call[c].id && !op[c].may -> finish(c, 0, 0); op_put(c); goto end
			:: else
			fi;
#endif
			if
			:: call[c].id -> MEMORY(c); call[c].told = 1	/* told_of() */
			:: else
			fi;
			op[c].dispatched = 1;
			if
			:: !gone && op[c].may && call[c].id -> call[c].seen = OFFERED
			:: !gone && !op[c].may -> call[c].seen = KNOWN
			:: else
			fi
		:: kind == DROP ->
			MEMORY(c);
			DROP_OF(c).dispatched = 1;
			assert(gone || call[c].seen == KNOWN)
		:: kind == CLOSE_CALL ->	/* deliver_close_call() */
			MEMORY(c);
			assert(!REQUESTS(c));	/* every request on it has ended */
			if
			:: !gone ->
				assert(call[c].seen != OVER);
				call[c].seen = OVER
			:: else
			fi
		fi;
		if
		:: gone -> goto release
		:: else -> assert(!unplugged)	/* P7 */
		fi
	}
	if
	:: atomic {
		if
		:: kind == REQUEST ->
			if
			:: op[c].may && call[c].seen == OFFERED -> call[c].seen = 0
			:: else
			fi;
			finish(c, 0, 1)
		:: kind == DROP -> finish_drop(c)
		:: true
		fi
	   }
	:: hung = 1; goto end_hung
	fi;
release:
	atomic {
		if
		:: kind == REQUEST -> op_put(c)
		:: kind == DROP -> op_put(NCALLS + c)
		:: kind == CLOSE_CALL -> forget(c); call_put(c)
		fi;
		draining = 0;
		c = 0;
		goto end
	}
end_hung:
	false
}

#define ANY(f)		(f(0) || f(NCALLS - 1))
#define PICK(f)					\
	if					\
	:: f(0) -> x = 0			\
	:: f(NCALLS - 1) -> x = NCALLS - 1	\
	fi

#define UNUSED(c)	(!c && !call[c].used)
#define REPORTABLE(c)	(call[c].seen && call[c].id && call[c].life != CLOSED && call[c].state != IDLE)
#define ANSWERABLE(c)	(op[c].id && op[c].dispatched)
#define DROPPED(c)	(DROP_OF(c).id && DROP_OF(c).dispatched)
#define OFFER(c)	(call[c].seen == OFFERED)
#define OWED(c)		(call[c].owed)

active proctype Provider()		/* upcalls, from any context */
{
	byte n;
end:
	do
	:: atomic {				/* tline_call_new(), new_locked() */
		ANY(UNUSED) && !gone && (bound[0] || bound[1]) ->
		PICK(UNUSED);
		call[x].used = 1;
		call[x].linked = 1;
		call[x].id = 1;
		call[x].told = 1;
		call[x].seen = KNOWN;
		call[x].state = CONNECTED;
		call[x].creator = NONE;
		call[x].ref = 1;
		if
		:: bound[0] -> attach(x, 0, OWNER); attach_monitors(x, 0)
		:: bound[1] ->
			attach(x, 1, OWNER);
			attach_monitors(x, 1)
		fi;
		publish(x)
	   }
	:: atomic {				/* tline_call_state() */
		n < STATES && ANY(REPORTABLE) ->
		n++;
		PICK(REPORTABLE);
		if
		:: call[x].state < DISCONNECTED -> set_state(x, DISCONNECTED)
		:: call[x].state -> set_state(x, IDLE)
		:: !call[x].state -> set_state(x, CONNECTED)
		fi
	   }
	:: atomic {				/* tline_complete() */
		ANY(ANSWERABLE) ->
		PICK(ANSWERABLE);
		if
		:: op[x].may && call[x].seen == OFFERED -> call[x].seen = 0
		:: else
		fi;
		if
		:: good = 1
		:: good = 0
		fi;
		finish(x, good, 1)
	   }
	:: atomic {				/* the same, for the core's own drop */
		ANY(DROPPED) ->
		PICK(DROPPED);
		DROP_OF(x).id = 0;
		finish_drop(x)
	   }
	:: atomic {				/* tline_call_set_priv() */
		ANY(OFFER) ->
		PICK(OFFER);
		call[x].seen = KNOWN;
		op[x].priv = call[x].id && call[x].life != CLOSED
	   }
	od
}

active [DEADLINES] proctype Deadline()		/* or a cancellation */
{
	if
	:: atomic { op[0].pending -> finish(0, 0, 0) }
	:: atomic { op[NCALLS - 1].pending -> finish(NCALLS - 1, 0, 0) }
	:: true
	fi
}

#ifndef MUT_NO_OWED_TIMER
active proctype Owed()			/* tline_owed_timer(), write_idle() */
{
end:
	do
	:: atomic {
		ANY(OWED) ->
		PICK(OWED);
		MEMORY(x);
		call[x].owed = 0;
		if
		:: call[x].state < DISCONNECTED -> set_state(x, DISCONNECTED)
		:: else
		fi;
		set_state(x, IDLE)
	   }
	od
}
#endif

active [UNPLUGS] proctype Unplug()	/* tline_line_unregister() */
{
	byte w, c;
	bit mine;

	if
	:: goto stays
	:: gone = 1
	fi;
end_busy:
	!draining;				/* tline_outbox_stop() */
	do					/* tline_terminate_requests() */
	:: atomic { op[0].pending -> finish(0, 0, 0) }
	:: atomic { op[NCALLS - 1].pending -> finish(NCALLS - 1, 0, 0) }
	:: atomic { DROP_OF(0).pending -> finish_drop(0) }
	:: atomic { DROP_OF(NCALLS - 1).pending -> finish_drop(NCALLS - 1) }
	:: !pending -> break
	od;
open:
	if
	:: atomic { bound[0] -> bound[0] = 0; w = 0 }
	:: atomic { bound[1] -> bound[1] = 0; w = 1 }
	:: atomic { !bound[0] && !bound[1] && !closing -> goto closed }
	fi;
next:
	terminate_handle(c, w, GONE);
	goto next;
none:
	goto open;
closed:
	atomic { empty(outbox) && !draining -> unplugged = 1 }	/* tline_line_flush() */
	assert(!pending);
	for (c : 0 .. NCALLS - 1) {
		assert(!call[c].ref)		/* P7 */
	}
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
	byte c;
end:
	timeout;
	for (c : 0 .. NCALLS - 1) {
		if
		:: !call[c].used
		:: call[c].linked ->		/* P6: nobody holds it: it does not exist */
			assert(HELD(c) && call[c].ref && call[c].id);
			assert(call[c].life == LIVE || op[c].pending || hung);
			/* P6: an owed IDLE has come, from whomever */
			assert(!call[c].owed && (!call[c].dropped || call[c].state == IDLE))
		:: call[c].used && !call[c].linked ->
			assert(!HELD(c) && !REQUESTS(c));
			/* the provider has been told of the end of what it knows of */
			assert(hung || gone || call[c].seen == 0 || call[c].seen == OVER);
			assert(hung || (!call[c].ref && !call[c].id))
		fi
	}
}
