#include "cap-camera.h"

#include "cap-backends.h"
#include "cap-source.h"

struct _CapCamera {
  CapSource *source;
};

gboolean
cap_camera_check_source (const char *value, char **ret_why)
{
  return cap_backend_check (value, TRUE, ret_why);
}

CapCamera *
cap_camera_new (const CapCameraOptions *options, const CapContext *context, MixSlot *slot,
                MixRing *ring, CapStatusFunc status, gpointer data, GError **error)
{
  g_autofree char *why = NULL;
  g_autofree char *label = g_strdup_printf ("Camera %s", options->name);
  CapCamera *self;

  if (!options->source || !cap_backend_check (options->source, TRUE, &why)) {
    g_set_error (error, CAP_ERROR, CAP_ERROR_SOURCE, "%s: %s.", label,
                 why ? why : "it has no source: write one, such as source = test:product");
    return NULL;
  }
  self = g_new0 (CapCamera, 1);
  self->source =
      cap_source_new (&(CapSourceSpec){.label = label,
                                       .source = options->source,
                                       .backend = cap_backend_find (options->source, TRUE, NULL),
                                       .context = context,
                                       .slot = slot,
                                       .ring = ring,
                                       .delay_ms = options->delay_ms,
                                       .status = status,
                                       .data = data});
  return self;
}

void
cap_camera_start (CapCamera *self)
{
  cap_source_start (self->source);
}

void
cap_camera_stop (CapCamera *self)
{
  cap_source_stop (self->source);
}

void
cap_camera_free (CapCamera *self)
{
  if (!self)
    return;
  cap_source_free (self->source);
  g_free (self);
}
