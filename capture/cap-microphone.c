#include "cap-microphone.h"

#include "cap-alsa.h"
#include "cap-backends.h"
#include "cap-source.h"

#include <string.h>

#define ALSA_PREFIX "alsa:"

struct _CapMicrophone {
  CapSource *source;
  char *alsa_device; /* NULL: it is none */
  int volume_percent;
  CapStatusFunc status;
  gpointer data;
};

const char *
cap_microphone_camera (const CapMicrophoneOptions *options)
{
  return options->source && g_str_has_prefix (options->source, CAP_CAMERA_PREFIX)
             ? options->source + strlen (CAP_CAMERA_PREFIX)
             : NULL;
}

gboolean
cap_microphone_check_source (const char *value, char **ret_why)
{
  if (!g_str_has_prefix (value, CAP_CAMERA_PREFIX))
    return cap_backend_check (value, FALSE, ret_why);
  if (value[strlen (CAP_CAMERA_PREFIX)])
    return TRUE;
  *ret_why = g_strdup ("the camera's name is missing: write it, such as camera:main");
  return FALSE;
}

static void
pass_status_on (const ShowStatus *status, gpointer data)
{
  CapMicrophone *self = data;

  if (self->status)
    self->status (status, self->data);
}

static char *
set_volume (gpointer data)
{
  CapMicrophone *self = data;

  return self->alsa_device && self->volume_percent >= 0
             ? cap_alsa_set_volume (self->alsa_device, self->volume_percent)
             : NULL;
}

CapMicrophone *
cap_microphone_new (const CapMicrophoneOptions *options, const CapContext *context, MixRing *ring,
                    CapStatusFunc status, gpointer data, GError **error)
{
  g_autofree char *why = NULL;
  g_autofree char *label = g_strdup_printf ("Microphone %s", options->name);
  CapMicrophone *self;

  g_assert (!cap_microphone_camera (options));
  if (!options->source || !cap_backend_check (options->source, FALSE, &why)) {
    g_set_error (error, CAP_ERROR, CAP_ERROR_SOURCE, "%s: %s.", label,
                 why ? why : "it has no source: write one, such as source = alsa:default");
    return NULL;
  }
  self = g_new0 (CapMicrophone, 1);
  self->volume_percent = options->volume_percent;
  self->status = status;
  self->data = data;
  if (g_str_has_prefix (options->source, ALSA_PREFIX))
    self->alsa_device = g_strdup (options->source + strlen (ALSA_PREFIX));
  self->source =
      cap_source_new (&(CapSourceSpec){.label = label,
                                       .source = options->source,
                                       .backend = cap_backend_find (options->source, FALSE, NULL),
                                       .context = context,
                                       .ring = ring,
                                       .prepare = set_volume,
                                       .status = pass_status_on,
                                       .data = self});
  return self;
}

void
cap_microphone_start (CapMicrophone *self)
{
  cap_source_start (self->source);
}

void
cap_microphone_stop (CapMicrophone *self)
{
  cap_source_stop (self->source);
}

void
cap_microphone_free (CapMicrophone *self)
{
  if (!self)
    return;
  cap_source_free (self->source);
  g_free (self->alsa_device);
  g_free (self);
}
