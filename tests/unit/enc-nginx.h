/* A real RTMP server for tests: nginx with its RTMP module on ports that the kernel gave, in a
 * folder of its own. Applications: `live` records everything, `auth` takes only ENC_NGINX_KEY. With
 * TLS in front at `tls_port`. */
#pragma once
#include <gio/gio.h>
#include <glib/gstdio.h>
#include <signal.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#define ENC_NGINX_KEY    "good-key-1234"
#define ENC_NGINX_WAIT_S 20

typedef struct {
  char *folder;
  guint16 rtmp_port, tls_port;
  char *ca_file;              /* PEM: whom to trust for `tls_port` */
  GSocketListener *publisher; /* answers on_publish … */
  guint16 publisher_port;
  GThread *publisher_thread;   /* … in this thread … */
  GCancellable *publisher_end; /* … until this is cancelled */
  GPid pid;                    /* 0 while it does not run */
} EncNginx;

/* A port that was free a moment ago. */
static inline guint16
enc_nginx_free_port (void)
{
  g_autoptr (GSocketAddress) address = g_inet_socket_address_new_from_string ("127.0.0.1", 0);
  g_autoptr (GSocket) socket =
      g_socket_new (G_SOCKET_FAMILY_IPV4, G_SOCKET_TYPE_STREAM, G_SOCKET_PROTOCOL_TCP, NULL);
  g_autoptr (GSocketAddress) bound = NULL;

  g_assert_true (g_socket_bind (socket, address, TRUE, NULL));
  bound = g_socket_get_local_address (socket, NULL);
  return g_inet_socket_address_get_port (G_INET_SOCKET_ADDRESS (bound));
}

/* 200 for the good key, 403 for all others. */
static inline void
enc_nginx_judge (GSocketConnection *connection)
{
  GInputStream *in = g_io_stream_get_input_stream (G_IO_STREAM (connection));
  GOutputStream *out = g_io_stream_get_output_stream (G_IO_STREAM (connection));
  char request[8192] = "";
  const char *body = NULL;
  gsize size = 0;
  gssize got = 1;
  g_autofree char *answer = NULL;

  while (got > 0 && size + 1 < sizeof request && (!body || !strstr (body, "name="))) {
    got = g_input_stream_read (in, request + size, sizeof request - 1 - size, NULL, NULL);
    size += got > 0 ? (gsize) got : 0;
    body = strstr (request, "\r\n\r\n");
  }
  answer =
      g_strdup_printf ("HTTP/1.0 %s\r\nContent-Length: 0\r\n\r\n",
                       strstr (request, "name=" ENC_NGINX_KEY "&") ? "200 OK" : "403 Forbidden");
  g_output_stream_write_all (out, answer, strlen (answer), NULL, NULL, NULL);
}

static inline gpointer
enc_nginx_judge_in_thread (gpointer data)
{
  EncNginx *self = data;

  while (!g_cancellable_is_cancelled (self->publisher_end)) {
    g_autoptr (GSocketConnection) connection =
        g_socket_listener_accept (self->publisher, NULL, self->publisher_end, NULL);

    if (connection)
      enc_nginx_judge (connection);
  }
  return NULL;
}

static inline void
enc_nginx_run (const char *folder, const char *line)
{
  g_autoptr (GError) error = NULL;
  g_auto (GStrv) argv = NULL;
  int status = 0;

  g_assert_true (g_shell_parse_argv (line, NULL, &argv, &error));
  g_spawn_sync (folder, argv, NULL,
                G_SPAWN_SEARCH_PATH | G_SPAWN_STDERR_TO_DEV_NULL | G_SPAWN_STDOUT_TO_DEV_NULL, NULL,
                NULL, NULL, NULL, &status, &error);
  g_assert_no_error (error);
  g_assert_cmpint (status, ==, 0);
}

/* A certificate authority of our own, and the server's certificate signed by it. */
static inline void
enc_nginx_make_certificates (EncNginx *self)
{
  g_autofree char *names = g_build_filename (self->folder, "names", NULL);

  g_assert_true (g_file_set_contents (
      names, "subjectAltName=DNS:localhost,IP:127.0.0.1\nbasicConstraints=CA:FALSE\n", -1, NULL));
  enc_nginx_run (self->folder,
                 "openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes "
                 "-keyout ca.key -out ca.pem -days 2 -subj '/CN=Test authority'");
  enc_nginx_run (self->folder, "openssl req -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 "
                               "-nodes -keyout server.key -out server.csr -subj /CN=localhost");
  enc_nginx_run (self->folder, "openssl x509 -req -in server.csr -CA ca.pem -CAkey ca.key "
                               "-CAcreateserial -days 2 -extfile names -out server.pem");
}

static inline const char *
enc_nginx_modules (void)
{
  static const char *const folders[] = {"/usr/lib/nginx/modules", "/usr/share/nginx/modules",
                                        "/usr/lib64/nginx/modules"};

  for (guint i = 0; i < G_N_ELEMENTS (folders); i++) {
    g_autofree char *module = g_build_filename (folders[i], "ngx_rtmp_module.so", NULL);

    if (g_file_test (module, G_FILE_TEST_EXISTS))
      return folders[i];
  }
  g_error ("nginx's RTMP module is missing: install libnginx-mod-rtmp");
}

static inline void
enc_nginx_write_config (EncNginx *self)
{
  const char *modules = enc_nginx_modules ();
  g_autofree char *path = g_build_filename (self->folder, "nginx.conf", NULL);
  g_autofree char *config = g_strdup_printf (
      "load_module %s/ngx_rtmp_module.so;\nload_module %s/ngx_stream_module.so;\n"
      "daemon off; master_process off; user root; pid nginx.pid; error_log error.log info;\n"
      "events { worker_connections 64; }\n"
      "rtmp { access_log off; server { listen 127.0.0.1:%u;\n"
      "  application live { live on; record all; record_path %s; record_unique on; }\n"
      "  application auth { live on; on_publish http://127.0.0.1:%u/publish; } } }\n"
      "stream { server { listen 127.0.0.1:%u ssl; ssl_certificate server.pem;\n"
      "  ssl_certificate_key server.key; proxy_pass 127.0.0.1:%u; } }\n",
      modules, modules, self->rtmp_port, self->folder, self->publisher_port, self->tls_port,
      self->rtmp_port);

  g_assert_true (g_file_set_contents (path, config, -1, NULL));
}

static inline void
enc_nginx_wait_for_port (guint16 port)
{
  g_autoptr (GSocketClient) client = g_socket_client_new ();

  for (guint i = 0; i < ENC_NGINX_WAIT_S * 50; i++) {
    g_autoptr (GSocketConnection) connection =
        g_socket_client_connect_to_host (client, "127.0.0.1", port, NULL, NULL);

    if (connection)
      return;
    g_usleep (20 * 1000);
  }
  g_error ("nginx does not listen");
}

/* A test that fails must not leave a server behind. */
static inline void
enc_nginx_in_child (gpointer data)
{
  prctl (PR_SET_PDEATHSIG, SIGKILL);
}

static inline void
enc_nginx_start (EncNginx *self)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *config = g_build_filename (self->folder, "nginx.conf", NULL);
  const char *program =
      g_file_test ("/usr/sbin/nginx", G_FILE_TEST_IS_EXECUTABLE) ? "/usr/sbin/nginx" : "nginx";
  const char *argv[] = {program, "-p", self->folder, "-c", config, NULL};

  g_assert_cmpint (self->pid, ==, 0);
  g_spawn_async (NULL, (char **) argv, NULL,
                 G_SPAWN_SEARCH_PATH | G_SPAWN_DO_NOT_REAP_CHILD | G_SPAWN_STDERR_TO_DEV_NULL |
                     G_SPAWN_STDOUT_TO_DEV_NULL,
                 enc_nginx_in_child, NULL, &self->pid, &error);
  g_assert_no_error (error);
  enc_nginx_wait_for_port (self->rtmp_port);
  enc_nginx_wait_for_port (self->tls_port);
}

static inline void
enc_nginx_kill (EncNginx *self)
{
  if (!self->pid)
    return;
  kill (self->pid, SIGKILL);
  waitpid (self->pid, NULL, 0);
  self->pid = 0;
}

static inline EncNginx *
enc_nginx_new (void)
{
  EncNginx *self = g_new0 (EncNginx, 1);
  g_autoptr (GError) error = NULL;

  self->folder = g_dir_make_tmp ("tallybox-nginx-XXXXXX", &error);
  g_assert_no_error (error);
  self->ca_file = g_build_filename (self->folder, "ca.pem", NULL);
  self->publisher = g_socket_listener_new ();
  self->publisher_port = g_socket_listener_add_any_inet_port (self->publisher, NULL, &error);
  g_assert_no_error (error);
  self->publisher_end = g_cancellable_new ();
  self->publisher_thread = g_thread_new ("publisher", enc_nginx_judge_in_thread, self);
  self->rtmp_port = enc_nginx_free_port ();
  self->tls_port = enc_nginx_free_port ();
  enc_nginx_make_certificates (self);
  enc_nginx_write_config (self);
  enc_nginx_start (self);
  return self;
}

/* The size of the newest recording of `key`, and whether it begins as an FLV file does. */
static inline gsize
enc_nginx_recorded (EncNginx *self, const char *key, gboolean *ret_is_flv)
{
  g_autoptr (GDir) dir = g_dir_open (self->folder, 0, NULL);
  g_autofree char *newest = NULL, *content = NULL;
  const char *name;
  gsize size = 0;

  while ((name = g_dir_read_name (dir)))
    if (g_str_has_prefix (name, key) && g_str_has_suffix (name, ".flv") &&
        (!newest || strcmp (name, newest) > 0)) {
      g_free (newest);
      newest = g_strdup (name);
    }
  *ret_is_flv = FALSE;
  if (newest) {
    g_autofree char *path = g_build_filename (self->folder, newest, NULL);

    g_assert_true (g_file_get_contents (path, &content, &size, NULL));
    *ret_is_flv = size > 13 && memcmp (content, "FLV\1", 4) == 0;
  }
  return size;
}

static inline void
enc_nginx_free (EncNginx *self)
{
  g_autoptr (GDir) dir = g_dir_open (self->folder, 0, NULL);
  const char *name;

  enc_nginx_kill (self);
  g_cancellable_cancel (self->publisher_end);
  g_thread_join (self->publisher_thread);
  g_object_unref (self->publisher_end);
  g_object_unref (self->publisher);
  while ((name = g_dir_read_name (dir))) {
    g_autofree char *path = g_build_filename (self->folder, name, NULL);

    g_remove (path);
  }
  g_rmdir (self->folder);
  g_free (self->folder);
  g_free (self->ca_file);
  g_free (self);
}
