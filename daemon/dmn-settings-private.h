/* Inside of the settings, for dmn-settings*.c only. */
#pragma once
#include "base-worker.h"
#include "cfg-edit.h"
#include "dmn-settings.h"
#include "enc-disk.h"

struct _DmnTake;

struct _DmnSettings {
  char *path; /* NULL: there is no config */
  char *state_dir;
  char *folder;      /* of the texts that were kept */
  char *keys_folder; /* of secrets that were given here */
  DmnShow *show;
  GPtrArray *fresh; /* files of secrets that came with the change under way */
  DmnRig *rig;
  CfgEdit *running; /* what the rig does now, and at its next start, as far as the config says it
                       and it waits for no restart */
  DmnConfig *now;   /* made of that text; NULL: there is none */
  const struct _DmnTake *taking;
  char *text; /* that was good last; NULL: there is none */
  gboolean kept, on_air;

  /* Of dmn-settings-missing.c; NULL: nothing is missing. */
  BaseWorker *main;
  EncDisk *disk;
  GPtrArray *missing; /* char *: paths of what the start did without */
  GHashTable *seen;   /* of them what was there at the last look; NULL: `text` is another since */
  guint missing_source;
  DmnSettingsFunc listener; /* NULL: nobody */
  gpointer listener_data;
};

typedef enum {
  DMN_WHEN_NOW = 1,
  DMN_WHEN_OUTPUT,  /* the output is live: when it is started the next time */
  DMN_WHEN_START,   /* it is about the next start only */
  DMN_WHEN_RESTART, /* the rig takes it up at its next start */
} DmnWhen;

/* Does one change of "changes". WEB_ERROR. */
gboolean dmn_settings_edit (DmnSettings *self, CfgEdit *edit, const json_t *change, GError **error);
/* The config of that text; errors may repeat a value, but no password. */
DmnConfig *dmn_settings_check (const DmnSettings *self, const char *text, GError **error);

/* dmn-settings-effect.c */

/* When a setting takes effect, by the one table of them all; `key` NULL: a section that comes or
 * goes. Of an output's it is as if it were live. */
DmnWhen dmn_settings_when_in_general (const char *section, const char *key);
const char *dmn_when_to_string (DmnWhen when); /* "now" … */

/* The rig itself takes it up, or will at its next start; no command. */
gboolean dmn_settings_is_taken (const CfgChange *change);

/* Lets every change from `before` act that can at once, notes it in `self->running`, and tells of
 * all of them: [{section,name,key,when,text?}]. `do_it` FALSE: only tells. */
json_t *dmn_settings_apply (DmnSettings *self, const CfgEdit *before, const CfgEdit *after,
                            const DmnConfig *config, const struct _DmnTake *take, gboolean do_it);

/* What the file says and the rig does not do yet: [{section,name,key,when}]. */
json_t *dmn_settings_pending (const DmnSettings *self, const CfgEdit *file);

/* dmn-settings-take.c */

/* What of a change the rig takes up while it runs: outputs that come, change and go, and what is
 * behind its cameras and microphones. */
typedef struct _DmnTake {
  CfgEdit *next;     /* what the rig does then */
  DmnConfig *config; /* the same; NULL: there is nothing to be taken up */
  ShowSetup *setup;  /* of the show then */
  GPtrArray *held;   /* sections that are good only with others that wait for a restart */
} DmnTake;
void dmn_take_free (DmnTake *take); /* NULL is fine */
/* The section of `change` waits as a whole. */
gboolean dmn_take_holds (const DmnTake *take, const CfgChange *change);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (DmnTake, dmn_take_free)

/* Nothing is done yet. NULL with WEB_ERROR_CONFLICT: the show says no. */
DmnTake *dmn_settings_plan (DmnSettings *self, const CfgEdit *wanted, GError **error);
void dmn_settings_take (DmnSettings *self, const DmnTake *take);
/* All files that were missing are there: the show is told. */
void dmn_settings_take_found (DmnSettings *self);

/* dmn-settings-missing.c */

/* Looks for what `config` lacks until all of it is there. */
void dmn_settings_look_for_missing (DmnSettings *self, const DmnConfig *config);
void dmn_settings_stop_looking (DmnSettings *self);

/* dmn-settings-guard.c */

/* NULL: there is none of that name (may be NULL). */
const CfgSection *dmn_settings_find_table (const char *section);
const CfgOption *dmn_settings_find_option (const CfgSection *table, const char *key);
/* `key` is taken away: when it is an address, so are the section's secrets. */
void dmn_settings_drop_with_url (CfgEdit *edit, const CfgSection *table, const char *name,
                                 const char *key);
/* WEB_ERROR_INVALID: a secret of `before` would go to where it was not meant for, or a file would
 * be taken for one. */
gboolean dmn_settings_check_secrets (const DmnSettings *self, const char *before, const char *after,
                                     GError **error);

/* dmn-settings-json.c */

/* [{name,named,max,help,options[…],present[{name,values{},secrets{}}]}] */
json_t *dmn_settings_sections (const CfgEdit *file, const char *folder);
/* [{kind,line,text,when?}], `when` as in `effects`. */
json_t *dmn_settings_diff (const char *before, const char *after, const json_t *effects);

/* dmn-settings-store.c */

/* The text of the config: UTF-8, of a plain file of at most CFG_FILE_MAX_BYTES, so that nobody
 * waits for a pipe. WEB_ERROR_FILE with what is wrong, and where. */
char *dmn_settings_read (const DmnSettings *self, GError **error);
/* NULL, or why the config cannot be written. Transfer full. */
char *dmn_settings_why_not (const DmnSettings *self);
/* Keeps `before`, then writes `after`. `ret_version`: id of what was kept. WEB_ERROR_FILE. */
gboolean dmn_settings_write (DmnSettings *self, const char *before, const char *after,
                             char **ret_version, GError **error);
/* Among them, too: a text that runs and is not in the file. */
void dmn_settings_offer (const DmnSettings *self, const char *text);
json_t *dmn_settings_versions (const DmnSettings *self); /* newest first */
/* A text that was kept; WEB_ERROR_NOT_FOUND. */
char *dmn_settings_read_version (const DmnSettings *self, const char *id, GError **error);
/* Writes a secret into a file of its own, mode 0600; its path. WEB_ERROR. */
char *dmn_settings_write_secret (DmnSettings *self, const char *section, const char *name,
                                 const char *secret, GError **error);
/* Removes secrets that neither `text` nor any text that was kept names. */
void dmn_settings_drop_secrets (DmnSettings *self, const char *text);
