/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Requests that another open of the line answers: kernel/proxy.c, and what op.c and
 * terminate.c have to do with it.  Steps and memory as in request.pml.
 *
 * What op.pml calls the outbox is tline_proxy.asked: requests that nobody has taken.
 * The proxy is as bad as the provider, with a file for each of its threads: it takes at
 * any time, does not return from copying, answers what it likes, and closes meanwhile.
 */
#ifndef PROXYTAKERS
#define PROXYTAKERS 1
#endif
#define ACCEPTABLE (serving)
#include "op.pml"

bit serving = 1;			/* in tline_line.proxies */
bit ending;				/* being closed: in the hands of terminate_open() */
bit proxy_freed;
byte files = PROXYTAKERS + 1;		/* ioctls of the proxy */
byte num_requests;			/* tline_proxy.num_requests */
bit taken[NOPS];			/* TLINE_OPF_TAKEN */
bit output[NOPS];			/* tline_op.output is the proxy's */
hidden byte x;

inline begin(k)				/* tline_proxy_ask_locked() */
{
	assert(!proxy_freed);
	num_requests++;
	op[k].ref++;
	outbox_add(k, REQUEST)
}

inline ended(k)				/* tline_op_finish_locked() */
{
	assert(!proxy_freed && num_requests > 0);
	num_requests--
}

/* Requests are in tline_proxy.requests: what the asker closes does not end them. */
inline end_of_open()
{
	others = 1
}

inline end_requests()			/* end_some_requests(), of tline_proxy.requests */
{
	do
	:: atomic { ANY(linked) -> PICK(x, linked); finish(x) }
	:: !ANY(linked) -> break
	od
}

#include "user.pml"

active [PROXYTAKERS] proctype ProxyTaker()	/* tline_proxy_take(), take_end() */
{
	byte k;

	if
	:: atomic {				/* find_asked() */
		serving && nempty(outbox) ->
		if
		:: outbox?k
		:: outbox??[eval(NOPS - 1)] -> outbox??eval(NOPS - 1); k = NOPS - 1
		fi;
		MEMORY(k);
		assert(!taken[k] && !op[k].done);
		op[k].queued = 0;
#ifdef MUT_TAKE_UNHELD
		op[k].ref--
#endif
	   }
	   MEMORY(k);				/* copy_to_user() */
	   if
	   :: atomic {
		MEMORY(k);
		if
#ifndef MUT_FAULT_ASKS
		:: op[k].done			/* NOREQUEST */
#endif
		:: else ->
			assert(!proxy_freed);
			if
			:: taken[k] = 1
			:: op[k].ref++; outbox_add(k, REQUEST)	/* a fault */
			fi
		fi;
		op_put(k);
		k = 0
	   }
	   :: atomic { hung == NONE -> hung = k; goto end_hung }
	   fi
	:: true
	fi;
	files--;
	goto out;
end_hung:
	false;
out:
	skip
}

active proctype Answerer()		/* tline_proxy_answer(), tline_complete() */
{
	byte n;

	do
	:: atomic {
		n < ANSWERS && ANY(accepted) ->
		n++;
		PICK(j, accepted);
		if
		:: complete(op[j].prov_id, j)	/* the provider, who knows nothing of it */
#ifndef MUT_UNTAKEN_ANSWER
		:: serving && FOUND(op_ids, op[j].prov_id) && taken[op_ids.obj[SLOT(op[j].prov_id)]] ->
#else
		:: serving && FOUND(op_ids, op[j].prov_id) ->
#endif
			x = op_ids.obj[SLOT(op[j].prov_id)];
			assert(x == j && taken[x]);	/* nobody else's, nor unseen */
			assert(!op[x].done);		/* an output does not change */
			output[x] = 1;
			finish(x)
		:: true				/* NOREQUEST */
		fi
	   }
	:: n == ANSWERS -> break
	:: true -> break
	od;
	files--
}

active proctype ProxyCloser()		/* tline_terminate_open() of the proxy's open */
{
	if
	:: atomic { !ending && serving -> serving = 0; ending = 1 }
#ifndef MUT_PROXY_FORGETS
	   end_requests();
#endif
	   atomic { ending = 0 }
	   assert(!num_requests && empty(outbox))	/* P3: and it has waited for nobody */
	:: true
	fi;
end_open:
	!serving && !ending && files == 0;
	proxy_freed = 1				/* open_release() */
}

active [UNPLUGS] proctype Unplug()	/* tline_line_unregister() */
{
	if
	:: goto stays
	:: gone = 1
	fi;
	end_requests();				/* tline_terminate_requests() */
	atomic { !ending -> serving = 0; ending = 1 }
	end_requests();
	ending = 0;
	atomic { !closing -> bound = 0 }
	assert(!pending && !num_requests && empty(outbox));	/* P7 */
stays:
	skip
}

active proctype End()
{
	byte k;
end:
	timeout;
	for (k : 0 .. NOPS - 1) {
		if
		:: !op[k].accepted -> assert(op[k].told == 0 && op[k].ref == 0)
		:: op[k].accepted && !op[k].done -> assert(serving && !gone && op[k].linked)
		:: op[k].accepted && op[k].done ->
			told_once(k);
			if
			:: hung != k -> released(k)
			:: else
			fi
		fi
	}
}
