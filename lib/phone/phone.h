/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Between libtline and libtline-phone.so, which knows the world's countries and
 * how one dials in them from libphonenumber and ICU.  It is a plug-in, since
 * these are large and in C++, and few programs translate numbers.
 */
#ifndef TLINE_PHONE_H
#define TLINE_PHONE_H

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

#define TL_PHONE_ABI	1
#define TL_PHONE_SYMBOL	"tl_phone"

enum tl_rule {
	TL_RULE_SAME_AREA,
	TL_RULE_LONG_DISTANCE,
	TL_RULE_INTERNATIONAL,
	TL_NUM_RULES,
};

#define TL_RULE_LEN	64

/**
 * struct tl_country - a country, as of LINECOUNTRYENTRY
 * @id: TAPI's country id: the calling code for its main country, else the calling
 *	code * 1000 + the number of ISO 3166
 * @code: calling code
 * @next: id of the next country, 0 after the last
 * @region: ISO 3166 letters
 * @name: in the user's language, UTF-8
 * @rule: TAPI's notation; empty: the country has no such rule, or several
 */
struct tl_country {
	uint32_t id;
	uint32_t code;
	uint32_t next;
	char region[4];
	char name[128];
	char rule[TL_NUM_RULES][TL_RULE_LEN];
};

/**
 * struct tl_phone - what the plug-in exports
 * @abi: TL_PHONE_ABI
 * @num: number of countries
 * @at: the country at @index, in order of ids; 0, or -1 for want of memory
 * @find: the index of the country with @id, or -1
 */
struct tl_phone {
	uint32_t abi;
	size_t (*num)(void);
	int (*at)(size_t index, struct tl_country *country);
	long (*find)(uint32_t id);
};

#ifdef __cplusplus
}
#endif

#endif /* TLINE_PHONE_H */
