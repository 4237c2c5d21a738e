#include "enc-record-store.h"

#include "enc-disk.h"
#include "enc-recordings.h"

#include <unistd.h>

struct _EncRecordStore {
  gint refs; /* atomic: the owner's, and one for each job */
  char *folder;
  guint64 keep_free;
  BaseWorker *media;
  const EncRecordStoreFuncs *funcs;
  gpointer data;
  EncDisk *disk;
  gint syncing; /* atomic: a sync waits or runs */

  /* Disk thread */
  char *show; /* NULL before the first file */
  guint number;

  GMutex lock; /* guards `closed`; held while the media thread handles news and while it is told */
  gboolean closed;
};

typedef enum {
  NEWS_OPENED = 1,
  NEWS_FAILED,
  NEWS_FINISHED,
} NewsKind;

/* What is told to the media thread. */
typedef struct {
  EncRecordStore *store; /* a reference */
  NewsKind kind;
  guint tag;
  EncRecordFile *file; /* owned */
  char *name;
  gboolean full;
  char *words;
} News;

/* What is asked of the disk thread. */
typedef struct {
  EncRecordStore *store; /* a reference */
  EncRecordFile *file;
  EncFeeder *feeder;
  guint tag;
  guint limit_ms;
  gint64 now_s;
} Order;

static EncRecordStore *
store_ref (EncRecordStore *self)
{
  g_atomic_int_inc (&self->refs);
  return self;
}

static void
store_unref (EncRecordStore *self)
{
  if (!g_atomic_int_dec_and_test (&self->refs))
    return;
  g_mutex_clear (&self->lock);
  g_free (self->folder);
  g_free (self->show);
  g_free (self);
}

/* ---- News for the media thread ---- */

static News *
news_new (EncRecordStore *self, NewsKind kind)
{
  News *news = g_new0 (News, 1);

  news->store = store_ref (self);
  news->kind = kind;
  return news;
}

/* The folder goes as well when nothing is in it. NULL is fine. */
static void
finish_file (EncRecordFile *file)
{
  g_autofree char *folder = file ? g_path_get_dirname (enc_record_file_get_path (file)) : NULL;

  enc_record_file_finish (file);
  if (folder)
    rmdir (folder);
}

static void
news_free (gpointer data)
{
  News *news = data;

  finish_file (news->file);
  g_free (news->name);
  g_free (news->words);
  store_unref (news->store);
  g_free (news);
}

static void
handle_news_in_media (gpointer data)
{
  News *news = data;
  EncRecordStore *self = news->store;

  g_mutex_lock (&self->lock);
  if (self->closed)
    ;
  else if (news->kind == NEWS_OPENED)
    self->funcs->opened (g_steal_pointer (&news->file), news->tag, news->full, news->words,
                         self->data);
  else if (news->kind == NEWS_FAILED)
    self->funcs->failed (news->name, news->full, news->words, self->data);
  else
    self->funcs->finished (self->data);
  g_mutex_unlock (&self->lock);
}

static void
tell_media (News *news)
{
  EncRecordStore *self = store_ref (news->store);

  g_mutex_lock (&self->lock);
  if (!self->closed)
    base_worker_post (self->media, handle_news_in_media, g_steal_pointer (&news), news_free);
  g_mutex_unlock (&self->lock);
  if (news)
    news_free (news);
  store_unref (self);
}

static void
tell_failure (EncRecordStore *self, const char *name, gboolean full, const char *words)
{
  News *news = news_new (self, NEWS_FAILED);

  news->name = g_strdup (name);
  news->full = full;
  news->words = g_strdup (words);
  tell_media (news);
}

static void
on_file_failed_in_any_thread (EncRecordFile *file, gboolean full, const char *words, gpointer data)
{
  tell_failure (data, enc_record_file_get_name (file), full, words);
}

/* ---- Orders for the disk thread ---- */

static void
order_free (gpointer data)
{
  store_unref (((Order *) data)->store);
  g_free (data);
}

static void
post_order (EncRecordStore *self, BaseJob job, const Order *order)
{
  Order *posted = g_new (Order, 1);

  *posted = *order;
  posted->store = store_ref (self);
  enc_disk_post (self->disk, job, posted, order_free);
}

static void
make_room (EncRecordStore *self)
{
  enc_recordings_make_room (self->folder, self->show, self->keep_free);
}

static gboolean
is_full (EncRecordStore *self)
{
  return enc_recordings_get_free (self->folder) < ENC_RECORD_MIN_FREE;
}

/* NULL without an error: the disk is full. */
static EncRecordFile *
open_file (EncRecordStore *self, GError **error)
{
  g_autofree char *path = NULL;

  if (!enc_recordings_make_show (self->folder, self->show, error) || is_full (self))
    return NULL;
  self->number++;
  path = enc_recordings_next_path (self->folder, self->show, &self->number);
  return enc_record_file_open (path, on_file_failed_in_any_thread, self, error);
}

/* Room is made first: on a disk that is full to the brim not even a folder can be made. */
static void
open_in_disk_thread (gpointer data)
{
  Order *order = data;
  EncRecordStore *self = order->store;
  News *news = news_new (self, NEWS_OPENED);
  g_autoptr (GError) error = NULL;

  news->tag = order->tag;
  if (!self->show)
    self->show = enc_recordings_new_show (self->folder, order->now_s);
  make_room (self);
  news->file = open_file (self, &error);
  news->full = !news->file && (!error || error->code == ENC_ERROR_FULL);
  news->words = error ? g_strdup (error->message) : NULL;
  tell_media (news);
}

void
enc_record_store_open (EncRecordStore *self, guint tag)
{
  post_order (self, open_in_disk_thread,
              &(Order){.tag = tag, .now_s = g_get_real_time () / G_USEC_PER_SEC});
}

static void
sync_in_disk_thread (gpointer data)
{
  Order *order = data;

  enc_record_file_sync (order->file);
  make_room (order->store);
  if (is_full (order->store))
    tell_failure (order->store, NULL, TRUE, NULL);
  g_atomic_int_set (&order->store->syncing, FALSE);
}

/* The file stays valid: orders run one after the other, and its end is ordered after this. */
void
enc_record_store_sync (EncRecordStore *self, EncRecordFile *file)
{
  if (g_atomic_int_compare_and_exchange (&self->syncing, FALSE, TRUE))
    post_order (self, sync_in_disk_thread, &(Order){.file = file});
}

/* A disk that hangs holds up this thread and the feeder's, and nothing else: the feeder has let go
 * of the hub. */
static void
finish_in_disk_thread (gpointer data)
{
  Order *order = data;

  if (order->file)
    enc_record_file_wait (order->file, order->limit_ms);
  if (order->feeder)
    enc_feeder_stop (order->feeder);
  enc_feeder_free (order->feeder);
  finish_file (order->file);
  if (order->feeder)
    tell_media (news_new (order->store, NEWS_FINISHED));
}

void
enc_record_store_finish (EncRecordStore *self, EncRecordFile *file, EncFeeder *feeder,
                         guint limit_ms)
{
  post_order (self, finish_in_disk_thread,
              &(Order){.file = file, .feeder = feeder, .limit_ms = limit_ms});
}

guint
enc_record_store_get_busy_ms (EncRecordStore *self)
{
  return enc_disk_get_busy_ms (self->disk);
}

/* ---- Life ---- */

EncRecordStore *
enc_record_store_new (const char *folder, guint64 keep_free, BaseWorker *media,
                      const EncRecordStoreFuncs *funcs, gpointer data)
{
  EncRecordStore *self = g_new0 (EncRecordStore, 1);

  self->refs = 1;
  self->folder = g_strdup (folder);
  self->keep_free = keep_free ? MAX (keep_free, ENC_RECORD_KEEP_FREE) : 0;
  self->media = media;
  self->funcs = funcs;
  self->data = data;
  self->disk = enc_disk_new ();
  g_mutex_init (&self->lock);
  return self;
}

void
enc_record_store_free (EncRecordStore *self, guint limit_ms)
{
  if (!self)
    return;
  g_mutex_lock (&self->lock);
  self->closed = TRUE;
  g_mutex_unlock (&self->lock);
  enc_disk_stop (self->disk, limit_ms);
  store_unref (self);
}
