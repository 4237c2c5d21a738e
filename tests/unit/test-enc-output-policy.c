/* States, retries and the stall detector of an output. No clock, no network. */
#include "enc-output-policy.h"

#include "enc-address.h"
#include "enc-fault.h"
#include "enc-output.h"
#include <gio/gio.h>

static EncPolicy
connecting (gint64 now_ms)
{
  EncPolicy policy;

  enc_policy_init (&policy, now_ms);
  g_assert_cmpint (policy.health, ==, SHOW_HEALTH_IDLE);
  g_assert_cmpint (enc_policy_start (&policy, now_ms), ==, ENC_ACTION_OPEN);
  g_assert_cmpint (enc_policy_opened (&policy, now_ms), ==, ENC_ACTION_KEEP);
  return policy;
}

static EncPolicy
live (gint64 now_ms)
{
  EncPolicy policy = connecting (now_ms);

  enc_policy_accepted (&policy, now_ms);
  g_assert_cmpint (policy.health, ==, SHOW_HEALTH_LIVE);
  return policy;
}

/* Waits for the planned retry and opens again. */
static gint64
again (EncPolicy *policy)
{
  gint64 at_ms = policy->retry_at_ms;

  g_assert_cmpint (enc_policy_tick (policy, at_ms - 1, 0), ==, ENC_ACTION_KEEP);
  g_assert_cmpint (enc_policy_tick (policy, at_ms, 0), ==, ENC_ACTION_OPEN);
  g_assert_cmpint (policy->health, ==, SHOW_HEALTH_CONNECTING);
  enc_policy_opened (policy, at_ms);
  return at_ms;
}

static void
assert_says (const EncPolicy *policy, gint64 now_ms, const char *words)
{
  g_autofree char *text = enc_policy_describe (policy, now_ms, "youtube", NULL, 0);

  g_assert_cmpstr (text, ==, words);
}

static void
test_life (void)
{
  EncPolicy policy = live (1000);

  assert_says (&policy, 1000, "Output youtube is live.");
  g_assert_cmpint (enc_policy_start (&policy, 1100), ==, ENC_ACTION_KEEP);
  g_assert_cmpint (enc_policy_tick (&policy, 1000000, 0), ==, ENC_ACTION_KEEP);
  g_assert_cmpint (enc_policy_stop (&policy, 1000001), ==, ENC_ACTION_GOODBYE);
  assert_says (&policy, 1000002, "Output youtube is stopped.");
  g_assert_cmpint (enc_policy_stop (&policy, 1000002), ==, ENC_ACTION_KEEP);
  g_assert_cmpint (enc_policy_failed (&policy, 1000003, ENC_FAULT_LOST, 0), ==, ENC_ACTION_KEEP);
  g_assert_cmpint (enc_policy_start (&policy, 1000004), ==, ENC_ACTION_OPEN);
  g_assert_cmpint (enc_policy_stop (&policy, 1000005), ==, ENC_ACTION_KEEP);
}

static void
test_slow (void)
{
  EncPolicy policy = live (0);
  g_autofree char *text = enc_policy_describe (&policy, 0, "youtube", NULL, 3100);

  g_assert_cmpstr (text, ==,
                   "Output youtube is live, but the connection is slow: 3 s of picture wait.");
}

static void
test_backoff (void)
{
  EncPolicy policy = connecting (0);
  gint64 now_ms = 0, wait_ms = 0;

  for (guint i = 0; i < 20; i++) {
    g_assert_cmpint (enc_policy_failed (&policy, now_ms, ENC_FAULT_REFUSED, 0.999), ==,
                     ENC_ACTION_DROP);
    g_assert_cmpint (policy.health, ==, SHOW_HEALTH_RETRYING);
    g_assert_cmpint (policy.retry_at_ms - now_ms, >=, wait_ms);
    wait_ms = policy.retry_at_ms - now_ms;
    g_assert_cmpint (wait_ms, <=, base_backoff_default.cap_ms);
    now_ms = again (&policy);
  }
  g_assert_cmpint (wait_ms, >, 29000);
  g_assert_cmpuint (policy.failures, ==, 20);

  /* A connection that lasted begins anew. */
  enc_policy_accepted (&policy, now_ms);
  now_ms += ENC_POLICY_PROVEN_MS;
  enc_policy_failed (&policy, now_ms, ENC_FAULT_LOST, 0.999);
  g_assert_cmpint (policy.retry_at_ms - now_ms, <=, 1000);
  assert_says (&policy, now_ms, "The connection of output youtube broke. Trying again in 1 s.");
}

static void
test_connect_limit (void)
{
  EncPolicy policy;

  enc_policy_init (&policy, 0);
  enc_policy_start (&policy, 0);
  /* Waiting for the encoder is not the server's fault. */
  g_assert_cmpint (enc_policy_tick (&policy, 60000, 0), ==, ENC_ACTION_KEEP);
  enc_policy_opened (&policy, 60000);
  g_assert_cmpint (enc_policy_tick (&policy, 60000 + ENC_OUTPUT_CONNECT_MS - 1, 0), ==,
                   ENC_ACTION_KEEP);
  g_assert_cmpint (enc_policy_tick (&policy, 60000 + ENC_OUTPUT_CONNECT_MS, 0.999), ==,
                   ENC_ACTION_DROP);
  assert_says (&policy, 60000 + ENC_OUTPUT_CONNECT_MS,
               "The server of output youtube does not answer. Trying again in 1 s.");
}

static void
test_spoken_no (void)
{
  EncPolicy policy = live (0);

  /* Even a key that was good may be taken back. */
  enc_policy_failed (&policy, 60000, ENC_FAULT_LOST, 0);
  again (&policy);
  enc_policy_failed (&policy, 61000, ENC_FAULT_KEY_DENIED, 0);
  g_assert_cmpint (policy.health, ==, SHOW_HEALTH_REJECTED);
  g_assert_cmpint (policy.retry_at_ms, ==, 61000 + ENC_OUTPUT_REJECTED_RETRY_MS);
  assert_says (&policy, 61000,
               "The server refuses the stream key. Check the key of output youtube. Trying again "
               "in 30 s.");
  again (&policy);
  enc_policy_accepted (&policy, 92000);
  g_assert_cmpint (policy.fault, ==, 0);
}

/* Before a connection as well as in its place, as long as it lasts. */
static void
test_unreadable (void)
{
  EncPolicy policy = live (0);
  g_autofree char *text = NULL;

  enc_policy_failed (&policy, 6000, ENC_FAULT_KEY_DENIED, 0);
  g_assert_cmpint (enc_policy_failed (&policy, 36000, ENC_FAULT_LOST, 0), ==, ENC_ACTION_KEEP);
  enc_policy_failed (&policy, 36000, ENC_FAULT_UNREADABLE, 0);
  enc_policy_failed (&policy, 41000, ENC_FAULT_UNREADABLE, 0);
  g_assert_cmpint (policy.health, ==, SHOW_HEALTH_REJECTED);
  g_assert_cmpint (policy.retry_at_ms, ==, 41000 + ENC_OUTPUT_UNREADABLE_RETRY_MS);
  text = enc_policy_describe (&policy, 41000, "youtube", "There is no file k.", 0);
  g_assert_cmpstr (text, ==, "There is no file k. Trying again in 5 s.");
  again (&policy);
  /* Another key, which has proven nothing yet. */
  enc_policy_failed (&policy, 46100, ENC_FAULT_KEY_HANG_UP, 0);
  g_assert_cmpint (policy.fault, ==, ENC_FAULT_KEY_HANG_UP);
}

/* Asked for by hand: at once, and from the beginning. */
static void
test_rejected_starts (void)
{
  EncPolicy policy = connecting (0);

  enc_policy_failed (&policy, 100, ENC_FAULT_KEY_DENIED, 0);
  g_assert_cmpint (enc_policy_start (&policy, 200), ==, ENC_ACTION_OPEN);
  g_assert_cmpint (policy.failures, ==, 0);
}

/* The next try comes at once; what was learnt stays, and one that is under way is left alone. */
static void
test_retrying_hurries (void)
{
  EncPolicy policy = connecting (0);

  for (gint64 now_ms = 0; policy.failures < 9; now_ms = again (&policy))
    enc_policy_failed (&policy, now_ms, ENC_FAULT_REFUSED, 0.999);
  enc_policy_failed (&policy, 300000, ENC_FAULT_REFUSED, 0.999);
  g_assert_cmpint (enc_policy_start (&policy, 300100), ==, ENC_ACTION_KEEP);
  assert_says (&policy, 300100,
               "The server of output youtube takes no connections. Trying again in 1 s.");
  g_assert_cmpint (enc_policy_tick (&policy, 300101, 0), ==, ENC_ACTION_OPEN);
  g_assert_cmpint (enc_policy_start (&policy, 300102), ==, ENC_ACTION_KEEP);
  g_assert_cmpuint (policy.failures, ==, 10);
  enc_policy_failed (&policy, 300200, ENC_FAULT_REFUSED, 0.999);
  g_assert_cmpint (policy.retry_at_ms, >, 300200 + 20000);
}

static void
test_unspoken_no (void)
{
  EncPolicy policy = connecting (0);

  enc_policy_failed (&policy, 100, ENC_FAULT_KEY_HANG_UP, 0);
  g_assert_cmpint (policy.health, ==, SHOW_HEALTH_RETRYING);
  again (&policy);
  /* Something else in between: not in a row. */
  enc_policy_failed (&policy, 1000, ENC_FAULT_REFUSED, 0);
  again (&policy);
  enc_policy_failed (&policy, 2000, ENC_FAULT_KEY_HANG_UP, 0);
  g_assert_cmpint (policy.health, ==, SHOW_HEALTH_RETRYING);
  again (&policy);
  enc_policy_failed (&policy, 3000, ENC_FAULT_KEY_HANG_UP, 0);
  g_assert_cmpint (policy.health, ==, SHOW_HEALTH_REJECTED);
  g_assert_cmpint (policy.fault, ==, ENC_FAULT_KEY_DENIED);
}

static void
test_accepts_then_hangs_up (void)
{
  EncPolicy policy = live (0);

  enc_policy_failed (&policy, 300, ENC_FAULT_LOST, 0);
  g_assert_cmpint (policy.health, ==, SHOW_HEALTH_RETRYING);
  g_assert_cmpint (policy.fault, ==, ENC_FAULT_KEY_HANG_UP);
  enc_policy_accepted (&policy, again (&policy));
  enc_policy_failed (&policy, policy.since_ms + 300, ENC_FAULT_LOST, 0);
  g_assert_cmpint (policy.health, ==, SHOW_HEALTH_REJECTED);
}

static void
test_proven_key (void)
{
  EncPolicy policy = live (0);

  enc_policy_tick (&policy, ENC_POLICY_PROVEN_MS, 0);
  for (guint i = 0; i < 10; i++) {
    enc_policy_failed (&policy, policy.since_ms + 10, ENC_FAULT_KEY_HANG_UP, 0);
    g_assert_cmpint (policy.health, ==, SHOW_HEALTH_RETRYING);
    g_assert_cmpint (policy.fault, ==, ENC_FAULT_LOST);
    again (&policy);
  }
}

static void
test_held (void)
{
  EncPolicy policy = connecting (0);

  enc_policy_failed (&policy, 100, ENC_FAULT_BUSY, 0);
  g_assert_cmpint (policy.fault, ==, ENC_FAULT_BUSY);
  enc_policy_accepted (&policy, again (&policy));
  enc_policy_failed (&policy, 60000, ENC_FAULT_STALLED, 0);
  for (guint i = 0; i < 20; i++) {
    gint64 now_ms = again (&policy);

    enc_policy_failed (&policy, now_ms, ENC_FAULT_BUSY, 0.999);
    g_assert_cmpint (policy.fault, ==, ENC_FAULT_HELD);
    g_assert_cmpint (policy.retry_at_ms - now_ms, <=, 5000);
  }
}

#define RATE   100    /* bytes each ms */
#define SHRUNK 250000 /* a buffer of 500000 bytes that becomes smaller */

/* The other machine: how many bytes each ms its program reads, and its kernel's buffer. */
typedef struct {
  guint reads;
  guint64 buffer_bytes;
  gboolean black_hole;
  gboolean hides_window;
} Peer;

/* Runs a connection that is healthy for 2 s, then shows its nature. ms until it counts as dead, -1:
 * never in ten minutes. `send`: bytes each ms. */
static gint64
run_until_dead (Peer peer, guint send)
{
  const gint64 turn_ms = 2001;
  const Peer healthy = {.reads = RATE,
                        .buffer_bytes = peer.buffer_bytes == SHRUNK ? 500000 : peer.buffer_bytes};
  EncStall stall = {0};
  guint64 sent = 5000, acked = 5000, read = 5000, end = 0;

  for (gint64 now_ms = 1; now_ms < 600000; now_ms += ENC_STALL_TICK_MS) {
    const Peer *now = now_ms < turn_ms ? &healthy : &peer;
    EncSample sample;

    sent += (now_ms < turn_ms ? RATE : send) * ENC_STALL_TICK_MS;
    end = MAX (end, read + now->buffer_bytes);
    acked = now->black_hole ? acked : MIN (sent, end);
    read = MIN (acked, read + now->reads * ENC_STALL_TICK_MS);
    end = now->black_hole ? end : MAX (end, read + now->buffer_bytes);
    sample = (EncSample){.acked_bytes = acked,
                         .window_bytes = peer.hides_window ? 0 : end,
                         .waiting_bytes = sent - acked};
    if (enc_stall_step (&stall, now_ms, &sample))
      return now_ms - turn_ms;
  }
  return -1;
}

static void
test_stall_alive (void)
{
  g_assert_cmpint (run_until_dead ((Peer){.reads = RATE, .buffer_bytes = 500000}, RATE), ==, -1);
  g_assert_cmpint (run_until_dead ((Peer){RATE, 500000, FALSE, TRUE}, RATE), ==, -1);
  /* Slow, not dead. */
  g_assert_cmpint (run_until_dead ((Peer){.reads = RATE / 2, .buffer_bytes = 500000}, RATE), ==,
                   -1);
  /* A machine that makes its buffer smaller for once. */
  g_assert_cmpint (run_until_dead ((Peer){.reads = RATE, .buffer_bytes = SHRUNK}, RATE), ==, -1);
  /* Nothing to send, to a machine that would not read it. */
  g_assert_cmpint (run_until_dead ((Peer){.reads = RATE, .buffer_bytes = 500000}, 0), ==, -1);
}

static void
test_stall_dead (void)
{
  g_assert_cmpint (run_until_dead ((Peer){0, 500000, TRUE, FALSE}, RATE), <=, ENC_OUTPUT_STALL_MS);
  g_assert_cmpint (run_until_dead ((Peer){0, 500000, TRUE, TRUE}, RATE), <=, ENC_OUTPUT_STALL_MS);
  /* Its kernel takes 0.2 or 0.5 MB more, or without an end. */
  g_assert_cmpint (run_until_dead ((Peer){.buffer_bytes = 200000}, RATE), <=, ENC_OUTPUT_STALL_MS);
  g_assert_cmpint (run_until_dead ((Peer){.buffer_bytes = 500000}, RATE), <=,
                   500000 / RATE + ENC_STALL_FULL_MS + ENC_STALL_TICK_MS);
  g_assert_cmpint (run_until_dead ((Peer){RATE / 3, 50000000, FALSE, FALSE}, RATE), <=,
                   ENC_STALL_UNREAD_MS + ENC_STALL_TICK_MS);
  /* Without a word about its window: when that is full, and then the limit. */
  g_assert_cmpint (run_until_dead ((Peer){0, 500000, FALSE, TRUE}, RATE), <=,
                   500000 / RATE + ENC_OUTPUT_STALL_MS);
}

/* A library that takes nothing shows only in our own queue. */
static void
test_stall_before_kernel (void)
{
  EncStall stall = {0};
  EncSample sample = {.acked_bytes = 5000, .window_bytes = 70000};
  gint64 now_ms = 1;

  g_assert_false (enc_stall_step (&stall, now_ms, &sample));
  for (sample.queued_ms = 0; now_ms < 60000; now_ms += ENC_STALL_TICK_MS) {
    sample.queued_ms += ENC_STALL_TICK_MS;
    if (enc_stall_step (&stall, now_ms, &sample))
      break;
  }
  g_assert_cmpint (now_ms, <=, ENC_OUTPUT_STALL_MS + ENC_STALL_QUEUED_MS + ENC_STALL_TICK_MS);
}

static void
test_faults (void)
{
  static const struct {
    int code;
    const char *message, *debug;
    EncFault fault;
  } cases[] = {
      {GST_RESOURCE_ERROR_FAILED,
       "Failed to connect: 'publish' cmd failed: connection closed remotely",
       "domain g-io-error-quark, code 0", ENC_FAULT_KEY_HANG_UP},
      {GST_RESOURCE_ERROR_FAILED,
       "Failed to connect: 'connect' cmd failed: connection closed remotely",
       "domain g-io-error-quark, code 0", ENC_FAULT_APP_HANG_UP},
      {GST_RESOURCE_ERROR_FAILED, "Failed to connect: 'publish' cmd failed: Socket I/O timed out",
       "domain g-io-error-quark, code 24", ENC_FAULT_SILENT},
      {GST_RESOURCE_ERROR_FAILED, "Failed to connect: publish denied; stream already exists: {...}",
       "domain g-io-error-quark, code 2", ENC_FAULT_BUSY},
      {GST_RESOURCE_ERROR_NOT_AUTHORIZED, "Not authorized to connect: publish denied: {}", NULL,
       ENC_FAULT_KEY_DENIED},
      {GST_RESOURCE_ERROR_NOT_AUTHORIZED,
       "Not authorized to connect: 'connect' cmd returned 'NetConnection.Connect.Rejected'", NULL,
       ENC_FAULT_APP_DENIED},
      {GST_RESOURCE_ERROR_FAILED,
       "Failed to connect: 'publish' cmd failed: onStatus: {NetStream.Publish.Unauthorized}",
       "domain g-io-error-quark, code 0", ENC_FAULT_KEY_DENIED},
      {GST_RESOURCE_ERROR_OPEN_READ, "Connection refused: x", NULL, ENC_FAULT_REFUSED},
      {GST_RESOURCE_ERROR_FAILED, "Failed to connect: x",
       "f.c(1): g (): /x:\ndomain g-resolver-error-quark, code 0", ENC_FAULT_NAME},
      {GST_RESOURCE_ERROR_FAILED, "Failed to connect: x", "domain g-tls-error-quark, code 2",
       ENC_FAULT_TRUST},
      {GST_RESOURCE_ERROR_WRITE, "Connection error: connection closed remotely",
       "domain g-io-error-quark, code 44", ENC_FAULT_LOST},
      {GST_RESOURCE_ERROR_WRITE, "Connection error: x", "domain g-io-error-quark, code 24",
       ENC_FAULT_STALLED},
      {GST_RESOURCE_ERROR_FAILED, "Failed to connect: x", NULL, ENC_FAULT_LOST},
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autoptr (GError) error =
        g_error_new_literal (GST_RESOURCE_ERROR, cases[i].code, cases[i].message);

    g_assert_cmpint (enc_fault_from_message (error, cases[i].debug), ==, cases[i].fault);
  }
  for (EncFault fault = 1; fault < ENC_FAULT_END; fault++) {
    g_autofree char *text = enc_fault_describe (fault, "youtube");

    g_assert_nonnull (strstr (text, "youtube"));
    g_assert_true (g_str_has_suffix (text, "."));
  }
}

static void
test_address (void)
{
  static const struct {
    const char *url, *host, *app;
    guint16 port;
    gboolean tls;
  } good[] = {
      {"rtmp://a.rtmp.youtube.com/live2", "a.rtmp.youtube.com", "live2", 1935, FALSE},
      {"rtmps://live-api-s.facebook.com:443/rtmp/", "live-api-s.facebook.com", "rtmp", 443, TRUE},
      {"rtmps://live.example.com/app/_definst_", "live.example.com", "app/_definst_", 443, TRUE},
      {"RTMP://[::1]:19350/live", "::1", "live", 19350, FALSE},
  };
  static const char *const bad[] = {
      "",
      "live.example.com/app",
      "http://live.example.com/app",
      "rtmp://live.example.com",
      "rtmp://live.example.com/",
      "rtmp:///app",
      "rtmp://user:word@live.example.com/app",
      "rtmp://live.example.com/app?token=abc",
      "rtmp://live.example.com:0/app",
      "rtmp://live.example.com:99999/app",
      "rtmp://a.rtmp.youtube.com/live2/abcd-1234-efgh-5678-ijkl",
      "rtmp://live.example.com/a b",
  };

  for (guint i = 0; i < G_N_ELEMENTS (good); i++) {
    g_auto (EncAddress) address = {0};
    g_autofree char *why = NULL;

    g_assert_true (enc_address_parse (good[i].url, &address, &why));
    g_assert_cmpstr (address.host, ==, good[i].host);
    g_assert_cmpstr (address.app, ==, good[i].app);
    g_assert_cmpuint (address.port, ==, good[i].port);
    g_assert_cmpint (address.tls, ==, good[i].tls);
  }
  for (guint i = 0; i < G_N_ELEMENTS (bad); i++) {
    g_auto (EncAddress) address = {0};
    g_autofree char *why = NULL;

    g_assert_false (enc_address_parse (bad[i], &address, &why));
    g_assert_nonnull (why);
    g_assert_null (strstr (why, "efgh"));
  }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/enc-output-policy/life", test_life);
  g_test_add_func ("/enc-output-policy/slow", test_slow);
  g_test_add_func ("/enc-output-policy/backoff", test_backoff);
  g_test_add_func ("/enc-output-policy/connect-limit", test_connect_limit);
  g_test_add_func ("/enc-output-policy/spoken-no", test_spoken_no);
  g_test_add_func ("/enc-output-policy/unreadable", test_unreadable);
  g_test_add_func ("/enc-output-policy/rejected-starts", test_rejected_starts);
  g_test_add_func ("/enc-output-policy/retrying-hurries", test_retrying_hurries);
  g_test_add_func ("/enc-output-policy/unspoken-no", test_unspoken_no);
  g_test_add_func ("/enc-output-policy/accepts-then-hangs-up", test_accepts_then_hangs_up);
  g_test_add_func ("/enc-output-policy/proven-key", test_proven_key);
  g_test_add_func ("/enc-output-policy/held", test_held);
  g_test_add_func ("/enc-output-policy/stall-alive", test_stall_alive);
  g_test_add_func ("/enc-output-policy/stall-dead", test_stall_dead);
  g_test_add_func ("/enc-output-policy/stall-before-kernel", test_stall_before_kernel);
  g_test_add_func ("/enc-output-policy/faults", test_faults);
  g_test_add_func ("/enc-output-policy/address", test_address);
  return g_test_run ();
}
