// SPDX-License-Identifier: LGPL-2.1-or-later
/*
 * Loads libtline-phone.so when it is needed for the first time.  It stays, since
 * what is in C++ does not like to be unloaded.
 */
#include <dlfcn.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "internal.h"
#include "locations.h"

#ifndef TL_PLUGIN_DIR
#define TL_PLUGIN_DIR "/usr/local/lib/tline"
#endif
#define PLUGIN "libtline-phone.so"

static pthread_once_t once = PTHREAD_ONCE_INIT;
static const struct tl_phone *phone;
static char why[256];		/* there is none */

static bool load(const char *path)
{
	void *handle = dlopen(path, RTLD_NOW | RTLD_LOCAL);
	const struct tl_phone *found;

	if (!handle) {
		snprintf(why, sizeof(why), "%s", dlerror());
		return false;
	}
	found = dlsym(handle, TL_PHONE_SYMBOL);
	if (!found || found->abi != TL_PHONE_ABI) {
		snprintf(why, sizeof(why), "%s: of another version", path);
		return false;
	}
	phone = found;
	return true;
}

/* In tline/ beside libtline, also in a build directory. */
static bool load_beside(void)
{
	static const char here;
	char path[4096];
	const char *slash;
	Dl_info info;

	slash = dladdr(&here, &info) ? strrchr(info.dli_fname, '/') : NULL;
	if (!slash || (size_t)snprintf(path, sizeof(path), "%.*s/tline/" PLUGIN,
				       (int)(slash - info.dli_fname), info.dli_fname) >=
		      sizeof(path))
		return false;
	return load(path);
}

static void find(void)
{
	const char *path = secure_getenv("TLINE_PHONE");

	if (path && *path)
		load(path);
	else if (!load_beside())
		load(TL_PLUGIN_DIR "/" PLUGIN);
}

static LONG get(const struct tl_phone **out)
{
	pthread_once(&once, find);
	*out = phone;
	return phone ? 0 : tl_translate_fail(LINEERR_OPERATIONUNAVAIL, "%s", why);
}

LONG tl_country_at(size_t index, struct tl_country *country)
{
	const struct tl_phone *p;
	LONG rc = get(&p);

	if (rc)
		return rc;
	return p->at(index, country) ? LINEERR_NOMEM : 0;
}

LONG tl_num_countries(size_t *num)
{
	const struct tl_phone *p;
	LONG rc = get(&p);

	if (rc)
		return rc;
	*num = p->num();
	return *num ? 0 : LINEERR_NOMEM;
}

LONG tl_find_country(DWORD id, struct tl_country *country)
{
	const struct tl_phone *p;
	LONG rc = get(&p);
	long index;

	if (rc)
		return rc;
	index = p->find(id);
	if (index < 0)
		return tl_translate_fail(LINEERR_INVALCOUNTRYCODE, "there is no country %u", id);
	return tl_country_at((size_t)index, country);
}
