#include "cap-jpeg.h"

#include <string.h>

/* T.81, table B.1 */
#define MARKER_SOF_FIRST 0xc0
#define MARKER_SOF_LAST  0xcf
#define MARKER_DHT       0xc4
#define MARKER_JPG       0xc8
#define MARKER_DAC       0xcc
#define MARKER_RST_FIRST 0xd0
#define MARKER_RST_LAST  0xd7
#define MARKER_SOI       0xd8
#define MARKER_EOI       0xd9
#define MARKER_SOS       0xda

typedef struct {
  const guint8 *at, *end;
  gboolean has_frame; /* its size and components are known */
  guint next_restart; /* 0..7 */
} Reader;

/* 0: there is none where one must be. */
static guint8
read_marker (Reader *self)
{
  if (self->at >= self->end || *self->at != 0xff)
    return 0;
  while (self->at < self->end && *self->at == 0xff) /* may be filled up */
    self->at++;
  return self->at < self->end ? *self->at++ : 0;
}

static gboolean
skip_segment (Reader *self)
{
  gsize length;

  if (self->end - self->at < 2)
    return FALSE;
  length = (gsize) self->at[0] << 8 | self->at[1];
  if (length < 2 || length > (gsize) (self->end - self->at))
    return FALSE;
  self->at += length;
  return TRUE;
}

/* Goes to the marker that ends the scan. */
static gboolean
skip_scan (Reader *self)
{
  while (self->at < self->end &&
         (self->at = memchr (self->at, 0xff, (gsize) (self->end - self->at)))) {
    guint8 next = self->at + 1 < self->end ? self->at[1] : 0xff;

    if (next >= MARKER_RST_FIRST && next <= MARKER_RST_LAST) {
      if (next != MARKER_RST_FIRST + self->next_restart)
        return FALSE;
      self->next_restart = (self->next_restart + 1) % 8;
    } else if (next != 0 && next != 0xff) {
      return TRUE;
    }
    self->at += next == 0xff ? 1 : 2;
  }
  self->at = self->end;
  return TRUE;
}

static gboolean
is_frame_header (guint8 marker)
{
  return marker >= MARKER_SOF_FIRST && marker <= MARKER_SOF_LAST && marker != MARKER_DHT &&
         marker != MARKER_JPG && marker != MARKER_DAC;
}

static gboolean
skip_what_follows (Reader *self, guint8 marker)
{
  if (marker < MARKER_SOF_FIRST || (marker >= MARKER_RST_FIRST && marker <= MARKER_SOI))
    return FALSE;
  if (!skip_segment (self))
    return FALSE;
  self->has_frame = self->has_frame || is_frame_header (marker);
  self->next_restart = 0;
  return marker != MARKER_SOS || (self->has_frame && skip_scan (self));
}

CapJpegVerdict
cap_jpeg_check (const guint8 *data, gsize size)
{
  Reader self = {.at = data, .end = data + size};
  gboolean has_scan = FALSE;

  if (read_marker (&self) != MARKER_SOI)
    return CAP_JPEG_BROKEN;
  while (self.at < self.end) {
    guint8 marker = read_marker (&self);

    if (marker == MARKER_EOI)
      return has_scan ? CAP_JPEG_WHOLE : CAP_JPEG_BROKEN;
    if (!skip_what_follows (&self, marker))
      return CAP_JPEG_BROKEN;
    has_scan = has_scan || marker == MARKER_SOS;
  }
  return has_scan ? CAP_JPEG_NO_END : CAP_JPEG_BROKEN;
}
