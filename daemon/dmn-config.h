/* The config as the rooms need it: options of each room, the show's set-up and the programme's
 * format, checked against each other. */
#pragma once
#include "cap-options.h"
#include "cfg-file.h"
#include "dmn-options.h"
#include "enc-options.h"
#include "mix-types.h"
#include "ovl-options.h"
#include "shop-options.h"
#include "show-setup.h"

typedef struct {
  gatomicrefcount refs;
  CfgFile *file;
  MixFormat format;
  ShowSetup *setup;
  OvlLook *look;
  const EncOptions *encoder; /* borrowed from file, as are all below */
  const EncRecordingOptions *recording;
  const ShopOptions *shop; /* without a url: stock is counted here */
  GPtrArray *cameras;      /* CapCameraOptions */
  GPtrArray *microphones;  /* CapMicrophoneOptions */
  GPtrArray *outputs;      /* EncOutputOptions */

  /* What the text names and cannot be read now. */
  GPtrArray *missing;      /* char *: paths */
  gboolean lacks_theme;    /* the look is as without one … */
  gboolean lacks_password; /* … and remotes for OBS cannot come in, until the next start */
} DmnConfig;

/* `path` NULL: no config; cameras and microphones are looked for, and moving test pictures and a
 * tone stand in for what is not there. A config without [camera] or [microphone] gets those that
 * are found, too. Errors: CFG_ERROR, everything at once. */
DmnConfig *dmn_config_load (const char *path, GError **error);
/* The same for a rig's start, which no file that is missing may keep from the air: only what is
 * wrong with the text itself is an error; what is missing is in `missing` and
 * cfg_file_get_missing(). */
DmnConfig *dmn_config_start (const char *path, GError **error);
/* As if the file at `path` had this text. */
DmnConfig *dmn_config_start_text (const char *path, const char *text, GError **error);
/* The same for a rig that runs: devices are not looked for, those that the start of `running` found
 * are still the ones. NULL: test pictures stand in. */
DmnConfig *dmn_config_load_text (const char *path, const char *text, const DmnConfig *running,
                                 GError **error);
/* The same, with what is missing as at a start. */
DmnConfig *dmn_config_take_text (const char *path, const char *text, const DmnConfig *running,
                                 GError **error);
/* For make_config(): `path`, which that setting names, cannot be read, because of `fault`. */
void dmn_config_miss (DmnConfig *config, const CfgSection *table, gconstpointer section,
                      const char *key, const char *path, const char *fault);
/* Where recordings go: the folder of [recording], or STATE_DIR/recordings. Transfer full. */
char *dmn_config_recordings_folder (const DmnConfig *config, const char *state_dir);

/* Any thread may hold one: it is never changed once it is made. */
DmnConfig *dmn_config_ref (DmnConfig *config);
void dmn_config_unref (DmnConfig *config); /* NULL is fine */
G_DEFINE_AUTOPTR_CLEANUP_FUNC (DmnConfig, dmn_config_unref)
