/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Agents and proxies: the form in which requests and answers go from one program
 * to the other.
 *
 * A request is the union of LINEPROXYREQUEST as far as the asker fills it in, and
 * behind the whole union its strings, in UTF-16, or behind that part its list.  An
 * answer is what the handler fills in: a structure with all that it refers to, a
 * handle, or bytes.
 */
#ifndef TLINE_AGENT_H
#define TLINE_AGENT_H

#include <string.h>

#include "internal.h"

#define TL_PROXY_UNION	offsetof(LINEPROXYREQUEST, SetAgentGroup)

/*
 * agent.c
 */
static inline DWORD tl_get_dword(const char *at)
{
	DWORD value;

	memcpy(&value, at, sizeof(value));
	return value;
}

struct tl_agent_args {
	uint32_t size;
	char bytes[TLINE_MAX_PROXY];
};

/* Where the variable parts of a structure are; members that are 0 are not there. */
struct tl_agent_layout {
	uint16_t string;	/* member of the size of a string */
	uint16_t count;		/* of the number of entries of a list */
	uint16_t list;		/* of the size of the list */
	uint16_t entry_size;
	uint16_t entry_string;	/* the same of a string, within an entry */
};

#define TL_LAYOUT_STRING(type, name)	.string = offsetof(type, dw##name##Size)
#define TL_LAYOUT_LIST(type, num, name, entry) \
	.count = offsetof(type, num), .list = offsetof(type, dw##name##Size), \
	.entry_size = sizeof(entry)
#define TL_LAYOUT_NAMES(entry)		.entry_string = offsetof(entry, dwNameSize)

LONG tl_agent_add_string(struct tl_agent_args *args, size_t pair, const void *text, bool wide);
LONG tl_agent_ask(HLINE line, DWORD type, const void *args, uint32_t size,
		  struct tl_submit *submit);
LONG tl_agent_ask_struct(HLINE line, DWORD type, const void *args, uint32_t size, void *out,
			 DWORD fixed, tl_finish_fn *finish, bool wide);
LONG tl_agent_ask_handle(HLINE line, DWORD type, const struct tl_agent_args *args, DWORD *out);
bool tl_agent_finish(struct tl_request *rq, const struct tl_outcome *outcome, LINEMESSAGE *message,
		     DWORD fixed, const struct tl_agent_layout *layout);
tl_finish_fn tl_agent_finish_groups;

#endif /* TLINE_AGENT_H */
