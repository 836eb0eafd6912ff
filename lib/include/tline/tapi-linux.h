/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * What Linux adds to TAPI.  Included by <tapi.h>.  All strings are UTF-8.
 */
#ifndef TLINE_TAPI_LINUX_H
#define TLINE_TAPI_LINUX_H

/* Message: p1 events were lost at this place, because the program read too slowly. */
#define TLINE_LOST			0x1000

/* Why a request ended, a number */
#define TLINEREASON_DONE		1	/* carried out */
#define TLINEREASON_REFUSED		2	/* the line answered with an error */
#define TLINEREASON_CANCELLED		3	/* tlineCancel() with force */
#define TLINEREASON_TIMEDOUT		4	/* tlineSetDeadline() */
#define TLINEREASON_CALLCLOSED		5	/* its call was closed */
#define TLINEREASON_LINECLOSED		6	/* its line was closed */
#define TLINEREASON_DEVICEGONE		7	/* the line went away */

typedef struct tlinemessageex_tag {
	DWORD dwTotalSize;	/* in: sizeof(TLINEMESSAGEEX) */
	DWORD dwReason;		/* of a LINE_REPLY: TLINEREASON_ */
	DWORD dwOperation;	/* of a LINE_REPLY: see TLINENAMES_OPERATION */
	DWORD dwValue;		/* of a LINE_REPLY: the request's output number, if any */
	uint64_t qwSequence;	/* number of the message in its application */
	uint64_t qwTime;	/* CLOCK_MONOTONIC, ns, when it happened */
	uint64_t qwCookie;	/* of a LINE_REPLY: tlineSetCookie() at the time of the request */
} TLINEMESSAGEEX, *LPTLINEMESSAGEEX;

/*
 * The file descriptor that is readable while a message waits, for poll() and
 * the like; HUP once the application is shut down.  It is the library's: not to
 * be read, nor closed.  A LINEERR_ on failure.
 */
int tlineGetFd(HLINEAPP hLineApp);

/* lineGetMessage() that tells more of the message; lpMessageEx may be NULL. */
LONG tlineGetMessageEx(HLINEAPP hLineApp, LPLINEMESSAGE lpMessage, LPTLINEMESSAGEEX lpMessageEx,
		       DWORD dwTimeout);

/*
 * The pump of the hidden window: waits up to dwTimeout milliseconds (INFINITE: for
 * ever) for a message of an application that was initialized with a callback, and
 * calls it.  Only in the thread that has initialized the application; hLineApp 0:
 * all applications of this thread.  1: a message was delivered; 0: none came in
 * time; LINEERR_INVALAPPHANDLE: there is no such application, also if it was shut
 * down meanwhile; LINEERR_OPERATIONUNAVAIL: it has no callback, or is another
 * thread's.
 */
LONG tlineDispatch(HLINEAPP hLineApp, DWORD dwTimeout);

/*
 * Completion ports, for LINEINITIALIZEEXOPTION_USECOMPLETIONPORT: any number of
 * applications may share one, any number of threads may take messages from it.
 *
 * tlineCreatePort(): NULL for want of memory or of file descriptors.
 *
 * tlineGetQueuedMessage(): waits for a message and allocates memory for it, which
 * the program frees with free().  *lpdwKey is the dwCompletionKey of its
 * application; lpdwKey may be NULL.  LINEERR_OPERATIONFAILED: none came in
 * dwTimeout milliseconds; LINEERR_INVALAPPHANDLE: the last application of the port
 * was shut down; LINEERR_INVALPARAM: there is no such port (any more).
 *
 * tlineClosePort(): LINEERR_INUSE as long as an application uses it.
 */
HANDLE tlineCreatePort(void);
LONG tlineGetQueuedMessage(HANDLE hPort, LPDWORD lpdwKey, LPLINEMESSAGE *lplpMessage,
			   DWORD dwTimeout);
LONG tlineClosePort(HANDLE hPort);

/*
 * Cancel a request: ask the line to hurry (fForce 0), or complete it now,
 * whatever the line does.  LINEERR_NOREQUEST: there is no such request any more.
 */
LONG tlineCancel(HLINEAPP hLineApp, DWORD dwRequestID, DWORD fForce);

/*
 * Deadline and cookie of every later request of a line.  A request not complete
 * dwMilliseconds after its start fails with LINEERR_OPERATIONFAILED and
 * TLINEREASON_TIMEDOUT; 0 is no deadline.
 */
LONG tlineSetDeadline(HLINE hLine, DWORD dwMilliseconds);
LONG tlineSetCookie(HLINE hLine, uint64_t qwCookie);

/*
 * /etc/tline/priority, which lineSetAppPriority() keeps: which program gets calls of
 * a media mode (dwMediaMode 0: is asked to make calls) first.  Read: lpfnEntry for
 * each entry, in the order of the file; load: give the kernel what the file says.
 * LINEERR_INIFILECORRUPT: line *lpdwLine cannot be understood; lpdwLine may be NULL.
 */
typedef void (CALLBACK *TLINEPRIORITYPROC)(DWORD dwMediaMode, LPCSTR lpszProgram, void *lpArg);
LONG tlineReadPriorities(TLINEPRIORITYPROC lpfnEntry, void *lpArg, LPDWORD lpdwLine);
LONG tlineLoadPriorities(LPDWORD lpdwLine);

/*
 * What was wrong when the last function of address translation failed in this
 * thread, for people: with LINEERR_INIFILECORRUPT the file, the line and the
 * mistake.  Valid until the next one is called; empty if there is nothing to say.
 */
LPCSTR tlineTranslateError(void);

/* A sentence about a LINEERR_ code; never NULL. */
const char *tlineStrError(LONG lError);

/* Families of names */
enum {
	TLINENAMES_ERROR,
	TLINENAMES_MESSAGE,
	TLINENAMES_REASON,
	TLINENAMES_OPERATION,
	TLINENAMES_CALLSTATE,
	TLINENAMES_DIALTONEMODE,
	TLINENAMES_BUSYMODE,
	TLINENAMES_SPECIALINFO,
	TLINENAMES_CONNECTEDMODE,
	TLINENAMES_OFFERINGMODE,
	TLINENAMES_DISCONNECTMODE,
	TLINENAMES_MEDIAMODE,
	TLINENAMES_BEARERMODE,
	TLINENAMES_CALLPRIVILEGE,
	TLINENAMES_CALLORIGIN,
	TLINENAMES_CALLREASON,
	TLINENAMES_CALLPARTYID,
	TLINENAMES_CALLPARAMFLAGS,
	TLINENAMES_CALLINFOSTATE,
	TLINENAMES_CALLFEATURE,
	TLINENAMES_CALLFEATURE2,
	TLINENAMES_CALLTREATMENT,
	TLINENAMES_DEVSTATE,
	TLINENAMES_DEVSTATUSFLAGS,
	TLINENAMES_DEVCAPFLAGS,
	TLINENAMES_LINEFEATURE,
	TLINENAMES_ADDRESSSTATE,
	TLINENAMES_ADDRESSMODE,
	TLINENAMES_ADDRESSSHARING,
	TLINENAMES_ADDRCAPFLAGS,
	TLINENAMES_ADDRFEATURE,
	TLINENAMES_ANSWERMODE,
	TLINENAMES_DIGITMODE,
	TLINENAMES_TONEMODE,
	TLINENAMES_GENERATETERM,
	TLINENAMES_TRANSFERMODE,
	TLINENAMES_FORWARDMODE,
	TLINENAMES_PARKMODE,
	TLINENAMES_REMOVEFROMCONF,
	TLINENAMES_CALLCOMPLCOND,
	TLINENAMES_CALLCOMPLMODE,
	TLINENAMES_ROAMMODE,
	TLINENAMES_TRANSLATERESULT,
	TLINENAMES_GATHERTERM,
	TLINENAMES_TERMDEV,
	TLINENAMES_TERMMODE,
	TLINENAMES_TERMSHARING,
	TLINENAMES_MEDIACONTROL,
	TLINENAMES_PROXYREQUEST,
	TLINENAMES_PROXYSTATUS,
	TLINENAMES_REQUESTMODE,
	TLINENAMES_COUNT
};

/* TAPI's name of a number, without its prefix ("CONNECTED"), or NULL. */
const char *tlineName(int nFamily, DWORD dwValue);

/*
 * The names of all bits of a mask, joined by '|'; a remainder without names as
 * hexadecimal number, "0" if there is no bit.  Cut off at cbBuffer bytes, the
 * NUL included.  Returns lpszBuffer.
 */
char *tlineMaskNames(int nFamily, DWORD dwMask, char *lpszBuffer, size_t cbBuffer);

/*
 * The reverse of both: names, in any case, or numbers, joined by '|' or ','.
 * LINEERR_INVALPARAM if one is unknown; then *lpszBad (if lpszBad is not NULL)
 * points to it.
 */
LONG tlineParseNames(int nFamily, const char *lpszText, LPDWORD lpdwMask, const char **lpszBad);

/* Shortcuts of tlineName(). */
const char *tlineCallStateName(DWORD dwCallState);
const char *tlineCallStateModeName(DWORD dwCallState, DWORD dwCallStateMode);
const char *tlineMessageName(DWORD dwMessageID);
const char *tlineReasonName(DWORD dwReason);

#endif /* TLINE_TAPI_LINUX_H */
