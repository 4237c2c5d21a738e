/* Many rigs at one shop: that many websockets to PORT on this machine, of which each gets the whole
 * stock first and then every delta; a till sells at random moments. The sockets are bare (RFC
 * 6455), so that what is measured is the shop. bench-rigs PORT DROP RIG-TOKEN TILL-TOKEN SKU RIGS
 * SALES Prints {"greeted": rigs that got the stock, "connect_ms": all of them together} and, after
 * a line on standard input, {"ms": [from the sale's request to each rig's delta]}. */
#include <arpa/inet.h>
#include <errno.h>
#include <glib.h>
#include <netinet/tcp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>

#define READ_BYTES 65536
#define LIMIT_MS   60000
#define GAP_MS     400 /* more than the shop lets pass between two deltas */

typedef struct {
  int fd;
  GByteArray *data; /* received and not understood yet */
  gboolean is_open; /* the upgrade is through */
  gboolean greeted;
  guint n_deltas;
} Wire;

typedef struct {
  guint16 port;
  const char *drop, *rig_token, *till_token, *sku;
  guint n_rigs, n_greeted, n_told; /* by the newest sale */
  Wire *wires;
  int epoll;
  gint64 sold_us;
  GArray *ms; /* double */
} Bench;

static int
connect_to (guint16 port)
{
  struct sockaddr_in address = {
      .sin_family = AF_INET, .sin_port = htons (port), .sin_addr.s_addr = htonl (INADDR_LOOPBACK)};
  int fd = socket (AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0), on = 1;

  if (fd < 0 || connect (fd, (struct sockaddr *) &address, sizeof address) < 0)
    g_error ("no connection: %s", g_strerror (errno));
  setsockopt (fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
  return fd;
}

static void
send_all (int fd, const void *data, gsize length)
{
  if (send (fd, data, length, MSG_NOSIGNAL) != (gssize) length)
    g_error ("cannot send: %s", g_strerror (errno));
}

/* With a mask of zeros, which changes nothing. */
static void
send_frame (Wire *wire, guint8 opcode, const void *text, gsize length)
{
  guint8 frame[256] = {0x80 | opcode, (guint8) (0x80 | length)};

  g_assert (length < 126);
  memcpy (frame + 6, text, length);
  send_all (wire->fd, frame, 6 + length);
}

static void
send_upgrade (Bench *bench, Wire *wire)
{
  g_autofree char *text = g_strdup_printf (
      "GET /stock HTTP/1.1\r\nHost: 127.0.0.1:%u\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
      "Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\nSec-WebSocket-Version: 13\r\n"
      "Sec-WebSocket-Protocol: stocksync.v1.json\r\nAuthorization: Bearer %s\r\n\r\n",
      bench->port, bench->rig_token);

  send_all (wire->fd, text, strlen (text));
}

static void
add_time (Bench *bench)
{
  double ms = (double) (g_get_monotonic_time () - bench->sold_us) / 1000;

  g_array_append_val (bench->ms, ms);
  bench->n_told++;
}

static void
take_text (Bench *bench, Wire *wire, const char *text, gsize length)
{
  if (g_strstr_len (text, (gssize) length, "\"t\":\"delta\"")) {
    wire->n_deltas++;
    add_time (bench);
  } else if (!wire->greeted && g_strstr_len (text, (gssize) length, "\"t\":\"snapshot\"")) {
    wire->greeted = TRUE;
    bench->n_greeted++;
  }
}

/* Takes a whole frame off the front; FALSE when there is none. A server's frames have no mask. */
static gboolean
take_frame (Bench *bench, Wire *wire)
{
  const guint8 *d = wire->data->data;
  gsize at = 2, length;

  if (wire->data->len < 4)
    return FALSE;
  length = d[1] & 127;
  if (length == 126) {
    length = (gsize) d[2] << 8 | d[3];
    at = 4;
  }
  if (length == 127 || wire->data->len < at + length)
    return FALSE;
  if ((d[0] & 15) == 1)
    take_text (bench, wire, (const char *) d + at, length);
  else if ((d[0] & 15) == 9)
    send_frame (wire, 10, d + at, length);
  else if ((d[0] & 15) == 8)
    g_error ("the shop hung up");
  g_byte_array_remove_range (wire->data, 0, (guint) (at + length));
  return TRUE;
}

static void
open_wire (Bench *bench, Wire *wire)
{
  const char *end = g_strstr_len ((char *) wire->data->data, wire->data->len, "\r\n\r\n");
  g_autofree char *hello = g_strdup_printf (
      "{\"t\":\"hello\",\"v\":1,\"drop\":\"%s\",\"client\":\"bench\"}", bench->drop);

  if (!end)
    return;
  if (!g_str_has_prefix ((char *) wire->data->data, "HTTP/1.1 101"))
    g_error ("no upgrade: %.60s", wire->data->data);
  g_byte_array_remove_range (wire->data, 0, (guint) (end + 4 - (const char *) wire->data->data));
  wire->is_open = TRUE;
  send_frame (wire, 1, hello, strlen (hello));
}

static void
read_wire (Bench *bench, Wire *wire)
{
  static guint8 buffer[READ_BYTES];
  gssize n = recv (wire->fd, buffer, sizeof buffer, MSG_DONTWAIT);

  if (n == 0)
    g_error ("the shop hung up");
  if (n < 0)
    return;
  g_byte_array_append (wire->data, buffer, (guint) n);
  if (!wire->is_open)
    open_wire (bench, wire);
  while (wire->is_open && take_frame (bench, wire))
    ;
}

/* Reads until `n` is `wanted`, or for `ms`. */
static void
serve (Bench *bench, const guint *n, guint wanted, gint64 ms)
{
  gint64 end_us = g_get_monotonic_time () + ms * 1000;
  struct epoll_event events[256];

  while ((!n || *n < wanted) && g_get_monotonic_time () < end_us) {
    int wait_ms = (int) MAX ((end_us - g_get_monotonic_time ()) / 1000, 0);
    int ready = epoll_wait (bench->epoll, events, G_N_ELEMENTS (events), wait_ms);

    for (int i = 0; i < ready; i++)
      read_wire (bench, events[i].data.ptr);
  }
}

static void
connect_all (Bench *bench)
{
  gint64 begin_us = g_get_monotonic_time ();

  for (guint i = 0; i < bench->n_rigs; i++) {
    Wire *wire = &bench->wires[i];
    struct epoll_event event = {.events = EPOLLIN, .data.ptr = wire};

    *wire = (Wire){.fd = connect_to (bench->port), .data = g_byte_array_new ()};
    send_upgrade (bench, wire);
    epoll_ctl (bench->epoll, EPOLL_CTL_ADD, wire->fd, &event);
    serve (bench, NULL, 0, 0);
  }
  serve (bench, &bench->n_greeted, bench->n_rigs, LIMIT_MS);
  printf ("{\"greeted\": %u, \"connect_ms\": %.0f}\n", bench->n_greeted,
          (double) (g_get_monotonic_time () - begin_us) / 1000);
  fflush (stdout);
}

/* Head and product, which may come one after the other. */
static void
read_answer (int till)
{
  char answer[4096] = "";
  gsize length = 0;
  gssize n = 1;

  while (n > 0 && !strstr (answer, "}}")) {
    n = recv (till, answer + length, sizeof answer - 1 - length, 0);
    length += (gsize) MAX (n, 0);
  }
  if (!strstr (answer, "HTTP/1.1 200") || !strstr (answer, "}}"))
    g_error ("the sale was not done: %s", answer);
}

static void
sell (Bench *bench, int till, guint number)
{
  g_autofree char *body = g_strdup_printf ("{\"sku\":\"%s\",\"n\":1}", bench->sku);
  g_autofree char *text = g_strdup_printf (
      "POST /v1/drops/%s/sell HTTP/1.1\r\nHost: 127.0.0.1:%u\r\nAuthorization: Bearer %s\r\n"
      "Idempotency-Key: bench-%u\r\nContent-Length: %zu\r\n\r\n%s",
      bench->drop, bench->port, bench->till_token, number, strlen (body), body);

  bench->n_told = 0;
  bench->sold_us = g_get_monotonic_time ();
  send_all (till, text, strlen (text));
  serve (bench, &bench->n_told, bench->n_rigs, LIMIT_MS);
  read_answer (till);
}

static void
sell_all (Bench *bench, guint n_sales)
{
  g_autoptr (GRand) dice = g_rand_new_with_seed (1);
  int till = connect_to (bench->port);

  for (guint i = 0; i < n_sales; i++) {
    serve (bench, NULL, 0, GAP_MS + g_rand_int_range (dice, 0, 100));
    sell (bench, till, i);
  }
  close (till);
  printf ("{\"ms\": [");
  for (guint i = 0; i < bench->ms->len; i++)
    printf ("%s%.2f", i > 0 ? ", " : "", g_array_index (bench->ms, double, i));
  printf ("]}\n");
}

static void
raise_limit (void)
{
  struct rlimit limit;

  getrlimit (RLIMIT_NOFILE, &limit);
  limit.rlim_cur = limit.rlim_max;
  setrlimit (RLIMIT_NOFILE, &limit);
}

int
main (int argc, char **argv)
{
  Bench bench = {.epoll = epoll_create1 (EPOLL_CLOEXEC)};
  char line[16];

  if (argc != 8)
    return 64;
  raise_limit ();
  bench.port = (guint16) atoi (argv[1]);
  bench.drop = argv[2];
  bench.rig_token = argv[3];
  bench.till_token = argv[4];
  bench.sku = argv[5];
  bench.n_rigs = (guint) atoi (argv[6]);
  bench.wires = g_new0 (Wire, bench.n_rigs);
  bench.ms = g_array_new (FALSE, FALSE, sizeof (double));
  connect_all (&bench);
  if (!fgets (line, sizeof line, stdin))
    return 1;
  sell_all (&bench, (guint) atoi (argv[7]));
  return 0;
}
