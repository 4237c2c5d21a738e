#include "enc-record-file.h"

#include "base-folder.h"
#include "enc-mp4.h"

#include <errno.h>
#include <fcntl.h>
#include <unistd.h>

struct _EncRecordFile {
  gint refs; /* atomic */
  char *path;
  char *name;
  int fd;
  EncRecordFileFunc failed;
  gpointer data;

  GMutex write_lock; /* guards all below; held while the disk is waited for */
  EncMp4 *mp4;
  gboolean closed; /* by a failure or the end */
  guint64 written; /* whole parts of the file */

  GMutex lock; /* guards all below; taken after write_lock */
  GCond cond;
  gboolean ended;
  gint64 busy_since_us; /* 0: no write is under way */
};

EncRecordFile *
enc_record_file_open (const char *path, EncRecordFileFunc failed, gpointer data, GError **error)
{
  int fd = open (path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0666);
  int why = errno;
  EncRecordFile *self;

  if (fd < 0) {
    g_autofree char *folder = g_path_get_dirname (path);
    g_autofree char *text = base_folder_explain (folder, why, NULL);

    g_set_error_literal (error, ENC_ERROR, enc_error_of_disk (why), text);
    return NULL;
  }
  self = g_new0 (EncRecordFile, 1);
  self->refs = 1;
  self->path = g_strdup (path);
  self->name = g_path_get_basename (path);
  self->fd = fd;
  self->failed = failed;
  self->data = data;
  self->mp4 = enc_mp4_new ();
  g_mutex_init (&self->write_lock);
  g_mutex_init (&self->lock);
  g_cond_init (&self->cond);
  return self;
}

static void
file_unref (gpointer data)
{
  EncRecordFile *self = data;

  if (!g_atomic_int_dec_and_test (&self->refs))
    return;
  close (self->fd);
  enc_mp4_free (self->mp4);
  g_free (self->path);
  g_free (self->name);
  g_cond_clear (&self->cond);
  g_mutex_clear (&self->lock);
  g_mutex_clear (&self->write_lock);
  g_free (self);
}

static void
set_busy (EncRecordFile *self, gint64 since_us)
{
  g_mutex_lock (&self->lock);
  self->busy_since_us = since_us;
  g_mutex_unlock (&self->lock);
}

static void
note_end (EncRecordFile *self)
{
  g_mutex_lock (&self->lock);
  self->ended = TRUE;
  g_cond_signal (&self->cond);
  g_mutex_unlock (&self->lock);
}

/* ---- Writing; write_lock is held ---- */

/* FALSE: errno says why. */
static gboolean
write_at (EncRecordFile *self, const void *data, gsize size, guint64 offset)
{
  gsize done = 0;

  set_busy (self, g_get_monotonic_time ());
  while (done < size) {
    ssize_t n =
        pwrite (self->fd, (const guint8 *) data + done, size - done, (off_t) (offset + done));

    if (n < 0 && errno != EINTR)
      break;
    done += n > 0 ? (gsize) n : 0;
  }
  set_busy (self, 0);
  return done == size;
}

/* Takes the part (NULL: there is none). A part that is not written whole is cut off again: all
 * before it plays. */
static gboolean
append (EncRecordFile *self, GBytes *part)
{
  gsize size;
  const void *data;
  gboolean written;
  int why;

  if (!part)
    return TRUE;
  data = g_bytes_get_data (part, &size);
  written = write_at (self, data, size, self->written);
  why = errno;
  if (written)
    self->written += size;
  else if (ftruncate (self->fd, (off_t) self->written) == 0)
    errno = why;
  g_bytes_unref (part);
  return written;
}

/* Nothing more is written. `words` say why, NULL: errno does. */
static void
fail (EncRecordFile *self, const char *words)
{
  gboolean full = !words && enc_error_of_disk (errno) == ENC_ERROR_FULL;
  g_autofree char *sentence =
      g_strdup_printf ("%s: %s", self->name, words ? words : g_strerror (errno));

  self->closed = TRUE;
  note_end (self);
  self->failed (self, full, sentence, self->data);
}

static gboolean
write_fragment (EncRecordFile *self)
{
  if (append (self, enc_mp4_make_fragment (self->mp4, g_get_real_time () / G_USEC_PER_SEC)))
    return TRUE;
  fail (self, NULL);
  return FALSE;
}

/* ---- The sink ---- */

static gboolean
take (gpointer sink, const EncPacket *packet, gint64 time_ns)
{
  EncRecordFile *self = sink;
  gboolean taken;

  g_mutex_lock (&self->write_lock);
  if (!self->closed && enc_mp4_is_due (self->mp4, time_ns))
    write_fragment (self);
  if (!self->closed && !enc_mp4_add (self->mp4, packet, time_ns))
    fail (self, "the encoder does not describe its pictures");
  taken = !self->closed;
  g_mutex_unlock (&self->write_lock);
  return taken;
}

static void
end (gpointer sink)
{
  EncRecordFile *self = sink;

  g_mutex_lock (&self->write_lock);
  if (!self->closed)
    write_fragment (self);
  g_mutex_unlock (&self->write_lock);
  note_end (self);
}

void
enc_record_file_get_sink (EncRecordFile *self, EncSink *ret_sink)
{
  static const EncSinkFuncs funcs = {take, end, NULL, file_unref};

  g_atomic_int_inc (&self->refs);
  *ret_sink = (EncSink){&funcs, self};
}

/* ---- Disk thread ---- */

void
enc_record_file_wait (EncRecordFile *self, guint limit_ms)
{
  gint64 deadline_us = g_get_monotonic_time () + (gint64) limit_ms * 1000;

  g_mutex_lock (&self->lock);
  while (!self->ended && g_cond_wait_until (&self->cond, &self->lock, deadline_us))
    ;
  g_mutex_unlock (&self->lock);
}

/* The index must be on disk before the seal that hides the fragments. A file that cannot be sealed,
 * for want of room perhaps, stays as it is and plays. */
static void
seal (EncRecordFile *self)
{
  EncMp4End last = {0};

  if (!enc_mp4_make_end (self->mp4, &last))
    return;
  if (append (self, g_steal_pointer (&last.index)) && fdatasync (self->fd) == 0)
    write_at (self, last.seal, sizeof last.seal, last.seal_offset);
}

void
enc_record_file_finish (EncRecordFile *self)
{
  if (!self)
    return;
  g_mutex_lock (&self->write_lock);
  if (!self->closed && write_fragment (self))
    seal (self);
  self->closed = TRUE;
  if (self->written == 0)
    unlink (self->path);
  g_mutex_unlock (&self->write_lock);
  enc_record_file_sync (self);
  file_unref (self);
}

/* An error of the disk shows in the next write as well, where it is dealt with. */
void
enc_record_file_sync (EncRecordFile *self)
{
  if (fdatasync (self->fd) != 0)
    return;
}

guint
enc_record_file_get_busy_ms (EncRecordFile *self)
{
  gint64 busy_us = 0;

  g_mutex_lock (&self->lock);
  if (self->busy_since_us)
    busy_us = g_get_monotonic_time () - self->busy_since_us;
  g_mutex_unlock (&self->lock);
  return (guint) (busy_us / 1000);
}

const char *
enc_record_file_get_path (EncRecordFile *self)
{
  return self->path;
}

const char *
enc_record_file_get_name (EncRecordFile *self)
{
  return self->name;
}
