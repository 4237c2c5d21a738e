#include "dmn-kept.h"

#include "base-log.h"
#include "cap-microphone.h"

/* A group for each microphone: */
#define KEY_VOLUME "volume"           /* a number */
#define KEY_UNIT   "unit"             /* of it: "percent" or "dB" */
#define KEY_MUTE   "mute"             /* a boolean */
#define KEY_CONFIG "volume_in_config" /* at that time */

#define UNIT_DB "dB"

struct _DmnKept {
  DmnConfig *config; /* borrowed */
  char *path;
  GKeyFile *file;
  guint write_source;
};

static const CapMicrophoneOptions *
options_of (const DmnKept *self, guint mic)
{
  return self->config->microphones->pdata[mic];
}

/* --- reading --- */

static void
take_volume (const DmnKept *self, const char *name, ShowSoundcardWish *wish)
{
  g_autofree char *unit = g_key_file_get_string (self->file, name, KEY_UNIT, NULL);
  g_autoptr (GError) error = NULL;
  double volume = g_key_file_get_double (self->file, name, KEY_VOLUME, &error);

  if (error || !unit)
    return;
  wish->unit = g_str_equal (unit, UNIT_DB) ? SHOW_VOLUME_DB : SHOW_VOLUME_PERCENT;
  wish->volume = volume;
}

static void
take_mute (const DmnKept *self, const char *name, ShowSoundcardWish *wish)
{
  g_autoptr (GError) error = NULL;
  gboolean mute = g_key_file_get_boolean (self->file, name, KEY_MUTE, &error);

  if (error)
    return;
  wish->has_mute = TRUE;
  wish->mute = mute;
}

static void
take (DmnKept *self, guint mic)
{
  const CapMicrophoneOptions *options = options_of (self, mic);
  ShowMicSetup *setup = &g_array_index (self->config->setup->mics, ShowMicSetup, mic);

  if (!setup->is_soundcard || !g_key_file_has_group (self->file, options->name) ||
      g_key_file_get_integer (self->file, options->name, KEY_CONFIG, NULL) !=
          options->volume_percent)
    return;
  take_volume (self, options->name, &setup->soundcard);
  take_mute (self, options->name, &setup->soundcard);
}

DmnKept *
dmn_kept_new (DmnConfig *config, const char *state_dir)
{
  DmnKept *self = g_new0 (DmnKept, 1);

  self->config = config;
  self->path = g_build_filename (state_dir, DMN_KEPT_FILE, NULL);
  self->file = g_key_file_new ();
  g_key_file_load_from_file (self->file, self->path, G_KEY_FILE_NONE, NULL);
  for (guint i = 0; i < config->microphones->len; i++)
    take (self, i);
  return self;
}

/* --- writing --- */

static void
write_file (DmnKept *self)
{
  g_autoptr (GError) error = NULL;
  gsize length;
  g_autofree char *text = g_key_file_to_data (self->file, &length, NULL);

  if (!g_file_set_contents_full (self->path, text, (gssize) length,
                                 G_FILE_SET_CONTENTS_CONSISTENT | G_FILE_SET_CONTENTS_DURABLE, 0600,
                                 &error))
    base_log (BASE_LOG_WARNING, "daemon",
              "the microphones' volumes could not be kept (%s), they are lost at the next start",
              error->message);
}

static gboolean
on_write (gpointer data)
{
  DmnKept *self = data;

  self->write_source = 0;
  write_file (self);
  return G_SOURCE_REMOVE;
}

void
dmn_kept_note (DmnKept *self, guint mic, const ShowSoundcardWish *wish)
{
  const CapMicrophoneOptions *options = options_of (self, mic);

  g_key_file_remove_group (self->file, options->name, NULL);
  if (wish->unit) {
    g_key_file_set_double (self->file, options->name, KEY_VOLUME, wish->volume);
    g_key_file_set_string (self->file, options->name, KEY_UNIT,
                           wish->unit == SHOW_VOLUME_DB ? UNIT_DB : "percent");
  }
  if (wish->has_mute)
    g_key_file_set_boolean (self->file, options->name, KEY_MUTE, wish->mute);
  g_key_file_set_integer (self->file, options->name, KEY_CONFIG, options->volume_percent);
  if (!self->write_source)
    self->write_source = g_timeout_add (DMN_KEPT_MS, on_write, self);
}

void
dmn_kept_free (DmnKept *self)
{
  if (!self)
    return;
  if (self->write_source)
    write_file (self);
  g_clear_handle_id (&self->write_source, g_source_remove);
  g_key_file_unref (self->file);
  g_free (self->path);
  g_free (self);
}
