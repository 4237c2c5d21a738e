/* A thread for all that touches the disk: a disk may be slow, or never answer again, and nobody
 * else may wait for it. */
#pragma once
#include "base-worker.h"

typedef struct _EncDisk EncDisk;

EncDisk *enc_disk_new (void);

/* Any thread. Runs `job (data)` in the disk thread after all that was posted before, then
 * `free_data (data)` (may be NULL). Never waits. */
void enc_disk_post (EncDisk *self, BaseJob job, gpointer data, GDestroyNotify free_data);

/* Any thread but the disk's. For how long the job that runs now has been running, in ms; 0: none.
 */
guint enc_disk_get_busy_ms (EncDisk *self);

/* Any thread but the disk's. Ends the thread when everything posted is done, and frees it. Waits at
 * most `limit_ms`: a thread that hangs is left behind (FALSE) and ends when the disk lets go. */
gboolean enc_disk_stop (EncDisk *self, guint limit_ms);
