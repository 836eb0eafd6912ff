/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The inside of libtline.
 *
 * Locks.  tl_lock protects the handle table and all objects below.  It is never
 * held during a system call.  tl_wake is signalled when something that a reader
 * of messages may wait for has changed.
 *
 * Lifetimes.  The handle table holds a reference to an app and to a line while
 * their handles are valid; so does every function that uses them, during a
 * system call too, so that a file descriptor is closed by the last user and its
 * number never belongs to somebody else's file.  Calls and requests belong to
 * their line (requests of a closed line to the app) and are used under tl_lock
 * only.
 */
#ifndef TLINE_INTERNAL_H
#define TLINE_INTERNAL_H

#include <pthread.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include <linux/tline.h>

#pragma GCC visibility push(default)
#include "tline/tapi.h"
#pragma GCC visibility pop

/*
 * The ...A form of a function is the function: strings are UTF-8.  The ...W form
 * shares its body, which is told that text is UTF-16.
 */
#define TL_ALIAS(name) __attribute__((alias(#name)))

#define tl_container_of(ptr, type, member) \
	((type *)(void *)((char *)(ptr) - offsetof(type, member)))

#define TL_ARRAY_SIZE(a) (sizeof(a) / sizeof((a)[0]))

/*
 * hash.c: a hash table of nodes embedded in objects; inserting cannot fail.
 */
struct tl_hash_node {
	uint64_t key;
	struct tl_hash_node *next;
};

#define TL_HASH_MIN_BITS 4

struct tl_hash {
	struct tl_hash_node **buckets;
	struct tl_hash_node *small[1 << TL_HASH_MIN_BITS];
	unsigned int bits;
	size_t count;
};

void tl_hash_init(struct tl_hash *hash);
void tl_hash_destroy(struct tl_hash *hash);
void tl_hash_add(struct tl_hash *hash, struct tl_hash_node *node);
void tl_hash_remove(struct tl_hash *hash, struct tl_hash_node *node);
struct tl_hash_node *tl_hash_find(const struct tl_hash *hash, uint64_t key);
struct tl_hash_node *tl_hash_any(const struct tl_hash *hash);

/* A circular list of nodes embedded in objects. */
struct tl_list {
	struct tl_list *next, *prev;
};

static inline void tl_list_init(struct tl_list *list)
{
	list->next = list;
	list->prev = list;
}

static inline bool tl_list_empty(const struct tl_list *list)
{
	return list->next == list;
}

static inline void tl_list_add_tail(struct tl_list *list, struct tl_list *node)
{
	node->prev = list->prev;
	node->next = list;
	list->prev->next = node;
	list->prev = node;
}

static inline void tl_list_del(struct tl_list *node)
{
	node->prev->next = node->next;
	node->next->prev = node->prev;
	tl_list_init(node);
}

/*
 * handle.c: the handles a program sees
 */
enum tl_kind {
	TL_FREE,
	TL_RESERVED,	/* of a call that a request is to create */
	TL_APP,
	TL_LINE,
	TL_CALL,
	TL_PORT,
};

DWORD tl_handle_alloc_locked(enum tl_kind kind, void *object);
void tl_handle_free_locked(DWORD handle);
void tl_handle_set_kind_locked(DWORD handle, enum tl_kind kind);
void *tl_handle_find_locked(DWORD handle, enum tl_kind kind);

/*
 * object.c: apps, lines, calls and requests
 */
extern pthread_mutex_t tl_lock;
extern pthread_cond_t tl_wake;

struct tl_port;

/* What the kernel's id of a line or a call leads to. */
struct tl_id {
	struct tl_hash_node node;	/* in tl_app.ids, by kernel id */
	enum tl_kind kind;
	DWORD handle;
};

struct tl_app {
	unsigned int refs;
	HLINEAPP handle;
	int fd;
	DWORD api_version;
	DWORD mechanism;	/* LINEINITIALIZEEXOPTION_ */
	LINECALLBACK callback;
	struct tl_port *port;	/* a reference; NULL with USEEVENT */
	DWORD key;		/* of the completion port */
	bool dead;
	bool reading;		/* somebody reads and translates a message */
	bool unheard;		/* a line of its may be ... */
	struct tl_list unheard_node;	/* ... and whoever has the port will ask: in tl_port.unheard */
	unsigned int learning;	/* system calls under way that return new kernel ids */
	struct tl_call *spare;	/* reserved, for the call that the next message may bring */
	struct tl_list lines;
	struct tl_hash ids;
	struct tl_hash requests;	/* by cookie */
};

struct tl_line {
	struct tl_id id;
	unsigned int refs;
	bool open;		/* false: its handle is dead */
	int fd;
	struct tl_app *app;	/* a reference */
	struct tl_list node;	/* in tl_app.lines */
	struct tl_list calls;
	struct tl_list requests;
	DWORD device;
	DWORD api_version;
	uint64_t instance;
	DWORD deadline_ms;
	uint64_t cookie;
	bool proxy;
	bool unheard;		/* a proxy's requests may be there whose messages were lost */
};

struct tl_call {
	struct tl_id id;
	struct tl_line *line;	/* no reference: the line owns the call; NULL: a spare one */
	struct tl_list node;	/* in tl_line.calls, or empty while reserved */
};

/* What a completion brought. */
struct tl_outcome {
	LONG result;		/* 0 or a LINEERR */
	DWORD value;
	DWORD tick;		/* in ms, when it happened */
	const void *data;	/* the output, if tl_submit.output_size is not 0 */
	uint32_t size;
};

struct tl_request;

/*
 * Writes the program's variables when a completion is delivered.  It runs under
 * tl_lock and must not fail: what it needs, the request has brought along.  It
 * may make another message of @out; false: there is none for the program.
 */
typedef bool tl_finish_fn(struct tl_request *rq, const struct tl_outcome *outcome,
			  LINEMESSAGE *out);

/* A call that a request creates. */
struct tl_new_call {
	struct tl_call *call;	/* reserved */
	LPHCALL out;		/* where its handle goes */
};

struct tl_request {
	struct tl_hash_node node;	/* in tl_app.requests */
	struct tl_line *line;		/* no reference; NULL: closed */
	struct tl_list line_node;	/* in tl_line.requests */
	bool busy;			/* a system call about it is under way */
	bool forgotten;			/* no completion will come: free it on return */
	bool may_create;		/* success does not mean that the new call exists */
	DWORD op;
	uint64_t cookie;		/* the program's */
	HCALL about;			/* the call it was submitted on, which may be dead */
	struct tl_new_call new_call[2];
	tl_finish_fn *finish;
	void *target;			/* for @finish: where the output goes ... */
	DWORD target_size;
	DWORD version;			/* ... of this API version ... */
	bool wide;			/* ... and with such strings */
	uint32_t output_size;
	char output[];			/* room for the kernel's */
};

LONG tl_bad_handle(LONG error);
LONG tl_app_get(HLINEAPP handle, struct tl_app **app);
void tl_app_put(struct tl_app *app);
bool tl_app_is_dead(struct tl_app *app);
LONG tl_app_publish(struct tl_app *app);
LONG tl_app_unpublish(HLINEAPP handle, struct tl_app **dead);

LONG tl_line_get(HLINE handle, struct tl_line **line);
void tl_line_put(struct tl_line *line);
struct tl_line *tl_line_alloc(struct tl_app *app);
void tl_line_publish_locked(struct tl_line *line, uint32_t id);
void tl_line_unpublish_locked(struct tl_line *line);
LONG tl_line_unpublish(HLINE handle, struct tl_line **line);

LONG tl_select_get(HLINE hLine, HCALL hCall, DWORD select, struct tl_line **line, uint32_t *call);
LONG tl_call_get(HCALL handle, LONG error, struct tl_line **line, uint32_t *id);
void tl_call_forget(HCALL handle);
struct tl_call *tl_call_reserve_locked(struct tl_line *line);
void tl_call_publish_locked(struct tl_call *call, uint32_t id);
void tl_call_free_locked(struct tl_call *call);
struct tl_id *tl_id_find_locked(struct tl_app *app, uint32_t id);

void tl_request_drop_calls_locked(struct tl_request *rq);
void tl_request_free_locked(struct tl_app *app, struct tl_request *rq);

/*
 * message.c: reading messages.  Besides LINEERR codes:
 */
#define TL_NO_MESSAGE	2

LONG tl_next_message(struct tl_app *app, LINEMESSAGE *out, TLINEMESSAGEEX *ex);
LONG tl_wait_message(struct tl_app *app, LINEMESSAGE *out, TLINEMESSAGEEX *ex, DWORD timeout);
uint64_t tl_deadline(DWORD timeout);
int tl_ms_left(DWORD timeout, uint64_t deadline);

/*
 * port.c: completion ports, and the windows of threads
 */
LONG tl_port_get(HANDLE handle, struct tl_port **port);
LONG tl_port_get_window(struct tl_port **port);
void tl_port_put(struct tl_port *port);
LONG tl_port_attach(struct tl_app *app);
void tl_port_detach(struct tl_app *app);

/*
 * request.c: the asynchronous door
 */
struct tl_submit {
	DWORD op;
	DWORD arg[3];
	const void *args;
	uint32_t args_size;
	HCALL call2;
	LONG call2_error;	/* if call2 is no handle */
	LPHCALL new_call;
	LPHCALL new_call2;
	bool may_create;	/* new_call gets 0 if there is none after all */
	bool no_deadline;	/* the line's is not for this request */
	tl_finish_fn *finish;	/* with the next three, see struct tl_request */
	void *target;
	DWORD target_size;
	bool wide;
	uint32_t output_size;	/* most bytes of output; 0: none is wanted */
};

LONG tl_submit_line(struct tl_line *line, uint32_t call, const struct tl_submit *submit);
LONG tl_submit_handle(HLINE handle, const struct tl_submit *submit);
LONG tl_submit_call(HCALL handle, const struct tl_submit *submit);

/*
 * call.c: operations that make a call
 */
LONG tl_submit_params(struct tl_line *line, uint32_t call, const LINECALLPARAMS *in,
		      const struct tline_dest *dest, struct tl_submit *submit);
LONG tl_submit_consult(HCALL handle, LONG error, DWORD op, LPHCALL consult,
		       const LINECALLPARAMS *in, bool wide);

/*
 * caps.c
 */
LONG tl_check_versions(int fd, DWORD api, DWORD ext);

/*
 * call-sync.c: system calls about a call
 */
LONG tl_call_ioctl(HCALL handle, unsigned long cmd, void *arg, const __s32 *result);
LONG tl_set_call(HCALL call, unsigned long cmd, DWORD value);

/*
 * line.c: an open that the program need not know of
 */
LONG tl_line_open(struct tl_app *app, DWORD device, DWORD ext_version, struct tline_ioc_open *arg,
		  HLINE *handle);

/*
 * priority.c, priority-file.c: application priorities
 */
#define TL_PRIORITY_MAKECALL	"MAKECALL"	/* instead of a media mode */

struct tl_priority {
	char *text;			/* the whole line */
	DWORD media_mode;		/* 0: assisted telephony */
	char program[TLINE_NAME_LEN];	/* "": the line says nothing */
};

struct tl_priority_file {
	struct tl_priority *lines;
	size_t num;
};

bool tl_is_media_mode(DWORD mode);
bool tl_is_program_name(const char *name);
LONG tl_priority_read(struct tl_priority_file *file);
LONG tl_priority_parse(struct tl_priority_file *file, FILE *stream);
void tl_priority_print(FILE *stream, const struct tl_priority_file *file, DWORD mode,
		       const char *program, bool first);
void tl_priority_free(struct tl_priority_file *file);
LONG tl_priority_change(DWORD mode, const char *program, bool first,
			LONG (*apply)(DWORD mode, const char *program, bool first));

/*
 * provider.c
 */
#define TL_MODULE_LEN	64

extern const char *tl_root;

LONG tl_provider_find(DWORD id, char module[TL_MODULE_LEN]);

/*
 * device.c: nodes and system calls
 */
int tl_ioctl(int fd, unsigned long cmd, void *arg);
int tl_open_node(const char *name, int flags);
LONG tl_open_app_node(int *fd);
LONG tl_open_line_node(struct tl_app *app, DWORD device, bool need_write, int *fd);
bool tl_denied(int err);
LONG tl_num_lines(struct tl_app *app, DWORD *num);
LONG tl_find_address(int fd, DWORD num_addresses, const char *number, DWORD *address);

/*
 * error.c
 */
LONG tl_error(int err, LONG dead);

/*
 * version.c: API versions and what depends on them
 */
enum tl_struct {
	TL_CALLSTATUS,
	TL_CALLINFO,
	TL_CALLPARAMS,
	TL_DEVSTATUS,
	TL_ADDRESSSTATUS,
	TL_ADDRESSCAPS,
	TL_DEVCAPS,
	TL_AGENTCAPS,
};

bool tl_version_known(DWORD version, DWORD max);
DWORD tl_version_negotiate(DWORD low, DWORD high, DWORD max);
DWORD tl_struct_size(enum tl_struct which, DWORD version);

/*
 * old.c: what programs of older versions are told
 */
DWORD tl_state_mode_for(DWORD version, DWORD state, DWORD mode);
DWORD tl_reason_for(DWORD version, DWORD reason);
DWORD tl_origin_for(DWORD version, DWORD origin);
void tl_status_masks_for(DWORD version, DWORD *line_states, DWORD *address_states);
void tl_status_masks_told(DWORD version, DWORD *line_states, DWORD *address_states);
bool tl_message_for(DWORD version, LINEMESSAGE *m);

/*
 * pack.c: fills TAPI's variable-sized structures
 */
struct tl_pack {
	char *base;		/* the caller's memory */
	DWORD total;
	void *header;		/* the fixed part, built here and copied at the end */
	DWORD fixed;		/* bytes of it that the API version has */
	DWORD needed;
	DWORD used;
	bool wide;		/* strings are UTF-16; set after tl_pack_begin() */
};

LONG tl_pack_begin(struct tl_pack *pack, void *base, void *header, DWORD fixed);
void tl_pack_end(struct tl_pack *pack);
void tl_pack_bytes(struct tl_pack *pack, size_t member, const void *data, size_t size);
void tl_pack_string(struct tl_pack *pack, size_t member, const char *text, size_t max);
char *tl_pack_array(struct tl_pack *pack, size_t member, size_t size);
void tl_pack_entry_string(struct tl_pack *pack, char *entry, size_t member, const char *text,
			  size_t max);

/*
 * wide.c: UTF-16
 */
LONG tl_from_wide(char *out, size_t max, const void *text, size_t size, LONG error);
size_t tl_to_wide(void *out, size_t room, const char *text, size_t max);
DWORD tl_string_format(bool wide);

/*
 * data.c: what the kernel has that is of no fixed size
 */
struct tl_blob {
	void *bytes;
	uint32_t size;
};

struct tl_data {
	struct tl_blob item[TLINE_DATA_KINDS];
};

/* Where bytes go as they are. */
struct tl_data_member {
	size_t member;		/* of dwXxxSize */
	enum tline_data_kind kind;
};

LONG tl_data_get(struct tl_data *data, int fd, enum tline_data_kind first,
		 enum tline_data_kind last, uint32_t object, LONG dead);
LONG tl_data_of_line(struct tl_data *data, int fd, LONG dead);
LONG tl_data_of_address(struct tl_data *data, int fd, DWORD address, LONG dead);
LONG tl_data_of_call(struct tl_data *data, int fd, uint32_t call);
void tl_data_free(struct tl_data *data);
void tl_pack_data(struct tl_pack *pack, const struct tl_data *data,
		  const struct tl_data_member *members, size_t num);
bool tl_next_device(const struct tl_blob *devices, size_t *at, const char **class,
		    const char **name);

/*
 * fill.c, fill-call.c: from the kernel's structures to TAPI's; @wide: with UTF-16
 */
LONG tl_fill_dev_caps(LPLINEDEVCAPS out, DWORD version, const struct tline_line_caps *caps,
		      const struct tl_data *data, bool wide);
LONG tl_fill_address_caps(LPLINEADDRESSCAPS out, DWORD version, DWORD device,
			  const struct tline_address_caps *caps, const struct tl_data *data,
			  bool wide);
LONG tl_fill_call_info(LPLINECALLINFO out, DWORD version, HLINE line,
		       const struct tline_call_info *info, const struct tl_data *data, bool wide);
LONG tl_fill_call_status(LPLINECALLSTATUS out, DWORD version,
			 const struct tline_ioc_call_status *status, const struct tl_data *data);
LONG tl_fill_dev_status(LPLINEDEVSTATUS out, DWORD version,
			const struct tline_ioc_line_status *status,
			const struct tline_open_info *opens, DWORD num_opens, const char *machine,
			const struct tl_data *data, bool wide);
LONG tl_fill_address_status(LPLINEADDRESSSTATUS out, DWORD version,
			    const struct tline_ioc_address_status *status,
			    const struct tl_data *data, bool wide);
LONG tl_fill_call_list(LPLINECALLLIST out, const HCALL *calls, DWORD num);
LONG tl_fill_string(LPVARSTRING out, const char *text, size_t max, bool wide);
LONG tl_fill_bytes(LPVARSTRING out, const void *data, size_t size);

/*
 * fill-data.c: lists within these structures
 */
void tl_pack_terminals(struct tl_pack *pack, LPLINEDEVCAPS header, const struct tl_blob *item);
void tl_pack_messages(struct tl_pack *pack, LPLINEADDRESSCAPS header, const struct tl_blob *item);
void tl_pack_classes(struct tl_pack *pack, size_t member, const struct tl_blob *devices);
void tl_pack_treatments(struct tl_pack *pack, LPLINEADDRESSCAPS header, const struct tl_blob *item,
			DWORD predefined);
void tl_pack_forward(struct tl_pack *pack, LPLINEADDRESSSTATUS header, const struct tl_blob *item);

/*
 * params.c: reads LINECALLPARAMS and other input
 */
struct tl_params {
	DWORD address_mode;			/* LINEADDRESSMODE_ or 0 */
	char orig_address[TLINE_NUMBER_LEN];	/* with DIALABLEADDR */
	char target[TLINE_DEST_LEN];		/* dwTargetAddress */
	struct tline_call_params call;
	char items[TLINE_MAX_ARGS - sizeof(struct tline_call_params)];	/* belong to @call */
};

/* Of @call with its items, tl_submit.args_size. */
static inline uint32_t tl_params_size(const struct tl_params *params)
{
	return (uint32_t)sizeof(params->call) + params->call.items_size;
}

/* @size of a text that ends with its NUL, wherever that is */
#define TL_UNTIL_NUL SIZE_MAX

LONG tl_read_params(const LINECALLPARAMS *in, DWORD version, struct tl_params *out, bool wide);
LONG tl_read_dest(const void *text, DWORD country, struct tline_dest *out, bool wide);
LONG tl_find_member(const void *in, DWORD total, DWORD fixed, size_t member, const char **data,
		    DWORD *size);
LONG tl_read_uui(const char *data, DWORD size, struct tline_uui *out);
LONG tl_read_string(char *out, size_t max, const char *text, size_t size, LONG error);
LONG tl_read_text(char *out, size_t max, const void *text, size_t size, bool wide, LONG error);
LONG tl_dup_text(char **out, const void *text, bool wide, LONG error);

/*
 * forward.c, tones.c: lists that a program passes in
 */
#define TL_MAX_FORWARD	(TLINE_MAX_ARGS / sizeof(struct tline_forward))
#define TL_TRIGGERS	4

struct tl_control_list {
	const void *entries;
	DWORD num;
};

LONG tl_read_forward(const LINEFORWARDLIST *in, bool wide, struct tline_forward *out, DWORD *num);
LONG tl_read_generate_tones(const LINEGENERATETONE *in, DWORD num,
			    struct tline_generate_tone *out);
LONG tl_read_tones(const LINEMONITORTONE *in, DWORD num, struct tline_tone *out, DWORD *count);
LONG tl_read_controls(const struct tl_control_list *lists, struct tline_media_control *out,
		      DWORD *count);

/*
 * proxy.c: what a program is asked for others
 */
LONG tl_proxy_types(const struct tl_params *params, uint32_t *types);
LONG tl_proxy_take_locked(struct tl_line *line, uint32_t id, LINEMESSAGE *out);
void tl_proxy_forget_locked(struct tl_app *app);

#endif /* TLINE_INTERNAL_H */
