#include "web-download.h"

#include "web-paused.h"
#include <gio/gunixinputstream.h>
#include <sys/stat.h>
#include <unistd.h>

struct _WebDownloads {
  SoupServer *soup;
  WebListener *listener;
  GPtrArray *list; /* Download */
  gint64 free_us;
};

/* One of them; a read that is under way holds a reference. */
typedef struct {
  WebDownloads *downloads; /* NULL: over */
  WebRequest *request;
  WebOwner owner;
  gboolean broken; /* its line is being closed */
  SoupServerMessage *message;
  WebPaused *paused; /* while the next piece is waited for; NULL: one is on its way out */
  GInputStream *file;
  GCancellable *cancel;
  guint64 left; /* bytes still to be read */
  guint timer;
} Download;

static void
download_clear (gpointer data)
{
  Download *download = data;

  g_clear_object (&download->message);
  g_clear_object (&download->file);
  g_clear_object (&download->cancel);
  web_owner_clear (&download->owner);
}

static void
unref (gpointer data)
{
  g_rc_box_release_full (data, download_clear);
}

static void
end (Download *download)
{
  WebDownloads *self = download->downloads;

  if (!self)
    return;
  download->downloads = NULL;
  g_clear_pointer (&download->paused, web_paused_end);
  g_clear_handle_id (&download->timer, g_source_remove);
  g_cancellable_cancel (download->cancel);
  g_signal_handlers_disconnect_by_data (download->message, download);
  g_ptr_array_remove_fast (self->list, download);
}

/* The length was promised: what cannot be sent any more is told by closing. */
static void
break_off (Download *download)
{
  WebConnection *connection = web_listener_find (download->downloads->listener, download->message);

  download->broken = TRUE;
  if (connection)
    web_connection_set_deadline (connection, 1);
}

static void
on_read (GObject *object, GAsyncResult *result, gpointer data)
{
  Download *download = data;
  g_autoptr (GBytes) piece =
      g_input_stream_read_bytes_finish (G_INPUT_STREAM (object), result, NULL);

  if (download->downloads && (!piece || g_bytes_get_size (piece) == 0)) {
    break_off (download);
  } else if (download->downloads) {
    download->left -= g_bytes_get_size (piece);
    soup_message_body_append_bytes (soup_server_message_get_response_body (download->message),
                                    piece);
    g_clear_pointer (&download->paused, web_paused_end);
  }
  unref (download);
}

static gboolean
read_next (gpointer data)
{
  Download *download = data;

  download->timer = 0;
  g_input_stream_read_bytes_async (download->file, MIN (download->left, WEB_DOWNLOAD_PIECE),
                                   G_PRIORITY_LOW, download->cancel, on_read,
                                   g_rc_box_acquire (download));
  return G_SOURCE_REMOVE;
}

/* When the next piece may go: `*free_us` is when the line is free again, moved on by a piece of
 * `bytes`. The wait in µs from `now_us`. */
static gint64
pace (gint64 *free_us, gsize bytes, gint64 now_us)
{
  gint64 begins_us = MAX (*free_us, now_us);

  *free_us = begins_us + (gint64) (bytes * G_USEC_PER_SEC / WEB_DOWNLOAD_BYTES_PER_S);
  return begins_us - now_us;
}

static void
plan_next (Download *download)
{
  gint64 wait_us = pace (&download->downloads->free_us, MIN (download->left, WEB_DOWNLOAD_PIECE),
                         g_get_monotonic_time ());

  download->paused = web_paused_new (download->downloads->soup, download->request);
  download->timer = g_timeout_add_full (G_PRIORITY_LOW, (guint) ((wait_us + 999) / 1000), read_next,
                                        download, NULL);
}

/* A piece has gone out; the next one is read only now, so a slow reader holds one piece. */
static void
on_wrote_chunk (SoupServerMessage *message, gpointer data)
{
  Download *download = data;
  WebConnection *connection = web_listener_find (download->downloads->listener, message);

  if (download->broken)
    return;
  if (connection)
    web_connection_set_deadline (connection, WEB_DOWNLOAD_STALL_MS);
  if (download->left > 0)
    plan_next (download);
}

static void
on_finished (SoupServerMessage *message, gpointer data)
{
  end (data);
}

/* Which bytes: the whole file, or one range of it. Several at once are nobody's right (RFC 9110,
 * 14.2): they get the whole. FALSE: the range lies beyond the end. */
static gboolean
find_range (WebRequest *request, guint64 size, const char *tag, goffset *ret_first,
            goffset *ret_last, guint *ret_status)
{
  SoupMessageHeaders *headers = soup_server_message_get_request_headers (request->message);
  const char *condition = web_request_get_header (request, "If-Range");
  SoupRange *ranges = NULL;
  int n = 0;

  *ret_first = 0;
  *ret_last = (goffset) size - 1;
  *ret_status = SOUP_STATUS_OK;
  if (condition && g_strcmp0 (condition, tag) != 0)
    return TRUE;
  if (!soup_message_headers_get_ranges (headers, (goffset) size, &ranges, &n))
    return TRUE;
  if (n == 1) {
    *ret_first = ranges[0].start;
    *ret_last = MIN (ranges[0].end, (goffset) size - 1);
    *ret_status = SOUP_STATUS_PARTIAL_CONTENT;
  }
  soup_message_headers_free_ranges (headers, ranges);
  return *ret_first >= 0 && *ret_first <= *ret_last;
}

static void
set_headers (WebRequest *request, const char *name, const char *type, const char *tag)
{
  SoupMessageHeaders *headers = soup_server_message_get_response_headers (request->message);
  g_autofree char *disposition = g_strdup_printf ("attachment; filename=\"%s\"", name);

  soup_message_headers_replace (headers, "Content-Type", type);
  soup_message_headers_replace (headers, "Content-Disposition", disposition);
  soup_message_headers_replace (headers, "Accept-Ranges", "bytes");
  soup_message_headers_replace (headers, "ETag", tag);
}

/* Takes `fd`. */
static void
begin (WebDownloads *self, WebRequest *request, int fd, goffset first, goffset last)
{
  SoupMessageBody *body = soup_server_message_get_response_body (request->message);
  SoupMessageHeaders *headers = soup_server_message_get_response_headers (request->message);
  Download *download = g_rc_box_new0 (Download);

  download->downloads = self;
  download->request = request;
  download->owner = web_owner_new (request);
  download->message = g_object_ref (request->message);
  download->file = g_unix_input_stream_new (fd, TRUE);
  download->cancel = g_cancellable_new ();
  download->left = (guint64) (last - first + 1);
  g_ptr_array_add (self->list, download);
  soup_message_body_set_accumulate (body, FALSE);
  soup_message_headers_set_content_length (headers, last - first + 1);
  g_signal_connect (request->message, "wrote-chunk", G_CALLBACK (on_wrote_chunk), download);
  g_signal_connect (request->message, "finished", G_CALLBACK (on_finished), download);
  g_signal_connect (request->message, "disconnected", G_CALLBACK (on_finished), download);
  plan_next (download);
}

static void
refuse (WebRequest *request)
{
  soup_message_headers_replace (soup_server_message_get_response_headers (request->message),
                                "Retry-After", G_STRINGIFY (WEB_DOWNLOAD_RETRY_S));
  web_request_fail (request, SOUP_STATUS_SERVICE_UNAVAILABLE,
                    "Others are downloading. Try again when they are done.");
}

gboolean
web_downloads_have_place (const WebDownloads *self, WebRequest *request)
{
  if (self->list->len < WEB_DOWNLOADS_MAX)
    return TRUE;
  refuse (request);
  return FALSE;
}

/* Takes `fd`, a file that is not empty. */
static void
send_range (WebDownloads *self, WebRequest *request, int fd, const struct stat *file,
            const char *name, const char *type)
{
  SoupMessageHeaders *headers = soup_server_message_get_response_headers (request->message);
  gint64 size = file->st_size;
  g_autofree char *tag = g_strdup_printf ("\"%" G_GINT64_FORMAT "-%" G_GINT64_FORMAT "\"", size,
                                          (gint64) file->st_mtime);
  g_autofree char *unsatisfied = g_strdup_printf ("bytes */%" G_GINT64_FORMAT, size);
  goffset first, last;
  guint status;

  if (!find_range (request, (guint64) size, tag, &first, &last, &status) ||
      lseek (fd, first, SEEK_SET) != first) {
    close (fd);
    soup_message_headers_replace (headers, "Content-Range", unsatisfied);
    web_request_fail (request, SOUP_STATUS_REQUESTED_RANGE_NOT_SATISFIABLE,
                      "The file ends before that.");
    return;
  }
  set_headers (request, name, type, tag);
  if (status == SOUP_STATUS_PARTIAL_CONTENT)
    soup_message_headers_set_content_range (headers, first, last, size);
  soup_server_message_set_status (request->message, status, NULL);
  begin (self, request, fd, first, last);
}

void
web_downloads_send (WebDownloads *self, WebRequest *request, int fd, const char *name,
                    const char *type)
{
  struct stat file;

  if (web_downloads_have_place (self, request) && fstat (fd, &file) == 0 && file.st_size > 0) {
    send_range (self, request, fd, &file, name, type);
    return;
  }
  close (fd);
  if (soup_server_message_get_status (request->message) != 0)
    return;
  set_headers (request, name, type, "\"empty\"");
  soup_server_message_set_status (request->message, SOUP_STATUS_OK, NULL);
}

WebDownloads *
web_downloads_new (SoupServer *soup, WebListener *listener)
{
  WebDownloads *self = g_new0 (WebDownloads, 1);

  self->soup = soup;
  self->listener = listener;
  self->list = g_ptr_array_new_with_free_func (unref);
  return self;
}

void
web_downloads_drop (WebDownloads *self, const char *id)
{
  for (guint i = 0; i < self->list->len; i++) {
    Download *download = self->list->pdata[i];

    if (web_owner_is (&download->owner, id))
      break_off (download);
  }
}

void
web_downloads_free (WebDownloads *self)
{
  if (!self)
    return;
  while (self->list->len > 0)
    end (self->list->pdata[0]);
  g_ptr_array_unref (self->list);
  g_free (self);
}
