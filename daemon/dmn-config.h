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
} DmnConfig;

/* `path` NULL: no config; cameras and microphones are looked for, and moving test pictures and a
 * tone stand in for what is not there. A config without [camera] or [microphone] gets those that
 * are found, too. Errors: CFG_ERROR, everything at once. */
DmnConfig *dmn_config_load (const char *path, GError **error);
/* As if the file at `path` had this text. */
DmnConfig *dmn_config_start_text (const char *path, const char *text, GError **error);
/* The same for a rig that runs: devices are not looked for, those that the start of `running` found
 * are still the ones. NULL: test pictures stand in. */
DmnConfig *dmn_config_load_text (const char *path, const char *text, const DmnConfig *running,
                                 GError **error);
/* Where recordings go: the folder of [recording], or STATE_DIR/recordings. Transfer full. */
char *dmn_config_recordings_folder (const DmnConfig *config, const char *state_dir);

/* Any thread may hold one: it is never changed once it is made. */
DmnConfig *dmn_config_ref (DmnConfig *config);
void dmn_config_unref (DmnConfig *config); /* NULL is fine */
G_DEFINE_AUTOPTR_CLEANUP_FUNC (DmnConfig, dmn_config_unref)
