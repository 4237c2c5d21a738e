#include "enc-net.h"

#include "enc-output.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/sockios.h>
#include <linux/tcp.h>
#include <netinet/in.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <unistd.h>

struct _EncLink {
  gatomicrefcount refs;
  char *host;
  guint16 port;
  GTlsDatabase *trust;

  GMutex lock; /* guards all below; taken after offers_lock */
  int fd;      /* a duplicate: stays this connection's whatever the library does; -1 = none */
  gboolean closed;
};

typedef struct {
  EncLink *link; /* a reference */
  gint64 since_ms;
} Offer;

static GMutex offers_lock;
static GArray *offers; /* of Offer; offers_lock */

static void unref_current (gpointer data);
/* The link whose connection this thread is making. */
static GPrivate current_link = G_PRIVATE_INIT (unref_current);

static void
unref_current (gpointer data)
{
  enc_link_unref (data);
}

EncLink *
enc_link_new (const EncAddress *address, GTlsDatabase *trust)
{
  EncLink *self = g_new0 (EncLink, 1);

  g_atomic_ref_count_init (&self->refs);
  self->host = g_strdup (address->host);
  self->port = address->port;
  g_set_object (&self->trust, trust);
  g_mutex_init (&self->lock);
  self->fd = -1;
  return self;
}

static EncLink *
link_ref (EncLink *self)
{
  g_atomic_ref_count_inc (&self->refs);
  return self;
}

void
enc_link_unref (EncLink *self)
{
  if (!self || !g_atomic_ref_count_dec (&self->refs))
    return;
  if (self->fd >= 0)
    close (self->fd);
  g_clear_object (&self->trust);
  g_mutex_clear (&self->lock);
  g_free (self->host);
  g_free (self);
}

static gboolean
leads_to (const EncLink *self, const char *host, guint16 port)
{
  return self->port == port && g_ascii_strcasecmp (self->host, host) == 0;
}

/* Caller holds offers_lock. */
static void
remove_offer (guint index)
{
  EncLink *link = g_array_index (offers, Offer, index).link;

  g_array_remove_index (offers, index);
  enc_link_unref (link);
}

/* The connecting thread begins with `where`: which link is it for? */
static void
bind_in_connecting_thread (const char *host, guint16 port)
{
  g_mutex_lock (&offers_lock);
  for (guint i = 0; offers && i < offers->len; i++) {
    EncLink *link = g_array_index (offers, Offer, i).link;

    if (!leads_to (link, host, port))
      continue;
    g_private_replace (&current_link, link_ref (link));
    remove_offer (i);
    break;
  }
  g_mutex_unlock (&offers_lock);
}

static void
set_options (int fd)
{
  const int unsent = ENC_LINK_UNSENT_BYTES, on = 1;
  const unsigned int timeout_ms = ENC_OUTPUT_STALL_MS;

  setsockopt (fd, IPPROTO_TCP, TCP_USER_TIMEOUT, &timeout_ms, sizeof timeout_ms);
  setsockopt (fd, IPPROTO_TCP, TCP_NOTSENT_LOWAT, &unsent, sizeof unsent);
  setsockopt (fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
}

static void
take_socket (EncLink *self, GIOStream *stream)
{
  GSocket *socket = G_IS_SOCKET_CONNECTION (stream)
                        ? g_socket_connection_get_socket (G_SOCKET_CONNECTION (stream))
                        : NULL;
  int fd = socket ? fcntl (g_socket_get_fd (socket), F_DUPFD_CLOEXEC, 0) : -1;

  if (fd < 0)
    return;
  set_options (fd);
  g_mutex_lock (&self->lock);
  if (!self->closed) {
    int old = self->fd;

    self->fd = fd;
    fd = old;
  }
  g_mutex_unlock (&self->lock);
  if (fd >= 0)
    close (fd);
}

static gboolean
on_event_in_connecting_thread (GSignalInvocationHint *hint, guint n_values, const GValue *values,
                               gpointer data)
{
  GSocketClientEvent event = g_value_get_enum (&values[1]);
  GSocketConnectable *where = g_value_get_object (&values[2]);
  GIOStream *stream = g_value_get_object (&values[3]);
  const char *host;
  guint16 port;
  EncLink *link;

  if (!G_IS_NETWORK_ADDRESS (where))
    return TRUE;
  host = g_network_address_get_hostname (G_NETWORK_ADDRESS (where));
  port = g_network_address_get_port (G_NETWORK_ADDRESS (where));
  if (event == G_SOCKET_CLIENT_RESOLVING)
    bind_in_connecting_thread (host, port);
  link = g_private_get (&current_link);
  if (!link || !leads_to (link, host, port))
    return TRUE;
  if (event == G_SOCKET_CLIENT_CONNECTED || event == G_SOCKET_CLIENT_COMPLETE)
    take_socket (link, stream);
  else if (event == G_SOCKET_CLIENT_TLS_HANDSHAKING && link->trust)
    g_tls_connection_set_database (G_TLS_CONNECTION (stream), link->trust);
  return TRUE;
}

static void
install_hook (void)
{
  static gsize done;

  if (!g_once_init_enter (&done))
    return;
  /* The signal exists once the class does; the class is kept for good. */
  g_type_class_ref (G_TYPE_SOCKET_CLIENT);
  g_signal_add_emission_hook (g_signal_lookup ("event", G_TYPE_SOCKET_CLIENT), 0,
                              on_event_in_connecting_thread, NULL, NULL);
  g_once_init_leave (&done, 1);
}

gboolean
enc_link_offer (EncLink *self, gint64 now_ms)
{
  Offer offer = {self, now_ms};
  gboolean is_free = TRUE;

  install_hook ();
  g_mutex_lock (&offers_lock);
  if (!offers)
    offers = g_array_new (FALSE, FALSE, sizeof (Offer));
  for (guint i = offers->len; i-- > 0;) {
    if (now_ms - g_array_index (offers, Offer, i).since_ms >= ENC_LINK_BIND_MS)
      remove_offer (i);
    else if (leads_to (g_array_index (offers, Offer, i).link, self->host, self->port))
      is_free = FALSE;
  }
  if (is_free) {
    link_ref (self);
    g_array_append_val (offers, offer);
  }
  g_mutex_unlock (&offers_lock);
  return is_free;
}

/* Caller holds the lock. How far the peer's window lets us go, or 0 where the kernel (before 5.4)
 * does not tell. */
static guint64
window_end (const struct tcp_info *info, socklen_t size)
{
  if (size < offsetof (struct tcp_info, tcpi_snd_wnd) + sizeof info->tcpi_snd_wnd)
    return 0;
  return info->tcpi_bytes_acked + info->tcpi_snd_wnd;
}

gboolean
enc_link_sample (EncLink *self, EncSample *ret_sample)
{
  struct tcp_info info = {0};
  socklen_t size = sizeof info;
  int waiting = 0;
  gboolean read;

  g_mutex_lock (&self->lock);
  read = self->fd >= 0 && getsockopt (self->fd, IPPROTO_TCP, TCP_INFO, &info, &size) == 0 &&
         ioctl (self->fd, SIOCOUTQ, &waiting) == 0;
  g_mutex_unlock (&self->lock);
  if (read)
    *ret_sample = (EncSample){.acked_bytes = info.tcpi_bytes_acked,
                              .window_bytes = window_end (&info, size),
                              .waiting_bytes = (guint64) waiting};
  return read;
}

static void
withdraw (EncLink *self)
{
  g_mutex_lock (&offers_lock);
  for (guint i = offers ? offers->len : 0; i-- > 0;) {
    if (g_array_index (offers, Offer, i).link == self)
      remove_offer (i);
  }
  g_mutex_unlock (&offers_lock);
}

void
enc_link_close (EncLink *self)
{
  const unsigned int farewell_ms = ENC_LINK_FAREWELL_MS;
  int fd;

  withdraw (self);
  g_mutex_lock (&self->lock);
  fd = self->fd;
  self->fd = -1;
  self->closed = TRUE;
  g_mutex_unlock (&self->lock);
  if (fd < 0)
    return;
  setsockopt (fd, IPPROTO_TCP, TCP_USER_TIMEOUT, &farewell_ms, sizeof farewell_ms);
  close (fd);
}
