/* Facts of the machine for the tech check: power, temperature, clock, disk. May wait for the disk:
 * not on the main or the media thread. */
#pragma once
#include "show-check.h"

/* Power and temperature from below `sysfs` ("/sys"). */
void dmn_machine_read_sysfs (const char *sysfs, ShowCheckMachine *ret_machine);

/* Whether the network sets the clock, by the kernel's own flag (adjtimex(2), STA_UNSYNC). */
int dmn_machine_is_clock_synced (void);

/* Bytes that may still be written to the disk of `folder`, or of its nearest parent that exists;
 * -1: it does not say. */
gint64 dmn_machine_get_free (const char *folder);

/* Whether whoever owns `state_dir` (a service's user, when root asks) may write to `folder`, or
 * make it below its nearest parent that exists. Makes nothing. NULL, or what is wrong and what to
 * do, transfer full. */
char *dmn_machine_judge_folder (const char *folder, const char *state_dir);

/* Writes a file there, reads it back and removes it. NULL, or what is wrong and what to do,
 * transfer full. */
char *dmn_machine_try_folder (const char *folder);
#define DMN_MACHINE_TRY_BYTES (1024 * 1024)
