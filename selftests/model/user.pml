/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The user's side of requests, for request.pml, gather.pml and proxy.pml: who submits,
 * reads, cancels, takes outputs and closes (kernel/submit.c, request.c, app.c).  A
 * model says what closing the line ends, end_of_open().
 *
 * NOPS requests, each submitted by a thread of its own; NSLOTS ids for them.
 */
active [NOPS] proctype Submitter()	/* tline_submit(), submit_one() */
{
	byte k = _pid;
	bit silent;

	atomic {
		op[k].ref = 1;			/* tline_op_alloc() */
		if
		:: KEEPS -> op[k].keep = 1
		:: true
		fi;
		if
		:: WAITS -> op[k].waited = 1
		:: true
		fi;
		accept(k);
		kick();				/* tline_outbox_run() */
		if
		:: op[k].accepted && !op[k].waited -> op_put(k); goto out
		:: op[k].accepted && op[k].waited -> goto waits
		:: WAITS && op[k].accepted	/* copy_out() failed */
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
		hear(j);
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
		:: FOUND(requests, op[k].app_id) && OF_ID(op[k].app_id) != NONE &&
		   op[OF_ID(op[k].app_id)].app ->
			assert(OF_ID(op[k].app_id) == k);
			op[k].ref++
		:: else -> goto cancelled	/* -ENOENT, -EALREADY */
		fi
	   }
cancel:	   atomic {				/* tline_cancel() */
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
	:: atomic { found != NONE -> k = found; found = NONE; goto cancel }	/* an id guessed */
	:: true
	fi;
	users--
}

active [TAKERS] proctype Taker()	/* tline_request_output() */
{
	byte k;

	if
	:: atomic {				/* kept_get() */
		ANY(accepted) ->
		PICK(k, accepted);
		if
		:: FOUND(requests, op[k].app_id) && OF_ID(op[k].app_id) != NONE &&
		   !op[OF_ID(op[k].app_id)].app ->
			assert(OF_ID(op[k].app_id) == k && op[k].done);
			op[k].ref++
		:: else -> goto unkept		/* -ENOENT, -EBUSY */
		fi
	   }
	   MEMORY(k);				/* copy_to_user() */
	   if
	   :: atomic { MEMORY(k) -> kept_end(k) }
	   :: true				/* a fault, or too small */
	   fi;
	   atomic {
		op_put(k);
unkept:		k = 0
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

inline terminate_open()			/* tline_terminate_open() */
{
	atomic { !closing }			/* close_lock */
	if
	:: atomic { bound && !closing -> bound = 0; closing = 1 }
		end_of_open();
		atomic { kick(); closing = 0 }
	:: atomic { !bound && !closing }
	fi
}

active [CLOSERS] proctype Closer()	/* close(2), TLINE_IOC_CLOSE, exit, kill */
{
	byte n, k;
	bit keeps;

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
		keeps = !op[k].app;
		n++;
		MEMORY(k);
		op[k].ref++
	   }
	   atomic {
#ifndef MUT_NO_ORPHAN
		if
#ifndef MUT_ORPHAN_KEEPS
		:: keeps -> kept_end(k)
#endif
		:: !keeps && op[k].app ->
			unbind(k);
#ifndef MUT_RESULT_OF_ORPHAN
			op[k].waited = 0
#endif
		:: else
		fi;
#endif
		op_put(k);
		keeps = 0;
		k = 0
	   }
	:: n == NSLOTS -> break
	od;
	/* The last close(2), unlike TLINE_IOC_SHUTDOWN, comes when no ioctl runs. */
	users == 0;
	atomic {
#ifndef MUT_TIMER_RUNS
		!firing ->			/* hrtimer_cancel() */
#endif
		app_freed = 1			/* tline_app_put() */
	}
stays:
	skip
}

active proctype Books()			/* P10, at any moment */
{
end:
	atomic { submitted != completed + pending -> assert(false) }
}

/* P1: one completion, never none, never two; but nobody is told of a dead app. */
inline told_once(K)
{
	assert(op[K].told == 1 || (op[K].told == 0 && (op[K].revoked || dead || !bound)))
}

/*
 * Nothing leaks: of what has ended only what is kept, until its app is dead, and what the
 * provider is to hear, if it hangs.
 */
inline released(K)
{
	assert(op[K].ref == op[K].queued +
	       (!dead && op[K].accepted && FOUND(requests, op[K].app_id) &&
		OF_ID(op[K].app_id) == K))
}
