#include "web-obs-options.h"

#include "base-secret.h"
#include "web-types.h"
#include <stddef.h>
#include <string.h>

static const char *const listens[] = {"off", "loopback", "lan", NULL};

static gboolean
check_credential (const char *value, char **ret_why)
{
  return base_secret_check_credential (value, "password_file", ret_why);
}

static const CfgOption options[] = {
    {.key = "listen",
     .type = CFG_CHOICE,
     .offset = offsetof (WebObsOptions, listen),
     .default_text = "off",
     .choices = listens,
     .help = "Who can reach it. loopback: this machine only. lan: everybody on the same network "
             "who has the password; what they send is not encrypted."},
    {.key = "port",
     .type = CFG_INT,
     .offset = offsetof (WebObsOptions, port),
     .default_text = "4455",
     .min = 0,
     .max = 65535,
     .help = "The port. 0 takes any that is free and says which in the log."},
    {.key = "password_file",
     .type = CFG_PATH,
     .offset = offsetof (WebObsOptions, password_file),
     .example = "/etc/tallybox/obs.password",
     .is_secret = TRUE,
     .help = "A file whose first line is the password, one word of at least 8 characters. Keep it "
             "readable by the service alone."},
    {.key = "password_credential",
     .type = CFG_STRING,
     .offset = offsetof (WebObsOptions, password_credential),
     .example = "keys_obs",
     .check = check_credential,
     .help =
         "Instead of password_file: the name of a systemd credential that has the password. The "
         "service has keys_NAME for each file NAME in /etc/tallybox-keys."},
    {.key = "without_password",
     .type = CFG_BOOL,
     .offset = offsetof (WebObsOptions, without_password),
     .default_text = "no",
     .help = "Lets every program on this machine in. Only with listen = loopback; browsers' pages "
             "stay outside."},
    {.key = NULL},
};

const CfgSection web_obs_section = {
    .name = "obs",
    .help = "Remotes made for OBS, such as Companion, Stream Deck and TallyArbiter: they find "
            "scenes, cards, microphones, stream and recording here as they would in OBS "
            "(obs-websocket 5).",
    .struct_size = sizeof (WebObsOptions),
    .options = options,
};

static gboolean
refuse (const char *key, const char *why, const char **ret_key, char **ret_why)
{
  *ret_key = key;
  *ret_why = g_strdup (why);
  return FALSE;
}

gboolean
web_obs_options_check (const WebObsOptions *self, const char **ret_key, char **ret_why)
{
  gboolean has_password = self->password_file || self->password_credential;

  if (self->password_file && self->password_credential)
    return refuse ("password_credential",
                   "the password can come from one place only. Keep password_file or "
                   "password_credential.",
                   ret_key, ret_why);
  if (self->listen == WEB_LISTEN_OFF)
    return TRUE;
  if (self->without_password && self->listen != WEB_LISTEN_LOOPBACK)
    return refuse ("without_password",
                   "without a password it may be reached from this machine only. Write "
                   "listen = loopback, or a password_file.",
                   ret_key, ret_why);
  if (self->without_password && has_password)
    return refuse ("without_password", "there is a password. Keep one of both.", ret_key, ret_why);
  if (!self->without_password && !has_password)
    return refuse ("listen",
                   "it needs a password. Write password_file, and the password into that file.",
                   ret_key, ret_why);
  return TRUE;
}

static BaseSecretPlace
place_of (const WebObsOptions *self)
{
  return (BaseSecretPlace){"obs password",      "password_file",           "password_credential",
                           self->password_file, self->password_credential, FALSE};
}

gboolean
web_obs_options_check_files (const WebObsOptions *self, const char **ret_key, char **ret_why)
{
  const BaseSecretPlace place = place_of (self);
  char *why = self->listen != WEB_LISTEN_OFF ? base_secret_find_fault (&place) : NULL;

  if (!why)
    return TRUE;
  *ret_key = "password_file";
  *ret_why = why;
  return FALSE;
}

char *
web_obs_options_read_password (const WebObsOptions *self, GError **error)
{
  const BaseSecretPlace place = place_of (self);
  g_autofree char *why = NULL;
  char *password = base_secret_read (&place, &why);

  if (password && strlen (password) >= WEB_OBS_PASSWORD_MIN)
    return password;
  if (password)
    why = g_strdup_printf ("the password has fewer than %d characters. Write a longer one.",
                           WEB_OBS_PASSWORD_MIN);
  g_set_error (error, WEB_ERROR, WEB_ERROR_FILE, "[obs] %s", why);
  g_free (password);
  return NULL;
}
