// SPDX-License-Identifier: GPL-2.0-only
/*
 * Is the table complete?  What the uapi has is in uapi.inc, which the Makefile makes
 * from the headers.
 */
#include "fuzz.h"

#define UAPI(name, value)	{ #name, value }
static const struct name uapi_iocs[] = {
#define IOC(name)	UAPI(name, TLINE_IOC_##name),
#define OP(name)
#define NL(name)
#include "uapi.inc"
#undef IOC
#undef OP
#undef NL
};

static const struct name uapi_ops[] = {
#define IOC(name)
#define OP(name)	UAPI(name, TLINE_OP_##name),
#define NL(name)
#include "uapi.inc"
#undef IOC
#undef OP
#undef NL
};

static const struct name uapi_nl[] = {
#define IOC(name)
#define OP(name)
#define NL(name)	UAPI(name, TLINE_NL_CMD_##name),
#include "uapi.inc"
};

static int problem(const char *what, const char *name)
{
	printf("# table: %s: %s\n", what, name);
	return 1;
}

/* The bytes of @where that no field of @row describes, or two do. */
static int check_bytes(const struct row *row, enum where where, int size)
{
	uint8_t used[4096] = { 0 };
	int i, k, bad = 0;

	for (i = 0; i < row->num_fields; i++) {
		const struct field *f = &row->fields[i];

		if (f->where == where)
			for (k = 0; k < f->size && f->offset + k < size; k++)
				used[f->offset + k]++;
	}
	for (k = 0; k < size; k++)
		bad += used[k] != 1;
	return bad ? problem("bytes of its structure without a field, or with two", row->name) : 0;
}

static int check_rows(const struct name *all, size_t n, bool netlink)
{
	size_t i;
	int k, bad = 0, found;

	for (i = 0; i < n; i++) {
		for (k = found = 0; k < num_rows; k++)
			found += !strcmp(rows[k].name, all[i].name) && rows[k].cmd == all[i].value &&
				 (rows[k].on == FILE_NL) == netlink;
		if (found != 1)
			bad += problem("in the uapi, and not once here", all[i].name);
	}
	return bad;
}

static int check_ops(void)
{
	const struct field *f = field_find(row_find("req"), "op");
	const struct name *n;
	size_t i;
	int bad = 0;

	for (i = 0; i < ARRAY_SIZE(uapi_ops); i++) {
		for (n = f->names; n->name && n->value != uapi_ops[i].value; n++)
			;
		if (!n->name || strcasecmp(n->name, uapi_ops[i].name))
			bad += problem("operation of the uapi that is not here", uapi_ops[i].name);
	}
	return bad;
}

int table_check(void)
{
	int bad = 0, i, where;

	bad += check_rows(uapi_iocs, ARRAY_SIZE(uapi_iocs), false);
	bad += check_rows(uapi_nl, ARRAY_SIZE(uapi_nl), true);
	bad += check_ops();
	for (i = 0; i < num_rows; i++)
		if (rows[i].cmd && rows[i].on != FILE_NL)
			bad += check_bytes(&rows[i], IN_ARG, _IOC_SIZE(rows[i].cmd));
	for (where = IN_REQUEST; where < IN_ATTR; where++)
		bad += check_bytes(row_find("req"), where, where_size[where]);
	return bad;
}
