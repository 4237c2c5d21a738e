/* [obs]: remotes made for OBS, over obs-websocket 5. */
#pragma once
#include "web-options.h"

#define WEB_OBS_PASSWORD_MIN 8 /* characters: who listens on the network may try many at home */

typedef struct {
  CFG_SECTION_HEAD
  int listen; /* WebListen */
  int port;   /* 0: any that is free */
  char *password_file, *password_credential;
  gboolean without_password;
} WebObsOptions;

extern const CfgSection web_obs_section;

/* What the table cannot tell: FALSE with the key and `ret_why` (transfer full). */
gboolean web_obs_options_check (const WebObsOptions *options, const char **ret_key, char **ret_why);
/* The same for the password's file: whether it is there and can be read. */
gboolean web_obs_options_check_files (const WebObsOptions *options, const char **ret_key,
                                      char **ret_why);

/* NULL with WEB_ERROR_FILE: there is none, or it is too short. Transfer full. */
char *web_obs_options_read_password (const WebObsOptions *options, GError **error);
