// SPDX-License-Identifier: LGPL-2.1-or-later
/*
 * Providers: the kernel modules that have lines.  Those in use are the ones that
 * hold tline; those that are installed are known to depend on it.
 */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <sys/utsname.h>
#include <sys/wait.h>
#include <unistd.h>

#include "internal.h"

#define CORE		"tline"
#define SUFFIX		".ko"
#define BLANKS		"\n "
#define MAX_PROVIDERS	64

/* Unit tests have a system of their own. */
const char *tl_root = "";

struct names {
	size_t num;
	char name[MAX_PROVIDERS][TL_MODULE_LEN];
};

/* Of the name, and therefore the same for ever. */
static DWORD permanent_id(const char *name)
{
	uint32_t hash = 0x811c9dc5;	/* FNV-1a */

	while (*name)
		hash = (hash ^ (unsigned char)*name++) * 0x01000193;
	return hash ? hash : 1;
}

static int by_name(const void *a, const void *b)
{
	return strcmp(a, b);
}

/* Without tline there are none. */
static void read_names(struct names *names)
{
	struct dirent *entry;
	char path[256];
	DIR *dir;

	names->num = 0;
	snprintf(path, sizeof(path), "%s/sys/module/" CORE "/holders", tl_root);
	dir = opendir(path);
	if (!dir)
		return;
	while ((entry = readdir(dir)) && names->num < MAX_PROVIDERS) {
		size_t len = strlen(entry->d_name);

		if (entry->d_name[0] != '.' && len < TL_MODULE_LEN)
			memcpy(names->name[names->num++], entry->d_name, len + 1);
	}
	closedir(dir);
	qsort(names->name, names->num, sizeof(names->name[0]), by_name);
}

static bool is_provider(const char *module)
{
	struct names names;

	read_names(&names);
	return bsearch(module, names.name, names.num, sizeof(names.name[0]), by_name);
}

LONG tl_provider_find(DWORD id, char module[TL_MODULE_LEN])
{
	struct names names;
	size_t i;

	read_names(&names);
	for (i = 0; i < names.num; i++) {
		if (permanent_id(names.name[i]) != id)
			continue;
		memcpy(module, names.name[i], TL_MODULE_LEN);
		return 0;
	}
	return LINEERR_INVALPARAM;
}

static LONG list_providers(DWORD version, LPLINEPROVIDERLIST out, bool wide)
{
	LINEPROVIDERLIST header = { 0 };
	LINEPROVIDERENTRY entry = { 0 };
	struct tl_pack pack;
	struct names names;
	char *array, *place, file[TL_MODULE_LEN + sizeof(SUFFIX)];
	size_t i;
	LONG rc;

	if (!tl_version_negotiate(0, version, TLINE_API_VERSION_MAX))
		return LINEERR_INCOMPATIBLEAPIVERSION;
	rc = tl_pack_begin(&pack, out, &header, sizeof(header));
	if (rc)
		return rc;
	pack.wide = wide;
	read_names(&names);
	array = tl_pack_array(&pack, offsetof(LINEPROVIDERLIST, dwProviderListSize),
			      names.num * sizeof(entry));
	header.dwNumProviders = array ? (DWORD)names.num : 0;
	for (i = 0; i < names.num; i++) {
		place = array ? array + i * sizeof(entry) : NULL;
		entry.dwPermanentProviderID = permanent_id(names.name[i]);
		if (place)
			memcpy(place, &entry, sizeof(entry));
		snprintf(file, sizeof(file), "%s" SUFFIX, names.name[i]);
		tl_pack_entry_string(&pack, place,
				     offsetof(LINEPROVIDERENTRY, dwProviderFilenameSize), file,
				     sizeof(file));
	}
	tl_pack_end(&pack);
	return 0;
}

LONG lineGetProviderList(DWORD dwAPIVersion, LPLINEPROVIDERLIST lpProviderList)
{
	return list_providers(dwAPIVersion, lpProviderList, false);
}

__typeof__(lineGetProviderList) lineGetProviderListA TL_ALIAS(lineGetProviderList);

LONG lineGetProviderListW(DWORD dwAPIVersion, LPLINEPROVIDERLIST lpProviderList)
{
	return list_providers(dwAPIVersion, lpProviderList, true);
}

/*
 * ---------------------------------------------------------------------------
 * Adding and removing
 */

/* The module of a file: without folder and suffix, and as the kernel spells it. */
static bool read_module(const char *file, size_t size, char module[TL_MODULE_LEN])
{
	size_t i, len = 0;

	for (i = 0; i < size; i++) {
		if (file[i] == '/')
			len = i + 1;
	}
	file += len;
	size -= len;
	for (len = 0; len < size && file[len] != '.'; len++) {
		char c = file[len] == '-' ? '_' : file[len];

		if (len >= TL_MODULE_LEN - 1 ||
		    !((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
		      (c >= '0' && c <= '9') || c == '_'))
			return false;
		module[len] = c;
	}
	module[len] = '\0';
	return len && (len == size || !strncmp(file + len, SUFFIX, strlen(SUFFIX)));
}

/* A line of modules.dep: "a/b.ko: c/d.ko ...", of a module and what it needs. */
static bool is_provider_line(char *line, const char *module)
{
	char name[TL_MODULE_LEN], *rest = strchr(line, ':'), *word, *save;

	if (!rest || !read_module(line, (size_t)(rest - line), name) || strcmp(name, module))
		return false;
	for (word = strtok_r(rest + 1, BLANKS, &save); word; word = strtok_r(NULL, BLANKS, &save)) {
		if (read_module(word, strlen(word), name) && !strcmp(name, CORE))
			return true;
	}
	return false;
}

static bool is_installed(const char *module)
{
	struct utsname system;
	char path[512], *line = NULL;
	bool found = false;
	size_t room = 0;
	FILE *deps;

	if (uname(&system) < 0)
		return false;
	snprintf(path, sizeof(path), "%s/lib/modules/%s/modules.dep", tl_root, system.release);
	deps = fopen(path, "re");
	if (!deps)
		return false;
	while (!found && getline(&line, &room, deps) > 0)
		found = is_provider_line(line, module);
	free(line);
	fclose(deps);
	return found;
}

/* Busybox has it elsewhere. */
static int run_modprobe(const char *module, pid_t *pid)
{
	static const char *const places[] = { "/sbin/modprobe", "/bin/modprobe" };
	static const char env[] = "PATH=/usr/sbin:/usr/bin:/sbin:/bin", end[] = "--";
	char path[256];
	char *argv[4] = { path, (char *)end, (char *)module, NULL };
	char *envp[2] = { (char *)env, NULL };
	int err = ENOENT;
	size_t i;

	for (i = 0; err == ENOENT && i < TL_ARRAY_SIZE(places); i++) {
		snprintf(path, sizeof(path), "%s%s", tl_root, places[i]);
		err = posix_spawn(pid, path, NULL, NULL, argv, envp);
	}
	return err;
}

/*
 * modprobe says on standard error why it fails.  Its status may go to a handler of
 * SIGCHLD that the program has; what counts is whether the module is there then.
 */
static LONG load_module(const char *module)
{
	pid_t pid;
	int err;

	err = run_modprobe(module, &pid);
	if (err) {
		errno = err;
		return LINEERR_OPERATIONFAILED;
	}
	while (waitpid(pid, NULL, 0) < 0 && errno == EINTR)
		;
	return is_provider(module) ? 0 : LINEERR_OPERATIONFAILED;
}

static LONG add_provider(const void *file, LPDWORD id, bool wide)
{
	char text[256], module[TL_MODULE_LEN];
	LONG rc;

	if (!file || !id)
		return LINEERR_INVALPOINTER;
	rc = tl_read_text(text, sizeof(text), file, TL_UNTIL_NUL, wide, LINEERR_INVALPARAM);
	if (rc)
		return rc;
	if (!read_module(text, strlen(text), module))
		return LINEERR_INVALPARAM;
	if (is_provider(module))
		return LINEERR_NOMULTIPLEINSTANCE;
	if (!is_installed(module))
		return LINEERR_INVALPARAM;
	rc = load_module(module);
	if (!rc)
		*id = permanent_id(module);
	return rc;
}

LONG lineAddProvider(LPCSTR lpszProviderFilename, HWND hwndOwner, LPDWORD lpdwPermanentProviderID)
{
	(void)hwndOwner;
	return add_provider(lpszProviderFilename, lpdwPermanentProviderID, false);
}

__typeof__(lineAddProvider) lineAddProviderA TL_ALIAS(lineAddProvider);

LONG lineAddProviderW(LPCWSTR lpszProviderFilename, HWND hwndOwner,
		      LPDWORD lpdwPermanentProviderID)
{
	(void)hwndOwner;
	return add_provider(lpszProviderFilename, lpdwPermanentProviderID, true);
}

LONG lineRemoveProvider(DWORD dwPermanentProviderID, HWND hwndOwner)
{
	char module[TL_MODULE_LEN];
	LONG rc;

	(void)hwndOwner;
	rc = tl_provider_find(dwPermanentProviderID, module);
	if (rc)
		return rc;
	if (!syscall(SYS_delete_module, module, O_NONBLOCK))
		return 0;
	return errno == EWOULDBLOCK || errno == EBUSY ? LINEERR_INUSE : LINEERR_OPERATIONFAILED;
}
