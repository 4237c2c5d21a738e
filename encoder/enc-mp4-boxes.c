#include "enc-mp4-boxes.h"

/* Sample flags (14496-12, 8.8.3.1): depends on no other, or on others and is no sync sample. */
#define FLAGS_KEY   (2U << 24)
#define FLAGS_OTHER (1U << 24 | 1U << 16)

guint32
enc_mp4_track_id (const EncMp4Track *track)
{
  return track->media == ENC_VIDEO ? 1 : 2;
}

guint
enc_mp4_box_begin (GstByteWriter *writer, const char *type)
{
  guint begin = gst_byte_writer_get_pos (writer);

  gst_byte_writer_put_uint32_be (writer, 0);
  gst_byte_writer_put_data (writer, (const guint8 *) type, 4);
  return begin;
}

guint
enc_mp4_full_box_begin (GstByteWriter *writer, const char *type, guint8 version, guint32 flags)
{
  guint begin = enc_mp4_box_begin (writer, type);

  gst_byte_writer_put_uint8 (writer, version);
  gst_byte_writer_put_uint24_be (writer, flags);
  return begin;
}

static void
patch_uint32 (GstByteWriter *writer, guint position, guint32 value)
{
  guint end = gst_byte_writer_get_pos (writer);

  gst_byte_writer_set_pos (writer, position);
  gst_byte_writer_put_uint32_be (writer, value);
  gst_byte_writer_set_pos (writer, end);
}

void
enc_mp4_box_end (GstByteWriter *writer, guint begin)
{
  patch_uint32 (writer, begin, gst_byte_writer_get_pos (writer) - begin);
}

/* iso5 and iso6 for default-base-is-moof and tfdt (14496-12, annex E). */
void
enc_mp4_put_ftyp (GstByteWriter *writer)
{
  static const char brands[] = "isom"
                               "iso5"
                               "iso6"
                               "avc1"
                               "mp41";
  guint box = enc_mp4_box_begin (writer, "ftyp");

  gst_byte_writer_put_data (writer, (const guint8 *) "isom", 4);
  gst_byte_writer_put_uint32_be (writer, 512);
  gst_byte_writer_put_data (writer, (const guint8 *) brands, sizeof brands - 1);
  enc_mp4_box_end (writer, box);
}

/* ---- The index (8.6.1.2, 8.6.2, 8.7) ---- */

static void
put_runs (GstByteWriter *writer, const char *type, const GArray *runs)
{
  guint box = enc_mp4_full_box_begin (writer, type, 0, 0);

  gst_byte_writer_put_uint32_be (writer, runs->len);
  for (guint i = 0; i < runs->len; i++) {
    const EncMp4Run *run = &g_array_index (runs, EncMp4Run, i);

    gst_byte_writer_put_uint32_be (writer, run->n);
    gst_byte_writer_put_uint32_be (writer, run->value);
  }
  enc_mp4_box_end (writer, box);
}

/* The number of the first chunk of each run, its samples, and the only sample description. */
static void
put_stsc (GstByteWriter *writer, const GArray *runs)
{
  guint box = enc_mp4_full_box_begin (writer, "stsc", 0, 0);
  guint32 chunk = 1;

  gst_byte_writer_put_uint32_be (writer, runs->len);
  for (guint i = 0; i < runs->len; i++) {
    const EncMp4Run *run = &g_array_index (runs, EncMp4Run, i);

    gst_byte_writer_put_uint32_be (writer, chunk);
    gst_byte_writer_put_uint32_be (writer, run->value);
    gst_byte_writer_put_uint32_be (writer, 1);
    chunk += run->n;
  }
  enc_mp4_box_end (writer, box);
}

static void
put_stss (GstByteWriter *writer, const GArray *keys)
{
  guint box = enc_mp4_full_box_begin (writer, "stss", 0, 0);

  gst_byte_writer_put_uint32_be (writer, keys->len);
  for (guint i = 0; i < keys->len; i++)
    gst_byte_writer_put_uint32_be (writer, g_array_index (keys, guint32, i));
  enc_mp4_box_end (writer, box);
}

static void
put_stsz (GstByteWriter *writer, const GArray *sizes)
{
  guint box = enc_mp4_full_box_begin (writer, "stsz", 0, 0);

  gst_byte_writer_put_uint32_be (writer, 0); /* they differ */
  gst_byte_writer_put_uint32_be (writer, sizes->len);
  for (guint i = 0; i < sizes->len; i++)
    gst_byte_writer_put_uint32_be (writer, g_array_index (sizes, guint32, i));
  enc_mp4_box_end (writer, box);
}

static void
put_co64 (GstByteWriter *writer, const GArray *chunks)
{
  guint box = enc_mp4_full_box_begin (writer, "co64", 0, 0);

  gst_byte_writer_put_uint32_be (writer, chunks->len);
  for (guint i = 0; i < chunks->len; i++)
    gst_byte_writer_put_uint64_be (writer, g_array_index (chunks, guint64, i));
  enc_mp4_box_end (writer, box);
}

/* Without `stss` every sample is a sync sample, as those of sound are. */
void
enc_mp4_put_tables (GstByteWriter *writer, const EncMp4Track *track)
{
  put_runs (writer, "stts", track->durations);
  if (track->media == ENC_VIDEO)
    put_stss (writer, track->keys);
  put_stsc (writer, track->in_chunks);
  put_stsz (writer, track->sizes);
  put_co64 (writer, track->chunks);
}

/* ---- Fragments (8.8) ---- */

/* Returns where the data's offset is to be patched in. */
static guint
put_trun (GstByteWriter *writer, const EncMp4Track *track)
{
  gboolean video = track->media == ENC_VIDEO;
  guint32 fields = 0x1 | 0x100 | 0x200 | (video ? 0x400 : 0); /* offset, duration, size, flags */
  guint box = enc_mp4_full_box_begin (writer, "trun", 0, fields), offset;

  gst_byte_writer_put_uint32_be (writer, track->pending->len);
  offset = gst_byte_writer_get_pos (writer);
  gst_byte_writer_put_uint32_be (writer, 0);
  for (guint i = 0; i < track->pending->len; i++) {
    const EncMp4Sample *sample = &g_array_index (track->pending, EncMp4Sample, i);

    gst_byte_writer_put_uint32_be (writer, sample->duration);
    gst_byte_writer_put_uint32_be (writer, sample->size);
    if (video)
      gst_byte_writer_put_uint32_be (writer, sample->key ? FLAGS_KEY : FLAGS_OTHER);
  }
  enc_mp4_box_end (writer, box);
  return offset;
}

static guint
put_traf (GstByteWriter *writer, const EncMp4Track *track)
{
  guint box = enc_mp4_box_begin (writer, "traf"), inner, offset;

  inner = enc_mp4_full_box_begin (writer, "tfhd", 0, 0x020000); /* default-base-is-moof */
  gst_byte_writer_put_uint32_be (writer, enc_mp4_track_id (track));
  enc_mp4_box_end (writer, inner);
  inner = enc_mp4_full_box_begin (writer, "tfdt", 1, 0);
  gst_byte_writer_put_uint64_be (writer, (guint64) track->fragment_time);
  enc_mp4_box_end (writer, inner);
  offset = put_trun (writer, track);
  enc_mp4_box_end (writer, box);
  return offset;
}

void
enc_mp4_put_moof (GstByteWriter *writer, guint32 number, const EncMp4Track *tracks, guint n_tracks)
{
  guint box = enc_mp4_box_begin (writer, "moof");
  guint head = enc_mp4_full_box_begin (writer, "mfhd", 0, 0);
  guint offsets[ENC_MEDIA_END] = {0}, data;

  gst_byte_writer_put_uint32_be (writer, number);
  enc_mp4_box_end (writer, head);
  for (guint i = 0; i < n_tracks; i++)
    if (tracks[i].pending->len > 0)
      offsets[i] = put_traf (writer, &tracks[i]);
  enc_mp4_box_end (writer, box);
  data = gst_byte_writer_get_pos (writer) - box + ENC_MP4_BOX_BYTES;
  for (guint i = 0; i < n_tracks; i++) {
    if (offsets[i])
      patch_uint32 (writer, offsets[i], data);
    data += tracks[i].data->len;
  }
}
