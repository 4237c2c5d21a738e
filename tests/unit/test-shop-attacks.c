/* The client and shops that are hostile or broken: it says what is wrong, shows nothing false, goes
 * on, and comes again. */
#include "shop-client-private.h"
#include "shop-rig.h"

#include <time.h>

#define AT_LEAST_HEAD "{\"t\":\"delta\",\"epoch\":\"e1\",\"prev\":1,\"seq\":2,\"items\":["

static gboolean
on_poke (gpointer data)
{
  ShopClient *client = ((Rig *) data)->client;

  shop_policy_start (&client->policy, shop_client_now_ms (client));
  shop_client_wake (client);
  return G_SOURCE_CONTINUE;
}

/* Waits, and lets the client come again at once whenever its line broke. */
#define wait_poking(rig, condition)                                                                \
  G_STMT_START                                                                                     \
  {                                                                                                \
    guint poke = g_timeout_add (30, on_poke, (rig));                                               \
                                                                                                   \
    rig_wait (condition);                                                                          \
    g_source_remove (poke);                                                                        \
  }                                                                                                \
  G_STMT_END

/* Messages that end the line */

typedef struct {
  const char *what;
  guint8 bits; /* of the frame */
  const char *bytes;
  gsize length; /* 0: up to the NUL */
  guint code;   /* that the client closes with */
} BadMessage;

static const BadMessage bad_messages[] = {
    {"nothing", 0x81, "", 0, 4400},
    {"no JSON", 0x81, "hello", 0, 4400},
    {"half an object", 0x81, "{\"t\":\"hb\"", 0, 4400},
    {"an array", 0x81, "[]", 0, 4400},
    {"no type", 0x81, "{}", 0, 4400},
    {"a type that is a number", 0x81, "{\"t\":1}", 0, 4400},
    {"a key twice", 0x81, "{\"t\":\"x\",\"t\":\"y\"}", 0, 4400},
    {"something behind", 0x81, "{\"t\":\"x\"} {}", 0, 4400},
    {"a NUL", 0x81, "{\"t\":\"x\"}\0", 10, 4400},
    {"too deep", 0x81, "{\"t\":[[[[[[[[[]]]]]]]]]}", 0, 4400},
    {"a member that is missing", 0x81, "{\"t\":\"hb\",\"epoch\":\"e1\"}", 0, 4400},
    {"a number that is none", 0x81,
     "{\"t\":\"delta\",\"epoch\":\"e1\",\"prev\":1,\"seq\":-2,\"items\":[]}", 0, 4400},
    {"a huge number", 0x81,
     "{\"t\":\"delta\",\"epoch\":\"e1\",\"prev\":1,\"seq\":99999999999999999999,\"items\":[]}", 0,
     4400},
    {"a number beyond all", 0x81,
     "{\"t\":\"delta\",\"epoch\":\"e1\",\"prev\":1,\"seq\":1e999,\"items\":[]}", 0, 4400},
    {"not UTF-8", 0x81, "{\"t\":\"x\xff\"}", 0, 4400},
    {"overlong UTF-8", 0x81, "{\"t\":\"x\xc0\xaf\"}", 0, 4400},
    {"half a pair in UTF-8", 0x81, "{\"t\":\"x\",\"y\":\"\xed\xa0\x80\"}", 0, 4400},
    {"half a character", 0x81, "{\"t\":\"x\",\"y\":\"\xe2\x82\"}", 0, 4400},
    {"beyond Unicode, in what is ignored", 0x81, "{\"t\":\"x\",\"y\":[{\"\xf4\x90\x80\x80\":1}]}",
     0, 4400},
    {"bytes", 0x82, "{\"t\":\"x\"}", 0, 1003},
    {"another version", 0x81,
     "{\"t\":\"welcome\",\"v\":2,\"epoch\":\"e1\",\"seq\":1,\"mode\":\"resume\",\"now\":\"" RIG_NOW
     "\"}",
     0, 4400},
};

static int n_closed; /* atomic */

static void
script_bad_messages (Wire *wire, gpointer data)
{
  g_autofree char *hello = rig_greet (wire, 1), *more = NULL;

  if (wire->n > 0)
    g_assert_null (strstr (hello, "resume"));
  if (wire->n < G_N_ELEMENTS (bad_messages)) {
    const BadMessage *bad = &bad_messages[wire->n];

    wire_send_frame (wire, bad->bits, bad->bytes, bad->length ? bad->length : strlen (bad->bytes));
    more = wire_read (wire);
    g_assert_null (more);
    if (wire->close_code != bad->code)
      g_error ("%s: closed with %u, not %u", bad->what, wire->close_code, bad->code);
    g_atomic_int_inc (&n_closed);
  }
  wire_drain (wire);
}

static void
test_bad_messages (void)
{
  Rig rig;

  rig_init (&rig, script_bad_messages, NULL, "127.0.0.1");
  shop_client_start (rig.client);
  wait_poking (&rig, n_closed == (int) G_N_ELEMENTS (bad_messages) && rig.synced);
  g_assert_cmpint (rig_available (&rig, "A"), ==, 5);
  rig_clear (&rig);
}

/* Too much */

static int n_too_big; /* atomic */

static void
script_too_big (Wire *wire, gpointer data)
{
  g_autofree char *hello = rig_greet (wire, 1);
  g_autofree char *much = g_strnfill (10 * 1024 * 1024, ' ');

  if (wire->n == 0)
    wire_send_frame (wire, 0x81, much, strlen (much));
  for (int i = 0; wire->n == 1 && i < 70; i++)
    wire_send_frame (wire, i == 0 ? 0x01 : 0x00, much, 1000);
  /* A length that no memory has. */
  if (wire->n == 2) {
    wire_send_bytes (wire, "\x81\x7f\x7f\xff\xff\xff\xff\xff\xff\xff", 10);
    wire_send_bytes (wire, much, 20000);
  }
  if (wire->n < 3)
    g_atomic_int_inc (&n_too_big);
  wire_drain (wire);
}

static void
test_too_big (void)
{
  Rig rig;

  rig_init (&rig, script_too_big, NULL, "127.0.0.1");
  shop_client_start (rig.client);
  wait_poking (&rig, rig.server->n_connections == 4);
  rig_wait (rig.server->n_connections == 4 && rig.synced);
  rig_clear (&rig);
}

/* Fragments, down to single bytes, with pings between. */
static void
script_fragments (Wire *wire, gpointer data)
{
  g_autofree char *hello = rig_greet (wire, 1);
  const char *text = AT_LEAST_HEAD "{\"sku\":\"A\",\"title\":\"Gr\xc3\xb6\xc3\x9f"
                                   "e\",\"avail\":4}]}";

  for (gsize i = 0; i < strlen (text); i++) {
    gboolean last = i + 1 == strlen (text);

    wire_send_frame (wire, (guint8) ((i == 0 ? 0x01 : 0x00) | (last ? 0x80 : 0)), text + i, 1);
    if (i % 10 == 0)
      wire_send_frame (wire, 0x89, "ping", 4);
  }
  wire_drain (wire);
}

static void
test_fragments (void)
{
  Rig rig;

  rig_init (&rig, script_fragments, NULL, "127.0.0.1");
  shop_client_start (rig.client);
  rig_wait (rig.seq == 2 && rig.synced);
  g_assert_cmpint (rig_available (&rig, "A"), ==, 4);
  g_assert_cmpuint (rig.server->n_connections, ==, 1);
  rig_clear (&rig);
}

/* 1000 deltas a second: the main loop stays free, and nothing is lost. */

#define FLOOD_N 2000

static void
script_flood (Wire *wire, gpointer data)
{
  g_autofree char *hello = rig_greet (wire, 1);

  for (int seq = 2; seq < FLOOD_N + 2; seq++) {
    wire_sendf (wire,
                "{\"t\":\"delta\",\"epoch\":\"e1\",\"prev\":%d,\"seq\":%d,\"items\":"
                "[{\"sku\":\"SKU-%d\",\"title\":\"A fine product\",\"avail\":%d}]}",
                seq - 1, seq, seq % 100, seq);
    if (seq % 10 == 0)
      g_usleep (9500);
  }
  wire_drain (wire);
}

static gboolean
on_beat (gpointer data)
{
  gint64 *beat = data, now_us = g_get_monotonic_time ();

  beat[1] = MAX (beat[1], now_us - beat[0]);
  beat[0] = now_us;
  return G_SOURCE_CONTINUE;
}

static void
test_flood (void)
{
  gint64 beat[2] = {g_get_monotonic_time (), 0}, start_us;
  clock_t start;
  guint beats, n_changes;
  double seconds;
  Rig rig;

  rig_init (&rig, script_flood, NULL, "127.0.0.1");
  shop_client_start (rig.client);
  rig_wait (rig.synced);
  start_us = g_get_monotonic_time ();
  start = clock ();
  n_changes = rig.n_changes;
  beats = g_timeout_add (2, on_beat, beat);
  rig_wait (rig.seq == FLOOD_N + 1);
  g_source_remove (beats);
  seconds = (double) (g_get_monotonic_time () - start_us) / 1e6;
  g_test_message ("%d deltas in %.2f s: %u changes, %.0f ms of the processor, longest pause of the "
                  "main loop %.1f ms",
                  FLOOD_N, seconds, rig.n_changes - n_changes,
                  (double) (clock () - start) * 1000 / CLOCKS_PER_SEC, (double) beat[1] / 1000);
  g_assert_cmpuint (rig.n_changes - n_changes, <=,
                    (guint) (seconds * 1000 / SHOP_CHANGE_MS_MIN) + 2);
  g_assert_cmpint (rig_available (&rig, "SKU-0"), ==, FLOOD_N);
  g_assert_cmpuint (rig.server->n_connections, ==, 1);
  rig_clear (&rig);
}

/* As fast as it goes: what is too much waits at the shop, and the line lives. */
static void
script_torrent (Wire *wire, gpointer data)
{
  g_autofree char *hello = rig_greet (wire, 1);

  for (int seq = 2; seq < 14000; seq++)
    wire_sendf (wire, "{\"t\":\"delta\",\"epoch\":\"e1\",\"prev\":%d,\"seq\":%d,\"items\":[]}",
                seq - 1, seq);
  wire_drain (wire);
}

static void
test_torrent (void)
{
  Rig rig;

  rig_init (&rig, script_torrent, NULL, "127.0.0.1");
  shop_client_start (rig.client);
  rig_wait (rig.seq == 13999);
  g_assert_cmpuint (rig.server->n_connections, ==, 1);
  rig_clear (&rig);
}

/* Gaps, doubles, new epochs, and items that cannot be */

static void
script_mess (Wire *wire, gpointer data)
{
  g_autofree char *hello = rig_greet (wire, 10), *resync = NULL, *again = NULL;

  rig_send_delta (wire, "e1", 10, 11, RIG_ITEM ("A", 4));
  rig_send_delta (wire, "e1", 10, 11, RIG_ITEM ("A", 4));
  rig_send_delta (wire, "e1", 9, 10, RIG_ITEM ("A", 9));
  rig_send_delta (wire, "e1", 12, 13, RIG_ITEM ("A", 2));
  resync = wire_read (wire);
  g_assert_true (g_str_has_prefix (resync, "{\"t\":\"resync\""));
  rig_send_delta (wire, "e1", 13, 14, RIG_ITEM ("A", 1));
  rig_send_snapshot (wire, "e1", 14, RIG_ITEM ("A", 1) "," RIG_ITEM ("B", 1));
  rig_send_hb (wire, "e2", 3);
  again = wire_read (wire);
  g_assert_true (g_str_has_prefix (again, "{\"t\":\"resync\""));
  rig_send_snapshot (wire, "e2", 3,
                     RIG_ITEM ("A", 8) "," RIG_ITEM ("B", -1) "," RIG_ITEM (
                         "C", 123456789012345678901234567890) ",7,{\"title\":\"no sku\"}");
  rig_send_delta (wire, "e2", 3, 4,
                  "{\"sku\":\"A\",\"title\":\"T\",\"avail\":1,\"hubs\":{\"x\":2}}");
  wire_drain (wire);
}

static void
test_mess (void)
{
  Rig rig;

  rig_init (&rig, script_mess, NULL, "127.0.0.1");
  shop_client_start (rig.client);
  rig_wait (rig.seq == 4 && rig.synced);
  g_assert_cmpint (rig_available (&rig, "A"), ==, 8);
  g_assert_true (rig_is_doubtful (&rig, "A"));
  g_assert_true (rig_is_doubtful (&rig, "B"));
  g_assert_cmpint (rig_available (&rig, "B"), ==, 1);
  g_assert_true (rig_is_doubtful (&rig, "C"));
  g_assert_cmpuint (rig.refused, ==, 4);
  g_assert_nonnull (strstr (rig.refused_why, "A: The places have 2 together, but 1 are left."));
  g_assert_cmpuint (rig.server->n_connections, ==, 1);
  rig_clear (&rig);
}

/* A shop that falls silent, with the line open. */
static void
script_silence (Wire *wire, gpointer data)
{
  g_autofree char *hello = NULL;

  wire_accept (wire);
  hello = wire_read (wire);
  rig_send_welcome (wire, "e1", 1, "snapshot", wire->n == 0 ? 1000 : 60000);
  rig_send_snapshot (wire, "e1", 1, RIG_ITEM ("A", 5));
  wire_drain (wire);
}

static void
test_silence (void)
{
  Rig rig;

  rig_init (&rig, script_silence, NULL, "127.0.0.1");
  shop_client_start (rig.client);
  rig_wait (rig.synced);
  rig_wait (rig.health == SHOW_HEALTH_RETRYING);
  g_assert_true (g_str_has_prefix (rig.text, "The shop has gone silent. Trying again in"));
  g_assert_false (rig.synced);
  rig_wait (rig.synced);
  rig_clear (&rig);
}

/* Refusals */

static const struct {
  guint code;       /* after the upgrade; 0: none of it */
  const char *http; /* instead of the upgrade */
  const char *words;
} refusals[] = {
    {4400, NULL, "does not understand this rig"},
    {4401, NULL, "does not take this rig's token"},
    {4403, NULL, "not for this drop"},
    {4404, NULL, "no such drop"},
    {4410, NULL, "has ended"},
    {4429, NULL, "too slow"},
    {4500, NULL, "fault of its own"},
    {1001, NULL, "goes away"},
    {4999, NULL, "hung up"},
    {0, "HTTP/1.1 401 No\r\nContent-Length: 0\r\n\r\n", "token"},
    {0, "HTTP/1.1 404 No\r\nContent-Length: 0\r\n\r\n", "no such drop"},
    {0, "HTTP/1.1 503 No\r\nContent-Length: 0\r\n\r\n", "overloaded"},
    {0, "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nhi", "address"},
    {0, "SSH-2.0-OpenSSH_9.2\r\n", "Trying again"},
    {0, "", "Trying again"},
};

static void
script_refusals (Wire *wire, gpointer data)
{
  g_autofree char *hello = NULL;

  if (wire->n >= G_N_ELEMENTS (refusals)) {
    hello = rig_greet (wire, 1);
  } else if (refusals[wire->n].code) {
    wire_accept (wire);
    hello = wire_read (wire);
    wire_close (wire, refusals[wire->n].code);
  } else {
    wire_read_head (wire);
    wire_send_bytes (wire, refusals[wire->n].http, strlen (refusals[wire->n].http));
    return;
  }
  wire_drain (wire);
}

static gboolean
was_said (const Rig *rig, const char *words, const char *then)
{
  for (guint i = 0; i < rig->texts->len; i++)
    if (strstr (rig->texts->pdata[i], words) && strstr (rig->texts->pdata[i], then))
      return TRUE;
  return FALSE;
}

static void
test_refusals (void)
{
  Rig rig;

  rig_init (&rig, script_refusals, NULL, "127.0.0.1");
  shop_client_start (rig.client);
  wait_poking (&rig, rig.synced);
  for (guint i = 0; i < G_N_ELEMENTS (refusals); i++)
    if (!was_said (&rig, refusals[i].words, "Trying again"))
      g_error ("%s", refusals[i].words);
  rig_clear (&rig);
}

/* A person is needed; it does not press the shop meanwhile. */
static void
script_stop (Wire *wire, gpointer data)
{
  g_autofree char *hello = NULL;

  wire_accept (wire);
  hello = wire_read (wire);
  wire_close (wire, 4410);
  wire_drain (wire);
}

static void
test_refused (void)
{
  Rig rig;

  rig_init (&rig, script_stop, NULL, "127.0.0.1");
  shop_client_start (rig.client);
  rig_wait (rig.health == SHOW_HEALTH_REJECTED);
  g_assert_true (g_str_has_prefix (rig.text, "The drop has ended. Trying again in "));
  rig_run_for (1500);
  g_assert_cmpint (rig.server->n_connections, ==, 1);
  rig_clear (&rig);
}

/* The token goes to the shop of the config and to nobody else. */
static void
script_lure (Wire *wire, gpointer data)
{
  g_autofree char *answer =
      g_strdup_printf ("HTTP/1.1 302 Found\r\nLocation: ws://127.0.0.1:%u/stock\r\n"
                       "Content-Length: 0\r\n\r\n",
                       wire->server->port);

  wire_read_head (wire);
  wire_send_bytes (wire, answer, strlen (answer));
}

static void
test_redirect (void)
{
  Rig rig;

  rig_init (&rig, script_lure, NULL, "127.0.0.1");
  shop_client_start (rig.client);
  rig_wait (rig.health == SHOW_HEALTH_REJECTED);
  rig_run_for (200);
  g_assert_cmpint (rig.server->n_connections, ==, 1);
  rig_clear (&rig);
}

/* Stopped at any moment, nothing is left behind. */
static void
script_mute (Wire *wire, gpointer data)
{
  if (wire->n % 3 == 1)
    wire_read_head (wire);
  if (wire->n % 3 == 2)
    g_free (rig_greet (wire, 1));
  while (g_input_stream_skip (G_INPUT_STREAM (wire->in), 100, NULL, NULL) > 0)
    ;
}

static void
test_stop (void)
{
  Rig rig;

  rig_init (&rig, script_mute, NULL, "localhost");
  for (int i = 0; i < 12; i++) {
    shop_client_start (rig.client);
    if (i > 0)
      rig_run_for ((guint) (i * 5));
    rig_close (&rig);
    rig_open (&rig);
  }
  rig_clear (&rig);
}

static void
script_nothing (Wire *wire, gpointer data)
{
}

static void
test_unreachable (void)
{
  static const char *const urls[] = {"ws://no-such-host.invalid/", "ws://127.0.0.1:1/",
                                     "ws://[::1]:1/"};

  for (guint i = 0; i < G_N_ELEMENTS (urls); i++) {
    Rig rig;

    rig_init (&rig, script_nothing, NULL, "127.0.0.1");
    rig_close (&rig);
    g_free (rig.options.url);
    rig.options.url = g_strdup (urls[i]);
    rig_open (&rig);
    shop_client_start (rig.client);
    rig_wait (rig.health == SHOW_HEALTH_RETRYING);
    g_assert_true (g_str_has_prefix (rig.text, "The shop cannot be reached."));
    rig_clear (&rig);
  }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/shop/attacks/bad-messages", test_bad_messages);
  g_test_add_func ("/shop/attacks/too-big", test_too_big);
  g_test_add_func ("/shop/attacks/fragments", test_fragments);
  g_test_add_func ("/shop/attacks/flood", test_flood);
  g_test_add_func ("/shop/attacks/torrent", test_torrent);
  g_test_add_func ("/shop/attacks/mess", test_mess);
  g_test_add_func ("/shop/attacks/silence", test_silence);
  g_test_add_func ("/shop/attacks/refusals", test_refusals);
  g_test_add_func ("/shop/attacks/refused", test_refused);
  g_test_add_func ("/shop/attacks/redirect", test_redirect);
  g_test_add_func ("/shop/attacks/stop", test_stop);
  g_test_add_func ("/shop/attacks/unreachable", test_unreachable);
  return g_test_run ();
}
