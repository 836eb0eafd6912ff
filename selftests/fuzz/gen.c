// SPDX-License-Identifier: GPL-2.0-only
/*
 * Making and mutating programs.  Mostly what makes sense, since a program whose
 * third call fails never gets to what is behind it; and now and then what does not.
 */
#include "fuzz.h"

static uint64_t state = 1;

void rnd_seed(uint64_t seed)
{
	state = seed * 0x9e3779b97f4a7c15ULL + 0x1234567;
}

static uint64_t rnd64(void)
{
	uint64_t z = (state += 0x9e3779b97f4a7c15ULL);

	z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9ULL;
	z = (z ^ (z >> 27)) * 0x94d049bb133111ebULL;
	return z ^ (z >> 31);
}

uint32_t rnd(uint32_t below)
{
	return below ? (rnd64() >> 32) % below : 0;
}

static bool one_in(uint32_t n)
{
	return !rnd(n);
}

/* ------------------------------------------------------------------------ slots */

/* A slot of @kind (a file of @type) made before call @at, or -1. */
static int slot_before(const struct prog *p, int at, enum res kind, enum file_type type)
{
	int found = -1, n = 0, i, k;

	for (i = 0; i < at; i++) {
		const struct call *c = &p->calls[i];
		const struct row *row = &rows[c->row];

		for (k = 0; k < c->num_outs; k++) {
			if (c->outs[k].res != kind)
				continue;
			if (kind == RES_FILE && type != FILE_ANY && row->makes != FILE_ANY &&
			    row->makes != type)
				continue;
			/* Later ones are more interesting. */
			if (one_in(++n) || one_in(3))
				found = c->outs[k].n;
		}
	}
	return found;
}

static uint8_t free_slot(const struct prog *p, enum res kind)
{
	bool used[SLOTS] = { false };
	int i, k;

	for (i = 0; i < p->n; i++)
		for (k = 0; k < p->calls[i].num_outs; k++)
			if (p->calls[i].outs[k].res == kind)
				used[p->calls[i].outs[k].n] = true;
	for (i = 0; i < SLOTS; i++)
		if (!used[i])
			return i;
	return rnd(SLOTS);
}

/* ----------------------------------------------------------------------- values */

static const uint64_t interesting[] = {
	0, 1, 2, 3, 4, 8, 15, 16, 17, 31, 48, 63, 64, 65, 80, 88, 127, 128, 255, 256, 257, 1023,
	1024, 1025, 4095, 4096, 4097, 65535, 65536, 0x40000, 0x7fffffff, 0x80000000, 0xfffffffe,
	0xffffffff, 0x100000000ULL, 0x7fffffffffffffffULL, UINT64_MAX,
};

static uint64_t odd_number(void)
{
	uint64_t num = interesting[rnd(ARRAY_SIZE(interesting))];

	if (one_in(8))
		num += rnd(3) - 1;
	return one_in(12) ? rnd64() >> rnd(64) : num;
}

static int count_names(const struct name *names)
{
	int n = 0;

	while (names && names[n].name)
		n++;
	return n;
}

static uint64_t named_number(const struct field *f)
{
	int n = count_names(f->names);
	uint64_t num;

	if (!n || one_in(24))
		return odd_number();
	num = f->names[rnd(n)].value;
	while (f->kind == F_FLAGS && one_in(4))
		num |= f->names[rnd(n)].value;
	if (f->kind == F_FLAGS && one_in(40))
		num |= 1ULL << rnd(f->size ? 8 * f->size : 32);
	return num;
}

static void gen_text(const struct field *f, struct value *v)
{
	int n = count_names(f->names);

	v->kind = V_TEXT;
	if (n && !one_in(16)) {
		snprintf(v->text, sizeof(v->text), "%s", f->names[rnd(n)].name);
	} else {
		v->kind = one_in(2) ? V_FILL : V_TEXT;
		snprintf(v->text, sizeof(v->text), "%c", 1 + rnd(255));
	}
	if (v->kind == V_TEXT && one_in(24))
		v->text[rnd(strlen(v->text) + 1) % (TEXT_LEN - 1)] ^= 1 << rnd(8);
}

static void gen_value(const struct prog *p, int at, const struct row *row, struct value *v)
{
	static const struct { uint8_t kind, res; uint8_t type; } slots[] = {
		{ F_CALL, RES_CALL, FILE_ANY }, { F_REQUEST, RES_REQUEST, FILE_ANY },
		{ F_FD, RES_FILE, FILE_APP }, { F_ASKED, RES_ASKED, FILE_ANY },
	};
	const struct field *f = &row->fields[v->field];
	uint8_t field = v->field;
	size_t i;
	int slot;

	memset(v, 0, sizeof(*v));
	v->field = field;
	for (i = 0; i < ARRAY_SIZE(slots); i++) {
		if (f->kind != slots[i].kind)
			continue;
		slot = slot_before(p, at, slots[i].res, one_in(30) ? FILE_ANY : slots[i].type);
		if (slot < 0 && one_in(2))
			slot = rnd(SLOTS);
		v->kind = slot < 0 || one_in(30) ? V_NUM : V_SLOT;
		v->res = slots[i].res;
		v->num = v->kind == V_SLOT ? slot : odd_number();
		return;
	}
	v->kind = V_NUM;
	if (f->kind == F_TEXT || f->kind == F_BYTES) {
		gen_text(f, v);
	} else if (f->kind == F_PTR) {
		v->kind = V_PTR;
		v->num = rnd(NUM_PTR);
	} else if (f->kind == F_SMALL) {
		v->num = one_in(16) ? odd_number() : rnd(5);
	} else if (f->kind == F_ENUM || f->kind == F_FLAGS) {
		v->num = named_number(f);
	} else {
		v->num = odd_number();
	}
}

/* How likely a field is set at all, out of 100. */
static int chance(const struct row *row, const struct field *f, enum where args)
{
	if (f->kind == F_OUT)
		return 0;
	if (f->kind == F_PTR || f->kind == F_ZERO)
		return 2;
	if (row->cmd && f->where == IN_CTL && strcmp(f->name, "flags"))
		return 2;
	if (f->where == IN_ARG || f->where == IN_DATA || f->where == IN_CTL)
		return row->on == FILE_LINE && row->outs && f->kind == F_NUM ? 3 : 85;
	if (f->where == IN_ATTR)
		return 40;
	if (f->where == IN_REQUEST)
		return f->kind == F_ENUM && f->size == 4 && !f->offset ? 100 :
		       f->kind == F_CALL ? 90 : f->kind == F_ENUM ? 15 : 8;
	if (f->where != args)
		return 1;
	return f->kind == F_TEXT ? 70 : 6;
}

static void gen_values(const struct prog *p, int at, struct call *c)
{
	const struct row *row = &rows[c->row];
	enum where args = IN_CTL;
	int i;

	c->num_values = 0;
	for (i = 0; i < row->num_fields && c->num_values < MAX_VALUES; i++) {
		struct value *v = &c->values[c->num_values];

		if ((int)rnd(100) >= chance(row, &row->fields[i], args))
			continue;
		v->field = i;
		gen_value(p, at, row, v);
		if (row->fields[i].where == IN_REQUEST && !row->fields[i].offset)
			args = op_args(v->num);
		c->num_values++;
	}
}

/* ------------------------------------------------------------------------ calls */

static const struct row *choose_row(void)
{
	static uint32_t total;
	uint32_t at;
	int i;

	if (!total)
		for (i = 0; i < num_rows; i++)
			total += rows[i].weight;
	at = rnd(total);
	for (i = 0; at >= rows[i].weight; i++)
		at -= rows[i].weight;
	return &rows[i];
}

static struct call *insert(struct prog *p, int at, const struct row *row)
{
	struct call *c = &p->calls[at];
	int k;

	memmove(c + 1, c, (p->n - at) * sizeof(*c));
	memset(c, 0, sizeof(*c));
	c->on = -1;
	c->row = row - rows;
	for (k = 0; row->outs && row->outs[k]; k++) {
		enum res kind = strchr(res_letter, row->outs[k]) - res_letter;

		c->outs[k].res = kind;
		c->outs[k].n = free_slot(p, kind);
		c->num_outs = k + 1;
	}
	p->n++;
	return c;
}

static void set(struct call *c, const char *name, uint8_t kind, uint64_t num)
{
	const struct field *f = field_find(&rows[c->row], name);
	struct value *v = &c->values[c->num_values++];

	v->field = f - rows[c->row].fields;
	v->kind = kind;
	v->res = RES_FILE;
	v->num = num;
}

/* An app and an open line of it; returns how many calls that are. */
static int insert_phone(struct prog *p, int at)
{
	uint8_t app, line;
	struct call *c;

	if (p->n + 3 > MAX_CALLS_PROG)
		return 0;
	app = insert(p, at, row_find("app"))->outs[0].n;
	c = insert(p, at + 1, row_find("line"));
	line = c->outs[0].n;
	set(c, "n", V_NUM, rnd(WORLD_LINES));
	set(c, "mode", V_NUM, !one_in(6));
	c = insert(p, at + 2, row_find("OPEN"));
	c->on = line;
	set(c, "app_fd", V_SLOT, app);
	set(c, "api_version", V_NUM, one_in(5) ? TLINE_API_VERSION_1_4 : TLINE_API_VERSION_MAX);
	set(c, "privileges", V_NUM, one_in(4) ? TLINE_CALLPRIVILEGE_MONITOR :
	    one_in(4) ? TLINE_CALLPRIVILEGE_OWNER | TLINE_CALLPRIVILEGE_MONITOR :
	    TLINE_CALLPRIVILEGE_OWNER);
	set(c, "media_modes", V_NUM, TLINE_MEDIAMODE_INTERACTIVEVOICE);
	return 3;
}

static void insert_call(struct prog *p, int at)
{
	const struct row *row = choose_row();
	struct call *c;
	int on = -1;

	if (row->on) {
		on = one_in(40) ? (int)rnd(SLOTS) : slot_before(p, at, RES_FILE, row->on);
		if (on < 0 && row->on == FILE_NL) {
			c = insert(p, at++, row_find("netlink"));
			on = c->outs[0].n;
		} else if (on < 0) {
			insert_phone(p, at);
			return;
		}
	}
	if (p->n >= MAX_CALLS_PROG)
		return;
	c = insert(p, at, row);
	c->on = on;
	c->async = one_in(16);
	gen_values(p, at, c);
	/* Requests are for nothing without one that submits them. */
	if (!strcmp(row->name, "req") && one_in(2) == 0 && p->n < MAX_CALLS_PROG) {
		on = slot_before(p, at, RES_FILE, FILE_LINE);
		if (on < 0)
			return;
		c = insert(p, at + 1, row_find("SUBMIT"));
		c->on = on;
		if (one_in(10))
			set(c, "flags", V_NUM, TLINE_SUBMIT_WAIT);
	}
}

void gen_prog(struct prog *p)
{
	int want = 4 + rnd(16), tries = 0;

	memset(p, 0, sizeof(*p));
	insert_phone(p, 0);
	if (one_in(2))
		insert_phone(p, p->n);
	while (p->n < want && tries++ < 60)
		insert_call(p, p->n);
}

/* -------------------------------------------------------------------- mutations */

static void delete(struct prog *p, int at)
{
	memmove(&p->calls[at], &p->calls[at + 1], (p->n - at - 1) * sizeof(p->calls[0]));
	p->n--;
}

static void mutate_insert(struct prog *p, const struct prog *other)
{
	if (p->n < MAX_CALLS_PROG - 2)
		insert_call(p, one_in(3) ? rnd(p->n + 1) : p->n);
}

static void mutate_delete(struct prog *p, const struct prog *other)
{
	if (p->n > 1)
		delete(p, rnd(p->n));
}

/* The end of another program behind the beginning of this one. */
static void mutate_splice(struct prog *p, const struct prog *other)
{
	int from = rnd(other->n), at = rnd(p->n + 1);

	p->n = at;
	for (; from < other->n && p->n < MAX_CALLS_PROG; from++)
		p->calls[p->n++] = other->calls[from];
}

static void mutate_insert_other(struct prog *p, const struct prog *other)
{
	int from = rnd(other->n), n = 1 + rnd(4), at = rnd(p->n + 1);

	for (; n-- && from < other->n && p->n < MAX_CALLS_PROG; from++, at++) {
		memmove(&p->calls[at + 1], &p->calls[at], (p->n - at) * sizeof(p->calls[0]));
		p->calls[at] = other->calls[from];
		p->n++;
	}
}

static void mutate_value(struct prog *p, const struct prog *other)
{
	int at = rnd(p->n);
	struct call *c = &p->calls[at];
	const struct row *row = &rows[c->row];
	int i, field;

	if (!row->num_fields)
		return;
	if (c->num_values && !one_in(3)) {
		i = rnd(c->num_values);
		if (one_in(8)) {
			c->values[i] = c->values[--c->num_values];
			return;
		}
	} else {
		if (c->num_values == MAX_VALUES)
			return;
		field = rnd(row->num_fields);
		if (row->fields[field].kind == F_OUT)
			return;
		for (i = 0; i < c->num_values && c->values[i].field != field; i++)
			;
		c->values[i].field = field;
		c->num_values += i == c->num_values;
	}
	gen_value(p, at, row, &c->values[i]);
}

static void mutate_file(struct prog *p, const struct prog *other)
{
	int at = rnd(p->n), on;
	struct call *c = &p->calls[at];

	if (c->on < 0)
		return;
	on = slot_before(p, at, RES_FILE, one_in(8) ? FILE_ANY : rows[c->row].on);
	if (on >= 0)
		c->on = on;
}

static void mutate_async(struct prog *p, const struct prog *other)
{
	struct call *c = &p->calls[rnd(p->n)];

	c->async = !c->async;
}

static void mutate_repeat(struct prog *p, const struct prog *other)
{
	int at = rnd(p->n);

	if (p->n == MAX_CALLS_PROG)
		return;
	memmove(&p->calls[at + 1], &p->calls[at], (p->n - at) * sizeof(p->calls[0]));
	p->n++;
}

static void mutate_swap(struct prog *p, const struct prog *other)
{
	int a = rnd(p->n), b = rnd(p->n);
	struct call c = p->calls[a];

	p->calls[a] = p->calls[b];
	p->calls[b] = c;
}

void gen_mutate(struct prog *p, const struct prog *other)
{
	static const struct {
		int weight;
		void (*fn)(struct prog *p, const struct prog *other);
	} mutations[] = {
		{ 34, mutate_insert }, { 10, mutate_delete }, { 6, mutate_splice },
		{ 10, mutate_insert_other }, { 24, mutate_value }, { 5, mutate_file },
		{ 4, mutate_async }, { 4, mutate_repeat }, { 3, mutate_swap },
	};
	int n = 1 + rnd(4), at, i;

	while (n--) {
		at = rnd(100);
		for (i = 0; at >= mutations[i].weight; i++)
			at -= mutations[i].weight;
		if (p->n)
			mutations[i].fn(p, other);
	}
	for (i = 0; i < p->n; i++)
		p->calls[i].expects = false;
}
