// SPDX-License-Identifier: LGPL-2.1-or-later
/*
 * Ports: where the messages of several applications are waited for.  A program
 * makes completion ports; a thread has a window, the hidden one of TAPI, for the
 * applications that it initialised with a callback.
 *
 * A port is a set of descriptors and keeps no messages: one is read from its
 * application when somebody takes it, so that it counts as read only then.
 */
#include <errno.h>
#include <stdlib.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include "internal.h"

/*
 * A port lives while it has a handle, an application, or a thread in it.  It is
 * over once its last application has ended, until the next one comes.
 */
struct tl_port {
	unsigned int refs;
	DWORD handle;		/* of a completion port */
	uint64_t thread;	/* whose window it is */
	struct tl_list node;	/* of a window that is not over, in windows */
	int epoll;
	int over_fd;		/* readable while @over */
	bool over;
	unsigned int num_apps;
	struct tl_list unheard;	/* attached apps with messages that no descriptor shows */
};

/*
 * Of all ports; tl_lock may be held outside it.  The only system calls under it
 * are those that keep over_fd in step with tl_port.over, and they never block.
 */
static pthread_mutex_t port_lock = PTHREAD_MUTEX_INITIALIZER;
static struct tl_list windows = { &windows, &windows };

static _Atomic uint64_t last_thread;

/* Unlike the system's numbers, these are not used again. */
static uint64_t this_thread(void)
{
	static __thread uint64_t number;

	if (!number)
		number = ++last_thread;
	return number;
}

static int watch(struct tl_port *port, int fd, DWORD app)
{
	struct epoll_event event = { .events = EPOLLIN, .data.u32 = app };

	return epoll_ctl(port->epoll, EPOLL_CTL_ADD, fd, &event);
}

static void free_port(struct tl_port *port)
{
	if (port->epoll >= 0)
		close(port->epoll);
	if (port->over_fd >= 0)
		close(port->over_fd);
	free(port);
}

static struct tl_port *alloc_port(void)
{
	struct tl_port *port = calloc(1, sizeof(*port));

	if (!port)
		return NULL;
	port->refs = 1;
	tl_list_init(&port->node);
	tl_list_init(&port->unheard);
	port->over_fd = -1;
	port->epoll = epoll_create1(EPOLL_CLOEXEC);
	if (port->epoll >= 0)
		port->over_fd = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
	if (port->over_fd < 0 || watch(port, port->over_fd, 0) < 0) {
		free_port(port);
		return NULL;
	}
	return port;
}

void tl_port_put(struct tl_port *port)
{
	bool last;

	pthread_mutex_lock(&port_lock);
	last = --port->refs == 0;
	pthread_mutex_unlock(&port_lock);
	if (last)
		free_port(port);
}

/* A completion port, with a reference. */
LONG tl_port_get(HANDLE handle, struct tl_port **port)
{
	uintptr_t number = (uintptr_t)handle;

	*port = NULL;
	pthread_mutex_lock(&tl_lock);
	if (number <= UINT32_MAX)
		*port = tl_handle_find_locked((DWORD)number, TL_PORT);
	if (*port) {
		pthread_mutex_lock(&port_lock);
		(*port)->refs++;
		pthread_mutex_unlock(&port_lock);
	}
	pthread_mutex_unlock(&tl_lock);
	return *port ? 0 : LINEERR_INVALPARAM;
}

/* The window of this thread, or NULL. */
static struct tl_port *get_window(void)
{
	uint64_t thread = this_thread();
	struct tl_port *window = NULL;
	struct tl_list *pos;

	pthread_mutex_lock(&port_lock);
	for (pos = windows.next; pos != &windows && !window; pos = pos->next) {
		window = tl_container_of(pos, struct tl_port, node);
		if (window->thread != thread)
			window = NULL;
	}
	if (window)
		window->refs++;
	pthread_mutex_unlock(&port_lock);
	return window;
}

static bool is_window_here(const struct tl_port *port)
{
	return port && port->thread == this_thread();
}

static void set_over_locked(struct tl_port *port, bool over)
{
	uint64_t one = 1;

	if (port->over == over)
		return;
	port->over = over;
	if (over ? write(port->over_fd, &one, sizeof(one)) : read(port->over_fd, &one, sizeof(one)))
		return;
}

/*
 * ---------------------------------------------------------------------------
 * Applications come and go
 */

/* The window of this thread, with a reference. */
LONG tl_port_get_window(struct tl_port **port)
{
	*port = get_window();
	if (*port)
		return 0;
	*port = alloc_port();
	if (!*port)
		return tl_error(errno, LINEERR_OPERATIONFAILED);
	(*port)->thread = this_thread();
	return 0;
}

/* The app has its handle; its messages come through its port from now on. */
LONG tl_port_attach(struct tl_app *app)
{
	struct tl_port *port = app->port;
	LONG rc = 0;

	if (watch(port, app->fd, app->handle) < 0)
		return tl_error(errno, LINEERR_OPERATIONFAILED);
	pthread_mutex_lock(&port_lock);
	if (!port->thread && !port->handle) {
		rc = LINEERR_INVALPARAM;	/* closed meanwhile */
		goto unlock;
	}
	if (!port->num_apps++ && port->thread) {
		tl_list_del(&port->node);
		tl_list_add_tail(&windows, &port->node);
	}
	set_over_locked(port, false);
unlock:
	pthread_mutex_unlock(&port_lock);
	return rc;
}

/* The app has lost its handle.  Once, and only of an attached app. */
void tl_port_detach(struct tl_app *app)
{
	struct tl_port *port = app->port;

	epoll_ctl(port->epoll, EPOLL_CTL_DEL, app->fd, NULL);
	pthread_mutex_lock(&port_lock);
	tl_list_del(&app->unheard_node);
	if (!--port->num_apps) {
		tl_list_del(&port->node);
		set_over_locked(port, true);
	}
	pthread_mutex_unlock(&port_lock);
}

/*
 * ---------------------------------------------------------------------------
 * Messages
 */

/* 0 while there may be messages. */
static LONG check_port(struct tl_port *port)
{
	LONG rc = 0;

	pthread_mutex_lock(&port_lock);
	if (port->over)
		rc = port->handle || port->thread ? LINEERR_INVALAPPHANDLE : LINEERR_INVALPARAM;
	pthread_mutex_unlock(&port_lock);
	return rc;
}

/* @app: which has one; its handle, which may have died meanwhile */
static LONG wait_port(struct tl_port *port, DWORD timeout, uint64_t end, HLINEAPP *app)
{
	struct epoll_event event;
	int ready;
	LONG rc;

	do {
		rc = check_port(port);
		if (rc)
			return rc;
		ready = epoll_wait(port->epoll, &event, 1, tl_ms_left(timeout, end));
		if (ready < 0 && errno != EINTR)
			return tl_error(errno, LINEERR_INVALAPPHANDLE);
		if (!ready && !tl_ms_left(timeout, end))
			return LINEERR_OPERATIONFAILED;
	} while (ready <= 0 || !event.data.u32);
	*app = event.data.u32;
	return 0;
}

/*
 * After TLINE_LOST, and while there is no memory for one, a proxy's requests are asked
 * for, whose messages will not come.
 */
static void note_unheard(struct tl_app *app)
{
	pthread_mutex_lock(&tl_lock);
	pthread_mutex_lock(&port_lock);
	if (app->unheard && !app->dead && tl_list_empty(&app->unheard_node))
		tl_list_add_tail(&app->port->unheard, &app->unheard_node);
	pthread_mutex_unlock(&port_lock);
	pthread_mutex_unlock(&tl_lock);
}

/* The handle of the first such app, or 0. */
static HLINEAPP take_unheard(struct tl_port *port)
{
	HLINEAPP handle = 0;

	pthread_mutex_lock(&port_lock);
	if (!tl_list_empty(&port->unheard)) {
		struct tl_app *app = tl_container_of(port->unheard.next, struct tl_app,
						     unheard_node);

		handle = app->handle;
		tl_list_del(&app->unheard_node);
	}
	pthread_mutex_unlock(&port_lock);
	return handle;
}

/* The next message of any of the port's apps; *@app comes with a reference. */
static LONG next_message(struct tl_port *port, DWORD timeout, struct tl_app **app, LINEMESSAGE *m)
{
	uint64_t end = tl_deadline(timeout);
	TLINEMESSAGEEX ex;
	HLINEAPP handle;
	bool again;
	LONG rc;

	for (;;) {
		handle = take_unheard(port);
		rc = handle ? 0 : wait_port(port, timeout, end, &handle);
		if (rc)
			return rc;
		if (tl_app_get(handle, app))
			continue;
		rc = tl_next_message(*app, m, &ex);
		note_unheard(*app);
		if (!rc)
			return 0;
		/* Another thread was faster, or has shut the app down. */
		again = rc == TL_NO_MESSAGE || tl_app_is_dead(*app);
		tl_app_put(*app);
		if (!again)
			return rc;
	}
}

static LONG next_of_window(DWORD timeout, struct tl_app **app, LINEMESSAGE *m)
{
	struct tl_port *window = get_window();
	LONG rc;

	if (!window)
		return tl_bad_handle(LINEERR_INVALAPPHANDLE);
	rc = next_message(window, timeout, app, m);
	tl_port_put(window);
	return rc;
}

static LONG next_of_app(HLINEAPP handle, DWORD timeout, struct tl_app **app, LINEMESSAGE *m)
{
	TLINEMESSAGEEX ex;
	LONG rc;

	rc = tl_app_get(handle, app);
	if (rc)
		return rc;
	if (is_window_here((*app)->port))
		rc = tl_wait_message(*app, m, &ex, timeout);
	else
		rc = LINEERR_OPERATIONUNAVAIL;
	if (rc)
		tl_app_put(*app);
	return rc;
}

/*
 * One message, so that a program's loop can look at what the callback has done.
 * No lock is held in the callback: it may call any function, this one too.
 */
LONG tlineDispatch(HLINEAPP hLineApp, DWORD dwTimeout)
{
	struct tl_app *app;
	LINEMESSAGE m;
	LONG rc;

	rc = hLineApp ? next_of_app(hLineApp, dwTimeout, &app, &m) :
			next_of_window(dwTimeout, &app, &m);
	if (rc)
		return rc == LINEERR_OPERATIONFAILED ? 0 : rc;
	app->callback(m.hDevice, m.dwMessageID, m.dwCallbackInstance, m.dwParam1, m.dwParam2,
		      m.dwParam3);
	tl_app_put(app);
	return 1;
}

HANDLE tlineCreatePort(void)
{
	struct tl_port *port = alloc_port();
	DWORD handle;

	if (!port)
		return NULL;
	pthread_mutex_lock(&tl_lock);
	handle = tl_handle_alloc_locked(TL_PORT, port);
	port->handle = handle;
	pthread_mutex_unlock(&tl_lock);
	if (!handle)
		tl_port_put(port);
	return (HANDLE)(uintptr_t)handle;
}

LONG tlineGetQueuedMessage(HANDLE hPort, LPDWORD lpdwKey, LPLINEMESSAGE *lplpMessage,
			   DWORD dwTimeout)
{
	LINEMESSAGE *message;
	struct tl_port *port;
	struct tl_app *app;
	LONG rc;

	if (!lplpMessage)
		return LINEERR_INVALPOINTER;
	rc = tl_port_get(hPort, &port);
	if (rc)
		return rc;
	message = malloc(sizeof(*message));
	rc = message ? next_message(port, dwTimeout, &app, message) : LINEERR_NOMEM;
	tl_port_put(port);
	if (rc) {
		free(message);
		return rc;
	}
	if (lpdwKey)
		*lpdwKey = app->key;
	*lplpMessage = message;
	tl_app_put(app);
	return 0;
}

LONG tlineClosePort(HANDLE hPort)
{
	struct tl_port *port;
	LONG rc;

	rc = tl_port_get(hPort, &port);
	if (rc)
		return rc;
	pthread_mutex_lock(&tl_lock);
	pthread_mutex_lock(&port_lock);
	if (port->num_apps) {
		rc = LINEERR_INUSE;
	} else if (!port->handle) {
		rc = LINEERR_INVALPARAM;
	} else {
		tl_handle_free_locked(port->handle);
		port->handle = 0;
		port->refs--;
		set_over_locked(port, true);
	}
	pthread_mutex_unlock(&port_lock);
	pthread_mutex_unlock(&tl_lock);
	tl_port_put(port);
	return rc;
}
