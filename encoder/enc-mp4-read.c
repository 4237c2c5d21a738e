#include "enc-mp4-read.h"
#include "enc-mp4-boxes.h"

#include <string.h>
#include <unistd.h>

#define BOXES_MAX 16 /* looked at on the top level; ours have four at most */

typedef struct {
  char type[4];
  guint64 begin, end; /* of what is in it */
} Box;

static gboolean
read_all (int fd, void *data, gsize size, guint64 offset)
{
  return pread (fd, data, size, (off_t) offset) == (ssize_t) size;
}

static guint64
to_number (const guint8 *bytes, guint n)
{
  guint64 number = 0;

  for (guint i = 0; i < n; i++)
    number = number << 8 | bytes[i];
  return number;
}

/* ISO/IEC 14496-12, 4.2: size, type, and where the size is 1 a longer one. */
static gboolean
read_box (int fd, guint64 offset, Box *ret_box)
{
  guint8 head[16];
  guint64 size;
  guint head_bytes = 8;

  if (!read_all (fd, head, 8, offset))
    return FALSE;
  size = to_number (head, 4);
  if (size == 1) {
    if (!read_all (fd, head, sizeof head, offset))
      return FALSE;
    size = to_number (head + 8, 8);
    head_bytes = 16;
  }
  if (size < head_bytes || size > G_MAXINT64 - offset)
    return FALSE;
  memcpy (ret_box->type, head + 4, 4);
  ret_box->begin = offset + head_bytes;
  ret_box->end = offset + size;
  return TRUE;
}

static gboolean
find_movie (int fd, Box *ret_box)
{
  guint64 offset = 0;

  for (guint i = 0; i < BOXES_MAX; i++) {
    if (!read_box (fd, offset, ret_box))
      return FALSE;
    if (memcmp (ret_box->type, "moov", 4) == 0)
      return TRUE;
    offset = ret_box->end;
  }
  return FALSE;
}

gboolean
enc_mp4_read_length (int fd, gint64 *ret_began_s, gint64 *ret_length_ms)
{
  Box movie, header;
  guint8 fields[32]; /* version and flags, creation, modification, timescale, duration */
  guint64 scale, duration;

  if (!find_movie (fd, &movie) || !read_box (fd, movie.begin, &header) ||
      memcmp (header.type, "mvhd", 4) != 0 || !read_all (fd, fields, sizeof fields, header.begin) ||
      fields[0] != 1)
    return FALSE;
  scale = to_number (fields + 20, 4);
  duration = to_number (fields + 24, 8);
  if (scale == 0)
    return FALSE;
  *ret_began_s = (gint64) to_number (fields + 4, 8) - ENC_MP4_SINCE_1904_S;
  *ret_length_ms =
      duration == 0 ? -1 : (gint64) (duration / scale * 1000 + duration % scale * 1000 / scale);
  return TRUE;
}
