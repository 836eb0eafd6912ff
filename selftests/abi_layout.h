/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The layout of the ABI, as it is for good: sizes, places and numbers, the same for 32-bit and
 * 64-bit programs.  Nothing here may ever be changed; what a structure grows by is added.
 */
#ifndef ABI_LAYOUT_H
#define ABI_LAYOUT_H

#include <stddef.h>
#include <linux/tline.h>

#define SIZE(type, size)						\
	_Static_assert(sizeof(struct type) == (size), "size of " #type)
#define AT(type, member, offset, size)					\
	_Static_assert(offsetof(struct type, member) == (offset) &&	\
		       sizeof(((struct type *)0)->member) == (size), #type "." #member)
#define NUMBER(name, number)	_Static_assert(TLINE_IOC_##name == (number), #name)


SIZE(tline_message, 64);
AT(tline_message, seq, 0, 8);
AT(tline_message, time_ns, 8, 8);
AT(tline_message, type, 16, 4);
AT(tline_message, handle, 20, 4);
AT(tline_message, instance, 24, 8);
AT(tline_message, cookie, 32, 8);
AT(tline_message, p1, 40, 8);
AT(tline_message, p2, 48, 8);
AT(tline_message, p3, 56, 8);

SIZE(tline_request, 80);
AT(tline_request, op, 0, 4);
AT(tline_request, flags, 4, 4);
AT(tline_request, call, 8, 4);
AT(tline_request, call2, 12, 4);
AT(tline_request, cookie, 16, 8);
AT(tline_request, timeout_ns, 24, 8);
AT(tline_request, args, 32, 8);
AT(tline_request, args_size, 40, 4);
AT(tline_request, arg, 44, 12);
AT(tline_request, id, 56, 4);
AT(tline_request, new_call, 60, 4);
AT(tline_request, new_call2, 64, 4);
AT(tline_request, result, 68, 4);
AT(tline_request, reason, 72, 4);
AT(tline_request, value, 76, 4);

SIZE(tline_ioc_submit, 24);
AT(tline_ioc_submit, requests, 0, 8);
AT(tline_ioc_submit, count, 8, 4);
AT(tline_ioc_submit, request_size, 12, 4);
AT(tline_ioc_submit, flags, 16, 4);
AT(tline_ioc_submit, done, 20, 4);

SIZE(tline_dest, 136);
AT(tline_dest, number, 0, 128);
AT(tline_dest, country, 128, 4);
AT(tline_dest, reserved, 132, 4);

SIZE(tline_uui, 260);
AT(tline_uui, size, 0, 4);
AT(tline_uui, data, 4, 256);

SIZE(tline_dial_params, 16);
AT(tline_dial_params, pause, 0, 4);
AT(tline_dial_params, speed, 4, 4);
AT(tline_dial_params, duration, 8, 4);
AT(tline_dial_params, wait_dialtone, 12, 4);

SIZE(tline_call_params, 788);
AT(tline_call_params, bearer_mode, 0, 4);
AT(tline_call_params, min_rate, 4, 4);
AT(tline_call_params, max_rate, 8, 4);
AT(tline_call_params, media_mode, 12, 4);
AT(tline_call_params, flags, 16, 4);
AT(tline_call_params, address_mode, 20, 4);
AT(tline_call_params, address, 24, 4);
AT(tline_call_params, no_answer_timeout, 28, 4);
AT(tline_call_params, treatment, 32, 4);
AT(tline_call_params, items_size, 36, 4);
AT(tline_call_params, dial, 40, 16);
AT(tline_call_params, dest, 56, 136);
AT(tline_call_params, calling, 192, 64);
AT(tline_call_params, displayable, 256, 128);
AT(tline_call_params, called_party, 384, 64);
AT(tline_call_params, comment, 448, 80);
AT(tline_call_params, uui, 528, 260);

SIZE(tline_ioc_cancel, 8);
AT(tline_ioc_cancel, id, 0, 4);
AT(tline_ioc_cancel, mode, 4, 4);

SIZE(tline_ioc_request_state, 16);
AT(tline_ioc_request_state, id, 0, 4);
AT(tline_ioc_request_state, state, 4, 4);
AT(tline_ioc_request_state, result, 8, 4);
AT(tline_ioc_request_state, reserved, 12, 4);

SIZE(tline_ioc_app_info, 48);
AT(tline_ioc_app_info, abi_version, 0, 4);
AT(tline_ioc_app_info, max_api_version, 4, 4);
AT(tline_ioc_app_info, num_lines, 8, 4);
AT(tline_ioc_app_info, handles, 12, 4);
AT(tline_ioc_app_info, requests, 16, 4);
AT(tline_ioc_app_info, unread, 20, 4);
AT(tline_ioc_app_info, events, 24, 4);
AT(tline_ioc_app_info, reserved, 28, 4);
AT(tline_ioc_app_info, seq, 32, 8);
AT(tline_ioc_app_info, lost, 40, 8);

SIZE(tline_ioc_app_setup, 136);
AT(tline_ioc_app_setup, name, 0, 64);
AT(tline_ioc_app_setup, module, 64, 64);
AT(tline_ioc_app_setup, api_version, 128, 4);
AT(tline_ioc_app_setup, events, 132, 4);

SIZE(tline_ioc_priority, 72);
AT(tline_ioc_priority, module, 0, 64);
AT(tline_ioc_priority, media_mode, 64, 4);
AT(tline_ioc_priority, priority, 68, 4);

SIZE(tline_ioc_counters, 200);
AT(tline_ioc_counters, submitted, 0, 8);
AT(tline_ioc_counters, completed, 8, 8);
AT(tline_ioc_counters, pending, 16, 8);
AT(tline_ioc_counters, by_reason, 24, 128);
AT(tline_ioc_counters, late, 152, 8);
AT(tline_ioc_counters, refused_upcalls, 160, 8);
AT(tline_ioc_counters, owed_idle, 168, 8);
AT(tline_ioc_counters, calls, 176, 8);
AT(tline_ioc_counters, calls_total, 184, 8);
AT(tline_ioc_counters, opens, 192, 8);

SIZE(tline_ioc_open, 48);
AT(tline_ioc_open, app_fd, 0, 4);
AT(tline_ioc_open, api_version, 4, 4);
AT(tline_ioc_open, privileges, 8, 4);
AT(tline_ioc_open, media_modes, 12, 4);
AT(tline_ioc_open, address, 16, 4);
AT(tline_ioc_open, reserved, 20, 4);
AT(tline_ioc_open, instance, 24, 8);
AT(tline_ioc_open, handle, 32, 4);
AT(tline_ioc_open, result, 36, 4);
AT(tline_ioc_open, line, 40, 4);
AT(tline_ioc_open, proxy_types, 44, 4);

SIZE(tline_line_caps, 348);
AT(tline_line_caps, line, 0, 4);
AT(tline_line_caps, permanent_id, 4, 4);
AT(tline_line_caps, num_addresses, 8, 4);
AT(tline_line_caps, api_version, 12, 4);
AT(tline_line_caps, address_modes, 16, 4);
AT(tline_line_caps, bearer_modes, 20, 4);
AT(tline_line_caps, max_rate, 24, 4);
AT(tline_line_caps, media_modes, 28, 4);
AT(tline_line_caps, generate_tone_modes, 32, 4);
AT(tline_line_caps, generate_tone_max_freq, 36, 4);
AT(tline_line_caps, generate_digit_modes, 40, 4);
AT(tline_line_caps, monitor_tone_max_freq, 44, 4);
AT(tline_line_caps, monitor_tone_max_entries, 48, 4);
AT(tline_line_caps, monitor_digit_modes, 52, 4);
AT(tline_line_caps, gather_digits_min_timeout, 56, 4);
AT(tline_line_caps, gather_digits_max_timeout, 60, 4);
AT(tline_line_caps, medctl_digit_max, 64, 4);
AT(tline_line_caps, medctl_media_max, 68, 4);
AT(tline_line_caps, medctl_tone_max, 72, 4);
AT(tline_line_caps, medctl_callstate_max, 76, 4);
AT(tline_line_caps, flags, 80, 4);
AT(tline_line_caps, max_active_calls, 84, 4);
AT(tline_line_caps, answer_mode, 88, 4);
AT(tline_line_caps, ring_modes, 92, 4);
AT(tline_line_caps, line_states, 96, 4);
AT(tline_line_caps, uui_accept, 100, 4);
AT(tline_line_caps, uui_answer, 104, 4);
AT(tline_line_caps, uui_makecall, 108, 4);
AT(tline_line_caps, uui_drop, 112, 4);
AT(tline_line_caps, uui_send, 116, 4);
AT(tline_line_caps, uui_callinfo, 120, 4);
AT(tline_line_caps, dial_min, 124, 16);
AT(tline_line_caps, dial_max, 140, 16);
AT(tline_line_caps, dial_default, 156, 16);
AT(tline_line_caps, num_terminals, 172, 4);
AT(tline_line_caps, line_features, 176, 4);
AT(tline_line_caps, settable_status, 180, 4);
AT(tline_line_caps, reserved, 184, 4);
AT(tline_line_caps, name, 188, 32);
AT(tline_line_caps, serial, 220, 32);
AT(tline_line_caps, provider, 252, 32);
AT(tline_line_caps, switch_info, 284, 64);

SIZE(tline_address_caps, 232);
AT(tline_address_caps, sharing, 0, 4);
AT(tline_address_caps, address_states, 4, 4);
AT(tline_address_caps, call_info_states, 8, 4);
AT(tline_address_caps, caller_id_flags, 12, 4);
AT(tline_address_caps, called_id_flags, 16, 4);
AT(tline_address_caps, connected_id_flags, 20, 4);
AT(tline_address_caps, redirection_id_flags, 24, 4);
AT(tline_address_caps, redirecting_id_flags, 28, 4);
AT(tline_address_caps, call_states, 32, 4);
AT(tline_address_caps, dialtone_modes, 36, 4);
AT(tline_address_caps, busy_modes, 40, 4);
AT(tline_address_caps, special_info, 44, 4);
AT(tline_address_caps, disconnect_modes, 48, 4);
AT(tline_address_caps, connected_modes, 52, 4);
AT(tline_address_caps, offering_modes, 56, 4);
AT(tline_address_caps, max_active_calls, 60, 4);
AT(tline_address_caps, max_onhold_calls, 64, 4);
AT(tline_address_caps, max_onhold_pending_calls, 68, 4);
AT(tline_address_caps, max_conference, 72, 4);
AT(tline_address_caps, max_trans_conf, 76, 4);
AT(tline_address_caps, flags, 80, 4);
AT(tline_address_caps, call_features, 84, 4);
AT(tline_address_caps, call_features2, 88, 4);
AT(tline_address_caps, address_features, 92, 4);
AT(tline_address_caps, remove_from_conf_caps, 96, 4);
AT(tline_address_caps, remove_from_conf_state, 100, 4);
AT(tline_address_caps, transfer_modes, 104, 4);
AT(tline_address_caps, park_modes, 108, 4);
AT(tline_address_caps, forward_modes, 112, 4);
AT(tline_address_caps, max_forward_entries, 116, 4);
AT(tline_address_caps, max_specific_entries, 120, 4);
AT(tline_address_caps, min_forward_rings, 124, 4);
AT(tline_address_caps, max_forward_rings, 128, 4);
AT(tline_address_caps, max_call_completions, 132, 4);
AT(tline_address_caps, completion_conds, 136, 4);
AT(tline_address_caps, completion_modes, 140, 4);
AT(tline_address_caps, num_completion_messages, 144, 4);
AT(tline_address_caps, predictive_states, 148, 4);
AT(tline_address_caps, num_treatments, 152, 4);
AT(tline_address_caps, max_call_data_size, 156, 4);
AT(tline_address_caps, max_no_answer_timeout, 160, 4);
AT(tline_address_caps, media_modes, 164, 4);
AT(tline_address_caps, number, 168, 64);

SIZE(tline_ioc_address_caps, 240);
AT(tline_ioc_address_caps, address, 0, 4);
AT(tline_ioc_address_caps, result, 4, 4);
AT(tline_ioc_address_caps, caps, 8, 232);

SIZE(tline_ioc_line_status, 64);
AT(tline_ioc_line_status, seq, 0, 8);
AT(tline_ioc_line_status, num_opens, 8, 4);
AT(tline_ioc_line_status, open_media_modes, 12, 4);
AT(tline_ioc_line_status, active_calls, 16, 4);
AT(tline_ioc_line_status, onhold_calls, 20, 4);
AT(tline_ioc_line_status, onhold_pending_calls, 24, 4);
AT(tline_ioc_line_status, line_features, 28, 4);
AT(tline_ioc_line_status, num_completions, 32, 4);
AT(tline_ioc_line_status, ring_mode, 36, 4);
AT(tline_ioc_line_status, signal, 40, 4);
AT(tline_ioc_line_status, battery, 44, 4);
AT(tline_ioc_line_status, roam_mode, 48, 4);
AT(tline_ioc_line_status, status, 52, 4);
AT(tline_ioc_line_status, media_modes, 56, 4);
AT(tline_ioc_line_status, reserved, 60, 4);

SIZE(tline_ioc_address_status, 40);
AT(tline_ioc_address_status, address, 0, 4);
AT(tline_ioc_address_status, result, 4, 4);
AT(tline_ioc_address_status, seq, 8, 8);
AT(tline_ioc_address_status, num_in_use, 16, 4);
AT(tline_ioc_address_status, active_calls, 20, 4);
AT(tline_ioc_address_status, onhold_calls, 24, 4);
AT(tline_ioc_address_status, onhold_pending_calls, 28, 4);
AT(tline_ioc_address_status, address_features, 32, 4);
AT(tline_ioc_address_status, reserved, 36, 4);

SIZE(tline_open_info, 144);
AT(tline_open_info, name, 0, 64);
AT(tline_open_info, module, 64, 64);
AT(tline_open_info, media_modes, 128, 4);
AT(tline_open_info, address, 132, 4);
AT(tline_open_info, uid, 136, 4);
AT(tline_open_info, pid, 140, 4);

SIZE(tline_ioc_opens, 16);
AT(tline_ioc_opens, opens, 0, 8);
AT(tline_ioc_opens, count, 8, 4);
AT(tline_ioc_opens, entry_size, 12, 4);

SIZE(tline_ioc_status_messages, 16);
AT(tline_ioc_status_messages, line_states, 0, 4);
AT(tline_ioc_status_messages, address_states, 4, 4);
AT(tline_ioc_status_messages, result, 8, 4);
AT(tline_ioc_status_messages, reserved, 12, 4);

SIZE(tline_party, 136);
AT(tline_party, flags, 0, 4);
AT(tline_party, reserved, 4, 4);
AT(tline_party, number, 8, 64);
AT(tline_party, name, 72, 64);

SIZE(tline_call_info, 1452);
AT(tline_call_info, line, 0, 4);
AT(tline_call_info, address, 4, 4);
AT(tline_call_info, bearer_mode, 8, 4);
AT(tline_call_info, rate, 12, 4);
AT(tline_call_info, media_mode, 16, 4);
AT(tline_call_info, app_specific, 20, 4);
AT(tline_call_info, call_id, 24, 4);
AT(tline_call_info, related_call_id, 28, 4);
AT(tline_call_info, param_flags, 32, 4);
AT(tline_call_info, call_states, 36, 4);
AT(tline_call_info, monitor_digit_modes, 40, 4);
AT(tline_call_info, monitor_media_modes, 44, 4);
AT(tline_call_info, origin, 48, 4);
AT(tline_call_info, reason, 52, 4);
AT(tline_call_info, completion_id, 56, 4);
AT(tline_call_info, num_owners, 60, 4);
AT(tline_call_info, num_monitors, 64, 4);
AT(tline_call_info, country, 68, 4);
AT(tline_call_info, trunk, 72, 4);
AT(tline_call_info, treatment, 76, 4);
AT(tline_call_info, dial, 80, 16);
AT(tline_call_info, party, 96, 680);
AT(tline_call_info, app_name, 776, 64);
AT(tline_call_info, displayable, 840, 128);
AT(tline_call_info, called_party, 968, 64);
AT(tline_call_info, comment, 1032, 80);
AT(tline_call_info, display, 1112, 80);
AT(tline_call_info, uui, 1192, 260);

SIZE(tline_ioc_call_info, 1472);
AT(tline_ioc_call_info, call, 0, 4);
AT(tline_ioc_call_info, result, 4, 4);
AT(tline_ioc_call_info, seq, 8, 8);
AT(tline_ioc_call_info, info, 16, 1452);
AT(tline_ioc_call_info, reserved, 1468, 4);

SIZE(tline_ioc_call_status, 48);
AT(tline_ioc_call_status, call, 0, 4);
AT(tline_ioc_call_status, result, 4, 4);
AT(tline_ioc_call_status, seq, 8, 8);
AT(tline_ioc_call_status, state, 16, 4);
AT(tline_ioc_call_status, mode, 20, 4);
AT(tline_ioc_call_status, privilege, 24, 4);
AT(tline_ioc_call_status, features, 28, 4);
AT(tline_ioc_call_status, features2, 32, 4);
AT(tline_ioc_call_status, reserved, 36, 4);
AT(tline_ioc_call_status, state_time_ns, 40, 8);

SIZE(tline_ioc_new_calls, 32);
AT(tline_ioc_new_calls, select, 0, 4);
AT(tline_ioc_new_calls, address, 4, 4);
AT(tline_ioc_new_calls, calls, 8, 8);
AT(tline_ioc_new_calls, count, 16, 4);
AT(tline_ioc_new_calls, result, 20, 4);
AT(tline_ioc_new_calls, seq, 24, 8);

SIZE(tline_ioc_privilege, 16);
AT(tline_ioc_privilege, call, 0, 4);
AT(tline_ioc_privilege, privilege, 4, 4);
AT(tline_ioc_privilege, result, 8, 4);
AT(tline_ioc_privilege, reserved, 12, 4);

SIZE(tline_ioc_handoff, 80);
AT(tline_ioc_handoff, call, 0, 4);
AT(tline_ioc_handoff, media_mode, 4, 4);
AT(tline_ioc_handoff, module, 8, 64);
AT(tline_ioc_handoff, result, 72, 4);
AT(tline_ioc_handoff, reserved, 76, 4);

SIZE(tline_ioc_deallocate, 8);
AT(tline_ioc_deallocate, call, 0, 4);
AT(tline_ioc_deallocate, result, 4, 4);

SIZE(tline_ioc_set_call, 16);
AT(tline_ioc_set_call, call, 0, 4);
AT(tline_ioc_set_call, value, 4, 4);
AT(tline_ioc_set_call, result, 8, 4);
AT(tline_ioc_set_call, reserved, 12, 4);

SIZE(tline_ioc_digits, 144);
AT(tline_ioc_digits, call, 0, 4);
AT(tline_ioc_digits, mode, 4, 4);
AT(tline_ioc_digits, duration, 8, 4);
AT(tline_ioc_digits, result, 12, 4);
AT(tline_ioc_digits, digits, 16, 128);

SIZE(tline_forward, 200);
AT(tline_forward, mode, 0, 4);
AT(tline_forward, country, 4, 4);
AT(tline_forward, caller, 8, 64);
AT(tline_forward, dest, 72, 128);

SIZE(tline_set_terminal, 16);
AT(tline_set_terminal, address, 0, 4);
AT(tline_set_terminal, modes, 4, 4);
AT(tline_set_terminal, terminal, 8, 4);
AT(tline_set_terminal, enable, 12, 4);

SIZE(tline_gather, 36);
AT(tline_gather, modes, 0, 4);
AT(tline_gather, count, 4, 4);
AT(tline_gather, first_timeout, 8, 4);
AT(tline_gather, inter_timeout, 12, 4);
AT(tline_gather, termination, 16, 20);

SIZE(tline_item, 8);
AT(tline_item, kind, 0, 4);
AT(tline_item, size, 4, 4);

SIZE(tline_ioc_output, 16);
AT(tline_ioc_output, id, 0, 4);
AT(tline_ioc_output, size, 4, 4);
AT(tline_ioc_output, data, 8, 8);

SIZE(tline_ioc_recipient, 16);
AT(tline_ioc_recipient, modes, 0, 4);
AT(tline_ioc_recipient, enable, 4, 4);
AT(tline_ioc_recipient, instance, 8, 8);

SIZE(tline_ioc_assist, 344);
AT(tline_ioc_assist, mode, 0, 4);
AT(tline_ioc_assist, result, 4, 4);
AT(tline_ioc_assist, dest, 8, 128);
AT(tline_ioc_assist, app, 136, 64);
AT(tline_ioc_assist, party, 200, 64);
AT(tline_ioc_assist, comment, 264, 80);

SIZE(tline_terminal_caps, 80);
AT(tline_terminal_caps, device, 0, 4);
AT(tline_terminal_caps, modes, 4, 4);
AT(tline_terminal_caps, sharing, 8, 4);
AT(tline_terminal_caps, reserved, 12, 4);
AT(tline_terminal_caps, name, 16, 64);

SIZE(tline_treatment, 72);
AT(tline_treatment, id, 0, 4);
AT(tline_treatment, reserved, 4, 4);
AT(tline_treatment, name, 8, 64);

SIZE(tline_extension, 24);
AT(tline_extension, id, 0, 16);
AT(tline_extension, min_version, 16, 4);
AT(tline_extension, max_version, 20, 4);

SIZE(tline_ioc_data, 24);
AT(tline_ioc_data, kind, 0, 4);
AT(tline_ioc_data, object, 4, 4);
AT(tline_ioc_data, size, 8, 4);
AT(tline_ioc_data, result, 12, 4);
AT(tline_ioc_data, data, 16, 8);

SIZE(tline_ioc_devconfig, 48);
AT(tline_ioc_devconfig, device_class, 0, 32);
AT(tline_ioc_devconfig, size, 32, 4);
AT(tline_ioc_devconfig, result, 36, 4);
AT(tline_ioc_devconfig, data, 40, 8);

SIZE(tline_ioc_num_rings, 16);
AT(tline_ioc_num_rings, address, 0, 4);
AT(tline_ioc_num_rings, rings, 4, 4);
AT(tline_ioc_num_rings, result, 8, 4);
AT(tline_ioc_num_rings, reserved, 12, 4);

SIZE(tline_ioc_proxies, 8);
AT(tline_ioc_proxies, types, 0, 4);
AT(tline_ioc_proxies, reserved, 4, 4);

SIZE(tline_ioc_proxy_take, 96);
AT(tline_ioc_proxy_take, id, 0, 4);
AT(tline_ioc_proxy_take, type, 4, 4);
AT(tline_ioc_proxy_take, size, 8, 4);
AT(tline_ioc_proxy_take, result, 12, 4);
AT(tline_ioc_proxy_take, data, 16, 8);
AT(tline_ioc_proxy_take, uid, 24, 4);
AT(tline_ioc_proxy_take, api_version, 28, 4);
AT(tline_ioc_proxy_take, app, 32, 64);

SIZE(tline_ioc_proxy_answer, 24);
AT(tline_ioc_proxy_answer, id, 0, 4);
AT(tline_ioc_proxy_answer, answer, 4, 4);
AT(tline_ioc_proxy_answer, size, 8, 4);
AT(tline_ioc_proxy_answer, result, 12, 4);
AT(tline_ioc_proxy_answer, data, 16, 8);

SIZE(tline_ioc_proxy_message, 32);
AT(tline_ioc_proxy_message, type, 0, 4);
AT(tline_ioc_proxy_message, result, 4, 4);
AT(tline_ioc_proxy_message, p1, 8, 8);
AT(tline_ioc_proxy_message, p2, 16, 8);
AT(tline_ioc_proxy_message, p3, 24, 8);

SIZE(tline_ioc_conf_calls, 32);
AT(tline_ioc_conf_calls, call, 0, 4);
AT(tline_ioc_conf_calls, count, 4, 4);
AT(tline_ioc_conf_calls, calls, 8, 8);
AT(tline_ioc_conf_calls, result, 16, 4);
AT(tline_ioc_conf_calls, reserved, 20, 4);
AT(tline_ioc_conf_calls, seq, 24, 8);

SIZE(tline_generate_tone, 16);
AT(tline_generate_tone, frequency, 0, 4);
AT(tline_generate_tone, cadence_on, 4, 4);
AT(tline_generate_tone, cadence_off, 8, 4);
AT(tline_generate_tone, volume, 12, 4);

SIZE(tline_ioc_tone, 152);
AT(tline_ioc_tone, call, 0, 4);
AT(tline_ioc_tone, mode, 4, 4);
AT(tline_ioc_tone, duration, 8, 4);
AT(tline_ioc_tone, count, 12, 4);
AT(tline_ioc_tone, result, 16, 4);
AT(tline_ioc_tone, reserved, 20, 4);
AT(tline_ioc_tone, tones, 24, 128);

SIZE(tline_tone, 20);
AT(tline_tone, app_specific, 0, 4);
AT(tline_tone, duration, 4, 4);
AT(tline_tone, frequency, 8, 12);

SIZE(tline_ioc_tones, 24);
AT(tline_ioc_tones, call, 0, 4);
AT(tline_ioc_tones, count, 4, 4);
AT(tline_ioc_tones, tones, 8, 8);
AT(tline_ioc_tones, tone_size, 16, 4);
AT(tline_ioc_tones, result, 20, 4);

SIZE(tline_media_control, 32);
AT(tline_media_control, trigger, 0, 4);
AT(tline_media_control, action, 4, 4);
AT(tline_media_control, value, 8, 4);
AT(tline_media_control, modes, 12, 4);
AT(tline_media_control, duration, 16, 4);
AT(tline_media_control, frequency, 20, 12);

SIZE(tline_ioc_media_control, 32);
AT(tline_ioc_media_control, select, 0, 4);
AT(tline_ioc_media_control, address, 4, 4);
AT(tline_ioc_media_control, call, 8, 4);
AT(tline_ioc_media_control, count, 12, 4);
AT(tline_ioc_media_control, controls, 16, 8);
AT(tline_ioc_media_control, control_size, 24, 4);
AT(tline_ioc_media_control, result, 28, 4);

NUMBER(APP_INFO, 0x8030e700);
NUMBER(APP_SETUP, 0x4088e701);
NUMBER(SHUTDOWN, 0x0000e702);
NUMBER(CANCEL, 0x4008e703);
NUMBER(REQUEST_STATE, 0xc010e704);
NUMBER(SET_PRIORITY, 0x4048e705);
NUMBER(GET_PRIORITY, 0xc048e706);
NUMBER(COUNTERS, 0x80c8e707);
NUMBER(OUTPUT, 0xc010e708);
NUMBER(RECIPIENT, 0x4010e709);
NUMBER(ASSIST, 0xc158e70a);
NUMBER(ASSIST_TAKE, 0xc158e70b);
NUMBER(OPEN, 0xc030e710);
NUMBER(LINE_CAPS, 0x815ce711);
NUMBER(ADDRESS_CAPS, 0xc0f0e712);
NUMBER(OPENS, 0xc010e713);
NUMBER(DATA, 0xc018e714);
NUMBER(SET_DEVCONFIG, 0xc030e715);
NUMBER(GET_DEVCONFIG, 0xc030e716);
NUMBER(PROXIES, 0x8008e717);
NUMBER(CLOSE, 0x0000e720);
NUMBER(SUBMIT, 0xc018e721);
NUMBER(LINE_STATUS, 0x8040e722);
NUMBER(ADDRESS_STATUS, 0xc028e723);
NUMBER(SET_STATUS_MESSAGES, 0xc010e724);
NUMBER(GET_STATUS_MESSAGES, 0x8010e725);
NUMBER(GET_NEW_CALLS, 0xc020e726);
NUMBER(CALL_INFO, 0xc5c0e727);
NUMBER(CALL_STATUS, 0xc030e728);
NUMBER(SET_PRIVILEGE, 0xc010e729);
NUMBER(HANDOFF, 0xc050e72a);
NUMBER(DEALLOCATE, 0xc008e72b);
NUMBER(SET_APPSPECIFIC, 0xc010e72c);
NUMBER(SET_MEDIAMODE, 0xc010e72d);
NUMBER(MONITOR_DIGITS, 0xc010e72e);
NUMBER(GENERATE_DIGITS, 0xc090e72f);
NUMBER(CONF_CALLS, 0xc020e730);
NUMBER(SET_NUM_RINGS, 0xc010e731);
NUMBER(GET_NUM_RINGS, 0xc010e732);
NUMBER(MONITOR_MEDIA, 0xc010e733);
NUMBER(MONITOR_TONES, 0xc018e734);
NUMBER(GENERATE_TONE, 0xc098e735);
NUMBER(SET_MEDIACONTROL, 0xc020e736);
NUMBER(PROXY_TAKE, 0xc060e737);
NUMBER(PROXY_ANSWER, 0xc018e738);
NUMBER(PROXY_MESSAGE, 0xc020e739);

#undef SIZE
#undef AT
#undef NUMBER

#endif /* ABI_LAYOUT_H */
