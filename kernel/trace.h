/* SPDX-License-Identifier: GPL-2.0-only */
#undef TRACE_SYSTEM
#define TRACE_SYSTEM tline

#if !defined(_TLINE_TRACE_H) || defined(TRACE_HEADER_MULTI_READ)
#define _TLINE_TRACE_H

#include <linux/tracepoint.h>

#include "tline-priv.h"

#define show_reason(r)						\
	__print_symbolic(r,					\
		{ TLINE_REASON_DONE,		"done" },	\
		{ TLINE_REASON_REFUSED,		"refused" },	\
		{ TLINE_REASON_CANCELLED,	"cancelled" },	\
		{ TLINE_REASON_TIMEDOUT,	"timedout" },	\
		{ TLINE_REASON_CALL_CLOSED,	"call-closed" },	\
		{ TLINE_REASON_LINE_CLOSED,	"line-closed" },	\
		{ TLINE_REASON_DEVICE_GONE,	"device-gone" })

TRACE_EVENT(tline_submit,
	TP_PROTO(const struct tline_op *op, u32 call),
	TP_ARGS(op, call),
	TP_STRUCT__entry(
		__field(u32, line)
		__field(u32, request)
		__field(u32, call)
		__field(u32, new_call)
		__string(op, tline_op_name(op->code))
	),
	TP_fast_assign(
		__entry->line = op->line->id;
		__entry->request = op->out.id;
		__entry->call = call;
		__entry->new_call = op->new_call;
		__assign_str(op, tline_op_name(op->code));
	),
	TP_printk("line=%u request=%u op=%s call=%u new_call=%u", __entry->line,
		  __entry->request, __get_str(op), __entry->call, __entry->new_call)
);

TRACE_EVENT(tline_finish,
	TP_PROTO(const struct tline_op *op, s32 result, u32 reason),
	TP_ARGS(op, result, reason),
	TP_STRUCT__entry(
		__field(u32, line)
		__field(u32, request)
		__field(u32, result)
		__field(u32, reason)
		__string(op, tline_op_name(op->code))
	),
	TP_fast_assign(
		__entry->line = op->line->id;
		__entry->request = op->out.id;
		__entry->result = result;
		__entry->reason = reason;
		__assign_str(op, tline_op_name(op->code));
	),
	TP_printk("line=%u request=%u op=%s result=%#x reason=%s", __entry->line,
		  __entry->request, __get_str(op), __entry->result,
		  show_reason(__entry->reason))
);

TRACE_EVENT(tline_call_state,
	TP_PROTO(const struct tline_call *call, u32 state, u32 mode, bool taken),
	TP_ARGS(call, state, mode, taken),
	TP_STRUCT__entry(
		__field(u32, line)
		__field(u32, call)
		__field(u32, mode)
		__field(bool, taken)
		__string(from, tline_state_name(call->state))
		__string(to, tline_state_name(state))
	),
	TP_fast_assign(
		__entry->line = call->line->id;
		__entry->call = call->id;
		__entry->mode = mode;
		__entry->taken = taken;
		__assign_str(from, tline_state_name(call->state));
		__assign_str(to, tline_state_name(state));
	),
	TP_printk("line=%u call=%u %s -> %s mode=%#x%s", __entry->line, __entry->call,
		  __get_str(from), __get_str(to), __entry->mode,
		  __entry->taken ? "" : " refused")
);

#define COMMAND(cmd, name)	{ TLINE_OUT_TOLD + TLINE_CMD_##cmd, name }
#define show_out(k)							\
	__print_symbolic(k,						\
		{ TLINE_OUT_OPEN,		"open" },		\
		{ TLINE_OUT_CLOSE,		"close" },		\
		{ TLINE_OUT_REQUEST,		"request" },		\
		{ TLINE_OUT_CANCEL,		"cancel" },		\
		{ TLINE_OUT_CANCEL_FORCE,	"cancel-force" },	\
		{ TLINE_OUT_DROP_ON_CLOSE,	"drop-on-close" },	\
		{ TLINE_OUT_CLOSE_CALL,		"close-call" },		\
		COMMAND(MONITOR_DIGITS,		"monitor-digits"),	\
		COMMAND(GENERATE_DIGITS,	"generate-digits"),	\
		COMMAND(SET_MEDIAMODE,		"set-mediamode"),	\
		COMMAND(SET_STATUS_MESSAGES,	"status-messages"),	\
		COMMAND(SET_MEDIA_DETECTION,	"media-detection"),	\
		COMMAND(MONITOR_MEDIA,		"monitor-media"),	\
		COMMAND(MONITOR_TONES,		"monitor-tones"),	\
		COMMAND(GENERATE_TONE,		"generate-tone"),	\
		COMMAND(SET_MEDIACONTROL,	"set-mediacontrol"),	\
		COMMAND(SET_DEVCONFIG,		"set-devconfig"))

DECLARE_EVENT_CLASS(tline_provider,
	TP_PROTO(const struct tline_line *line, u32 kind, u32 id, int result),
	TP_ARGS(line, kind, id, result),
	TP_STRUCT__entry(
		__field(u32, line)
		__field(u32, kind)
		__field(u32, id)
		__field(int, result)
	),
	TP_fast_assign(
		__entry->line = line->id;
		__entry->kind = kind;
		__entry->id = id;
		__entry->result = result;
	),
	TP_printk("line=%u %s id=%u result=%#x", __entry->line, show_out(__entry->kind),
		  __entry->id, __entry->result)
);

/* Before and after each call into a provider. */
DEFINE_EVENT(tline_provider, tline_provider_in,
	TP_PROTO(const struct tline_line *line, u32 kind, u32 id, int result),
	TP_ARGS(line, kind, id, result)
);
DEFINE_EVENT(tline_provider, tline_provider_out,
	TP_PROTO(const struct tline_line *line, u32 kind, u32 id, int result),
	TP_ARGS(line, kind, id, result)
);

/* An upcall that made no sense and was ignored. */
TRACE_EVENT(tline_refused,
	TP_PROTO(const struct tline_line *line, const char *upcall, u32 id),
	TP_ARGS(line, upcall, id),
	TP_STRUCT__entry(
		__field(u32, line)
		__field(u32, id)
		__string(upcall, upcall)
	),
	TP_fast_assign(
		__entry->line = line->id;
		__entry->id = id;
		__assign_str(upcall, upcall);
	),
	TP_printk("line=%u %s id=%u", __entry->line, __get_str(upcall), __entry->id)
);

#endif /* _TLINE_TRACE_H */

#undef TRACE_INCLUDE_PATH
#define TRACE_INCLUDE_PATH .
#undef TRACE_INCLUDE_FILE
#define TRACE_INCLUDE_FILE trace
#include <trace/define_trace.h>
