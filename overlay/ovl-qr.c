#include "ovl-qr.h"

#include <errno.h>
#include <qrencode.h>

#define LINK_BYTES_MAX 180 /* version 9, level M */

/* Immutable after creation. */
struct _OvlQr {
  QRcode *code;
  char *link;
};

OvlQr *
ovl_qr_new (const char *link, GError **error)
{
  g_autoptr (OvlQr) self = g_new0 (OvlQr, 1);

  self->link = g_strdup (link);
  self->code = link[0] ? QRcode_encodeString8bit (link, 0, QR_ECLEVEL_M) : NULL;
  if (self->code && self->code->width <= OVL_QR_MODULES_MAX)
    return g_steal_pointer (&self);
  g_set_error (error, OVL_ERROR, OVL_ERROR_LINK,
               "The link is too long for a code that phones can read from a picture: it has %u "
               "characters, at most %d are good, and about 30 are best. Use a short link.",
               (guint) strlen (link), LINK_BYTES_MAX);
  return NULL;
}

void
ovl_qr_free (OvlQr *self)
{
  if (!self)
    return;
  g_clear_pointer (&self->code, QRcode_free);
  g_free (self->link);
  g_free (self);
}

int
ovl_qr_get_modules (const OvlQr *self)
{
  return self->code->width;
}

gboolean
ovl_qr_is_dark (const OvlQr *self, int column, int row)
{
  return self->code->data[row * self->code->width + column] & 1;
}

const char *
ovl_qr_get_link (const OvlQr *self)
{
  return self->link;
}
