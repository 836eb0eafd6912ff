// SPDX-License-Identifier: GPL-2.0-only
/*
 * The nodes: file operations and ioctl dispatch.  They copy, check what is
 * malformed, call an object's function and copy back; nothing changes state here.
 */
#include <linux/capability.h>
#include <linux/file.h>
#include <linux/fs.h>
#include <linux/kernel.h>
#include <linux/module.h>
#include <linux/nospec.h>
#include <linux/poll.h>
#include <linux/slab.h>
#include <linux/uaccess.h>

#include "tline-priv.h"

#define MAX_IOC_NR	0x40
#define STACK_ARG	64	/* larger structures come from the heap */

dev_t tline_devt;
static const struct file_operations app_fops;

/**
 * struct ioc - an ioctl
 * @cmd: with its direction and the size known here
 * @in: bytes of the structure that are input; the rest may hold anything
 * @min: size of the structure's first version; must never change
 * @fn: gets the file's object and the kernel's copy of the structure
 */
struct ioc {
	u32 cmd;
	u16 in;
	u16 min;
	int (*fn)(void *obj, void *arg);
};

/* A function of the right type for struct ioc around one that takes the real types. */
#define IOC_FN(func, objtype, argtype)					\
	static int ioc_##func(void *obj, void *arg)			\
	{								\
		return func((struct objtype *)obj, (struct argtype *)arg);	\
	}
#define IOC(name, in_size, min_size, func)				\
	[_IOC_NR(TLINE_IOC_##name)] = { TLINE_IOC_##name, in_size, min_size, ioc_##func }
#define IOC_READ(name, type, func)	IOC(name, 0, sizeof(struct type), func)
#define IOC_WRITE(name, type, func)	IOC(name, sizeof(struct type), sizeof(struct type), func)
/* The input ends before member @out. */
#define IOC_RDWR(name, type, out, func)				\
	IOC(name, offsetof(struct type, out), sizeof(struct type), func)

/* Before anything is changed: could the result be written?  Both ends, and what is between. */
static bool writable(const struct ioc *ioc, const u8 *arg, u8 __user *user, size_t usize)
{
	if (usize > PAGE_SIZE && clear_user(user + ioc->in, usize - ioc->in))
		return false;
	return !put_user(*arg, user) && !put_user((u8)0, user + usize - 1);
}

static int copy_in(const struct ioc *ioc, void *arg, void __user *user, size_t usize)
{
	size_t ksize = _IOC_SIZE(ioc->cmd);
	int zero;

	if (usize > ksize && _IOC_DIR(ioc->cmd) & _IOC_WRITE) {
		zero = check_zeroed_user(user + ksize, usize - ksize);
		if (zero <= 0)
			return zero ?: -E2BIG;
	}
	if (ioc->in && copy_from_user(arg, user, min_t(size_t, ioc->in, usize)))
		return -EFAULT;
	if (_IOC_DIR(ioc->cmd) == (_IOC_READ | _IOC_WRITE) && !writable(ioc, arg, user, usize))
		return -EFAULT;
	return 0;
}

static int copy_out(const struct ioc *ioc, const void *arg, void __user *user, size_t usize)
{
	size_t ksize = _IOC_SIZE(ioc->cmd);

	if (!(_IOC_DIR(ioc->cmd) & _IOC_READ))
		return 0;
	if (copy_to_user(user, arg, min(usize, ksize)) ||
	    (usize > ksize && clear_user(user + ksize, usize - ksize)))
		return -EFAULT;
	return 0;
}

static long run(const struct ioc *ioc, void *obj, void *arg, void __user *user, size_t usize)
{
	long ret;

	ret = copy_in(ioc, arg, user, usize);
	if (!ret)
		ret = ioc->fn(obj, arg);
	if (!ret)
		ret = copy_out(ioc, arg, user, usize);
	return ret;
}

static noinline long run_stack(const struct ioc *ioc, void *obj, void __user *user, size_t usize)
{
	u64 arg[STACK_ARG / sizeof(u64)] = { 0 };

	return run(ioc, obj, arg, user, usize);
}

static long dispatch(const struct ioc *table, void *obj, unsigned int cmd, void __user *user)
{
	u32 nr = _IOC_NR(cmd);
	const struct ioc *ioc;
	void *arg;
	long ret;

	if (_IOC_TYPE(cmd) != TLINE_IOC_MAGIC || nr >= MAX_IOC_NR)
		return -ENOTTY;
	ioc = &table[array_index_nospec(nr, MAX_IOC_NR)];
	if (!ioc->fn || _IOC_DIR(cmd) != _IOC_DIR(ioc->cmd) ||
	    (_IOC_DIR(cmd) == _IOC_NONE && _IOC_SIZE(cmd)))
		return -ENOTTY;
	if (_IOC_SIZE(cmd) < ioc->min)
		return -EINVAL;
	if (_IOC_SIZE(ioc->cmd) <= STACK_ARG)
		return run_stack(ioc, obj, user, _IOC_SIZE(cmd));
	arg = kzalloc(_IOC_SIZE(ioc->cmd), GFP_KERNEL_ACCOUNT);
	if (!arg)
		return -ENOMEM;
	ret = run(ioc, obj, arg, user, _IOC_SIZE(cmd));
	kfree(arg);
	return ret;
}

/* -------------------------------------------------------------------------- the app */

static int app_info(struct tline_app *app, struct tline_ioc_app_info *arg)
{
	tline_app_info(app, arg);
	return 0;
}

static int app_shutdown(struct tline_app *app, struct tline_ioc_app_info *unused)
{
	tline_app_shutdown(app);
	return 0;
}

/* The lists are everybody's: who routes calls for others administers the machine. */
static int app_set_priority(struct tline_app *app, struct tline_ioc_priority *arg)
{
	return capable(CAP_NET_ADMIN) ? tline_priority_set(arg) : -EPERM;
}

static int app_get_priority(struct tline_app *app, struct tline_ioc_priority *arg)
{
	return tline_priority_get(arg);
}

static int app_counters(struct tline_app *app, struct tline_ioc_counters *arg)
{
	tline_counters_all(arg);
	return 0;
}

IOC_FN(app_info, tline_app, tline_ioc_app_info)
IOC_FN(tline_app_setup, tline_app, tline_ioc_app_setup)
IOC_FN(app_shutdown, tline_app, tline_ioc_app_info)
IOC_FN(tline_cancel, tline_app, tline_ioc_cancel)
IOC_FN(tline_request_state, tline_app, tline_ioc_request_state)
IOC_FN(tline_request_output, tline_app, tline_ioc_output)
IOC_FN(app_set_priority, tline_app, tline_ioc_priority)
IOC_FN(app_get_priority, tline_app, tline_ioc_priority)
IOC_FN(app_counters, tline_app, tline_ioc_counters)
IOC_FN(tline_assist_recipient, tline_app, tline_ioc_recipient)
IOC_FN(tline_assist, tline_app, tline_ioc_assist)
IOC_FN(tline_assist_take, tline_app, tline_ioc_assist)

static const struct ioc app_iocs[MAX_IOC_NR] = {
	IOC_READ(APP_INFO, tline_ioc_app_info, app_info),
	IOC_WRITE(APP_SETUP, tline_ioc_app_setup, tline_app_setup),
	IOC(SHUTDOWN, 0, 0, app_shutdown),
	IOC_WRITE(CANCEL, tline_ioc_cancel, tline_cancel),
	IOC_RDWR(REQUEST_STATE, tline_ioc_request_state, state, tline_request_state),
	IOC_WRITE(OUTPUT, tline_ioc_output, tline_request_output),
	IOC_WRITE(SET_PRIORITY, tline_ioc_priority, app_set_priority),
	IOC_RDWR(GET_PRIORITY, tline_ioc_priority, priority, app_get_priority),
	IOC_READ(COUNTERS, tline_ioc_counters, app_counters),
	IOC_WRITE(RECIPIENT, tline_ioc_recipient, tline_assist_recipient),
	IOC_WRITE(ASSIST, tline_ioc_assist, tline_assist),
	IOC_RDWR(ASSIST_TAKE, tline_ioc_assist, result, tline_assist_take),
};

static int app_open(struct inode *inode, struct file *file)
{
	struct tline_app *app = tline_app_create();

	if (!app)
		return -ENOMEM;
	file->private_data = app;
	return nonseekable_open(inode, file);
}

static int app_release(struct inode *inode, struct file *file)
{
	struct tline_app *app = file->private_data;

	tline_app_shutdown(app);
	tline_app_put(app);
	return 0;
}

static ssize_t app_read(struct file *file, char __user *buf, size_t size, loff_t *pos)
{
	return tline_app_read(file->private_data, buf, size, file->f_flags & O_NONBLOCK);
}

static __poll_t app_poll(struct file *file, struct poll_table_struct *wait)
{
	return tline_app_poll(file->private_data, file, wait);
}

/* As line_submit(). */
static long app_cancel(struct tline_app *app, const struct tline_ioc_cancel __user *user)
{
	struct tline_ioc_cancel arg;

	if (copy_from_user(&arg, user, sizeof(arg)))
		return -EFAULT;
	return tline_cancel(app, &arg);
}

static long app_ioctl(struct file *file, unsigned int cmd, unsigned long arg)
{
	if (cmd == TLINE_IOC_CANCEL)
		return app_cancel(file->private_data, (void __user *)arg);
	return dispatch(app_iocs, file->private_data, cmd, (void __user *)arg);
}

static const struct file_operations app_fops = {
	.owner		= THIS_MODULE,
	.open		= app_open,
	.release	= app_release,
	.read		= app_read,
	.poll		= app_poll,
	.unlocked_ioctl	= app_ioctl,
	.compat_ioctl	= compat_ptr_ioctl,
	.llseek		= no_llseek,
};

/* ------------------------------------------------------------------------- the line */

static int line_bind(struct tline_open *open, struct tline_ioc_open *arg)
{
	struct fd f = fdget(arg->app_fd);
	int err = -EBADF;

	if (f.file && f.file->f_op == &app_fops)
		err = tline_open_bind(open, f.file->private_data, arg);
	fdput(f);
	return err;
}

static int line_close(struct tline_open *open, struct tline_ioc_open *unused)
{
	if (READ_ONCE(open->state) != TLINE_OPEN_BOUND)
		return -ENOTCONN;
	tline_terminate_open(open, TLINE_HOW_CLOSE);
	return 0;
}

static int line_caps(struct tline_open *open, struct tline_line_caps *arg)
{
	return tline_line_caps(open->line, arg);
}

static int line_address_caps(struct tline_open *open, struct tline_ioc_address_caps *arg)
{
	return tline_address_caps(open->line, arg);
}

static int line_counters(struct tline_open *open, struct tline_ioc_counters *arg)
{
	tline_line_counters(open->line, arg);
	return 0;
}

IOC_FN(line_bind, tline_open, tline_ioc_open)
IOC_FN(line_close, tline_open, tline_ioc_open)
IOC_FN(line_caps, tline_open, tline_line_caps)
IOC_FN(line_address_caps, tline_open, tline_ioc_address_caps)
IOC_FN(line_counters, tline_open, tline_ioc_counters)
IOC_FN(tline_open_opens, tline_open, tline_ioc_opens)
IOC_FN(tline_open_data, tline_open, tline_ioc_data)
IOC_FN(tline_open_set_devconfig, tline_open, tline_ioc_devconfig)
IOC_FN(tline_open_get_devconfig, tline_open, tline_ioc_devconfig)
IOC_FN(tline_open_line_status, tline_open, tline_ioc_line_status)
IOC_FN(tline_open_address_status, tline_open, tline_ioc_address_status)
IOC_FN(tline_open_set_status_messages, tline_open, tline_ioc_status_messages)
IOC_FN(tline_open_get_status_messages, tline_open, tline_ioc_status_messages)
IOC_FN(tline_call_new_calls, tline_open, tline_ioc_new_calls)
IOC_FN(tline_call_conf_calls, tline_open, tline_ioc_conf_calls)
IOC_FN(tline_call_get_info, tline_open, tline_ioc_call_info)
IOC_FN(tline_call_get_status, tline_open, tline_ioc_call_status)
IOC_FN(tline_call_set_privilege, tline_open, tline_ioc_privilege)
IOC_FN(tline_call_handoff, tline_open, tline_ioc_handoff)
IOC_FN(tline_call_deallocate, tline_open, tline_ioc_deallocate)
IOC_FN(tline_call_set_appspecific, tline_open, tline_ioc_set_call)
IOC_FN(tline_call_set_mediamode, tline_open, tline_ioc_set_call)
IOC_FN(tline_call_monitor_digits, tline_open, tline_ioc_set_call)
IOC_FN(tline_call_generate_digits, tline_open, tline_ioc_digits)
IOC_FN(tline_open_set_num_rings, tline_open, tline_ioc_num_rings)
IOC_FN(tline_open_get_num_rings, tline_open, tline_ioc_num_rings)
IOC_FN(tline_call_monitor_media, tline_open, tline_ioc_set_call)
IOC_FN(tline_call_monitor_tones, tline_open, tline_ioc_tones)
IOC_FN(tline_call_generate_tone, tline_open, tline_ioc_tone)
IOC_FN(tline_open_set_mediacontrol, tline_open, tline_ioc_media_control)
IOC_FN(tline_proxy_types, tline_open, tline_ioc_proxies)
IOC_FN(tline_proxy_take, tline_open, tline_ioc_proxy_take)
IOC_FN(tline_proxy_answer, tline_open, tline_ioc_proxy_answer)
IOC_FN(tline_proxy_message, tline_open, tline_ioc_proxy_message)
IOC_FN(tline_submit, tline_open, tline_ioc_submit)

static const struct ioc line_iocs[MAX_IOC_NR] = {
	IOC_WRITE(OPEN, tline_ioc_open, line_bind),
	IOC_READ(LINE_CAPS, tline_line_caps, line_caps),
	IOC_RDWR(ADDRESS_CAPS, tline_ioc_address_caps, result, line_address_caps),
	IOC_WRITE(OPENS, tline_ioc_opens, tline_open_opens),
	IOC_READ(COUNTERS, tline_ioc_counters, line_counters),
	IOC_WRITE(DATA, tline_ioc_data, tline_open_data),
	IOC_WRITE(SET_DEVCONFIG, tline_ioc_devconfig, tline_open_set_devconfig),
	IOC_WRITE(GET_DEVCONFIG, tline_ioc_devconfig, tline_open_get_devconfig),
	IOC_READ(PROXIES, tline_ioc_proxies, tline_proxy_types),
	IOC(CLOSE, 0, 0, line_close),
	IOC_RDWR(PROXY_TAKE, tline_ioc_proxy_take, uid, tline_proxy_take),
	IOC_WRITE(PROXY_ANSWER, tline_ioc_proxy_answer, tline_proxy_answer),
	IOC_WRITE(PROXY_MESSAGE, tline_ioc_proxy_message, tline_proxy_message),
	IOC_RDWR(SUBMIT, tline_ioc_submit, done, tline_submit),
	IOC_READ(LINE_STATUS, tline_ioc_line_status, tline_open_line_status),
	IOC_RDWR(ADDRESS_STATUS, tline_ioc_address_status, result, tline_open_address_status),
	IOC_RDWR(SET_STATUS_MESSAGES, tline_ioc_status_messages, result,
		  tline_open_set_status_messages),
	IOC_READ(GET_STATUS_MESSAGES, tline_ioc_status_messages, tline_open_get_status_messages),
	IOC_RDWR(GET_NEW_CALLS, tline_ioc_new_calls, result, tline_call_new_calls),
	IOC_RDWR(CONF_CALLS, tline_ioc_conf_calls, result, tline_call_conf_calls),
	IOC_RDWR(CALL_INFO, tline_ioc_call_info, result, tline_call_get_info),
	IOC_RDWR(CALL_STATUS, tline_ioc_call_status, result, tline_call_get_status),
	IOC_RDWR(SET_PRIVILEGE, tline_ioc_privilege, result, tline_call_set_privilege),
	IOC_RDWR(HANDOFF, tline_ioc_handoff, result, tline_call_handoff),
	IOC_RDWR(DEALLOCATE, tline_ioc_deallocate, result, tline_call_deallocate),
	IOC_RDWR(SET_APPSPECIFIC, tline_ioc_set_call, result, tline_call_set_appspecific),
	IOC_RDWR(SET_MEDIAMODE, tline_ioc_set_call, result, tline_call_set_mediamode),
	IOC_RDWR(MONITOR_DIGITS, tline_ioc_set_call, result, tline_call_monitor_digits),
	IOC_WRITE(GENERATE_DIGITS, tline_ioc_digits, tline_call_generate_digits),
	IOC_RDWR(SET_NUM_RINGS, tline_ioc_num_rings, result, tline_open_set_num_rings),
	IOC_RDWR(GET_NUM_RINGS, tline_ioc_num_rings, rings, tline_open_get_num_rings),
	IOC_RDWR(MONITOR_MEDIA, tline_ioc_set_call, result, tline_call_monitor_media),
	IOC_RDWR(MONITOR_TONES, tline_ioc_tones, result, tline_call_monitor_tones),
	IOC_WRITE(GENERATE_TONE, tline_ioc_tone, tline_call_generate_tone),
	IOC_RDWR(SET_MEDIACONTROL, tline_ioc_media_control, result, tline_open_set_mediacontrol),
};

/* The hot one: copies of constant size, no table. */
static long line_submit(struct tline_open *open, struct tline_ioc_submit __user *user)
{
	struct tline_ioc_submit arg;
	int err;

	/* Beforehand, since what has been submitted must not fail (P1); mostly it is right. */
	if (copy_from_user(&arg, user, sizeof(arg)) || put_user(arg.count, &user->done))
		return -EFAULT;
	arg.done = 0;
	err = tline_submit(open, &arg);
	if (arg.done != arg.count && put_user(arg.done, &user->done))
		return -EFAULT;
	return err;
}

static int line_open(struct inode *inode, struct file *file)
{
	struct tline_line *line = tline_line_get(iminor(inode) - TLINE_MINOR_LINE);
	struct tline_open *open;

	if (!line)
		return -ENODEV;
	open = tline_open_create(line, file->f_mode & FMODE_WRITE);
	tline_line_put(line);
	if (!open)
		return -ENOMEM;
	file->private_data = open;
	return nonseekable_open(inode, file);
}

/* P3: all of termination happens here, and nothing in it waits for a provider. */
static int line_release(struct inode *inode, struct file *file)
{
	struct tline_open *open = file->private_data;
	struct tline_line *line = open->line;

	tline_terminate_open(open, TLINE_HOW_CLOSE);
	if (open->app)
		tline_app_put(open->app);
	tline_open_put(open);
	put_device(&line->dev);
	return 0;
}

/* Nothing to be read here; but whoever watches the file learns that it is dead (P7). */
static __poll_t line_poll(struct file *file, struct poll_table_struct *wait)
{
	struct tline_open *open = file->private_data;

	poll_wait(file, &open->line->wait, wait);
	if (READ_ONCE(open->line->gone) || READ_ONCE(open->state) == TLINE_OPEN_CLOSED)
		return EPOLLHUP | EPOLLERR;
	return 0;
}

static long line_ioctl(struct file *file, unsigned int cmd, unsigned long arg)
{
	if (cmd == TLINE_IOC_SUBMIT)
		return line_submit(file->private_data, (void __user *)arg);
	return dispatch(line_iocs, file->private_data, cmd, (void __user *)arg);
}

static const struct file_operations line_fops = {
	.owner		= THIS_MODULE,
	.open		= line_open,
	.release	= line_release,
	.poll		= line_poll,
	.unlocked_ioctl	= line_ioctl,
	.compat_ioctl	= compat_ptr_ioctl,
	.llseek		= no_llseek,
};

/* ------------------------------------------------------------------------ the module */

/* Members are laid out without holes on every architecture (rule of the ABI). */
#define ABI_SIZE(type, size)	static_assert(sizeof(struct type) == (size))
ABI_SIZE(tline_message, 64);
ABI_SIZE(tline_request, 80);
ABI_SIZE(tline_ioc_submit, 24);
ABI_SIZE(tline_ioc_open, 48);
ABI_SIZE(tline_call_params, 788);
ABI_SIZE(tline_line_caps, 348);
ABI_SIZE(tline_ioc_address_caps, 240);
ABI_SIZE(tline_ioc_call_info, 1472);
ABI_SIZE(tline_ioc_counters, 200);

static const struct chrdev {
	const struct file_operations *fops;
	u32 minor;
	u32 count;
	const char *name;
} chrdevs[] = {
	{ &app_fops, TLINE_MINOR_APP, 1, "tline" },
	/* One for all lines: the kernel searches those of a major one by one. */
	{ &line_fops, TLINE_MINOR_LINE, TLINE_MAX_LINES, "tline-line" },
};

static void chrdevs_unregister(u32 n)
{
	const struct chrdev *c;

	for (c = chrdevs; c < chrdevs + n; c++)
		__unregister_chrdev(MAJOR(tline_devt), c->minor, c->count, c->name);
	tline_devt = 0;
}

int tline_chrdev_init(void)
{
	const struct chrdev *c;
	struct device *dev;
	int err = 0;

	for (c = chrdevs; c < chrdevs + ARRAY_SIZE(chrdevs) && err >= 0; c++) {
		/* The first one is given a major, which is then that of all. */
		err = __register_chrdev(MAJOR(tline_devt), c->minor, c->count, c->name, c->fops);
		if (err > 0)
			tline_devt = MKDEV(err, 0);
	}
	if (err < 0) {
		chrdevs_unregister(c - chrdevs - 1);
		return err;
	}
	dev = device_create(tline_class, NULL, tline_devt + TLINE_MINOR_APP, NULL, "app");
	if (IS_ERR(dev))
		chrdevs_unregister(ARRAY_SIZE(chrdevs));
	return PTR_ERR_OR_ZERO(dev);
}

void tline_chrdev_exit(void)
{
	device_destroy(tline_class, tline_devt + TLINE_MINOR_APP);
	chrdevs_unregister(ARRAY_SIZE(chrdevs));
}
