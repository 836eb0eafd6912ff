// SPDX-License-Identifier: GPL-2.0-only
/*
 * How the devices that belong to a line are set up: by class, bytes that only the
 * provider understands.  The core has them for whoever asks, and tells the provider.
 */
#include <linux/err.h>
#include <linux/kernel.h>
#include <linux/slab.h>
#include <linux/string.h>
#include <linux/uaccess.h>

#include "tline-priv.h"

/**
 * struct tline_devconfig - the setting of one class, as long as the line lives
 * @node: in tline_line.devconfigs
 * @cmd: what the provider is still to be told of it, or NULL
 * @config: as TLINE_CMD_SET_DEVCONFIG has it: "class\0" and the bytes
 * @class_size: of the former, the NUL included
 */
struct tline_devconfig {
	struct list_head node;
	struct tline_cmd *cmd;
	struct tline_blob *config;
	u32 class_size;
};

void tline_line_free_devconfigs(struct tline_line *line)
{
	struct tline_devconfig *config, *next;

	list_for_each_entry_safe(config, next, &line->devconfigs, node) {
		tline_blob_put(config->config);
		kfree(config);
	}
}

/* The class as the provider writes it, or NULL.  TLINE_DATA_DEVICES: pairs of strings. */
static const char *find_class(const struct tline_line *line, const char *device_class)
{
	const struct tline_blob *devices =
		line->data[TLINE_DATA_DEVICES - TLINE_DATA_LINE_DEVSPECIFIC];
	const char *s, *end;

	if (!devices)
		return NULL;
	s = devices->data;
	end = s + devices->size;
	while (s < end) {
		if (!strcasecmp(s, device_class))
			return s;
		s += strlen(s) + 1;
		if (s < end)
			s += strlen(s) + 1;
	}
	return NULL;
}

static struct tline_devconfig *find_config(struct tline_line *line, const char *device_class)
{
	struct tline_devconfig *config;

	list_for_each_entry(config, &line->devconfigs, node)
		if (!strcasecmp(config->config->data, device_class))
			return config;
	return NULL;
}

static bool class_valid(const struct tline_ioc_devconfig *arg)
{
	return strnlen(arg->device_class, sizeof(arg->device_class)) < sizeof(arg->device_class);
}

/* -ENODEV, or 0 and the refusal, if any, in @arg->result. */
static int check_locked(struct tline_line *line, struct tline_ioc_devconfig *arg)
{
	if (line->gone)
		return -ENODEV;
	arg->result = 0;
	if (!find_class(line, arg->device_class))
		arg->result = TLINE_ERR_INVALDEVICECLASS;
	else if (!(line->cmd_mask & BIT(TLINE_CMD_SET_DEVCONFIG)))
		arg->result = TLINE_ERR_OPERATIONUNAVAIL;
	return 0;
}

static struct tline_cmd *make_command(const struct tline_ioc_devconfig *arg)
{
	u32 class_size = strlen(arg->device_class) + 1;
	struct tline_blob *config = tline_blob_alloc(class_size + arg->size);
	struct tline_cmd *cmd;

	if (!config)
		return ERR_PTR(-ENOMEM);
	memcpy(config->data, arg->device_class, class_size);
	if (copy_from_user(config->data + class_size, u64_to_user_ptr(arg->data), arg->size)) {
		tline_blob_put(config);
		return ERR_PTR(-EFAULT);
	}
	cmd = tline_cmd_alloc(TLINE_CMD_SET_DEVCONFIG, config);
	if (!cmd)
		return ERR_PTR(-ENOMEM);
	cmd->arg[0] = class_size;
	return cmd;
}

static void set_locked(struct tline_line *line, struct tline_devconfig **new,
		       struct tline_cmd *cmd)
{
	struct tline_devconfig *config = find_config(line, cmd->args->data);
	const char *device_class = find_class(line, cmd->args->data);

	memcpy(cmd->args->data, device_class, cmd->arg[0]);
	if (!config) {
		config = *new;
		*new = NULL;
		list_add_tail(&config->node, &line->devconfigs);
	}
	tline_blob_put(config->config);
	config->config = tline_blob_get(cmd->args);
	config->class_size = cmd->arg[0];
	tline_cmd_add_locked(line, NULL, &config->cmd, cmd);
	tline_line_event_locked(line, TLINE_DEVSTATE_CONFIGCHANGE, 0, 0, NULL);
}

int tline_open_set_devconfig(struct tline_open *open, struct tline_ioc_devconfig *arg)
{
	struct tline_line *line = open->line;
	struct tline_devconfig *new;
	struct tline_cmd *cmd;
	int err = -ENOMEM;

	if (!class_valid(arg) || arg->size > TLINE_MAX_DATA)
		return -EINVAL;
	if (!open->writable)
		return -EPERM;
	cmd = make_command(arg);
	if (IS_ERR(cmd))
		return PTR_ERR(cmd);
	new = kzalloc(sizeof(*new), GFP_KERNEL_ACCOUNT);
	if (!new)
		goto free;
	spin_lock_irq(&line->lock);
	err = check_locked(line, arg);
	if (!err && !arg->result) {
		set_locked(line, &new, cmd);
		cmd = NULL;
	}
	spin_unlock_irq(&line->lock);
	tline_outbox_run(line);
	kfree(new);
free:
	tline_cmd_free(cmd);
	return err;
}

int tline_open_get_devconfig(struct tline_open *open, struct tline_ioc_devconfig *arg)
{
	struct tline_line *line = open->line;
	struct tline_blob *blob = NULL;
	struct tline_devconfig *config;
	u32 class_size = 0;
	int err;

	if (!class_valid(arg))
		return -EINVAL;
	spin_lock_irq(&line->lock);
	err = check_locked(line, arg);
	config = err || arg->result ? NULL : find_config(line, arg->device_class);
	if (config) {
		blob = tline_blob_get(config->config);
		class_size = config->class_size;
	}
	spin_unlock_irq(&line->lock);
	if (!err)
		err = tline_blob_copy(blob, class_size, arg->data, &arg->size);
	tline_blob_put(blob);
	return err;
}
