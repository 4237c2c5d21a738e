/* The config, read and changed from afar: checked as at a start, written whole or not at all, with
 * the texts before kept. Main thread. */
#pragma once
#include "dmn-show.h"

typedef struct _DmnSettings DmnSettings;

#define DMN_SETTINGS_VERSIONS_MAX 30 /* texts that are kept; then the oldest goes */

/* `path`: of the config, NULL: there is none, so nothing can be changed. `config`: what the rig
 * starts with, which may be older than what the file says now (see dmn-good.h). `show` and `rig`
 * must outlive it. It is the one who answers dmn_show_set_config(). */
DmnSettings *dmn_settings_new (const char *path, const DmnConfig *config, const char *state_dir,
                               DmnShow *show, DmnRig *rig);
void dmn_settings_free (DmnSettings *self); /* NULL is fine */
G_DEFINE_AUTOPTR_CLEANUP_FUNC (DmnSettings, dmn_settings_free)

/* `func` is called with what the config says after each change of it: of what runs, and of the next
 * start, but not what waits for a restart. */
typedef void (*DmnSettingsFunc) (ShowSetup *setup, gpointer data);
void dmn_settings_set_listener (DmnSettings *self, DmnSettingsFunc func, gpointer data);

/* The programme is on air: what it was made of is good, and kept for a start with mistakes, as is
 * from now on each change without any. */
void dmn_settings_set_on_air (DmnSettings *self);

/* Whether a start with the file as it is would lack nothing. WEB_ERROR: every mistake, masked. */
gboolean dmn_settings_check_file (const DmnSettings *self, GError **error);

/* {file,writable,why,revision,errors[],sections[…],pending[…],versions[{id,at}]}: every option with
 * type, range, default and help, the values as the file has them (secrets masked, or only whether
 * they are set), what waits (pending[{section,name,key,when}], for a restart of the rig or for the
 * next start of an output), and the texts that were kept. A new reference. */
json_t *dmn_settings_to_json (DmnSettings *self);

/* Changes it, in the name of `by`. `wanted` has "revision" (that the change was made on) and one of
 *   "changes": [{section,name,key,value|null}, {…,key,secret}, {section,name,add|remove:true}]
 *   "text": the whole config
 *   "version": the id of a text that was kept
 * and with "dry":true nothing is written. The answer, a new reference:
 * {revision,diff[{kind,line,text,when?}],effects[{section,name,key,when,text?}],version?}, with
 * `when` "now" (it acts already), "output" (that output is live, so it acts when it is started the
 * next time), "start" (it is about the next start of the rig) or "restart". NULL with an error of
 * WEB_ERROR: every mistake with its line, key and remedy, as at a start. An output that is switched
 * on is not taken away: WEB_ERROR_CONFLICT. */
json_t *dmn_settings_change (DmnSettings *self, const json_t *wanted, const char *by,
                             GError **error);

/* The config as it would be with "changes" (as above, but of what is seen only: cards, their look
 * and safe areas); nothing is written. Errors as above. */
DmnConfig *dmn_settings_draft (DmnSettings *self, const json_t *changes, GError **error);

/* The file was changed by hand: it is read again, and what can act at once does; after a mistake
 * nothing has changed. DmnShowReload, with the DmnSettings as data; the answer:
 * {effects[as above],pending[…]}. */
json_t *dmn_settings_reload (gpointer data, GError **error);
/* DmnShowSink.apply, with the DmnSettings as data. */
void dmn_settings_apply_setup (const ShowEffect *effect, gpointer data);
