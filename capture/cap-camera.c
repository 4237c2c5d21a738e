#include "cap-camera.h"

#include "cap-backends.h"
#include "cap-plug.h"
#include "cap-source.h"

struct _CapCamera {
  CapSource *source;
  CapPlug *plug; /* NULL: not a camera of this machine */
  CapStatusFunc status;
  gpointer data;
};

gboolean
cap_camera_check_source (const char *value, char **ret_why)
{
  return cap_backend_check (value, TRUE, ret_why);
}

/* --- media thread --- */

static void
on_status (const ShowStatus *status, gpointer data)
{
  CapCamera *self = data;

  if (self->plug)
    cap_plug_follow (self->plug, status->health);
  if (self->status)
    self->status (status, self->data);
}

static char *
on_trouble (CapTrouble trouble, gpointer data)
{
  CapCamera *self = data;

  return self->plug ? cap_plug_explain (self->plug, trouble) : NULL;
}

/* --- making --- */

/* As cap_format_name() has them. */
static const char *const formats[] = {
    [CAP_FORMAT_I420] = "I420", [CAP_FORMAT_NV12] = "NV12",   [CAP_FORMAT_YUYV] = "YUYV",
    [CAP_FORMAT_UYVY] = "UYVY", [CAP_FORMAT_MJPEG] = "MJPEG", [CAP_FORMAT_H264] = "H.264",
};

static void
make (CapCamera *self, const char *label, const CapCameraOptions *options,
      const CapContext *context, MixSlot *slot, MixRing *ring)
{
  const char *rest = NULL;
  const CapBackend *backend = cap_backend_find (options->source, TRUE, &rest);

  if (backend == &cap_backend_v4l2)
    self->plug = cap_plug_new (context, label, options->name, rest, formats[options->format]);
  self->source = cap_source_new (
      &(CapSourceSpec){.label = label,
                       .source = options->source,
                       .backend = backend,
                       .context = context,
                       .slot = slot,
                       .ring = ring,
                       .delay_ms = options->delay_ms,
                       .chooser = self->plug ? cap_plug_get_chooser (self->plug) : NULL,
                       .explain = on_trouble,
                       .status = on_status,
                       .data = self});
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
  self->status = status;
  self->data = data;
  make (self, label, options, context, slot, ring);
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
  cap_plug_free (self->plug);
  g_free (self);
}

void
cap_camera_watch_controls (CapCamera *self, CapControlsFunc func, gpointer data)
{
  if (self->plug)
    cap_plug_watch_controls (self->plug, func, data);
}

gboolean
cap_camera_has_controls (const CapCamera *self)
{
  return self->plug != NULL;
}

void
cap_camera_change (CapCamera *self, const ShowControlChange *change)
{
  if (self->plug)
    cap_plug_change (self->plug, change);
}
