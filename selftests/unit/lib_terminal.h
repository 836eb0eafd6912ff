/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * A terminal for dialogs, of which the test holds the other end.
 */
#ifndef _LIB_TERMINAL_H
#define _LIB_TERMINAL_H

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <termios.h>
#include <unistd.h>

struct terminal {
	int master;
	int saved[2];
	char said[4096];
};

/* The test's standard input and output become a terminal at which @typed was typed. */
static void at_terminal(struct terminal *t, const char *typed)
{
	struct termios settings;
	int slave;

	t->master = posix_openpt(O_RDWR | O_NOCTTY);
	if (t->master < 0 || grantpt(t->master) || unlockpt(t->master))
		abort();
	slave = open(ptsname(t->master), O_RDWR | O_NOCTTY);
	tcgetattr(slave, &settings);
	settings.c_lflag &= ~(tcflag_t)ECHO;
	settings.c_oflag &= ~(tcflag_t)OPOST;
	tcsetattr(slave, TCSANOW, &settings);
	fflush(stdout);
	for (int i = 0; i < 2; i++) {
		t->saved[i] = dup(i);
		dup2(slave, i);
	}
	close(slave);
	if (write(t->master, typed, strlen(typed)) != (ssize_t)strlen(typed))
		abort();
}

/* What was shown there; a mark tells that it is complete. */
static const char *leave_terminal(struct terminal *t)
{
	size_t used = 0;
	ssize_t len;
	char *mark;

	fputs("\001", stdout);
	fflush(stdout);
	do {
		len = read(t->master, t->said + used, sizeof(t->said) - 1 - used);
		if (len <= 0)
			abort();
		used += (size_t)len;
		t->said[used] = '\0';
		mark = strchr(t->said, '\001');
	} while (!mark);
	*mark = '\0';
	for (int i = 0; i < 2; i++) {
		dup2(t->saved[i], i);
		close(t->saved[i]);
	}
	close(t->master);
	return t->said;
}

#endif /* _LIB_TERMINAL_H */
