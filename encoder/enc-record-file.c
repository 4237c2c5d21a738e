#include "enc-record-file.h"

#include "enc-feeder.h"
#include "enc-pipeline.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

struct _EncRecordFile {
  char *path;
  char *name;
  int fd; /* for syncing: the pipeline does not show its own */
  GstElement *pipeline;
  GstElement *video, *audio; /* borrowed from the pipeline */
  EncRecordFileFunc failed;
  gpointer data;

  GMutex lock; /* guards all below */
  GCond cond;
  gboolean ended; /* end of stream or error */
  gboolean is_open;
  char *words; /* of the first error */
  gboolean full;
};

static void
note_end (EncRecordFile *self)
{
  g_mutex_lock (&self->lock);
  self->ended = TRUE;
  g_cond_signal (&self->cond);
  g_mutex_unlock (&self->lock);
}

/* An error while the file is opened is told by the one who opens it. */
static void
note_error (EncRecordFile *self, GstMessage *message)
{
  g_autoptr (GError) error = NULL;
  gboolean tell;

  gst_message_parse_error (message, &error, NULL);
  g_mutex_lock (&self->lock);
  tell = self->is_open && !self->words;
  if (!self->words) {
    self->words = g_strdup (error->message);
    self->full = g_error_matches (error, GST_RESOURCE_ERROR, GST_RESOURCE_ERROR_NO_SPACE_LEFT);
  }
  g_mutex_unlock (&self->lock);
  note_end (self);
  if (tell)
    self->failed (self, self->full, self->words, self->data);
}

static GstBusSyncReply
take_message_in_any_thread (GstBus *bus, GstMessage *message, gpointer data)
{
  if (GST_MESSAGE_TYPE (message) == GST_MESSAGE_ERROR)
    note_error (data, message);
  else if (GST_MESSAGE_TYPE (message) == GST_MESSAGE_EOS)
    note_end (data);
  gst_message_unref (message);
  return GST_BUS_DROP;
}

static void
set_if_known (GstElement *element, const char *property, const char *value)
{
  if (g_object_class_find_property (G_OBJECT_GET_CLASS (element), property))
    gst_util_set_object_arg (G_OBJECT (element), property, value);
}

/* first-moov-then-finalise keeps sound and picture together in a file that was cut off (its moov
 * has edit lists; without it up to 21 ms are lost, measured) and makes a plain MP4 at the end.
 * mp4mux leaks 4096 bytes a fragment in this mode (gst_qt_mux_pad_fragment_add_buffer() never
 * clears fragment_buffers; 1.22 measured: 15 MB an hour). */
static GstElement *
make_muxer (void)
{
  GstElement *muxer = gst_element_factory_make ("mp4mux", NULL);

  if (!muxer)
    return NULL;
  g_object_set (muxer, "fragment-duration", ENC_RECORD_FRAGMENT_MS, NULL);
  set_if_known (muxer, "fragment-mode", "first-moov-then-finalise");
  return muxer;
}

/* Unbuffered: what has not been given to the kernel is lost when the process is killed. */
static GstElement *
make_writer (const char *path)
{
  GstElement *writer = gst_element_factory_make ("filesink", NULL);

  if (!writer)
    return NULL;
  g_object_set (writer, "location", path, "sync", FALSE, "async", FALSE, NULL);
  set_if_known (writer, "buffer-mode", "unbuffered");
  return writer;
}

static gboolean
build (EncRecordFile *self, GError **error)
{
  GstElement *muxer = make_muxer ();
  GstElement *video[] = {
      enc_feeder_new_source (ENC_VIDEO, FALSE),
      gst_element_factory_make ("h264parse", NULL),
      muxer,
      make_writer (self->path),
  };
  GstElement *audio[] = {
      enc_feeder_new_source (ENC_AUDIO, FALSE),
      gst_element_factory_make ("aacparse", NULL),
  };

  self->pipeline = gst_object_ref_sink (gst_pipeline_new ("recording"));
  if (!enc_pipeline_add_row (self->pipeline, video, G_N_ELEMENTS (video), error) ||
      !enc_pipeline_add_row (self->pipeline, audio, G_N_ELEMENTS (audio), error))
    return FALSE;
  self->video = video[0];
  self->audio = audio[0];
  if (gst_element_link (audio[1], muxer))
    return TRUE;
  g_set_error_literal (error, ENC_ERROR, ENC_ERROR_PIPELINE, "MP4 cannot hold this sound.");
  return FALSE;
}

static gboolean
open_file (EncRecordFile *self, GError **error)
{
  g_autoptr (GstBus) bus = gst_element_get_bus (self->pipeline);
  gboolean opened;

  gst_bus_set_sync_handler (bus, take_message_in_any_thread, self, NULL);
  opened = gst_element_set_state (self->pipeline, GST_STATE_PLAYING) != GST_STATE_CHANGE_FAILURE;
  g_mutex_lock (&self->lock);
  self->is_open = opened && !self->words;
  g_mutex_unlock (&self->lock);
  if (!self->is_open) {
    g_set_error (error, ENC_ERROR, ENC_ERROR_DISK, "%s",
                 self->words ? self->words : "The file cannot be opened.");
    return FALSE;
  }
  self->fd = open (self->path, O_RDONLY | O_CLOEXEC);
  return TRUE;
}

static void
file_free (EncRecordFile *self)
{
  gst_element_set_state (self->pipeline, GST_STATE_NULL);
  gst_object_unref (self->pipeline);
  if (self->fd >= 0)
    close (self->fd);
  g_free (self->words);
  g_free (self->path);
  g_free (self->name);
  g_cond_clear (&self->cond);
  g_mutex_clear (&self->lock);
  g_free (self);
}

EncRecordFile *
enc_record_file_open (const char *path, EncRecordFileFunc failed, gpointer data, GError **error)
{
  EncRecordFile *self = g_new0 (EncRecordFile, 1);

  self->path = g_strdup (path);
  self->name = g_path_get_basename (path);
  self->fd = -1;
  self->failed = failed;
  self->data = data;
  g_mutex_init (&self->lock);
  g_cond_init (&self->cond);
  if (build (self, error) && open_file (self, error))
    return self;
  file_free (self);
  return NULL;
}

void
enc_record_file_wait (EncRecordFile *self, guint limit_ms)
{
  gint64 deadline_us = g_get_monotonic_time () + (gint64) limit_ms * 1000;

  g_mutex_lock (&self->lock);
  while (!self->ended && g_cond_wait_until (&self->cond, &self->lock, deadline_us))
    ;
  g_mutex_unlock (&self->lock);
}

/* The folder goes as well when nothing else is in it. */
static void
remove_unused (const char *path)
{
  g_autofree char *folder = g_path_get_dirname (path);

  unlink (path);
  rmdir (folder);
}

void
enc_record_file_finish (EncRecordFile *self)
{
  struct stat file;

  if (!self)
    return;
  gst_element_set_state (self->pipeline, GST_STATE_NULL);
  enc_record_file_sync (self);
  if (stat (self->path, &file) == 0 && file.st_size == 0)
    remove_unused (self->path);
  file_free (self);
}

/* An error of the disk shows in the next write as well, where it is dealt with. */
void
enc_record_file_sync (EncRecordFile *self)
{
  if (self->fd >= 0 && fdatasync (self->fd) != 0)
    return;
}

GstElement *
enc_record_file_get_video (EncRecordFile *self)
{
  return self->video;
}

GstElement *
enc_record_file_get_audio (EncRecordFile *self)
{
  return self->audio;
}

const char *
enc_record_file_get_name (EncRecordFile *self)
{
  return self->name;
}
