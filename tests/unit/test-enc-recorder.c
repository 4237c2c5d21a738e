/* The recording: whole files, split without a lost packet, a full disk, a kill at any moment. */
#include "enc-programme.h"
#include "enc-recorder.h"

#include <glib/gstdio.h>
#include <gst/app/app.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/mount.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#define FPS     30
#define WAIT_US (20 * G_USEC_PER_SEC)

/* ---- A programme as material ---- */

typedef struct {
  GPtrArray *packets; /* of EncPacket, in order; the audio and video caps */
  GstCaps *caps[ENC_AUDIO + 1];
  guint pictures, sounds;
} Material;

static void
ignore_end (const GError *error, gpointer data)
{
  g_assert_no_error (error);
}

static void
start_programme (gpointer data)
{
  g_assert_true (enc_programme_start (data, NULL));
}

static void
stop_programme (gpointer data)
{
  enc_programme_stop (data);
}

static EncProgramme *
make_programme (EncHub *hub, BaseWorker *media, GstClock *clock, guint frames, gboolean live)
{
  const MixFormat format = {160, 90, FPS, 1, 0, !live};
  const EncOptions options = {.kind = 1, .bitrate_kbps = 300, .preset = 1, .audio_kbps = 96};
  GstElement *video = gst_element_factory_make ("videotestsrc", NULL);
  GstElement *audio = gst_element_factory_make ("audiotestsrc", NULL);
  g_autoptr (GError) error = NULL;
  EncProgramme *programme;

  g_object_set (video, "num-buffers", frames, "is-live", live, NULL);
  g_object_set (audio, "num-buffers", frames * 100 / FPS, "samplesperbuffer", MIX_AUDIO_TICK,
                "is-live", live, NULL);
  programme = enc_programme_new (&options, NULL, &format, media, clock, gst_clock_get_time (clock),
                                 video, audio, hub, ignore_end, NULL, &error);
  g_assert_no_error (error);
  return programme;
}

static void
packet_free (gpointer data)
{
  enc_packet_clear (data);
  g_free (data);
}

static void
material_read (Material *material, EncQueue *queue, guint frames)
{
  EncPacket packet = {0};

  while (material->pictures < frames && enc_queue_pop (queue, WAIT_US, &packet)) {
    material->pictures += packet.media == ENC_VIDEO;
    material->sounds += packet.media == ENC_AUDIO;
    g_ptr_array_add (material->packets, g_memdup2 (&packet, sizeof packet));
  }
  g_assert_cmpuint (material->pictures, ==, frames);
}

static Material
material_new (guint frames)
{
  Material material = {.packets = g_ptr_array_new_with_free_func (packet_free)};
  BaseWorker *media = base_worker_new ("media");
  GstClock *clock = gst_system_clock_obtain ();
  EncHub *hub = enc_hub_new ();
  EncQueue *queue = enc_hub_open (hub, FALSE);
  EncProgramme *programme = make_programme (hub, media, clock, frames, FALSE);

  base_worker_run_sync (media, start_programme, programme);
  material_read (&material, queue, frames);
  for (guint i = ENC_VIDEO; i <= ENC_AUDIO; i++)
    material.caps[i] = enc_hub_get_caps (hub, i);
  base_worker_run_sync (media, stop_programme, programme);
  enc_programme_free (programme);
  enc_hub_close (hub, queue);
  enc_hub_free (hub);
  gst_object_unref (clock);
  base_worker_stop (media);
  base_worker_free (media);
  return material;
}

static void
material_clear (Material *material)
{
  g_ptr_array_unref (material->packets);
  for (guint i = ENC_VIDEO; i <= ENC_AUDIO; i++)
    gst_clear_caps (&material->caps[i]);
}

/* ---- A recorder to be tried ---- */

typedef struct {
  char *folder;
  EncRecordingOptions options;
  BaseWorker *media;
  EncHub *hub;
  EncRecorder *recorder;

  GMutex lock; /* guards all below */
  GCond cond;
  ShowHealth health;
  char *text;
  char *file;
  ShowCounters counters;
} Rig;

static void
note_report (const ShowStatus *status, const ShowCounters *counters, const char *file,
             gpointer data)
{
  Rig *rig = data;

  g_mutex_lock (&rig->lock);
  rig->health = status->health;
  rig->counters = *counters;
  g_free (rig->text);
  rig->text = g_strdup (status->text);
  g_free (rig->file);
  rig->file = g_strdup (file);
  g_cond_signal (&rig->cond);
  g_mutex_unlock (&rig->lock);
}

static void
rig_init_with (Rig *rig, const char *folder, const Material *material,
               const EncRecordingOptions *options)
{
  *rig = (Rig){.folder = g_strdup (folder), .options = *options};
  g_mutex_init (&rig->lock);
  g_cond_init (&rig->cond);
  rig->media = base_worker_new ("media");
  rig->hub = enc_hub_new ();
  for (guint i = ENC_VIDEO; material && i <= ENC_AUDIO; i++)
    enc_hub_set_caps (rig->hub, i, material->caps[i]);
  rig->recorder =
      enc_recorder_new (&rig->options, rig->folder, rig->hub, rig->media, note_report, rig);
}

static void
rig_init (Rig *rig, const char *folder, const Material *material, guint split_ms)
{
  rig_init_with (rig, folder, material, &(EncRecordingOptions){.split_ms = (int) split_ms});
}

static void
rig_clear (Rig *rig)
{
  enc_recorder_free (rig->recorder);
  enc_hub_free (rig->hub);
  base_worker_stop (rig->media);
  base_worker_free (rig->media);
  g_free (rig->folder);
  g_free (rig->text);
  g_free (rig->file);
  g_mutex_clear (&rig->lock);
  g_cond_clear (&rig->cond);
}

static void
rig_do (Rig *rig, void (*what) (EncRecorder *self))
{
  base_worker_run_sync (rig->media, (BaseJob) (GCallback) what, rig->recorder);
}

/* Waits for a state and, when `text` is given, words in its text. */
static void
rig_wait (Rig *rig, ShowHealth health, const char *text)
{
  gint64 deadline_us = g_get_monotonic_time () + WAIT_US;

  g_mutex_lock (&rig->lock);
  while (rig->health != health || (text && !strstr (rig->text, text))) {
    if (!g_cond_wait_until (&rig->cond, &rig->lock, deadline_us))
      g_error ("state is %d \"%s\"", rig->health, rig->text);
  }
  g_mutex_unlock (&rig->lock);
}

static void
rig_wait_file (Rig *rig, const char *end)
{
  gint64 deadline_us = g_get_monotonic_time () + WAIT_US;

  g_mutex_lock (&rig->lock);
  while (!rig->file || !g_str_has_suffix (rig->file, end))
    g_assert_true (g_cond_wait_until (&rig->cond, &rig->lock, deadline_us));
  g_mutex_unlock (&rig->lock);
}

static void
push (Rig *rig, const Material *material, guint first, guint end)
{
  for (guint i = first; i < end; i++) {
    EncPacket *packet = g_ptr_array_index (material->packets, i);

    while (enc_hub_get_fill (rig->hub) > 0.5)
      g_usleep (1000);
    enc_hub_push (rig->hub, packet->media, gst_buffer_ref (packet->buffer));
  }
}

/* ---- Files ---- */

static int
compare_names (gconstpointer a, gconstpointer b)
{
  return strcmp (*(const char *const *) a, *(const char *const *) b);
}

/* All files in FOLDER/SHOW/, sorted. */
static GPtrArray *
list_files (const char *folder)
{
  GPtrArray *files = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GDir) shows = g_dir_open (folder, 0, NULL);
  const char *show, *name;

  while (shows && (show = g_dir_read_name (shows))) {
    g_autofree char *path = g_build_filename (folder, show, NULL);
    g_autoptr (GDir) dir = g_dir_open (path, 0, NULL);

    while (dir && (name = g_dir_read_name (dir)))
      g_ptr_array_add (files, g_build_filename (path, name, NULL));
  }
  g_ptr_array_sort (files, compare_names);
  return files;
}

static void
remove_files (const char *folder)
{
  g_autoptr (GPtrArray) files = list_files (folder);

  for (guint i = 0; i < files->len; i++) {
    g_autofree char *parent = g_path_get_dirname (g_ptr_array_index (files, i));

    g_unlink (g_ptr_array_index (files, i));
    g_rmdir (parent);
  }
  g_rmdir (folder);
}

typedef struct {
  guint pictures, sounds;
} Contents;

static guint
drain (GstElement *file, const char *name)
{
  g_autoptr (GstElement) sink = gst_bin_get_by_name (GST_BIN (file), name);
  GstSample *sample;
  guint n = 0;

  while ((sample = gst_app_sink_try_pull_sample (GST_APP_SINK (sink), 20 * GST_SECOND))) {
    gst_sample_unref (sample);
    n++;
  }
  return n;
}

static Contents
read_file (const char *path)
{
  g_autofree char *text = g_strdup_printf (
      "filesrc location=\"%s\" ! qtdemux name=d  d.video_0 ! queue max-size-buffers=0 "
      "max-size-bytes=0 max-size-time=0 ! appsink name=video sync=false  d.audio_0 ! queue "
      "max-size-buffers=0 max-size-bytes=0 max-size-time=0 ! appsink name=audio sync=false",
      path);
  GstElement *file = gst_parse_launch (text, NULL);
  Contents contents;

  gst_element_set_state (file, GST_STATE_PLAYING);
  contents.pictures = drain (file, "video");
  contents.sounds = drain (file, "audio");
  gst_element_set_state (file, GST_STATE_NULL);
  gst_object_unref (file);
  return contents;
}

/* Whether the file is an ordinary MP4 (14496-12): ftyp, one mdat of 64 bits, moov and nothing else.
 */
static gboolean
is_plain (const char *path)
{
  g_autofree char *data = NULL;
  gsize size = 0;
  guint64 mdat, moov;

  g_assert_true (g_file_get_contents (path, &data, &size, NULL));
  mdat = GST_READ_UINT32_BE (data);
  if (size < mdat + 16 || memcmp (data + 4, "ftyp", 4) != 0 ||
      memcmp (data + mdat + 4, "mdat", 4) != 0)
    return FALSE;
  moov = mdat + GST_READ_UINT64_BE (data + mdat + 8);
  return size > moov + 8 && memcmp (data + moov + 4, "moov", 4) == 0 &&
         GST_READ_UINT32_BE (data + moov) == size - moov;
}

/* ---- Tests ---- */

static void
test_records_all (void)
{
  g_autofree char *folder = g_dir_make_tmp ("tallybox-XXXXXX", NULL);
  Material material = material_new (150);
  g_autoptr (GPtrArray) files = NULL;
  Contents contents;
  Rig rig;

  rig_init (&rig, folder, &material, 0);
  rig_do (&rig, enc_recorder_start);
  push (&rig, &material, 0, material.packets->len);
  rig_wait (&rig, SHOW_HEALTH_LIVE, "Recording.");
  g_assert_true (g_str_has_suffix (rig.file, "_001.mp4"));
  rig_do (&rig, enc_recorder_stop);
  rig_wait (&rig, SHOW_HEALTH_STOPPED, "Recording stopped.");
  g_assert_null (rig.file);
  g_assert_cmpuint (rig.counters.dropped_packets, ==, 0);
  files = list_files (folder);
  g_assert_cmpuint (files->len, ==, 1);
  g_assert_true (is_plain (g_ptr_array_index (files, 0)));
  contents = read_file (g_ptr_array_index (files, 0));
  g_assert_cmpuint (contents.pictures, ==, material.pictures);
  g_assert_cmpuint (contents.sounds, ==, material.sounds);
  rig_clear (&rig);
  material_clear (&material);
  remove_files (folder);
}

static void
wait_for_file (const char *folder, guint n)
{
  gint64 deadline_us = g_get_monotonic_time () + WAIT_US;
  guint found = 0;

  while (found < n) {
    g_autoptr (GPtrArray) files = list_files (folder);

    g_assert_cmpint (g_get_monotonic_time (), <, deadline_us);
    found = files->len;
    g_usleep (20 * 1000);
  }
}

/* Splits by length (4 s) and on demand; all files together have every packet. */
static void
test_split_loses_nothing (void)
{
  g_autofree char *folder = g_dir_make_tmp ("tallybox-XXXXXX", NULL);
  Material material = material_new (14 * FPS);
  guint total = material.packets->len;
  g_autoptr (GPtrArray) files = NULL;
  Contents sum = {0};
  Rig rig;

  rig_init (&rig, folder, &material, 4000);
  rig_do (&rig, enc_recorder_start);
  push (&rig, &material, 0, total / 7);
  wait_for_file (folder, 2);
  push (&rig, &material, total / 7, total / 2);
  rig_wait_file (&rig, "_002.mp4");
  rig_do (&rig, enc_recorder_split);
  wait_for_file (folder, 3);
  push (&rig, &material, total / 2, total);
  rig_do (&rig, enc_recorder_stop);
  rig_wait (&rig, SHOW_HEALTH_STOPPED, "Recording stopped.");
  files = list_files (folder);
  for (guint i = 0; i < files->len; i++) {
    Contents contents = read_file (g_ptr_array_index (files, i));

    g_test_message ("file %u: %u pictures, %u sounds", i, contents.pictures, contents.sounds);
    g_assert_cmpuint (contents.pictures, >, 0);
    g_assert_true (i + 1 == files->len || contents.pictures % (2 * FPS) == 0);
    sum.pictures += contents.pictures;
    sum.sounds += contents.sounds;
  }
  g_assert_cmpuint (sum.pictures, ==, material.pictures);
  g_assert_cmpuint (sum.sounds, ==, material.sounds);
  rig_clear (&rig);
  material_clear (&material);
  remove_files (folder);
}

static void
test_stop_and_start_again (void)
{
  g_autofree char *folder = g_dir_make_tmp ("tallybox-XXXXXX", NULL);
  Material material = material_new (150);
  g_autoptr (GPtrArray) files = NULL;
  Rig rig;

  rig_init (&rig, folder, &material, 0);
  for (guint i = 0; i < 2; i++) {
    rig_do (&rig, enc_recorder_start);
    push (&rig, &material, i * material.packets->len / 2, (i + 1) * material.packets->len / 2);
    rig_wait (&rig, SHOW_HEALTH_LIVE, NULL);
    rig_do (&rig, enc_recorder_stop);
  }
  rig_clear (&rig);
  files = list_files (folder);
  g_assert_cmpuint (files->len, ==, 2);
  for (guint i = 0; i < files->len; i++)
    g_assert_cmpuint (read_file (g_ptr_array_index (files, i)).pictures, >, 0);
  material_clear (&material);
  remove_files (folder);
}

static void
test_stop_without_pictures (void)
{
  g_autofree char *folder = g_dir_make_tmp ("tallybox-XXXXXX", NULL);
  g_autoptr (GPtrArray) files = NULL;
  Rig rig;

  rig_init (&rig, folder, NULL, 0);
  rig_do (&rig, enc_recorder_start);
  rig_do (&rig, enc_recorder_stop);
  rig_wait (&rig, SHOW_HEALTH_STOPPED, "Recording stopped.");
  rig_clear (&rig);
  files = list_files (folder);
  g_assert_cmpuint (files->len, ==, 0);
  remove_files (folder);
}

static void
set_file_limit (rlim_t bytes)
{
  struct rlimit limit;

  g_assert_cmpint (getrlimit (RLIMIT_FSIZE, &limit), ==, 0);
  limit.rlim_cur = MIN (bytes, limit.rlim_max);
  g_assert_cmpint (setrlimit (RLIMIT_FSIZE, &limit), ==, 0);
}

/* Every write fails from a size on; then it works again. What was written before plays: a part that
 * was not written whole is cut off. */
static void
test_write_error_is_tried_again (void)
{
  g_autofree char *folder = g_dir_make_tmp ("tallybox-XXXXXX", NULL);
  Material material = material_new (8 * FPS);
  guint half = material.packets->len / 2;
  g_autoptr (GPtrArray) files = NULL;
  Rig rig;

  signal (SIGXFSZ, SIG_IGN);
  rig_init (&rig, folder, &material, 0);
  set_file_limit (60000);
  rig_do (&rig, enc_recorder_start);
  push (&rig, &material, 0, half);
  rig_wait (&rig, SHOW_HEALTH_RETRYING, "Trying again");
  set_file_limit (RLIM_INFINITY);
  rig_wait (&rig, SHOW_HEALTH_LIVE, NULL);
  push (&rig, &material, half, material.packets->len);
  rig_do (&rig, enc_recorder_stop);
  rig_wait (&rig, SHOW_HEALTH_STOPPED, "Recording stopped.");
  g_assert_cmpuint (rig.counters.retries, >=, 1);
  files = list_files (folder);
  g_assert_cmpuint (files->len, >=, 2);
  g_assert_cmpuint (read_file (g_ptr_array_index (files, 0)).pictures, >=, FPS / 2);
  g_assert_false (is_plain (g_ptr_array_index (files, 0)));
  g_assert_cmpuint (read_file (g_ptr_array_index (files, files->len - 1)).pictures, >=, 3 * FPS);
  g_assert_true (is_plain (g_ptr_array_index (files, files->len - 1)));
  rig_clear (&rig);
  material_clear (&material);
  remove_files (folder);
}

/* ---- A small disk; needs the right to mount ---- */

#define MB (1000 * 1000)

/* NULL: the test is skipped. */
static char *
small_disk_new (const char *options)
{
  g_autofree char *folder = g_dir_make_tmp ("tallybox-XXXXXX", NULL);

  if (mount ("none", folder, "tmpfs", 0, options) == 0)
    return g_steal_pointer (&folder);
  g_test_skip ("cannot mount a small disk here");
  g_rmdir (folder);
  return NULL;
}

static void
small_disk_free (char *folder)
{
  g_assert_cmpint (umount2 (folder, MNT_DETACH), ==, 0);
  g_rmdir (folder);
  g_free (folder);
}

static void
fill (const char *path, gsize bytes)
{
  g_autofree char *zeros = g_malloc0 (bytes);

  g_assert_true (g_file_set_contents (path, zeros, (gssize) bytes, NULL));
}

static void
test_full_disk (void)
{
  char *folder = small_disk_new ("size=48m");
  g_autofree char *filler = folder ? g_build_filename (folder, "filler", NULL) : NULL;
  Material material;
  Rig rig;

  if (!folder)
    return;
  material = material_new (90);
  fill (filler, 20 * 1024 * 1024);
  rig_init (&rig, folder, &material, 0);
  rig_do (&rig, enc_recorder_start);
  push (&rig, &material, 0, material.packets->len);
  rig_wait (&rig, SHOW_HEALTH_RETRYING, "The disk is full.");
  g_unlink (filler);
  rig_wait (&rig, SHOW_HEALTH_LIVE, NULL);
  rig_do (&rig, enc_recorder_stop);
  rig_clear (&rig);
  material_clear (&material);
  small_disk_free (folder);
}

/* Records on a disk on which nothing but an earlier show of `bytes` is; that one makes room. */
static void
record_over_an_old_show (const char *disk, gsize bytes, int keep_free_mb)
{
  char *folder = small_disk_new (disk);
  g_autofree char *show = g_build_filename (folder ? folder : "", "2020-01-01_00-00-00", NULL);
  g_autofree char *old = g_build_filename (show, "2020-01-01_00-00-00_001.mp4", NULL);
  Material material;
  Rig rig;

  if (!folder)
    return;
  material = material_new (90);
  g_assert_cmpint (g_mkdir (show, 0755), ==, 0);
  fill (old, bytes);
  rig_init_with (&rig, folder, &material, &(EncRecordingOptions){.keep_free_mb = keep_free_mb});
  rig_do (&rig, enc_recorder_start);
  push (&rig, &material, 0, material.packets->len);
  rig_wait (&rig, SHOW_HEALTH_LIVE, NULL);
  g_assert_cmpuint (rig.counters.retries, ==, 0);
  g_assert_false (g_file_test (show, G_FILE_TEST_EXISTS));
  rig_do (&rig, enc_recorder_stop);
  rig_clear (&rig);
  material_clear (&material);
  small_disk_free (folder);
}

/* Not even a folder can be made on it. */
static void
test_full_from_the_start (void)
{
  record_over_an_old_show ("size=48m,nr_inodes=3", 20 * MB, 2000);
}

/* Less than what the recorder needs for itself. */
static void
test_little_to_keep_free (void)
{
  record_over_an_old_show ("size=48m", 25 * MB, 20);
}

/* What cannot even begin for want of room is a full disk, too. */
static void
test_no_room_for_a_folder (void)
{
  char *folder = small_disk_new ("size=48m,nr_inodes=1");
  Rig rig;

  if (!folder)
    return;
  rig_init (&rig, folder, NULL, 0);
  rig_do (&rig, enc_recorder_start);
  rig_wait (&rig, SHOW_HEALTH_RETRYING, "The disk is full.");
  rig_do (&rig, enc_recorder_stop);
  rig_clear (&rig);
  small_disk_free (folder);
}

/* The other process of the next test: records and says how many pictures were encoded. */
static int
record_for_ever (const char *folder)
{
  Rig rig;
  GstClock *clock = gst_system_clock_obtain ();
  EncProgramme *programme;

  rig_init (&rig, folder, NULL, 0);
  programme = make_programme (rig.hub, rig.media, clock, 100000, TRUE);
  base_worker_run_sync (rig.media, start_programme, programme);
  rig_do (&rig, enc_recorder_start);
  for (;;) {
    EncProgrammeStats stats;
    guint32 frames;

    enc_programme_get_stats (programme, &stats);
    frames = (guint32) stats.frames;
    if (write (STDOUT_FILENO, &frames, sizeof frames) != sizeof frames)
      _exit (1);
    g_usleep (20 * 1000);
  }
}

static void
test_survives_a_kill (void)
{
  g_autofree char *folder = g_dir_make_tmp ("tallybox-XXXXXX", NULL);
  const char *argv[] = {"/proc/self/exe", "--record", folder, NULL};
  guint kill_at = (guint) g_test_rand_int_range (80, 110);
  g_autoptr (GPtrArray) files = NULL;
  g_autoptr (GError) error = NULL;
  guint32 frames = 0;
  Contents contents;
  GPid child;
  int out;

  g_assert_true (g_spawn_async_with_pipes (NULL, (char **) argv, NULL, G_SPAWN_DO_NOT_REAP_CHILD,
                                           NULL, NULL, &child, NULL, &out, NULL, &error));
  while (frames < kill_at)
    g_assert_cmpint (read (out, &frames, sizeof frames), ==, sizeof frames);
  kill (child, SIGKILL);
  waitpid (child, NULL, 0);
  while (read (out, &frames, sizeof frames) == sizeof frames)
    ;
  close (out);
  files = list_files (folder);
  g_assert_cmpuint (files->len, ==, 1);
  contents = read_file (g_ptr_array_index (files, 0));
  g_test_message ("killed after %u pictures, %u can be played", frames, contents.pictures);
  g_assert_cmpuint (contents.pictures + FPS, >=, frames);
  g_assert_cmpuint (contents.sounds, >, 0);
  remove_files (folder);
}

int
main (int argc, char **argv)
{
  gst_init (NULL, NULL);
  if (argc == 3 && g_str_equal (argv[1], "--record"))
    return record_for_ever (argv[2]);
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/recorder/records-all", test_records_all);
  g_test_add_func ("/recorder/split", test_split_loses_nothing);
  g_test_add_func ("/recorder/stop-and-start", test_stop_and_start_again);
  g_test_add_func ("/recorder/no-pictures", test_stop_without_pictures);
  g_test_add_func ("/recorder/write-error", test_write_error_is_tried_again);
  g_test_add_func ("/recorder/full-disk", test_full_disk);
  g_test_add_func ("/recorder/full-from-the-start", test_full_from_the_start);
  g_test_add_func ("/recorder/little-to-keep-free", test_little_to_keep_free);
  g_test_add_func ("/recorder/no-room-for-a-folder", test_no_room_for_a_folder);
  g_test_add_func ("/recorder/kill", test_survives_a_kill);
  return g_test_run ();
}
