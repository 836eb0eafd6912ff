// SPDX-License-Identifier: GPL-2.0-only
/*
 * Programs as text.
 *
 *	program NAME
 *	[&][rN = ]CALL [rN] [FIELD=VALUE]... [-> SLOT...] [=> RESULT]
 *
 * A value is a number, a name, several of these joined by '|', "text", fill"x" (the
 * whole field, without a NUL), a slot, or a wrong pointer such as @null.  '&' starts
 * the call in the second thread, next to what follows.  '#' begins a comment; an
 * empty line or the next "program" ends a program.
 */
#include <ctype.h>
#include <stdarg.h>

#include "fuzz.h"

static const char *const ptr_names[NUM_PTR] = {
	[PTR_NULL] = "null", [PTR_LOW] = "low", [PTR_GUARD] = "guard", [PTR_EDGE] = "edge",
	[PTR_READONLY] = "readonly", [PTR_KERNEL] = "kernel", [PTR_NONCANON] = "noncanonical",
	[PTR_MAX] = "max",
};

/* --------------------------------------------------------------------- printing */

struct out {
	char *at;
	size_t left;
};

static __attribute__((format(printf, 2, 3))) void put(struct out *o, const char *fmt, ...)
{
	va_list ap;
	int n;

	va_start(ap, fmt);
	n = vsnprintf(o->at, o->left, fmt, ap);
	va_end(ap);
	if (n < 0 || (size_t)n >= o->left)
		n = o->left ? o->left - 1 : 0;
	o->at += n;
	o->left -= n;
}

static void put_num(struct out *o, uint64_t num)
{
	put(o, num < 10 ? "%llu" : "%#llx", (unsigned long long)num);
}

static void put_named(struct out *o, const struct field *f, uint64_t num)
{
	const struct name *n;
	const char *sep = "";

	for (n = f->names; n && n->name; n++) {
		if (num == n->value) {
			put(o, "%s", n->name);
			return;
		}
	}
	if (f->kind == F_FLAGS) {
		for (n = f->names; n && n->name; n++) {
			if (!n->value || (num & n->value) != n->value)
				continue;
			put(o, "%s%s", sep, n->name);
			num &= ~n->value;
			sep = "|";
		}
		if (*sep && !num)
			return;
	}
	put(o, "%s", sep);
	put_num(o, num);
}

static void put_text(struct out *o, const char *text)
{
	put(o, "\"");
	for (; *text; text++) {
		if (!isprint((unsigned char)*text) || *text == '"' || *text == '\\')
			put(o, "\\x%02x", (unsigned char)*text);
		else
			put(o, "%c", *text);
	}
	put(o, "\"");
}

static void put_value(struct out *o, const struct field *f, const struct value *v)
{
	put(o, " %s=", f->name);
	switch (v->kind) {
	case V_NUM:
		put_named(o, f, v->num);
		break;
	case V_FILL:
		put(o, "fill");
		put_text(o, v->text);
		break;
	case V_TEXT:
		put_text(o, v->text);
		break;
	case V_SLOT:
		put(o, "%c%d", res_letter[v->res], (int)v->num);
		break;
	case V_PTR:
		put(o, "@%s", ptr_names[v->num]);
		break;
	}
}

static void put_result(struct out *o, int32_t want)
{
	const struct name *n;

	put(o, " => ");
	for (n = results; n->name; n++) {
		if ((int32_t)n->value == want) {
			put(o, "%s", n->name);
			return;
		}
	}
	put_num(o, (uint32_t)want);
}

static void put_call(struct out *o, const struct call *c)
{
	const struct row *row = &rows[c->row];
	int i, first = 0;

	put(o, "%s", c->async ? "&" : "");
	if (row->makes && c->num_outs) {
		put(o, "r%d = ", c->outs[0].n);
		first = 1;
	}
	put(o, "%s", row->name);
	if (c->on >= 0)
		put(o, " r%d", c->on);
	for (i = 0; i < c->num_values; i++)
		put_value(o, &row->fields[c->values[i].field], &c->values[i]);
	for (i = first; i < c->num_outs; i++)
		put(o, "%s%c%d", i == first ? " -> " : " ", res_letter[c->outs[i].res], c->outs[i].n);
	if (c->expects)
		put_result(o, c->want);
	put(o, "\n");
}

int prog_print(const struct prog *p, char *out, size_t size)
{
	struct out o = { out, size };
	int i;

	put(&o, "program %s\n", *p->name ? p->name : "unnamed");
	for (i = 0; i < p->n; i++)
		put_call(&o, &p->calls[i]);
	return o.at - out;
}

/* ---------------------------------------------------------------------- parsing */

#define MAX_TOKENS	64

static bool parse_text(const char *s, char *out)
{
	char hex[3] = "";
	int n = 0;

	if (*s++ != '"')
		return false;
	for (; *s && *s != '"' && n < TEXT_LEN - 1; s++) {
		if (s[0] == '\\' && s[1] == 'x' && s[2] && s[3]) {
			memcpy(hex, s + 2, 2);
			out[n++] = strtoul(hex, NULL, 16);
			s += 3;
		} else {
			out[n++] = *s;
		}
	}
	out[n] = 0;
	return s[0] == '"' && !s[1];
}

static bool parse_word(const struct name *names, const char *s, uint64_t *num)
{
	char *end;

	for (; names && names->name; names++) {
		if (!strcmp(names->name, s)) {
			*num = names->value;
			return true;
		}
	}
	*num = strtoull(s, &end, 0);
	return *s && !*end;
}

static bool parse_words(const struct name *names, char *s, uint64_t *num)
{
	char *word, *save = NULL;
	uint64_t one;

	*num = 0;
	for (word = strtok_r(s, "|", &save); word; word = strtok_r(NULL, "|", &save)) {
		if (!parse_word(names, word, &one))
			return false;
		*num |= one;
	}
	return true;
}

static bool parse_slot(const char *s, struct slot *slot)
{
	const char *letter = *s ? strchr(res_letter, *s) : NULL;
	char *end;

	if (!letter || s[1] < '0' || s[1] > '9')
		return false;
	slot->res = letter - res_letter;
	slot->n = strtoul(s + 1, &end, 10);
	return !*end && slot->n < SLOTS;
}

static bool parse_pointer(const char *s, uint64_t *num)
{
	for (*num = 0; *num < NUM_PTR; ++*num)
		if (!strcmp(ptr_names[*num], s))
			return true;
	return false;
}

static const char *parse_value(const struct row *row, struct call *c, char *token)
{
	char *text = strchr(token, '=');
	struct value *v = &c->values[c->num_values];
	const struct field *f;
	struct slot slot;

	*text++ = 0;
	f = field_find(row, token);
	if (!f)
		return "no such field";
	if (c->num_values == MAX_VALUES)
		return "too many values";
	v->field = f - row->fields;
	if (*text == '"') {
		v->kind = V_TEXT;
		if (!parse_text(text, v->text))
			return "bad text";
	} else if (!strncmp(text, "fill\"", 5)) {
		v->kind = V_FILL;
		if (!parse_text(text + 4, v->text))
			return "bad text";
	} else if (*text == '@') {
		v->kind = V_PTR;
		if (!parse_pointer(text + 1, &v->num))
			return "no such pointer";
	} else if (parse_slot(text, &slot)) {
		v->kind = V_SLOT;
		v->res = slot.res;
		v->num = slot.n;
	} else {
		v->kind = V_NUM;
		if (!parse_words(f->names, text, &v->num))
			return "no such value";
	}
	c->num_values++;
	return NULL;
}

static const char *add_out(const struct row *row, struct call *c, const char *token)
{
	struct slot slot;

	if (!parse_slot(token, &slot))
		return "bad slot";
	if (!row->outs || c->num_outs == strlen(row->outs) ||
	    row->outs[c->num_outs] != res_letter[slot.res])
		return "it does not make that";
	c->outs[c->num_outs++] = slot;
	return NULL;
}

/* What follows "->" and "=>". */
static const char *parse_tail(const struct row *row, struct call *c, char **token, int n)
{
	const char *error = NULL;
	uint64_t want;
	int i = 0;

	if (i < n && !strcmp(token[i], "->"))
		for (i++; i < n && strcmp(token[i], "=>") && !error; i++)
			error = add_out(row, c, token[i]);
	if (error || i == n)
		return error;
	if (strcmp(token[i], "=>") || i + 2 != n || !parse_word(results, token[i + 1], &want))
		return "bad result";
	c->expects = true;
	c->want = want;
	return NULL;
}

static const char *parse_call(struct call *c, char **token, int n)
{
	const char *error = NULL, *made = NULL;
	const struct row *row;
	struct slot slot;
	int i = 0;

	memset(c, 0, sizeof(*c));
	c->on = -1;
	c->async = token[0][0] == '&';
	if (c->async)
		token[0]++;
	if (n > 2 && !strcmp(token[1], "=")) {
		made = token[0];
		i = 2;
	}
	row = row_find(token[i++]);
	if (!row)
		return "no such call";
	c->row = row - rows;
	if (made)
		error = add_out(row, c, made);
	if (row->on && (i == n || !parse_slot(token[i++], &slot) || slot.res != RES_FILE))
		return "it needs a file";
	if (row->on)
		c->on = slot.n;
	for (; i < n && !error && strchr(token[i], '=') && strcmp(token[i], "=>"); i++)
		error = parse_value(row, c, token[i]);
	return error ?: parse_tail(row, c, token + i, n - i);
}

static int tokenize(char *s, char **token)
{
	bool quoted = false;
	int n = 0;

	for (; *s && *s != '#' && n < MAX_TOKENS; n++) {
		while (isspace((unsigned char)*s))
			s++;
		if (!*s || *s == '#')
			break;
		token[n] = s;
		for (; *s && (quoted || !isspace((unsigned char)*s)); s++)
			quoted ^= *s == '"';
		if (*s)
			*s++ = 0;
	}
	return n;
}

int prog_parse(const char **text, struct prog *p, int *line, const char **error)
{
	char *token[MAX_TOKENS], buf[1024];
	bool begun = false;
	size_t len;
	int n;

	memset(p, 0, sizeof(*p));
	for (; **text; *text += len + !!(*text)[len], ++*line) {
		len = strcspn(*text, "\n");
		snprintf(buf, sizeof(buf), "%.*s", (int)len, *text);
		n = tokenize(buf, token);
		if (!n && begun && !len)
			return 1;
		if (!n)
			continue;
		if (!strcmp(token[0], "program")) {
			if (begun)
				return 1;
			begun = true;
			snprintf(p->name, sizeof(p->name), "%s", n > 1 ? token[1] : "unnamed");
			continue;
		}
		*error = !begun ? "no 'program' before it" : p->n == MAX_CALLS_PROG ?
			 "too many calls" : parse_call(&p->calls[p->n++], token, n);
		if (*error)
			return -1;
	}
	return begun;
}
