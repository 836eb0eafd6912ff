/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What call.pml is made of: calls, handles, the requests that make and drop calls, and
 * what is done to them in one hold of line->lock (kernel/call.c, op.c, terminate.c).
 */
#ifndef NCALLS
#define NCALLS	2
#endif
#ifndef ACTIONS
#define ACTIONS	2
#endif
#ifndef STATES
#define STATES	2		/* states that the provider reports */
#endif
#ifndef UNPLUGS
#define UNPLUGS	1
#endif
#ifndef CLOSEDROP
#define CLOSEDROP 1		/* TLINE_DEVCAPFLAGS_CLOSEDROP */
#endif
#ifndef MONITORS
#define MONITORS 1		/* opens may have MONITOR */
#endif
#ifndef DEADLINES
#define DEADLINES 1
#endif
#define NOPENS	2
#define NONE	255

mtype = { OWNER, MONITOR };			/* privileges */
mtype = { PENDING, LIVE, CLOSED };		/* enum tline_call_life */
mtype = { REQUEST, DROP, CLOSE_CALL };		/* enum tline_out_kind */
mtype = { OFFERED, KNOWN, OVER };		/* the call, as the provider sees it */
mtype = { DEALLOCATE, CLOSE, GONE };		/* enum tline_how */
#define CONNECTED	1			/* TLINE_CALLSTATE_; 0: none yet */
#define DISCONNECTED	2
#define IDLE		3

typedef call_t {				/* struct tline_call */
	byte ref;				/* 0: freed */
	bit used;				/* never used again */
	mtype life;
	bit linked;				/* in tline_line.calls */
	bit id;					/* in tline_line.call_ids */
	bit told;
	byte state;
	byte owners;
	mtype handle[NOPENS];			/* struct tline_handle, by open */
	bit owed;				/* in tline_line.owed */
	bit dropped;				/* by its sole owner; others have it still */
	mtype seen;				/* what the provider thinks of it */
	byte idle_sent;				/* opens that had IDLE, by bit */
	byte creator;				/* open, or NONE: the provider */
	bit replied;				/* the creator has had its completion */
};
call_t call[NCALLS];

typedef op_t {		/* struct tline_op that creates call [i]; struct tline_call.drop */
	byte ref;
	byte on = NONE;				/* the call it belongs to */
	bit may;				/* TLINE_ROW_MAY_CREATE */
	bit pending;
	bit queued;
	bit dispatched;
	bit id;					/* in tline_line.op_ids */
	bit priv;				/* the provider took the new call up */
};
op_t op[2 * NCALLS];			/* first those that create, then the drops */
#define DROP_OF(c)	op[NCALLS + c]

chan outbox = [3 * NCALLS] of { mtype, byte };
bit draining, gone, unplugged, hung;
bit bound[NOPENS], monitors[NOPENS];
byte closing;
byte submitted, completed, pending;
hidden byte i, x;
hidden byte sole, only, made, good;

#define MEMORY(c)	assert(call[c].ref > 0)		/* no use after free */
#define CALLS		i : 0 .. NCALLS - 1
#define ON(n, c)	(op[n].pending && op[n].on == c)
#define REQUESTS(c)	(DROP_OF(c).pending || ON(0, c) || ON(NCALLS - 1, c))
#define HELD(c)		(call[c].handle[0] || call[c].handle[1])
#define SINGULAR(c)	(!call[c].handle[0] || !call[c].handle[1])

inline call_put(C)			/* tline_call_put() */
{
	MEMORY(C);
	call[C].ref--
}

inline op_put(N)			/* tline_op_put(), op_unref() */
{
	assert(op[N].ref > 0);
	op[N].ref--;
	if
	:: !op[N].ref -> call_put(op[N].on)
	:: else
	fi
}

/* A message about a call, to the app of open W, if it is to have it. */
inline event(C, W, COND)		/* state_event(), tline_open_event_locked() */
{
	if
	:: COND ->
		/* P5: nothing about a new call before the creating completion; IDLE is final */
		assert(call[C].creator != W || call[C].replied);
		assert(!(call[C].idle_sent & (1 << W)));
		call[C].idle_sent = call[C].idle_sent | ((call[C].state == IDLE) << W)
	:: else
	fi
}

inline info(C, W)			/* tline_call_info_event_locked() */
{
	if
#ifndef MUT_INFO_AFTER_IDLE
	:: call[C].state != IDLE && call[C].life == LIVE ->
#else
	:: call[C].life == LIVE ->
#endif
		event(C, 0, call[C].handle[0] && W != 0);
		event(C, 1, call[C].handle[1] && W != 1)
	:: else
	fi
}

inline attach(C, W, P)			/* tline_handle_attach_locked() */
{
	MEMORY(C);
	assert(!call[C].handle[W] && bound[W]);
	call[C].handle[W] = P;
	call[C].ref++;
	call[C].owners = call[C].owners + (P == OWNER)
}

inline attach_monitors(C, W)		/* the other open */
{
	if
	:: bound[1 - W] && monitors[1 - W] -> attach(C, 1 - W, MONITOR)
	:: else
	fi
}

inline detach(C, W)			/* tline_handle_detach_locked() */
{
	call[C].owners = call[C].owners - (call[C].handle[W] == OWNER);
	call[C].handle[W] = 0;
	call_put(C)
}

inline forget(C)			/* tline_call_forget_locked() */
{
	assert(call[C].id);
	call[C].id = 0;
	DROP_OF(C).id = 0			/* tline_op_drop_forget_locked() */
}

inline unlink(C)			/* tline_call_unlink_locked() */
{
	call[C].life = CLOSED;
	if
	:: !call[C].told -> forget(C)
	:: else
	fi;
	call[C].linked = 0;
	call[C].owed = 0
}

inline terminate_pending(C)		/* tline_terminate_pending_locked() */
{
	if
	:: call[C].handle[0] -> detach(C, 0)
	:: else
	fi;
	if
	:: call[C].handle[1] -> detach(C, 1)
	:: else
	fi;
	unlink(C);
	if
	:: call[C].told -> outbox!CLOSE_CALL, C		/* with the list's reference */
	:: else -> call_put(C)
	fi
}

inline publish(C)			/* tline_call_publish_locked() */
{
	call[C].life = LIVE;
	event(C, 0, call[C].handle[0] && (call[C].state || call[C].creator != 0));
	event(C, 1, call[C].handle[1] && (call[C].state || call[C].creator != 1))
}

inline set_state(C, S)			/* tline_call_set_state_locked() */
{
	call[C].state = S;
	call[C].owed = call[C].owed && S != IDLE;
	event(C, 0, call[C].life == LIVE && call[C].handle[0]);
	event(C, 1, call[C].life == LIVE && call[C].handle[1])
}

inline done(N)			/* tline_op_finish_locked(), of any request */
{
	op[N].pending = 0;
	pending--;
	completed++
}

/* answered: by the provider, with success or not */
inline finish(N, SUCCESS, ANSWERED)	/* tline_op_finish_locked(), end_creation() */
{
	if
	:: !op[N].pending
	:: else ->
		done(N);
		op[N].id = 0;
		if
		:: op[N].queued ->
			outbox??REQUEST, eval(N);
			op[N].queued = 0;
			op_put(N)
		:: else
		fi;
#ifndef MUT_EVENT_FIRST
		call[N].replied = 1;			/* op_post() */
#endif
		made = SUCCESS;
		if
		:: call[N].id && call[N].life == PENDING ->
#ifndef MUT_MAY_CREATE
			if
			:: op[N].may && !op[N].priv && ANSWERED -> call[N].told = 0; made = 0
#else
			if
			:: op[N].may && !op[N].priv -> call[N].told = 0; made = 0
#endif
			:: else
			fi;
			if
			:: made -> publish(N)
			:: else -> terminate_pending(N)
			fi
		:: else
		fi;
		call[N].replied = 1;
		op_put(N)
	fi
}

inline finish_drop(C)			/* tline_op_finish_locked(), TLINE_OPF_EMBEDDED */
{
	if
	:: DROP_OF(C).pending -> done(NCALLS + C); op_put(NCALLS + C)
	:: else
	fi
}

/* As if TLINE_BATCH was 1: the lock is dropped after each. */
inline end_requests(C)			/* end_requests(), end_some_requests() */
{
	do
	:: atomic { DROP_OF(C).pending -> finish_drop(C) }
	:: atomic { ON(0, C) -> finish(0, 0, 0) }
	:: atomic { NCALLS > 1 && ON(NCALLS - 1, C) -> finish(NCALLS - 1, 0, 0) }
	:: !REQUESTS(C) -> break
	od
}

inline drop_call(C)			/* drop_call(), tline_op_drop_locked() */
{
	if
	:: DROP_OF(C).on == C			/* once in a call's life */
	:: else ->
		DROP_OF(C).on = C;
		DROP_OF(C).id = 1;
		DROP_OF(C).pending = 1;
		DROP_OF(C).ref = 2;
		call[C].ref++;
		submitted++;
		pending++;
		outbox!DROP, C
	fi
}

#define ALIVE(c)	(call[c].linked && call[c].life == LIVE)
#define GOES(c, w, how)	(call[c].handle[w] && (how != DEALLOCATE || (ALIVE(c) && !gone)))

/* Open w loses its handle on some call, which is c then; or goes to none. */
inline terminate_handle(C, W, HOW)	/* tline_terminate_handle_locked() */
{
	atomic {
		if
		:: GOES(0, W, HOW) -> C = 0
		:: GOES(NCALLS - 1, W, HOW) -> C = NCALLS - 1
		:: else -> goto none
		fi;
		call[C].ref++;
		if
		:: call[C].life == PENDING ->	/* terminate_pending_handle() */
			made = call[C].handle[W] == OWNER;
			detach(C, W);
#ifndef MUT_CREATOR_UNHEARD
			if
			:: made && ON(C, C) -> finish(C, 0, 0)	/* all there is on it */
			:: made && !ON(C, C) -> terminate_pending(C)
			:: else
			fi;
#endif
			goto terminated
		:: else ->
			sole = call[C].handle[W] == OWNER && call[C].owners == 1;
			only = SINGULAR(C);
			sole = sole && call[C].state != IDLE && HOW == CLOSE && CLOSEDROP;
			detach(C, W);
			if
			:: sole -> drop_call(C)
			:: else
			fi;
			if
			:: only ->		/* close_call() */
				unlink(C);
				mine = 1;
#ifndef MUT_UNPLUG_PASSES
				closing++
#endif
			:: !only && sole ->
				info(C, NONE);
				call[C].dropped = 1;
#ifndef MUT_OWE_NOTHING
				call[C].owed = 1;	/* owe_idle() */
#endif
				goto terminated
			:: !only && !sole -> info(C, NONE); goto terminated
			fi
		fi
	}
#ifdef MUT_CLOSE_CALL_FIRST
	outbox!CLOSE_CALL, C;
#endif
	end_requests(C);
	atomic {
		if
		:: mine ->
#ifndef MUT_CLOSE_CALL_FIRST
			outbox!CLOSE_CALL, C;
#endif
			mine = 0;
#ifndef MUT_UNPLUG_PASSES
			closing--
#endif
		:: else
		fi;
terminated:	call_put(C)
	}
}
