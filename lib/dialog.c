// SPDX-License-Identifier: LGPL-2.1-or-later
/*
 * The dialogs.  On Linux a program may have any toolkit, or none; what all have in
 * common is a terminal, if they were started from one.  There they show what is
 * set and ask for something else; elsewhere they are OPERATIONUNAVAIL.
 */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "internal.h"
#include "locations.h"

#define MAX_VALUE	4096

static LONG check_terminal(void)
{
	return isatty(STDIN_FILENO) && isatty(STDOUT_FILENO) ? 0 : LINEERR_OPERATIONUNAVAIL;
}

/* An answer without its newline, to be freed.  The end of the file takes all back. */
static LONG ask(const char *question, char **answer)
{
	size_t room = 0;
	ssize_t len;

	*answer = NULL;
	printf("%s: ", question);
	fflush(stdout);
	len = getline(answer, &room, stdin);
	if (len < 0) {
		const int err = errno;
		const bool ended = feof(stdin);

		free(*answer);
		*answer = NULL;
		clearerr(stdin);
		return !ended && err == ENOMEM ? LINEERR_NOMEM : LINEERR_USERCANCELLED;
	}
	if (len && (*answer)[len - 1] == '\n')
		(*answer)[len - 1] = '\0';
	return 0;
}

/* Text of unknown origin does not command the terminal. */
static void print_safe(const char *text, size_t size)
{
	size_t i;

	for (i = 0; i < size && text[i]; i++)
		putchar((unsigned char)text[i] < ' ' || text[i] == 0x7f ? '?' : text[i]);
}

/*
 * ---------------------------------------------------------------------------
 * The configuration of a device: text if it is text, else hexadecimal
 */
struct config {
	DWORD size;
	char bytes[TLINE_MAX_DATA];
};

static bool is_text(const struct config *config)
{
	DWORD i;

	for (i = 0; i < config->size; i++) {
		if ((unsigned char)config->bytes[i] < ' ' || config->bytes[i] == 0x7f)
			return false;
	}
	return config->size < 2 || strncmp(config->bytes, "0x", 2);
}

static void print_config(const struct config *config)
{
	DWORD i;

	if (is_text(config)) {
		print_safe(config->bytes, config->size);
		return;
	}
	printf("0x");
	for (i = 0; i < config->size; i++)
		printf("%02x", (unsigned char)config->bytes[i]);
}

static int hex_digit(char c)
{
	static const char digits[] = "0123456789abcdef0123456789ABCDEF";
	const char *at = c ? strchr(digits, c) : NULL;

	return at ? (int)((at - digits) % 16) : -1;
}

static bool read_hex(const char *text, struct config *config)
{
	DWORD i;
	int high, low;

	for (i = 0; *text; i++, text += 2) {
		high = hex_digit(text[0]);
		low = high < 0 ? -1 : hex_digit(text[1]);
		if (low < 0 || i == sizeof(config->bytes))
			return false;
		config->bytes[i] = (char)(high << 4 | low);
	}
	config->size = i;
	return true;
}

static bool read_config(const char *text, struct config *config)
{
	size_t len = strlen(text);

	if (!strncmp(text, "0x", 2))
		return read_hex(text + 2, config);
	if (len > sizeof(config->bytes))
		return false;
	memcpy(config->bytes, text, len);
	config->size = (DWORD)len;
	return true;
}

/* Asks until the answer can be understood. */
static LONG edit_config(DWORD device, const char *class, struct config *config)
{
	struct config changed;
	char *answer;
	LONG rc;

	printf("Line %u, ", device);
	print_safe(class, strlen(class));
	printf("\nSetting: ");
	print_config(config);
	putchar('\n');
	for (;;) {
		rc = ask("New setting (text, or 0x and hexadecimal; empty: as it is)", &answer);
		if (rc || !*answer)
			break;
		if (read_config(answer, &changed)) {
			*config = changed;
			break;
		}
		puts("That is no setting.");
		free(answer);
	}
	free(answer);
	return rc;
}

/* Without a class there is nothing that could be configured. */
static LONG dup_class(const void *class, bool wide, char **out)
{
	LONG rc = tl_dup_text(out, class, wide, LINEERR_INVALDEVICECLASS);

	return !rc && !*out ? LINEERR_INVALDEVICECLASS : rc;
}

static LONG get_config(DWORD device, const char *class, struct config *config)
{
	struct {
		VARSTRING header;
		char room[TLINE_MAX_DATA + 4];
	} got = { .header.dwTotalSize = sizeof(got) };
	LONG rc;

	rc = lineGetDevConfigA(device, &got.header, class);
	if (rc)
		return rc;
	config->size = got.header.dwStringSize;
	memcpy(config->bytes, (char *)&got + got.header.dwStringOffset, config->size);
	return 0;
}

static LONG config_dialog(DWORD device, const void *class, bool wide)
{
	struct config config;
	char *name;
	LONG rc;

	rc = check_terminal();
	if (rc)
		return rc;
	rc = dup_class(class, wide, &name);
	if (!rc)
		rc = get_config(device, name, &config);
	if (!rc)
		rc = edit_config(device, name, &config);
	if (!rc)
		rc = lineSetDevConfigA(device, config.bytes, config.size, name);
	free(name);
	return rc;
}

LONG lineConfigDialog(DWORD dwDeviceID, HWND hwndOwner, LPCSTR lpszDeviceClass)
{
	(void)hwndOwner;
	return config_dialog(dwDeviceID, lpszDeviceClass, false);
}

__typeof__(lineConfigDialog) lineConfigDialogA TL_ALIAS(lineConfigDialog);

LONG lineConfigDialogW(DWORD dwDeviceID, HWND hwndOwner, LPCWSTR lpszDeviceClass)
{
	(void)hwndOwner;
	return config_dialog(dwDeviceID, lpszDeviceClass, true);
}

/* Only edits: the line keeps what it has. */
static LONG config_dialog_edit(DWORD device, const void *class, const void *in, DWORD size,
			       LPVARSTRING out, bool wide)
{
	struct config config;
	char *name;
	LONG rc;

	if (!out || (size && !in))
		return LINEERR_INVALPOINTER;
	if (out->dwTotalSize < sizeof(*out))
		return LINEERR_STRUCTURETOOSMALL;
	if (size > sizeof(config.bytes))
		return LINEERR_INVALPARAM;
	rc = check_terminal();
	if (rc)
		return rc;
	rc = dup_class(class, wide, &name);
	if (!rc)
		rc = get_config(device, name, &config);
	if (!rc) {
		config.size = size;
		memcpy(config.bytes, size ? in : "", size);
		rc = edit_config(device, name, &config);
	}
	if (!rc)
		rc = tl_fill_bytes(out, config.bytes, config.size);
	free(name);
	return rc;
}

LONG lineConfigDialogEdit(DWORD dwDeviceID, HWND hwndOwner, LPCSTR lpszDeviceClass,
			  LPVOID const lpDeviceConfigIn, DWORD dwSize,
			  LPVARSTRING lpDeviceConfigOut)
{
	(void)hwndOwner;
	return config_dialog_edit(dwDeviceID, lpszDeviceClass, lpDeviceConfigIn, dwSize,
				  lpDeviceConfigOut, false);
}

__typeof__(lineConfigDialogEdit) lineConfigDialogEditA TL_ALIAS(lineConfigDialogEdit);

LONG lineConfigDialogEditW(DWORD dwDeviceID, HWND hwndOwner, LPCWSTR lpszDeviceClass,
			   LPVOID const lpDeviceConfigIn, DWORD dwSize,
			   LPVARSTRING lpDeviceConfigOut)
{
	(void)hwndOwner;
	return config_dialog_edit(dwDeviceID, lpszDeviceClass, lpDeviceConfigIn, dwSize,
				  lpDeviceConfigOut, true);
}

/*
 * ---------------------------------------------------------------------------
 * A provider: the parameters of its module
 */
static LONG edit_parameter(int dir, const char *name)
{
	char value[MAX_VALUE], *answer;
	ssize_t len;
	LONG rc;
	int fd;

	fd = openat(dir, name, O_RDWR | O_CLOEXEC);
	if (fd < 0)
		return 0;	/* fixed, or not for this user */
	len = read(fd, value, sizeof(value) - 1);
	value[len > 0 ? len : 0] = '\0';
	value[strcspn(value, "\n")] = '\0';
	printf("%s = ", name);
	print_safe(value, sizeof(value));
	putchar('\n');
	rc = ask("New value (empty: as it is)", &answer);
	if (!rc && *answer && pwrite(fd, answer, strlen(answer), 0) < 0)
		rc = tl_error(errno, LINEERR_OPERATIONFAILED);
	free(answer);
	close(fd);
	return rc;
}

LONG lineConfigProvider(HWND hwndOwner, DWORD dwPermanentProviderID)
{
	char module[TL_MODULE_LEN], path[256];
	struct dirent *entry;
	DIR *dir;
	LONG rc;

	(void)hwndOwner;
	rc = tl_provider_find(dwPermanentProviderID, module);
	if (!rc)
		rc = check_terminal();
	if (rc)
		return rc;
	printf("Provider %s\n", module);
	snprintf(path, sizeof(path), "%s/sys/module/%s/parameters", tl_root, module);
	dir = opendir(path);
	while (!rc && dir && (entry = readdir(dir))) {
		if (entry->d_name[0] != '.')
			rc = edit_parameter(dirfd(dir), entry->d_name);
	}
	if (dir)
		closedir(dir);
	return rc;
}

/*
 * ---------------------------------------------------------------------------
 * Where one is
 */
static void print_locations(const struct tl_locations *l)
{
	const struct tl_location *location;
	size_t i;

	for (i = 0; i < l->num_locations; i++) {
		location = &l->locations[i];
		printf("%c %zu  ", i == l->current ? '*' : ' ', i + 1);
		print_safe(location->entry.name, sizeof(location->entry.name));
		printf(", +%u %s\n", tl_calling_code(location->country), location->area);
	}
}

static LONG print_translated(HLINEAPP app, DWORD device, DWORD version, const char *address)
{
	struct {
		LINETRANSLATEOUTPUT header;
		char room[1024];
	} out = { .header.dwTotalSize = sizeof(out) };
	LONG rc;

	rc = lineTranslateAddressA(app, device, version, address, 0, 0, &out.header);
	if (rc)
		return rc;
	print_safe(address, strlen(address));
	printf(" is dialled: ");
	print_safe((char *)&out + out.header.dwDisplayableStringOffset,
		   out.header.dwDisplayableStringSize);
	putchar('\n');
	return 0;
}

static LONG choose_location(HLINEAPP app, const struct tl_locations *l)
{
	char *answer, *end;
	unsigned long n;
	LONG rc;

	for (;;) {
		rc = ask("Number of the location (empty: as it is)", &answer);
		if (rc)
			return rc;
		n = strtoul(answer, &end, 10);
		if (!*answer || (!*end && n && n <= l->num_locations))
			break;
		free(answer);
	}
	if (*answer)
		rc = lineSetCurrentLocation(app, l->locations[n - 1].entry.id);
	free(answer);
	return rc;
}

static LONG translate_dialog(HLINEAPP app, DWORD device, DWORD version, const void *address,
			     bool wide)
{
	LINETRANSLATECAPS caps = { .dwTotalSize = sizeof(caps) };
	struct tl_locations l = { 0 };
	char *text;
	LONG rc;

	rc = lineGetTranslateCapsA(app, version, &caps);
	if (!rc)
		rc = check_terminal();
	if (!rc)
		rc = tl_dup_text(&text, address, wide, LINEERR_INVALADDRESS);
	if (rc)
		return rc;
	rc = tl_locations_load(&l);
	if (!rc) {
		print_locations(&l);
		if (text)
			rc = print_translated(app, device, version, text);
	}
	if (!rc)
		rc = choose_location(app, &l);
	if (!rc && text)
		rc = print_translated(app, device, version, text);
	tl_locations_free(&l);
	free(text);
	return rc;
}

LONG lineTranslateDialog(HLINEAPP hLineApp, DWORD dwDeviceID, DWORD dwAPIVersion, HWND hwndOwner,
			 LPCSTR lpszAddressIn)
{
	(void)hwndOwner;
	return translate_dialog(hLineApp, dwDeviceID, dwAPIVersion, lpszAddressIn, false);
}

__typeof__(lineTranslateDialog) lineTranslateDialogA TL_ALIAS(lineTranslateDialog);

LONG lineTranslateDialogW(HLINEAPP hLineApp, DWORD dwDeviceID, DWORD dwAPIVersion, HWND hwndOwner,
			  LPCWSTR lpszAddressIn)
{
	(void)hwndOwner;
	return translate_dialog(hLineApp, dwDeviceID, dwAPIVersion, lpszAddressIn, true);
}

/* Icons are a toolkit's. */
LONG lineGetIcon(DWORD dwDeviceID, LPCSTR lpszDeviceClass, LPHICON lphIcon)
{
	(void)dwDeviceID;
	(void)lpszDeviceClass;
	return lphIcon ? LINEERR_OPERATIONUNAVAIL : LINEERR_INVALPOINTER;
}

__typeof__(lineGetIcon) lineGetIconA TL_ALIAS(lineGetIcon);

LONG lineGetIconW(DWORD dwDeviceID, LPCWSTR lpszDeviceClass, LPHICON lphIcon)
{
	(void)lpszDeviceClass;
	return lineGetIcon(dwDeviceID, NULL, lphIcon);
}
