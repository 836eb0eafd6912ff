/* SPDX-License-Identifier: GPL-2.0-only */
/* The functions that rows of the table name. */
#ifndef ROWS_H
#define ROWS_H

#include "fuzz.h"

#define RUN(name) int32_t run_##name(struct thread *t, const struct call *call)

RUN(app); RUN(line); RUN(nl_open); RUN(dup); RUN(pass); RUN(close); RUN(read); RUN(write);
RUN(poll); RUN(join); RUN(fork); RUN(kill); RUN(raw); RUN(ioctl); RUN(req); RUN(submit);
RUN(new_calls); RUN(poke); RUN(netlink); RUN(recv); RUN(subscribe);

#endif /* ROWS_H */
