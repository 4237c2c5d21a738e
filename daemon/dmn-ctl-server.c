#include "dmn-ctl-server.h"

#include "dmn-types.h"
#include <gio/gio.h>
#include <gio/gunixsocketaddress.h>
#include <glib/gstdio.h>
#include <string.h>

struct _DmnCtlServer {
  GSocketService *service;
  DmnShow *show;
  char *path;
  GHashTable *clients; /* set of Client */
};

typedef struct {
  DmnCtlServer *server;
  GSocketConnection *connection;
  GCancellable *cancel;
  GByteArray *input;
  guint8 chunk[4096];
  GString *output; /* being written */
} Client;

static void
client_free (gpointer data)
{
  Client *client = data;

  g_clear_object (&client->connection);
  g_clear_object (&client->cancel);
  g_byte_array_unref (client->input);
  g_string_free (client->output, TRUE);
  g_free (client);
}

static void
client_close (Client *client)
{
  if (client->server)
    g_hash_table_remove (client->server->clients, client);
  client_free (client);
}

static json_t *
failure (const char *text)
{
  g_autofree char *valid = g_utf8_make_valid (text, -1);

  return json_pack ("{s:b, s:s}", "ok", 0, "error", valid);
}

/* The socket belongs to whoever runs the rig: it may do everything. */
static json_t *
answer_request (DmnShow *show, const json_t *request)
{
  g_auto (GStrv) words = show_command_words_from_json (json_object_get (request, "cmd"));
  g_autoptr (GError) error = NULL;
  json_t *result;

  if (!words)
    return failure ("A request is a line such as {\"id\":1,\"cmd\":[\"scene\",\"pip\"]}.");
  result = dmn_show_command (show, (const char *const *) words, SHOW_ROLE_ALL | SHOW_ROLE_LOCAL,
                             NULL, &error);
  return result ? json_pack ("{s:b, s:o}", "ok", 1, "result", result) : failure (error->message);
}

static void
answer_line (Client *client, const char *line, gsize length)
{
  json_error_t why;
  json_t *request = json_loadb (line, length, JSON_REJECT_DUPLICATES, &why);
  json_t *id = json_object_get (request, "id");
  json_t *answer;
  char *text;

  if (request) {
    answer = answer_request (client->server->show, request);
  } else {
    g_autofree char *said = g_strdup_printf ("The request is not JSON: %s.", why.text);
    answer = failure (said);
  }
  if (id)
    json_object_set (answer, "id", id);
  text = json_dumps (answer, JSON_COMPACT);
  g_string_append (client->output, text);
  g_string_append_c (client->output, '\n');
  free (text);
  json_decref (answer);
  json_decref (request);
}

static void read_more (Client *client);

static void
on_written (GObject *object, GAsyncResult *result, gpointer data)
{
  Client *client = data;

  if (!g_output_stream_write_all_finish (G_OUTPUT_STREAM (object), result, NULL, NULL)) {
    client_close (client);
    return;
  }
  g_string_truncate (client->output, 0);
  read_more (client);
}

static void
answer_lines (Client *client)
{
  guint8 *end;

  while ((end = memchr (client->input->data, '\n', client->input->len))) {
    gsize length = (gsize) (end - client->input->data);

    answer_line (client, (const char *) client->input->data, length);
    g_byte_array_remove_range (client->input, 0, (guint) length + 1);
  }
}

static void
on_read (GObject *object, GAsyncResult *result, gpointer data)
{
  Client *client = data;
  gssize n = g_input_stream_read_finish (G_INPUT_STREAM (object), result, NULL);

  if (n <= 0 || !client->server) {
    client_close (client);
    return;
  }
  g_byte_array_append (client->input, client->chunk, (guint) n);
  answer_lines (client);
  if (client->input->len > DMN_CTL_LINE_MAX)
    client_close (client);
  else if (client->output->len > 0)
    g_output_stream_write_all_async (
        g_io_stream_get_output_stream (G_IO_STREAM (client->connection)), client->output->str,
        client->output->len, G_PRIORITY_DEFAULT, client->cancel, on_written, client);
  else
    read_more (client);
}

static void
read_more (Client *client)
{
  g_input_stream_read_async (g_io_stream_get_input_stream (G_IO_STREAM (client->connection)),
                             client->chunk, sizeof client->chunk, G_PRIORITY_DEFAULT,
                             client->cancel, on_read, client);
}

static gboolean
on_incoming (GSocketService *service, GSocketConnection *connection, GObject *source, gpointer data)
{
  DmnCtlServer *self = data;
  Client *client;

  if (g_hash_table_size (self->clients) >= DMN_CTL_CLIENTS_MAX)
    return TRUE;
  g_socket_set_timeout (g_socket_connection_get_socket (connection), DMN_CTL_IDLE_S);
  client = g_new0 (Client, 1);
  client->server = self;
  client->connection = g_object_ref (connection);
  client->cancel = g_cancellable_new ();
  client->input = g_byte_array_new ();
  client->output = g_string_new (NULL);
  g_hash_table_add (self->clients, client);
  read_more (client);
  return TRUE;
}

DmnCtlServer *
dmn_ctl_server_new (const char *path, DmnShow *show, GError **error)
{
  g_autoptr (DmnCtlServer) self = g_new0 (DmnCtlServer, 1);
  g_autoptr (GSocketAddress) address = g_unix_socket_address_new (path);

  self->show = show;
  self->clients = g_hash_table_new (NULL, NULL);
  self->service = g_socket_service_new ();
  g_socket_listener_set_backlog (G_SOCKET_LISTENER (self->service), DMN_CTL_BACKLOG);
  g_unlink (path); /* the folder's lock is ours: whoever left it is gone */
  if (!g_socket_listener_add_address (G_SOCKET_LISTENER (self->service), address,
                                      G_SOCKET_TYPE_STREAM, G_SOCKET_PROTOCOL_DEFAULT, NULL, NULL,
                                      error))
    return NULL;
  self->path = g_strdup (path);
  g_signal_connect (self->service, "incoming", G_CALLBACK (on_incoming), self);
  return g_steal_pointer (&self);
}

/* Clients end by themselves: their cancelled call comes back in the main loop, or never when it has
 * ended. */
static void
orphan_client (gpointer key, gpointer value, gpointer data)
{
  Client *client = key;

  client->server = NULL;
  g_cancellable_cancel (client->cancel);
}

void
dmn_ctl_server_free (DmnCtlServer *self)
{
  if (!self)
    return;
  if (self->path)
    g_unlink (self->path);
  g_socket_service_stop (self->service);
  g_socket_listener_close (G_SOCKET_LISTENER (self->service));
  g_hash_table_foreach (self->clients, orphan_client, NULL);
  while (g_main_context_iteration (NULL, FALSE))
    ;
  g_clear_object (&self->service);
  g_clear_pointer (&self->clients, g_hash_table_unref);
  g_free (self->path);
  g_free (self);
}
