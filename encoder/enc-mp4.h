/* An MP4 file as bytes: a fragmented one that plays up to its last fragment while it grows, and an
 * index at the end with which it is a plain one. Pure: no file, no clock. One thread.
 *
 *   ftyp free moov  [moof mdat]…  moov
 *   ftyp mdat.......................  moov     … with the first 16 bytes of `free` replaced
 *
 * The first `moov` and every `moof` are then inside of `mdat`, where nobody looks for them. Source:
 * ISO/IEC 14496-12 (boxes), 14496-14 (mp4a), 14496-15 (avc1). */
#pragma once
#include "enc-packet.h"

#define ENC_MP4_FRAGMENT_NS (GST_SECOND / 2) /* a fragment is due when it has so much */
#define ENC_MP4_SEAL_BYTES  16

typedef struct _EncMp4 EncMp4;

EncMp4 *enc_mp4_new (void);
void enc_mp4_free (EncMp4 *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (EncMp4, enc_mp4_free)

/* The next packet of a medium, at a time from 0 on and later than the one before; copies the data.
 * FALSE: it is the first picture, and its caps do not describe it. */
gboolean enc_mp4_add (EncMp4 *self, const EncPacket *packet, gint64 time_ns);
/* Whether a fragment should be made before a packet of `time_ns` is added. */
gboolean enc_mp4_is_due (const EncMp4 *self, gint64 time_ns);

/* What comes next in the file, to be written right behind the part before: everything added since
 * then, and before the first such fragment the head, in which `made_s` (s since 1970) says when the
 * file was made. NULL: there is nothing. */
GBytes *enc_mp4_make_fragment (EncMp4 *self, gint64 made_s);

/* The end, after the last fragment: `moov` to be written behind it, and then, when that is safe on
 * disk, the seal at its place, which turns one kind of file into the other at a stroke. */
typedef struct {
  GBytes *index;
  guint64 seal_offset;
  guint8 seal[ENC_MP4_SEAL_BYTES];
} EncMp4End;
/* FALSE: there was no fragment. */
gboolean enc_mp4_make_end (EncMp4 *self, EncMp4End *ret_end);
void enc_mp4_end_clear (EncMp4End *end);
