/* A show that broke off goes on as it was: what was asked of it, which is in no config, is kept on
 * the disk, and taken at the next start unless the show was stopped in order. */
#pragma once
#include "dmn-show.h"

typedef struct _DmnResume DmnResume;

/* Main thread. Reads what a run that broke off less than DMN_RESUME_MAX_MS ago has left in
 * `state_dir`, and says in the log that the show goes on. One that has broken off DMN_RESUME_TRIES
 * times in a row, each time within DMN_RESUME_BEAT_MS, begins anew: what is asked of it may be why.
 */
DmnResume *dmn_resume_new (const char *state_dir, gint64 now_ms);

/* For dmn_show_new(); borrowed. NULL: nothing to go on with. */
const json_t *dmn_resume_get_asked (const DmnResume *self);

/* Once. Keeps what is asked of `show` from now on, DMN_RESUME_WRITE_MS after a change at the
 * latest; a thread of its own waits for the disk. What cannot be kept is logged, and tried again
 * with the next change. */
void dmn_resume_attach (DmnResume *self, DmnShow *show);

/* DmnSettingsFunc, with the DmnResume as data; once it is attached. */
void dmn_resume_set_config (ShowSetup *config, gpointer data);

/* Writes what is there; before the show is freed. NULL is fine. */
void dmn_resume_free (DmnResume *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (DmnResume, dmn_resume_free)

/* The show was stopped in order: the next one begins anew. After dmn_resume_free(). */
void dmn_resume_drop (const char *state_dir);

#define DMN_RESUME_FILE      "resume.json"
#define DMN_RESUME_WRITE_MS  250
#define DMN_RESUME_BEAT_MS   60000 /* so old is the time in the file at most, while it runs */
#define DMN_RESUME_MAX_MS    (30 * 60 * 1000) /* what is older was another show */
#define DMN_RESUME_BYTES_MAX (1000 * 1000)
#define DMN_RESUME_TRIES     3
