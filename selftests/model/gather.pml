/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Digits gathered of a call: kernel/gather.c, and what call.c, op.c and request.c have
 * to do with it.  Steps and memory as in request.pml.
 *
 * Request k is submitted with handle k on the one call there is; both are of one app,
 * whose timer is the one of both.  It has come for request k if due[k]: it is past
 * tline_op.timer.expires.  No digit, no time has to come; but time never stands still.
 */
#ifndef DIGITS
#define DIGITS	3		/* that the provider hears */
#endif
#ifndef DEALLOCATES
#define DEALLOCATES 1
#endif
#define ROOM	2		/* tline_output.room */
#define TIMERS	0		/* but Softirq */
#define ACCEPTABLE (handle[k] && live)
#include "op.pml"

byte gather = NONE;			/* tline_call.gather */
bit live = 1;				/* the call; neither closed nor IDLE */
bit handle[NOPS] = 1;			/* struct tline_handle */
byte size[NOPS];			/* tline_output.size */
bit deadline[NOPS];			/* tline_output.deadline is not KTIME_MAX */
bit late[NOPS];				/* and has passed */
bit due[NOPS];
bit expects[NOPS];			/* something is to come of it, soon or late */
byte early = NONE;			/* taken by it while being accepted */
hidden byte x;

#define HELD	(handle[0] || handle[NOPS - 1])

inline expect_digit(k)			/* expect_digit(), tline_op_set_timer_locked() */
{
	due[k] = late[k];
	if
#ifdef MUT_LOST_TIMER
	:: expects[k] && !op[k].timer
#endif
	:: else ->
		op[k].timer = 0;
		expects[k] = 0;
		if
		:: !deadline[k]
		:: expects[k] = 1; op[k].timer = 1	/* op_start_timer() */
		fi
	fi
}

inline gather_cancel()			/* tline_gather_cancel_locked() */
{
	if
	:: gather != NONE -> x = gather; finish(x)
	:: else
	fi
}

inline begin(k)				/* tline_gather_begin_locked() */
{
#ifndef MUT_TWO_GATHERS
	gather_cancel();
#endif
	deadline[k] = op[k].timer;
	if					/* its deadline came before anything else */
	:: op[k].timer && !firing -> firing = 1; op[k].ref++; early = k
	:: true
	fi;
	if
	:: finish(k)				/* a count of 0 */
	:: gather = k; expect_digit(k)
	fi
}

inline ended(k)				/* tline_gather_ended_locked() */
{
	expects[k] = 0;
	if
#ifndef MUT_GATHER_STAYS
	:: gather == k -> gather = NONE
#endif
	:: else
	fi
}

inline detach(k)			/* tline_handle_detach_locked() */
{
	handle[k] = 0;
#ifndef MUT_HANDLE_KEEPS
	if					/* tline_handle_end_gather_locked() */
	:: gather == k -> finish(k)
	:: else
	fi;
#endif
	live = live && HELD;			/* close_call() */
	assert(HELD || gather == NONE)		/* P6 */
}

inline end_of_open()
{
	do
	:: atomic { handle[0] -> detach(0) }
	:: atomic { NOPS > 1 && handle[NOPS - 1] -> detach(NOPS - 1) }
	:: !HELD -> break
	od
}

inline expired(k)			/* tline_gather_expired_locked() */
{
	MEMORY(k);
	if
#ifndef MUT_STALE_TIMER
	:: op[k].done || !due[k]
#else
	:: op[k].done
#endif
	:: else ->
		assert(due[k]);			/* no digit has put it off */
		if
		:: late[k] -> abandon(k)
		:: else -> finish(k)
		fi
	fi
}

#include "user.pml"

active proctype Provider()		/* tline_call_digit(), tline_call_state() */
{
	byte n;
	bit idle;

	if
	:: idle = 1
	:: true
	fi;
end:
	do
	:: atomic {				/* tline_gather_digit_locked() */
		n < DIGITS && live && gather != NONE ->
		n++;
		x = gather;
		MEMORY(x);
		assert(!op[x].done && op[x].app && size[x] < ROOM);
		size[x]++;
		if
		:: finish(x)			/* TERMDIGIT, BUFFERFULL */
		:: size[x] < ROOM -> expect_digit(x)
		fi
	   }
	:: atomic {				/* tline_call_set_state_locked() */
		idle && live ->
		live = 0;
		gather_cancel()
	   }
	:: atomic {				/* an id that it has guessed */
		n < DIGITS && ANY(accepted) ->
		n++;
		PICK(j, accepted);
		complete(op[j].prov_id, j)
	   }
	od
}

active proctype Clock()
{
end:
	do
	:: atomic {
		if
		:: op[0].timer && !due[0] -> x = 0
		:: op[NOPS - 1].timer && !due[NOPS - 1] -> x = NOPS - 1
		fi;
		due[x] = 1;
		if
		:: deadline[x] -> late[x] = 1
		:: true
		fi
	   }
	od
}

#define COME(k)	(op[k].timer && due[k])

active proctype Softirq()		/* tline_op_deadline() */
{
	byte k;
	bit taken[NOPS];
end:
	atomic {
		if
		:: early == NONE && (COME(0) || COME(NOPS - 1)) -> assert(!app_freed); firing = 1
		:: early != NONE -> taken[early] = 1; early = NONE; goto taken_early
		fi;
		for (k : 0 .. NOPS - 1) {	/* take_expired() */
			if
			:: COME(k) && !taken[k] ->
				MEMORY(k);
				op[k].timer = 0;
				op[k].ref++;
				taken[k] = 1
			:: else
			fi
		}
		k = 0;
taken_early:	skip
	}
	do
	:: atomic { taken[0] -> taken[0] = 0; expired(0); op_put(0) }
	:: atomic { NOPS > 1 && taken[NOPS - 1] -> taken[NOPS - 1] = 0; expired(NOPS - 1); op_put(NOPS - 1) }
	:: atomic {
		!taken[0] && !taken[NOPS - 1] ->
		assert(!app_freed);
		firing = 0;
		goto end
	   }
	od
}

active [DEALLOCATES] proctype Deallocate()	/* tline_call_deallocate() */
{
	if
	:: atomic { bound && handle[0] -> detach(0) }
	:: atomic { bound && handle[NOPS - 1] -> detach(NOPS - 1) }
	:: true
	fi
}

active [UNPLUGS] proctype Unplug()	/* tline_line_unregister() */
{
	if
	:: goto stays
	:: gone = 1
	fi;
	do					/* tline_terminate_requests() */
	:: atomic { ANY(linked) -> PICK(j, linked); finish(j) }
	:: !ANY(linked) -> break
	od;
	terminate_open();
	assert(!pending && gather == NONE);	/* P7 */
stays:
	skip
}

active proctype End()
{
	byte k;
end:
	timeout;
	assert(empty(outbox) && early == NONE);
	for (k : 0 .. NOPS - 1) {
		if
		:: !op[k].accepted -> assert(op[k].told == 0 && op[k].ref == 0)
		:: op[k].accepted && !op[k].done ->
			assert(gather == k && live && bound && handle[k] && !gone);
			assert(!expects[k])		/* P1: its time comes */
		:: op[k].accepted && op[k].done -> told_once(k); released(k)
		fi
	}
}
