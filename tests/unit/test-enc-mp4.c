/* MP4 files as bytes: the same samples are found by way of the fragments and by way of the index,
 * each at its time, for files of any shape. */
#include "enc-mp4.h"

#include <string.h>

#define FRAME_NS   (GST_SECOND / 30)
#define AAC_NS     (1024 * GST_SECOND / 48000)
#define VIDEO_RATE 90000
#define AUDIO_RATE 48000

/* ---- A file of known content ---- */

typedef struct {
  gint64 time; /* in units of the track */
  guint64 offset;
  guint32 size;
  gboolean key;
} Sample;

typedef struct {
  EncMp4 *mp4;
  GByteArray *bytes; /* as on disk */
  GArray *samples[2];
  GstCaps *caps[2];
  GRand *dice;
} File;

static GstCaps *
make_caps (const char *text, const char *config)
{
  GstCaps *caps = gst_caps_from_string (text);
  g_autoptr (GstBuffer) buffer = gst_buffer_new_wrapped (g_strdup (config), strlen (config));

  gst_caps_set_simple (caps, "codec_data", GST_TYPE_BUFFER, buffer, NULL);
  return caps;
}

static void
file_init (File *file, guint32 seed)
{
  *file = (File){
      .mp4 = enc_mp4_new (), .bytes = g_byte_array_new (), .dice = g_rand_new_with_seed (seed)};
  file->caps[0] = make_caps ("video/x-h264,width=640,height=360", "avcC-record");
  file->caps[1] = make_caps ("audio/mpeg", "asc");
  for (guint i = 0; i < 2; i++)
    file->samples[i] = g_array_new (FALSE, FALSE, sizeof (Sample));
}

static void
file_clear (File *file)
{
  enc_mp4_free (file->mp4);
  g_byte_array_unref (file->bytes);
  g_rand_free (file->dice);
  for (guint i = 0; i < 2; i++) {
    g_array_unref (file->samples[i]);
    gst_caps_unref (file->caps[i]);
  }
}

static void
append (File *file, GBytes *part)
{
  g_assert_nonnull (part);
  g_byte_array_append (file->bytes, g_bytes_get_data (part, NULL), (guint) g_bytes_get_size (part));
  g_bytes_unref (part);
}

/* The first bytes of a sample are its media and number. */
static void
add (File *file, EncMedia media, gint64 time_ns, gboolean key)
{
  guint track = media == ENC_VIDEO ? 0 : 1;
  gint64 rate = media == ENC_VIDEO ? VIDEO_RATE : AUDIO_RATE;
  Sample sample = {.size = (guint32) g_rand_int_range (file->dice, 8, 3000), .key = key};
  guint8 *data = g_malloc0 (sample.size);
  EncPacket packet = {media, key, gst_buffer_new_wrapped (data, sample.size), file->caps[track]};

  sample.time = (time_ns * rate + (gint64) GST_SECOND / 2) / (gint64) GST_SECOND;
  GST_WRITE_UINT32_BE (data, track);
  GST_WRITE_UINT32_BE (data + 4, file->samples[track]->len);
  g_array_append_val (file->samples[track], sample);
  if (enc_mp4_is_due (file->mp4, time_ns))
    append (file, enc_mp4_make_fragment (file->mp4, 0));
  g_assert_true (enc_mp4_add (file->mp4, &packet, time_ns));
  gst_buffer_unref (packet.buffer);
}

/* Sound arrives behind its picture; now and then pictures are left out. */
static void
fill (File *file, gint64 seconds)
{
  gint64 sound_ns = 8 * (gint64) GST_MSECOND;

  for (gint64 i = 0; i < seconds * 30; i++) {
    gint64 time_ns = i * (gint64) FRAME_NS;

    if (i % 60 == 0 || g_rand_int_range (file->dice, 0, 20) > 0)
      add (file, ENC_VIDEO, time_ns, i % 60 == 0);
    for (; sound_ns + 70 * (gint64) GST_MSECOND < time_ns; sound_ns += (gint64) AAC_NS)
      add (file, ENC_AUDIO, sound_ns, FALSE);
  }
}

/* ---- Reading it ---- */

typedef struct {
  const guint8 *data; /* behind size and type */
  gsize size;         /* of the rest */
  guint64 offset;     /* of the box in the file */
  char type[5];
} Box;

/* FALSE: there is no more. */
static gboolean
next_box (const guint8 **data, const guint8 *end, const guint8 *file, Box *ret_box)
{
  guint64 size, head = 8;

  if (*data == end)
    return FALSE;
  g_assert_cmpint (end - *data, >=, 8);
  size = GST_READ_UINT32_BE (*data);
  if (size == 1) {
    size = GST_READ_UINT64_BE (*data + 8);
    head = 16;
  }
  g_assert_cmpuint (size, >=, head);
  g_assert_cmpuint (size, <=, (guint64) (end - *data));
  *ret_box = (Box){*data + head, size - head, (guint64) (*data - file), ""};
  memcpy (ret_box->type, *data + 4, 4);
  *data += size;
  return TRUE;
}

/* The n-th box at a path such as "moov/trak/mdia". */
static gboolean
find_box (const File *file, const Box *inside, const char *path, guint n, Box *ret_box)
{
  g_auto (GStrv) types = g_strsplit (path, "/", 2);
  const guint8 *data = inside ? inside->data : file->bytes->data;
  const guint8 *end = inside ? inside->data + inside->size : data + file->bytes->len;
  Box box;

  while (next_box (&data, end, file->bytes->data, &box)) {
    if (!g_str_equal (box.type, types[0]))
      continue;
    if (types[1])
      return find_box (file, &box, types[1], n, ret_box);
    if (n-- == 0) {
      *ret_box = box;
      return TRUE;
    }
  }
  return FALSE;
}

static guint32
get (const Box *box, gsize word)
{
  g_assert_cmpuint (4 * word + 4, <=, box->size);
  return GST_READ_UINT32_BE (box->data + 4 * word);
}

static void
check_sample (const File *file, guint track, guint number, const Sample *found)
{
  const Sample *sample = &g_array_index (file->samples[track], Sample, number);
  const guint8 *data = file->bytes->data + found->offset;

  g_assert_cmpuint (number, <, file->samples[track]->len);
  g_assert_cmpint (found->time, ==, sample->time);
  g_assert_cmpuint (found->size, ==, sample->size);
  g_assert_cmpint (found->key, ==, sample->key);
  g_assert_cmpuint (found->offset + found->size, <=, file->bytes->len);
  g_assert_cmpuint (GST_READ_UINT32_BE (data), ==, track);
  g_assert_cmpuint (GST_READ_UINT32_BE (data + 4), ==, number);
}

static void
check_traf (const File *file, const Box *moof, const Box *traf, guint *counts)
{
  Box tfhd, tfdt, trun;
  guint track, fields;
  Sample found = {0};

  g_assert_true (find_box (file, traf, "tfhd", 0, &tfhd) &&
                 find_box (file, traf, "tfdt", 0, &tfdt) &&
                 find_box (file, traf, "trun", 0, &trun));
  track = get (&tfhd, 1) - 1;
  fields = track == 0 ? 3 : 2;
  found.time = (gint64) GST_READ_UINT64_BE (tfdt.data + 4);
  found.offset = moof->offset + get (&trun, 2);
  for (guint i = 0; i < get (&trun, 1); i++) {
    found.size = get (&trun, 3 + i * fields + 1);
    found.key = track == 0 && !(get (&trun, 3 + i * fields + 2) >> 16 & 1);
    check_sample (file, track, counts[track]++, &found);
    found.time += get (&trun, 3 + i * fields);
    found.offset += found.size;
  }
}

/* Every sample that a player finds in the fragments. */
static void
check_fragments (const File *file, guint *counts)
{
  Box moof, traf, moov;

  g_assert_true (find_box (file, NULL, "moov/mvex", 0, &moov));
  for (guint i = 0; find_box (file, NULL, "moof", i, &moof); i++)
    for (guint k = 0; find_box (file, &moof, "traf", k, &traf); k++)
      check_traf (file, &moof, &traf, counts);
}

typedef struct {
  Box stts, stss, stsc, stsz, co64;
} Tables;

static gboolean
is_key (const Tables *tables, guint number)
{
  for (guint i = 0; tables->stss.size && i < get (&tables->stss, 1); i++)
    if (get (&tables->stss, 2 + i) == number + 1)
      return TRUE;
  return FALSE;
}

/* Walks chunks and durations at once. */
static void
check_tables (const File *file, const Tables *tables, guint track, gint64 first_time)
{
  guint n = get (&tables->stsz, 2), in_chunk = 0, chunk = 0, run = 0, in_run = 0, rule = 0;
  Sample found = {.time = first_time};

  g_assert_cmpuint (n, ==, file->samples[track]->len);
  for (guint i = 0; i < n; i++) {
    if (in_chunk == 0) {
      found.offset = GST_READ_UINT64_BE (tables->co64.data + 8 + 8 * chunk++);
      while (rule + 1 < get (&tables->stsc, 1) && get (&tables->stsc, 2 + 3 * (rule + 1)) <= chunk)
        rule++;
      in_chunk = get (&tables->stsc, 2 + 3 * rule + 1);
    }
    found.size = get (&tables->stsz, 3 + i);
    found.key = is_key (tables, i);
    check_sample (file, track, i, &found);
    found.offset += found.size;
    in_chunk--;
    found.time += get (&tables->stts, 2 + 2 * run + 1);
    if (++in_run == get (&tables->stts, 2 + 2 * run)) {
      in_run = 0;
      run++;
    }
  }
  g_assert_cmpuint (chunk, ==, get (&tables->co64, 1));
  g_assert_cmpuint (run, ==, get (&tables->stts, 1));
}

/* The delay that an empty edit gives the track. */
static gint64
get_first_time (const File *file, const Box *trak)
{
  Box elst;

  if (!find_box (file, trak, "edts/elst", 0, &elst))
    return 0;
  g_assert_cmpuint (get (&elst, 1), ==, 2);
  g_assert_cmpint ((gint64) GST_READ_UINT64_BE (elst.data + 16), ==, -1);
  return (gint64) GST_READ_UINT64_BE (elst.data + 8);
}

static void
check_index (const File *file)
{
  Box moov, trak, table;
  Tables tables = {0};

  g_assert_true (find_box (file, NULL, "moov", 0, &moov));
  g_assert_false (find_box (file, NULL, "moof", 0, &table));
  g_assert_false (find_box (file, &moov, "mvex", 0, &table));
  for (guint i = 0; i < 2; i++) {
    g_assert_true (find_box (file, &moov, "trak", i, &trak));
    g_assert_true (find_box (file, &trak, "mdia/minf/stbl", 0, &table));
    g_assert_true (find_box (file, &table, "stts", 0, &tables.stts) &&
                   find_box (file, &table, "stsc", 0, &tables.stsc) &&
                   find_box (file, &table, "stsz", 0, &tables.stsz) &&
                   find_box (file, &table, "co64", 0, &tables.co64));
    if (!find_box (file, &table, "stss", 0, &tables.stss))
      tables.stss = (Box){0};
    check_tables (file, &tables, i, get_first_time (file, &trak));
  }
}

static void
seal (File *file)
{
  EncMp4End end = {0};

  g_assert_true (enc_mp4_make_end (file->mp4, &end));
  append (file, g_steal_pointer (&end.index));
  memcpy (file->bytes->data + end.seal_offset, end.seal, sizeof end.seal);
  enc_mp4_end_clear (&end);
}

/* ---- Tests ---- */

static void
test_both_ways_lead_to_every_sample (void)
{
  for (guint32 seed = 0; seed < 10; seed++) {
    guint counts[2] = {0};
    File file;

    file_init (&file, seed);
    fill (&file, 2 + seed);
    append (&file, enc_mp4_make_fragment (file.mp4, 0));
    check_fragments (&file, counts);
    g_assert_cmpuint (counts[0], ==, file.samples[0]->len);
    g_assert_cmpuint (counts[1], ==, file.samples[1]->len);
    seal (&file);
    check_index (&file);
    file_clear (&file);
  }
}

/* At no moment more is lost than a fragment, from the first fragment on. */
static void
test_fragments_are_short (void)
{
  guint counts[2] = {0};
  File file;

  file_init (&file, 1);
  fill (&file, 10);
  check_fragments (&file, counts);
  g_assert_cmpint (counts[0], <, file.samples[0]->len);
  g_assert_cmpint (g_array_index (file.samples[0], Sample, counts[0]).time, >=,
                   10 * VIDEO_RATE - VIDEO_RATE / 2 - VIDEO_RATE / 30);
  file_clear (&file);
}

/* It can be cut off anywhere between two parts, and what there is of it plays. */
static void
test_a_short_file (void)
{
  guint counts[2] = {0};
  EncMp4End end = {0};
  Box trak;
  File file;

  file_init (&file, 1);
  g_assert_false (enc_mp4_make_end (file.mp4, &end));
  g_assert_null (enc_mp4_make_fragment (file.mp4, 0));
  add (&file, ENC_VIDEO, 0, TRUE);
  append (&file, enc_mp4_make_fragment (file.mp4, 0));
  check_fragments (&file, counts);
  g_assert_cmpuint (counts[0], ==, 1);
  g_assert_null (enc_mp4_make_fragment (file.mp4, 0));
  seal (&file);
  g_assert_true (find_box (&file, NULL, "moov/trak", 0, &trak));
  g_assert_false (find_box (&file, NULL, "moov/trak", 1, &trak));
  file_clear (&file);
}

static void
test_pictures_must_be_described (void)
{
  g_autoptr (EncMp4) mp4 = enc_mp4_new ();
  EncPacket packet = {ENC_VIDEO, TRUE, gst_buffer_new_allocate (NULL, 8, NULL), NULL};

  g_assert_false (enc_mp4_add (mp4, &packet, 0));
  gst_buffer_unref (packet.buffer);
}

int
main (int argc, char **argv)
{
  gst_init (NULL, NULL);
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/mp4/both-ways", test_both_ways_lead_to_every_sample);
  g_test_add_func ("/mp4/fragments-are-short", test_fragments_are_short);
  g_test_add_func ("/mp4/short-file", test_a_short_file);
  g_test_add_func ("/mp4/described", test_pictures_must_be_described);
  return g_test_run ();
}
