/* The boxes of enc-mp4.h. Times are in units of a track's timescale. */
#pragma once
#include "enc-mp4.h"

#include <gst/base/gstbytewriter.h>

#define ENC_MP4_VIDEO_SCALE  90000
#define ENC_MP4_AUDIO_SCALE  48000
#define ENC_MP4_SINCE_1904_S 2082844800          /* 14496-12 counts from 1904, Unix from 1970 */
#define ENC_MP4_MOVIE_SCALE  ENC_MP4_AUDIO_SCALE /* edits of the sound are exact in it */

typedef struct {
  int width, height;
  GBytes *video; /* AVCDecoderConfigurationRecord (14496-15, 5.3.3.1) */
  GBytes *audio; /* AudioSpecificConfig (14496-3, 1.6.2.1); NULL: none has come yet */
  gint64 made_s; /* when, in s since 1970 */
} EncMp4Format;

/* Waits for its fragment. */
typedef struct {
  guint32 size;
  guint32 duration;
  gboolean key;
} EncMp4Sample;

/* `n` neighbours with one value. */
typedef struct {
  guint32 n;
  guint32 value;
} EncMp4Run;

typedef struct {
  EncMedia media;
  guint32 scale;
  gint64 first_time;  /* of the whole file; -1: nothing came */
  gint64 newest_time; /* of the newest sample … */
  guint32 duration;   /* … and how long it lasts, as far as is known */

  /* The fragment to come */
  gint64 fragment_time;
  GArray *pending;  /* of EncMp4Sample */
  GByteArray *data; /* of all of them */

  /* The index of the fragments so far */
  GArray *durations; /* of EncMp4Run; all but the newest sample's, which the end adds */
  GArray *keys;      /* of guint32: numbers of samples, from 1 */
  GArray *sizes;     /* of guint32 */
  GArray *chunks;    /* of guint64: offsets in the file, one for each fragment */
  GArray *in_chunks; /* of EncMp4Run: samples in a chunk */
} EncMp4Track;

#define ENC_MP4_BOX_BYTES 8 /* size and type */

guint32 enc_mp4_track_id (const EncMp4Track *track);

/* A box begins with its size, which is known at its end. */
guint enc_mp4_box_begin (GstByteWriter *writer, const char *type);
guint enc_mp4_full_box_begin (GstByteWriter *writer, const char *type, guint8 version,
                              guint32 flags);
void enc_mp4_box_end (GstByteWriter *writer, guint begin);

void enc_mp4_put_ftyp (GstByteWriter *writer);

/* `fragmented`: samples come in fragments, and the tracks are empty as yet. Otherwise tracks
 * without samples are left out. */
void enc_mp4_put_moov (GstByteWriter *writer, const EncMp4Format *format, const EncMp4Track *tracks,
                       guint n_tracks, gboolean fragmented);
/* Of an `stbl`, all but the sample description. */
void enc_mp4_put_tables (GstByteWriter *writer, const EncMp4Track *track);

/* A fragment's `moof`, for an `mdat` right behind it with the tracks' data in turn. */
void enc_mp4_put_moof (GstByteWriter *writer, guint32 number, const EncMp4Track *tracks,
                       guint n_tracks);
