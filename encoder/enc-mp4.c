#include "enc-mp4-boxes.h"

#include <string.h>

/* How long a track's first sample lasts while no second one has come. */
#define VIDEO_DURATION (ENC_MP4_VIDEO_SCALE / 30)
#define AUDIO_DURATION 1024

enum { VIDEO, AUDIO, N_TRACKS };

struct _EncMp4 {
  EncMp4Format format;
  EncMp4Track tracks[N_TRACKS];
  gint64 oldest_ns;  /* of the fragment to come; -1: nothing has come for it */
  guint32 fragments; /* so far */
  guint64 position;  /* in the file, behind all that was made */
  guint64 seal_offset;
};

/* ---- Tracks ---- */

static void
track_init (EncMp4Track *track, EncMedia media)
{
  *track = (EncMp4Track){
      .media = media,
      .scale = media == ENC_VIDEO ? ENC_MP4_VIDEO_SCALE : ENC_MP4_AUDIO_SCALE,
      .duration = media == ENC_VIDEO ? VIDEO_DURATION : AUDIO_DURATION,
      .first_time = -1,
      .newest_time = -1,
      .pending = g_array_new (FALSE, FALSE, sizeof (EncMp4Sample)),
      .data = g_byte_array_new (),
      .durations = g_array_new (FALSE, FALSE, sizeof (EncMp4Run)),
      .keys = g_array_new (FALSE, FALSE, sizeof (guint32)),
      .sizes = g_array_new (FALSE, FALSE, sizeof (guint32)),
      .chunks = g_array_new (FALSE, FALSE, sizeof (guint64)),
      .in_chunks = g_array_new (FALSE, FALSE, sizeof (EncMp4Run)),
  };
}

static void
track_clear (EncMp4Track *track)
{
  g_array_unref (track->pending);
  g_byte_array_unref (track->data);
  g_array_unref (track->durations);
  g_array_unref (track->keys);
  g_array_unref (track->sizes);
  g_array_unref (track->chunks);
  g_array_unref (track->in_chunks);
}

static void
append_to_runs (GArray *runs, guint32 value)
{
  const EncMp4Run one = {1, value};
  EncMp4Run *last = runs->len ? &g_array_index (runs, EncMp4Run, runs->len - 1) : NULL;

  if (last && last->value == value)
    last->n++;
  else
    g_array_append_val (runs, one);
}

/* With the next sample it is known how long the newest one lasts. */
static void
track_end_newest (EncMp4Track *track, gint64 time)
{
  guint pending = track->pending->len;

  if (track->newest_time < 0)
    return;
  track->duration = (guint32) (time - track->newest_time);
  append_to_runs (track->durations, track->duration);
  if (pending > 0)
    g_array_index (track->pending, EncMp4Sample, pending - 1).duration = track->duration;
}

static void
track_add (EncMp4Track *track, gint64 time_ns, gboolean key, const GstMapInfo *map)
{
  gint64 scaled =
      (gint64) gst_util_uint64_scale_round ((guint64) time_ns, track->scale, GST_SECOND);
  gint64 time = MAX (scaled, track->newest_time + 1);
  EncMp4Sample sample = {(guint32) map->size, 0, key};

  track_end_newest (track, time);
  if (track->first_time < 0)
    track->first_time = time;
  if (track->pending->len == 0)
    track->fragment_time = time;
  track->newest_time = time;
  sample.duration = track->duration;
  g_array_append_val (track->pending, sample);
  g_byte_array_append (track->data, map->data, (guint) map->size);
}

/* The pending samples, at `offset` in the file from now on, go into the index. */
static void
track_index (EncMp4Track *track, guint64 offset)
{
  if (track->pending->len == 0)
    return;
  for (guint i = 0; i < track->pending->len; i++) {
    const EncMp4Sample *sample = &g_array_index (track->pending, EncMp4Sample, i);
    guint32 number = track->sizes->len + 1;

    g_array_append_val (track->sizes, sample->size);
    if (sample->key)
      g_array_append_val (track->keys, number);
  }
  g_array_append_val (track->chunks, offset);
  append_to_runs (track->in_chunks, track->pending->len);
  g_array_set_size (track->pending, 0);
  g_byte_array_set_size (track->data, 0);
}

/* ---- The file ---- */

EncMp4 *
enc_mp4_new (void)
{
  EncMp4 *self = g_new0 (EncMp4, 1);

  track_init (&self->tracks[VIDEO], ENC_VIDEO);
  track_init (&self->tracks[AUDIO], ENC_AUDIO);
  self->oldest_ns = -1;
  return self;
}

void
enc_mp4_free (EncMp4 *self)
{
  if (!self)
    return;
  for (guint i = 0; i < N_TRACKS; i++)
    track_clear (&self->tracks[i]);
  g_clear_pointer (&self->format.video, g_bytes_unref);
  g_clear_pointer (&self->format.audio, g_bytes_unref);
  g_free (self);
}

static void
take_format (EncMp4 *self, const EncPacket *packet)
{
  EncMp4Format *format = &self->format;
  gboolean video = packet->media == ENC_VIDEO;

  if (video && !format->video) {
    format->video = enc_packet_get_config (packet);
    enc_packet_get_size (packet, &format->width, &format->height);
  }
  if (!video && !format->audio)
    format->audio = enc_packet_get_config (packet);
}

gboolean
enc_mp4_add (EncMp4 *self, const EncPacket *packet, gint64 time_ns)
{
  EncMp4Track *track = &self->tracks[packet->media == ENC_VIDEO ? VIDEO : AUDIO];
  g_auto (GstBufferMapInfo) map = GST_MAP_INFO_INIT;

  take_format (self, packet);
  if (!self->format.video || !gst_buffer_map (packet->buffer, &map, GST_MAP_READ))
    return FALSE;
  track_add (track, time_ns, packet->key, &map);
  self->oldest_ns = self->oldest_ns < 0 ? time_ns : MIN (self->oldest_ns, time_ns);
  return TRUE;
}

gboolean
enc_mp4_is_due (const EncMp4 *self, gint64 time_ns)
{
  return self->oldest_ns >= 0 && time_ns - self->oldest_ns >= (gint64) ENC_MP4_FRAGMENT_NS;
}

static GBytes *
take_bytes (EncMp4 *self, GstByteWriter *writer)
{
  gsize size = gst_byte_writer_get_size (writer);

  self->position += size;
  return g_bytes_new_take (gst_byte_writer_reset_and_get_data (writer), size);
}

/* `free` has room for the header of an `mdat` with a size of 64 bits. */
static void
put_head (EncMp4 *self, GstByteWriter *writer)
{
  EncMp4Track empty[N_TRACKS];
  guint box;

  enc_mp4_put_ftyp (writer);
  self->seal_offset = gst_byte_writer_get_pos (writer);
  box = enc_mp4_box_begin (writer, "free");
  gst_byte_writer_fill (writer, 0, ENC_MP4_SEAL_BYTES - ENC_MP4_BOX_BYTES);
  enc_mp4_box_end (writer, box);
  track_init (&empty[VIDEO], ENC_VIDEO);
  track_init (&empty[AUDIO], ENC_AUDIO);
  enc_mp4_put_moov (writer, &self->format, empty, N_TRACKS, TRUE);
  track_clear (&empty[VIDEO]);
  track_clear (&empty[AUDIO]);
}

/* The tracks' data in turn. */
static void
put_mdat (EncMp4 *self, GstByteWriter *writer)
{
  guint box = enc_mp4_box_begin (writer, "mdat");

  for (guint i = 0; i < N_TRACKS; i++) {
    EncMp4Track *track = &self->tracks[i];
    guint64 offset = self->position + gst_byte_writer_get_pos (writer);

    if (track->data->len > 0)
      gst_byte_writer_put_data (writer, track->data->data, track->data->len);
    track_index (track, offset);
  }
  enc_mp4_box_end (writer, box);
}

GBytes *
enc_mp4_make_fragment (EncMp4 *self, gint64 made_s)
{
  GstByteWriter writer;

  if (self->oldest_ns < 0)
    return NULL;
  gst_byte_writer_init (&writer);
  if (self->fragments == 0) {
    self->format.made_s = made_s;
    put_head (self, &writer);
  }
  enc_mp4_put_moof (&writer, ++self->fragments, self->tracks, N_TRACKS);
  put_mdat (self, &writer);
  self->oldest_ns = -1;
  return take_bytes (self, &writer);
}

/* From the `free` of the head up to the index. */
static void
make_seal (const EncMp4 *self, guint64 index_offset, guint8 *seal)
{
  static const guint8 head[] = {0, 0, 0, 1, 'm', 'd', 'a', 't'}; /* 1: the size follows */

  memcpy (seal, head, sizeof head);
  GST_WRITE_UINT64_BE (seal + sizeof head, index_offset - self->seal_offset);
}

gboolean
enc_mp4_make_end (EncMp4 *self, EncMp4End *ret_end)
{
  GstByteWriter writer;

  if (self->fragments == 0)
    return FALSE;
  make_seal (self, self->position, ret_end->seal);
  ret_end->seal_offset = self->seal_offset;
  for (guint i = 0; i < N_TRACKS; i++)
    if (self->tracks[i].newest_time >= 0)
      append_to_runs (self->tracks[i].durations, self->tracks[i].duration);
  gst_byte_writer_init (&writer);
  enc_mp4_put_moov (&writer, &self->format, self->tracks, N_TRACKS, FALSE);
  ret_end->index = take_bytes (self, &writer);
  return TRUE;
}

void
enc_mp4_end_clear (EncMp4End *end)
{
  g_clear_pointer (&end->index, g_bytes_unref);
}
