#include "enc-mp4-boxes.h"

#include <string.h>

#define LANGUAGE_UND 0x55c4 /* "und", 5 bits a letter (8.4.2.3) */

static const guint8 aac_lc_48k_stereo[] = {0x11, 0x90};

static void
put_zeros (GstByteWriter *writer, guint bytes)
{
  gst_byte_writer_fill (writer, 0, bytes);
}

static void
put_bytes (GstByteWriter *writer, GBytes *bytes)
{
  gsize size;
  const guint8 *data = g_bytes_get_data (bytes, &size);

  gst_byte_writer_put_data (writer, data, (guint) size);
}

/* ---- Durations ---- */

static guint64
get_media_duration (const EncMp4Track *track)
{
  if (track->first_time < 0)
    return 0;
  return (guint64) (track->newest_time + track->duration - track->first_time);
}

static guint64
to_movie_time (const EncMp4Track *track, guint64 time)
{
  return gst_util_uint64_scale_round (time, ENC_MP4_MOVIE_SCALE, track->scale);
}

/* From the movie's begin on. */
static guint64
get_track_duration (const EncMp4Track *track)
{
  return to_movie_time (track, (guint64) MAX (track->first_time, 0) + get_media_duration (track));
}

/* ---- Headers ---- */

static void
put_times (GstByteWriter *writer, const EncMp4Format *format)
{
  guint64 made_s = (guint64) (format->made_s + ENC_MP4_SINCE_1904_S);

  gst_byte_writer_put_uint64_be (writer, made_s); /* creation_time */
  gst_byte_writer_put_uint64_be (writer, made_s); /* modification_time */
}

/* The unit matrix (8.2.2.2): 16.16, the last column 2.30. */
static void
put_matrix (GstByteWriter *writer)
{
  static const guint32 matrix[] = {1 << 16, 0, 0, 0, 1 << 16, 0, 0, 0, 1 << 30};

  for (guint i = 0; i < G_N_ELEMENTS (matrix); i++)
    gst_byte_writer_put_uint32_be (writer, matrix[i]);
}

static void
put_mvhd (GstByteWriter *writer, const EncMp4Format *format, guint64 duration)
{
  guint box = enc_mp4_full_box_begin (writer, "mvhd", 1, 0);

  put_times (writer, format);
  gst_byte_writer_put_uint32_be (writer, ENC_MP4_MOVIE_SCALE);
  gst_byte_writer_put_uint64_be (writer, duration);
  gst_byte_writer_put_uint32_be (writer, 1 << 16); /* rate */
  gst_byte_writer_put_uint16_be (writer, 1 << 8);  /* volume */
  put_zeros (writer, 2 + 8);
  put_matrix (writer);
  put_zeros (writer, 24);
  gst_byte_writer_put_uint32_be (writer, 3); /* next_track_ID */
  enc_mp4_box_end (writer, box);
}

static void
put_tkhd (GstByteWriter *writer, const EncMp4Format *format, const EncMp4Track *track)
{
  guint box = enc_mp4_full_box_begin (writer, "tkhd", 1, 0x3); /* enabled, in the movie */
  gboolean video = track->media == ENC_VIDEO;

  put_times (writer, format);
  gst_byte_writer_put_uint32_be (writer, enc_mp4_track_id (track));
  put_zeros (writer, 4);
  gst_byte_writer_put_uint64_be (writer, get_track_duration (track));
  put_zeros (writer, 8 + 2 + 2);
  gst_byte_writer_put_uint16_be (writer, video ? 0 : 1 << 8); /* volume */
  put_zeros (writer, 2);
  put_matrix (writer);
  gst_byte_writer_put_uint32_be (writer, video ? (guint32) format->width << 16 : 0);
  gst_byte_writer_put_uint32_be (writer, video ? (guint32) format->height << 16 : 0);
  enc_mp4_box_end (writer, box);
}

static void
put_edit (GstByteWriter *writer, guint64 duration, gint64 media_time)
{
  gst_byte_writer_put_uint64_be (writer, duration);
  gst_byte_writer_put_int64_be (writer, media_time);
  gst_byte_writer_put_uint32_be (writer, 1 << 16); /* media_rate */
}

/* The picture begins the movie; sound begins with its first packet after that. In fragments `tfdt`
 * says so, in the index an empty edit does (8.6.6). */
static void
put_edts (GstByteWriter *writer, const EncMp4Track *track)
{
  guint box = enc_mp4_box_begin (writer, "edts");
  guint list = enc_mp4_full_box_begin (writer, "elst", 1, 0);

  gst_byte_writer_put_uint32_be (writer, 2);
  put_edit (writer, to_movie_time (track, (guint64) track->first_time), -1);
  put_edit (writer, to_movie_time (track, get_media_duration (track)), 0);
  enc_mp4_box_end (writer, list);
  enc_mp4_box_end (writer, box);
}

static void
put_mdhd (GstByteWriter *writer, const EncMp4Format *format, const EncMp4Track *track)
{
  guint box = enc_mp4_full_box_begin (writer, "mdhd", 1, 0);

  put_times (writer, format);
  gst_byte_writer_put_uint32_be (writer, track->scale);
  gst_byte_writer_put_uint64_be (writer, get_media_duration (track));
  gst_byte_writer_put_uint16_be (writer, LANGUAGE_UND);
  put_zeros (writer, 2);
  enc_mp4_box_end (writer, box);
}

static void
put_hdlr (GstByteWriter *writer, const EncMp4Track *track)
{
  guint box = enc_mp4_full_box_begin (writer, "hdlr", 0, 0);
  const char *handler = track->media == ENC_VIDEO ? "vide" : "soun";
  const char *name = track->media == ENC_VIDEO ? "Picture" : "Sound";

  put_zeros (writer, 4);
  gst_byte_writer_put_data (writer, (const guint8 *) handler, 4);
  put_zeros (writer, 12);
  gst_byte_writer_put_data (writer, (const guint8 *) name, (guint) strlen (name) + 1);
  enc_mp4_box_end (writer, box);
}

/* ---- Sample descriptions ---- */

/* The programme is BT.709, limited range (12.1.5; values of ITU-T H.273). */
static void
put_colr (GstByteWriter *writer)
{
  guint box = enc_mp4_box_begin (writer, "colr");

  gst_byte_writer_put_data (writer, (const guint8 *) "nclx", 4);
  for (guint i = 0; i < 3; i++)
    gst_byte_writer_put_uint16_be (writer, 1);
  gst_byte_writer_put_uint8 (writer, 0);
  enc_mp4_box_end (writer, box);
}

static void
put_avc1 (GstByteWriter *writer, const EncMp4Format *format)
{
  guint box = enc_mp4_box_begin (writer, "avc1"), config;

  put_zeros (writer, 6);
  gst_byte_writer_put_uint16_be (writer, 1); /* data_reference_index */
  put_zeros (writer, 16);
  gst_byte_writer_put_uint16_be (writer, (guint16) format->width);
  gst_byte_writer_put_uint16_be (writer, (guint16) format->height);
  gst_byte_writer_put_uint32_be (writer, 72 << 16); /* dots an inch */
  gst_byte_writer_put_uint32_be (writer, 72 << 16);
  put_zeros (writer, 4);
  gst_byte_writer_put_uint16_be (writer, 1); /* frame_count */
  put_zeros (writer, 32);                    /* compressorname */
  gst_byte_writer_put_uint16_be (writer, 24);
  gst_byte_writer_put_int16_be (writer, -1);
  config = enc_mp4_box_begin (writer, "avcC");
  put_bytes (writer, format->video);
  enc_mp4_box_end (writer, config);
  put_colr (writer);
  enc_mp4_box_end (writer, box);
}

/* 14496-1, 7.2.6: ES_Descriptor, DecoderConfigDescriptor, DecoderSpecificInfo, SLConfigDescriptor;
 * all are shorter than 128 bytes. */
static void
put_esds (GstByteWriter *writer, GBytes *config)
{
  guint box = enc_mp4_full_box_begin (writer, "esds", 0, 0);
  guint8 size = (guint8) g_bytes_get_size (config);

  gst_byte_writer_put_uint8 (writer, 0x03);
  gst_byte_writer_put_uint8 (writer, (guint8) (3 + 2 + 13 + 2 + size + 3));
  gst_byte_writer_put_uint16_be (writer, 2); /* ES_ID */
  gst_byte_writer_put_uint8 (writer, 0);
  gst_byte_writer_put_uint8 (writer, 0x04);
  gst_byte_writer_put_uint8 (writer, (guint8) (13 + 2 + size));
  gst_byte_writer_put_uint8 (writer, 0x40);          /* Audio ISO/IEC 14496-3 */
  gst_byte_writer_put_uint8 (writer, 0x05 << 2 | 1); /* AudioStream */
  put_zeros (writer, 3 + 4 + 4);                     /* buffer size and bitrates: not told */
  gst_byte_writer_put_uint8 (writer, 0x05);
  gst_byte_writer_put_uint8 (writer, size);
  put_bytes (writer, config);
  gst_byte_writer_put_uint8 (writer, 0x06);
  gst_byte_writer_put_uint8 (writer, 1);
  gst_byte_writer_put_uint8 (writer, 0x02); /* as MP4 wants it */
  enc_mp4_box_end (writer, box);
}

static void
put_mp4a (GstByteWriter *writer, const EncMp4Format *format)
{
  guint box = enc_mp4_box_begin (writer, "mp4a");
  g_autoptr (GBytes) config =
      format->audio ? g_bytes_ref (format->audio)
                    : g_bytes_new_static (aac_lc_48k_stereo, sizeof aac_lc_48k_stereo);

  put_zeros (writer, 6);
  gst_byte_writer_put_uint16_be (writer, 1); /* data_reference_index */
  put_zeros (writer, 8);
  gst_byte_writer_put_uint16_be (writer, 2);  /* channels */
  gst_byte_writer_put_uint16_be (writer, 16); /* bits */
  put_zeros (writer, 4);
  gst_byte_writer_put_uint32_be (writer, 48000U << 16);
  put_esds (writer, config);
  enc_mp4_box_end (writer, box);
}

static void
put_stsd (GstByteWriter *writer, const EncMp4Format *format, const EncMp4Track *track)
{
  guint box = enc_mp4_full_box_begin (writer, "stsd", 0, 0);

  gst_byte_writer_put_uint32_be (writer, 1);
  if (track->media == ENC_VIDEO)
    put_avc1 (writer, format);
  else
    put_mp4a (writer, format);
  enc_mp4_box_end (writer, box);
}

/* ---- Tracks ---- */

/* Everything is in this file (8.7.2). */
static void
put_dinf (GstByteWriter *writer)
{
  guint box = enc_mp4_box_begin (writer, "dinf");
  guint list = enc_mp4_full_box_begin (writer, "dref", 0, 0);

  gst_byte_writer_put_uint32_be (writer, 1);
  enc_mp4_box_end (writer, enc_mp4_full_box_begin (writer, "url ", 0, 1));
  enc_mp4_box_end (writer, list);
  enc_mp4_box_end (writer, box);
}

static void
put_minf (GstByteWriter *writer, const EncMp4Format *format, const EncMp4Track *track)
{
  guint box = enc_mp4_box_begin (writer, "minf"), head, table;

  if (track->media == ENC_VIDEO) {
    head = enc_mp4_full_box_begin (writer, "vmhd", 0, 1);
    put_zeros (writer, 8);
  } else {
    head = enc_mp4_full_box_begin (writer, "smhd", 0, 0);
    put_zeros (writer, 4);
  }
  enc_mp4_box_end (writer, head);
  put_dinf (writer);
  table = enc_mp4_box_begin (writer, "stbl");
  put_stsd (writer, format, track);
  enc_mp4_put_tables (writer, track);
  enc_mp4_box_end (writer, table);
  enc_mp4_box_end (writer, box);
}

static void
put_trak (GstByteWriter *writer, const EncMp4Format *format, const EncMp4Track *track)
{
  guint box = enc_mp4_box_begin (writer, "trak"), media;

  put_tkhd (writer, format, track);
  if (track->first_time > 0)
    put_edts (writer, track);
  media = enc_mp4_box_begin (writer, "mdia");
  put_mdhd (writer, format, track);
  put_hdlr (writer, track);
  put_minf (writer, format, track);
  enc_mp4_box_end (writer, media);
  enc_mp4_box_end (writer, box);
}

/* What every fragment says itself has no default here (8.8.3). */
static void
put_mvex (GstByteWriter *writer, const EncMp4Track *tracks, guint n_tracks)
{
  guint box = enc_mp4_box_begin (writer, "mvex");

  for (guint i = 0; i < n_tracks; i++) {
    guint trex = enc_mp4_full_box_begin (writer, "trex", 0, 0);

    gst_byte_writer_put_uint32_be (writer, enc_mp4_track_id (&tracks[i]));
    gst_byte_writer_put_uint32_be (writer, 1); /* sample description */
    put_zeros (writer, 4 + 4 + 4);
    enc_mp4_box_end (writer, trex);
  }
  enc_mp4_box_end (writer, box);
}

void
enc_mp4_put_moov (GstByteWriter *writer, const EncMp4Format *format, const EncMp4Track *tracks,
                  guint n_tracks, gboolean fragmented)
{
  guint box = enc_mp4_box_begin (writer, "moov");
  guint64 duration = 0;

  for (guint i = 0; i < n_tracks; i++)
    duration = MAX (duration, get_track_duration (&tracks[i]));
  put_mvhd (writer, format, duration);
  for (guint i = 0; i < n_tracks; i++) {
    if (fragmented || tracks[i].first_time >= 0)
      put_trak (writer, format, &tracks[i]);
  }
  if (fragmented)
    put_mvex (writer, tracks, n_tracks);
  enc_mp4_box_end (writer, box);
}
