/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * A line and its opens: sessions, closing from several sides at once, unregistering,
 * and who keeps the memory of line, open and outbox entries: kernel/open.c, line.c,
 * outbox.c, app.c and the second half of terminate.c.  Steps as in request.pml.
 *
 * Two files of the line, bound to one app; each submits a request that belongs to the
 * line.  Whoever binds and submits drains the outbox, and so does the line's worker.
 */
#ifndef SHUTDOWNS
#define SHUTDOWNS 1
#endif
#ifndef CANCELLERS
#define CANCELLERS 1
#endif
#ifndef UNPLUGS
#define UNPLUGS	1
#endif
#define NONE	255

mtype = { OPEN, CLOSE, REQUEST };	/* enum tline_out_kind */

typedef open_t {			/* struct tline_open */
	byte ref;			/* 0: freed */
	bit bound;			/* TLINE_OPEN_BOUND, in tline_line.opens */
	bit closed;			/* TLINE_OPEN_CLOSED */
	bit close_lock;
	bit in_app;			/* in tline_app.opens */
	bit pending;			/* its request, in tline_line.requests */
	bit queued;			/* that is in the outbox */
};
open_t open[2];

chan outbox = [4] of { mtype, byte };
bit draining, work;
byte refs = 1;				/* of tline_line.dev: the registration's */
bit freed;				/* the line, a grace period after the last */
bit gone, unplugged;
bit rcu;				/* a reader */
byte closers;
bit session;				/* tline_line.session */
byte opener = NONE;			/* tline_line.opener */
bit told;				/* the provider: it is open */
bit dead;				/* tline_app.dead */
bit hung;
hidden byte x;

#define LINE()		assert(!freed)			/* no use after free */
#define NOBODY		(!open[0].bound && !open[1].bound)
#define ANY(flag)	(open[0].flag || open[1].flag)
#define PICK(flag)			\
	if				\
	:: open[0].flag -> x = 0	\
	:: open[1].flag -> x = 1	\
	fi

inline put_device()
{
	LINE();
	assert(refs > 0);
	refs--
}

inline open_put(W)			/* tline_open_put() */
{
	assert(open[W].ref > 0);
	open[W].ref--
}

inline kick()				/* tline_outbox_kick_locked() */
{
	LINE();
	if
	:: !work && !draining && nempty(outbox) ->
		assert(refs > 0);
#ifndef MUT_WORKER_UNHELD
		refs++;
#endif
		work = 1
	:: work || draining || empty(outbox)
	fi
}

inline finish(W)			/* tline_op_finish_locked() */
{
	open[W].pending = 0;
	if
	:: open[W].queued -> outbox??REQUEST, eval(W); open[W].queued = 0
	:: else
	fi
}

inline outbox_run()			/* tline_outbox_run(), drain_locked() */
{
	atomic {
		LINE();
		if
		:: draining || empty(outbox) -> goto drained
		:: !draining && nempty(outbox) -> draining = 1
		fi
	}
deliver:
	atomic {
		LINE();
		if
		:: empty(outbox) -> draining = 0; goto drained
		:: nempty(outbox) -> outbox?kind, d
		fi;
		if
		:: kind == OPEN -> opener = NONE	/* deliver_open() */
		:: kind == REQUEST -> open[d].queued = 0
		:: kind == CLOSE			/* deliver_close() */
		fi;
		if
		:: gone -> goto release
		:: else ->
			assert(!unplugged);		/* P7: nothing after unregistering */
			assert(told == (kind != OPEN));	/* in the order of the core's decisions */
			told = (kind != CLOSE)
		fi
	}
	if
	:: true
	:: hung = 1; goto end_hung
	fi;
release:
	atomic {
		LINE();
		if
		:: kind == REQUEST
		:: else -> open_put(d)
		fi;
		kind = 0;
		d = 0;
		goto deliver
	}
end_hung:
	false;
drained:
	skip
}

/* It is open W that closes; the lock is dropped after each request. */
inline terminate_open(W)		/* tline_terminate_open() */
{
	atomic { !open[W].close_lock -> open[W].close_lock = 1 }
	atomic {
		if
		:: open[W].closed -> open[W].close_lock = 0; goto closed	/* the line may be freed */
		:: !open[W].closed && !open[W].bound ->
			LINE();
			open[W].closed = 1;
			open[W].close_lock = 0;
			goto closed
		:: !open[W].closed && open[W].bound ->
			LINE();
			open[W].closed = 1;
			closers++;
			open[W].bound = 0;	/* unlink_open() */
			last = NOBODY
		fi
	}
	do					/* last_open_gone() */
	:: atomic {
#ifndef MUT_ENDS_ANOTHERS
		last && ANY(pending) && NOBODY ->
#else
		last && ANY(pending) ->
#endif
		LINE();
		PICK(pending);
		assert(!open[x].bound);		/* the line is not closed for its request */
		finish(x)
	   }
	:: atomic {
		else ->
		LINE();
		if
		:: last && NOBODY && session ->
			session = 0;
			if
			:: opener != NONE ->
				outbox??OPEN, eval(opener);
				open_put(opener);
				opener = NONE
#ifndef MUT_CLOSE_UNHELD
			:: opener == NONE && !gone -> open[W].ref++; outbox!CLOSE, W
#else
			:: opener == NONE && !gone -> outbox!CLOSE, W
#endif
			:: else
			fi
		:: else
		fi;
		open[W].in_app = 0;		/* leave_app() */
		kick();
		closers--;
		open[W].close_lock = 0;
		last = 0;
		break
	   }
	od;
#ifdef MUT_CLOSE_WAITS
	!draining;
#endif
closed:
	skip
}

active [2] proctype User()
{
	byte w = _pid, d;
	mtype kind;
	bit last, submitted;

	atomic {				/* line_open() */
		if
		:: gone -> goto out
		:: !gone -> refs++; open[w].ref = 1
		fi
	}
	atomic {				/* tline_open_bind(), bind_locked(), bind_line() */
		LINE();
		if
		:: gone || dead || open[w].closed -> goto closes
		:: else ->
			open[w].in_app = 1;
			open[w].bound = 1;
			if
			:: !session ->
				session = 1;
				open[w].ref++;
				opener = w;
				outbox!OPEN, w
			:: else
			fi
		fi
	}
drain:
	outbox_run();
	if
	:: atomic {				/* tline_submit(), tline_op_accept_locked() */
		!submitted && open[w].bound && !gone ->
		submitted = 1;
		open[w].pending = 1;
		open[w].queued = 1;
		outbox!REQUEST, w
	   }
	   goto drain
	:: true
	fi;
closes:
	terminate_open(w);			/* line_release() in chrdev.c */
	open_put(w);
	put_device();
out:
	skip
}

active proctype Worker()		/* tline_outbox_work() */
{
	byte d;
	mtype kind;
end:
	work;
	work = 0;
	outbox_run();
#ifndef MUT_WORKER_UNHELD
	put_device();
#endif
	goto end
}

active [SHUTDOWNS] proctype Shutdown()	/* tline_app_shutdown() */
{
	byte w;
	bit last;

	dead = 1;
next:
	atomic {				/* next_open() */
		if
		:: ANY(in_app) -> PICK(in_app); w = x; open[w].ref++
		:: else -> goto out
		fi
	}
	terminate_open(w);
	open_put(w);
	goto next;
out:
	skip
}

active [CANCELLERS] proctype Canceller()	/* tline_cancel(), tline_op_deadline() */
{
	byte w;

	if
	:: atomic { ANY(pending) -> PICK(pending); w = x; rcu = 1 }	/* under app->lock */
#ifdef MUT_NO_RCU
	   rcu = 0;
#endif
	   atomic {
		LINE();
		if
		:: open[w].pending -> finish(w)
		:: else
		fi;
		kick();
		rcu = 0
	   }
	:: true
	fi
}

active [UNPLUGS] proctype Unplug()	/* tline_line_unregister() */
{
	byte w;
	bit last;

	gone = 1;				/* line_begin_end(), line_disable() */
end_busy:
	!draining;				/* tline_outbox_stop() */
	do					/* tline_terminate_requests() */
	:: atomic { ANY(pending) -> PICK(pending); finish(x) }
	:: atomic { !ANY(pending) -> kick(); break }
	od;
next:
	atomic {				/* first_open() */
		if
		:: ANY(bound) -> PICK(bound); w = x; open[w].ref++
		:: else -> goto all
		fi
	}
	terminate_open(w);
	open_put(w);
	goto next;
all:
	!closers;
	atomic { !draining && !work && empty(outbox) -> unplugged = 1 }	/* tline_line_flush() */
	assert(!ANY(pending));			/* P7: all has ended */
	put_device()
}

active proctype Rcu()			/* line_release(), line_free_rcu() */
{
end:
	atomic { !refs && !rcu -> freed = 1 };
}

active proctype End()
{
end:
	timeout;
	/* what is left is only what a provider that hangs has in its hands */
	assert(hung || (empty(outbox) && !session));
	assert(hung || gone || !told);
	assert(hung || !ANY(ref));
	assert(hung || freed == gone);
	/* P3: and it holds up nobody's closing */
	assert(!ANY(close_lock) && !closers)
}
