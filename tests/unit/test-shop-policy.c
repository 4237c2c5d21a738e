/* When the link connects, hangs up, asks and waits; and how corrections are sent. No waiting here:
 * time is an argument. */
#include "shop-message.h"
#include "shop-outbox.h"
#include "shop-policy.h"

#include <string.h>

static void
connect_at (ShopPolicy *policy, gint64 now_ms)
{
  ShopEnd end;

  shop_policy_start (policy, now_ms);
  g_assert_cmpint (shop_policy_tick (policy, now_ms, &end), ==, SHOP_DO_CONNECT);
}

static void
bring_up (ShopPolicy *policy, gint64 now_ms)
{
  connect_at (policy, now_ms);
  shop_policy_opened (policy, now_ms);
  shop_policy_welcomed (policy, 15000, now_ms);
  g_assert_cmpint (policy->state, ==, SHOP_LINK_UP);
}

/* rand(0, min(30 s, 0.5 s x 2^n)), anew after 60 s on line. */
static void
test_backoff (void)
{
  static const guint ceilings[] = {500, 1000, 2000, 4000, 8000, 16000, 30000, 30000};
  ShopPolicy policy;
  gint64 now_ms = 1000;

  shop_policy_init (&policy);
  for (guint i = 0; i < G_N_ELEMENTS (ceilings); i++) {
    connect_at (&policy, now_ms);
    shop_policy_ended (&policy, SHOP_END_UNREACHABLE, 0, now_ms, 0.999999);
    g_assert_cmpint (policy.until_ms - now_ms, >=, ceilings[i] - 2);
    g_assert_cmpint (policy.until_ms - now_ms, <=, ceilings[i]);
    now_ms = policy.until_ms;
  }
  bring_up (&policy, now_ms);
  now_ms += SHOP_STEADY_MS - 1;
  shop_policy_ended (&policy, SHOP_END_LOST, 0, now_ms, 0.999999);
  g_assert_cmpint (policy.until_ms - now_ms, >, 20000);
  now_ms = policy.until_ms;
  bring_up (&policy, now_ms);
  now_ms += SHOP_STEADY_MS;
  shop_policy_ended (&policy, SHOP_END_LOST, 0, now_ms, 0.999999);
  g_assert_cmpint (policy.until_ms - now_ms, <=, 500);
  shop_policy_start (&policy, now_ms);
  g_assert_cmpint (policy.until_ms, ==, now_ms);
}

static void
test_codes (void)
{
  static const struct {
    guint code, http;
    gboolean calls_help;
  } cases[] = {
      {4400, 400, TRUE},  {4401, 401, TRUE},  {4403, 403, TRUE},  {4404, 404, TRUE},
      {4410, 410, TRUE},  {4408, 408, FALSE}, {4429, 429, FALSE}, {4500, 500, FALSE},
      {1013, 503, FALSE}, {4500, 502, FALSE}, {4400, 302, TRUE},  {4400, 200, TRUE},
      {1000, 0, FALSE},   {1001, 0, FALSE},   {1006, 0, FALSE},   {1012, 0, FALSE},
      {4999, 0, FALSE},   {0, 0, FALSE},
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    ShopPolicy policy;

    if (cases[i].http)
      g_assert_cmpuint (shop_policy_code_from_http (cases[i].http), ==, cases[i].code);
    shop_policy_init (&policy);
    connect_at (&policy, 0);
    shop_policy_ended (&policy, SHOP_END_CODE, cases[i].code, 0, 0.5);
    g_assert_true (shop_policy_is_refused (&policy) == cases[i].calls_help);
    g_assert_true ((policy.until_ms >= SHOP_REFUSED_MIN_MS) == cases[i].calls_help);
    g_assert_cmpint (shop_policy_get_health (&policy), ==,
                     cases[i].calls_help ? SHOW_HEALTH_REJECTED : SHOW_HEALTH_RETRYING);
    g_assert_cmpint (strlen (shop_policy_say (&policy)), >, 10);
  }
}

/* Nobody at the rig need do anything when the shop gets its drop: a refused rig comes again by
 * itself, every 5 to 30 s, however long that takes, and is linked as any other then. */
static void
test_refused_comes_again (void)
{
  ShopPolicy policy;
  gint64 now_ms = 0, first_ms = 0;

  shop_policy_init (&policy);
  for (int i = 0; i < 1000; i++) {
    connect_at (&policy, now_ms);
    shop_policy_ended (&policy, SHOP_END_CODE, 4404, now_ms, i % 2 ? 0 : 0.999999);
    g_assert_cmpint (policy.until_ms - now_ms, >=, SHOP_REFUSED_MIN_MS);
    g_assert_cmpint (policy.until_ms - now_ms, <=, SHOP_REFUSED_MAX_MS);
    first_ms = i == 0 ? policy.until_ms : first_ms;
    now_ms = policy.until_ms;
  }
  g_assert_cmpint (first_ms, <=, 10000);
  connect_at (&policy, now_ms);
  shop_policy_opened (&policy, now_ms);
  shop_policy_welcomed (&policy, 15000, now_ms);
  g_assert_cmpstr (shop_policy_say (&policy), ==, "Linked with the shop.");
}

static ShopEnd
hang_up_reason (ShopPolicy *policy, gint64 at_ms)
{
  ShopEnd end = 0;

  g_assert_cmpint (shop_policy_tick (policy, at_ms - 1, &end), ==, SHOP_DO_NOTHING);
  g_assert_cmpint (shop_policy_next_ms (policy), ==, at_ms);
  g_assert_cmpint (shop_policy_tick (policy, at_ms, &end), ==, SHOP_DO_HANG_UP);
  return end;
}

static void
test_patience (void)
{
  ShopPolicy policy;

  shop_policy_init (&policy);
  g_assert_cmpint (shop_policy_next_ms (&policy), ==, G_MAXINT64);
  connect_at (&policy, 1000);
  g_assert_cmpint (hang_up_reason (&policy, 1000 + SHOP_CONNECT_MS), ==, SHOP_END_UNREACHABLE);
  shop_policy_opened (&policy, 2000);
  g_assert_cmpint (hang_up_reason (&policy, 2000 + SHOP_HELLO_MS), ==, SHOP_END_NO_WELCOME);
  shop_policy_welcomed (&policy, 3000, 4000);
  shop_policy_heard (&policy, 5000);
  g_assert_cmpint (hang_up_reason (&policy, 8000), ==, SHOP_END_SILENT);
}

/* Not asked for twice within a second, again after five without anything, and not for ever. */
static void
test_resync (void)
{
  ShopPolicy policy;
  ShopEnd end = 0;
  int n_sent = 0;

  shop_policy_init (&policy);
  bring_up (&policy, 0);
  for (gint64 now_ms = 0; now_ms < 10000; now_ms += 10) {
    shop_policy_heard (&policy, now_ms);
    shop_policy_want_snapshot (&policy, TRUE, now_ms);
    n_sent += shop_policy_tick (&policy, now_ms, &end) == SHOP_DO_RESYNC;
  }
  g_assert_cmpint (n_sent, ==, 10);
  shop_policy_got_part (&policy, TRUE, 10000);
  g_assert_cmpint (shop_policy_tick (&policy, 12000, &end), ==, SHOP_DO_NOTHING);

  shop_policy_want_snapshot (&policy, FALSE, 12000);
  g_assert_cmpint (shop_policy_tick (&policy, 16999, &end), ==, SHOP_DO_NOTHING);
  g_assert_cmpint (shop_policy_tick (&policy, 17000, &end), ==, SHOP_DO_RESYNC);
  shop_policy_got_part (&policy, FALSE, 18000);
  for (gint64 now_ms = 18000; now_ms < 18000 + SHOP_SNAPSHOT_MS; now_ms += 100) {
    shop_policy_heard (&policy, now_ms);
    g_assert_cmpint (shop_policy_tick (&policy, now_ms, &end), !=, SHOP_DO_HANG_UP);
  }
  g_assert_cmpint (shop_policy_tick (&policy, 18000 + SHOP_SNAPSHOT_MS, &end), ==, SHOP_DO_HANG_UP);
  g_assert_cmpint (end, ==, SHOP_END_NO_SNAPSHOT);
}

/* Whatever happens in whatever order: it never stands still for good, and never spins. */
static void
test_property (void)
{
  for (guint32 seed = 0; seed < 200; seed++) {
    g_autoptr (GRand) rand = g_rand_new_with_seed (seed);
    ShopPolicy policy;
    gint64 now_ms = g_rand_int_range (rand, 0, 1000000);
    int n_acts = 0;

    shop_policy_init (&policy);
    shop_policy_start (&policy, now_ms);
    for (int step = 0; step < 2000; step++) {
      gint64 next_ms = shop_policy_next_ms (&policy);
      ShopEnd end = 0;
      ShopDo what;

      g_assert_cmpint (next_ms, <=, now_ms + SHOP_REFUSED_MAX_MS);
      if (g_rand_boolean (rand))
        now_ms = MAX (now_ms, next_ms);
      else
        now_ms += g_rand_int_range (rand, 0, 3000);
      what = shop_policy_tick (&policy, now_ms, &end);
      n_acts += what != SHOP_DO_NOTHING;
      if (now_ms >= next_ms)
        g_assert_cmpint (what, !=, SHOP_DO_NOTHING);
      if (what == SHOP_DO_HANG_UP ||
          (policy.state != SHOP_LINK_WAITING && g_rand_int_range (rand, 0, 8) == 0))
        shop_policy_ended (&policy, end ? end : SHOP_END_CODE,
                           (guint) g_rand_int_range (rand, 4400, 4412), now_ms,
                           g_rand_double (rand));
      else if (policy.state == SHOP_LINK_CONNECTING)
        shop_policy_opened (&policy, now_ms);
      else if (policy.state == SHOP_LINK_GREETING)
        shop_policy_welcomed (&policy, (guint) g_rand_int_range (rand, 1000, 20000), now_ms);
      else if (policy.state == SHOP_LINK_UP && g_rand_boolean (rand))
        shop_policy_heard (&policy, now_ms);
      else if (policy.state == SHOP_LINK_UP)
        shop_policy_want_snapshot (&policy, g_rand_boolean (rand), now_ms);
    }
    g_assert_cmpint (n_acts, >, 100);
  }
}

/* The outbox, with a shop that does each id once */

typedef struct {
  GRand *rand;
  ShopOutbox *outbox;
  GQueue *up, *down; /* ids under way */
  GHashTable *done;  /* ids that the shop carried out */
  GString *order;    /* in this order */
  guint n_answered, in_flight;
} Post;

static void
add (Post *post, int n)
{
  ShowAdjustment adjustment = {.by = -1, .why = SHOW_ADJUST_STALL_SALE};

  g_snprintf (adjustment.id, sizeof adjustment.id, "%d", n);
  shop_outbox_add (post->outbox, &adjustment);
}

static void
break_line (Post *post)
{
  shop_outbox_unsend (post->outbox);
  g_queue_clear_full (post->up, g_free);
  g_queue_clear_full (post->down, g_free);
}

static void
shop_works (Post *post)
{
  char *id = g_queue_pop_head (post->up);

  if (!id)
    return;
  if (g_hash_table_add (post->done, g_strdup (id)))
    g_string_append_printf (post->order, "%s ", id);
  g_queue_push_tail (post->down, id);
}

static void
rig_reads (Post *post)
{
  g_autofree char *id = g_queue_pop_head (post->down);
  ShowAdjustment adjustment;

  if (id && shop_outbox_answer (post->outbox, id, &adjustment)) {
    g_assert_cmpstr (adjustment.id, ==, id);
    post->n_answered++;
  }
}

static void
test_outbox (void)
{
  const int n_letters = 60;

  for (guint32 seed = 0; seed < 200; seed++) {
    Post post = {.rand = g_rand_new_with_seed (seed),
                 .outbox = shop_outbox_new (NULL),
                 .up = g_queue_new (),
                 .down = g_queue_new (),
                 .done = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL),
                 .order = g_string_new (NULL)};
    g_autoptr (GString) expected = g_string_new (NULL);
    int n_added = 0;
    gint64 now_ms = 0;

    for (; post.n_answered < (guint) n_letters; now_ms += g_rand_int_range (post.rand, 0, 400)) {
      const ShowAdjustment *next;
      int what = g_rand_int_range (post.rand, 0, 12);

      g_assert_cmpint (now_ms, <, 10000000);
      if (what < 4 && n_added < n_letters)
        add (&post, n_added++);
      else if (what == 4)
        break_line (&post);
      else if (what == 5 && g_rand_int_range (post.rand, 0, 5) == 0)
        shop_outbox_pause (post.outbox, now_ms + 1000);
      else if (what < 9)
        shop_works (&post);
      else
        rig_reads (&post);
      while ((next = shop_outbox_next (post.outbox, now_ms)))
        g_queue_push_tail (post.up, g_strdup (next->id));
      g_assert_cmpuint (post.up->length, <=, 10000);
    }
    for (int n = 0; n < n_letters; n++)
      g_string_append_printf (expected, "%d ", n);
    g_assert_cmpstr (post.order->str, ==, expected->str);
    g_assert_cmpint (shop_outbox_next_ms (post.outbox, now_ms), ==, G_MAXINT64);
    break_line (&post);
    shop_outbox_free (post.outbox);
    g_queue_free (post.up);
    g_queue_free (post.down);
    g_hash_table_unref (post.done);
    g_string_free (post.order, TRUE);
    g_rand_free (post.rand);
  }
}

static void
test_outbox_pace (void)
{
  g_autoptr (ShopOutbox) outbox = shop_outbox_new (NULL);
  Post post = {.outbox = outbox};
  ShowAdjustment answered;
  int n_sent = 0;

  for (int n = 0; n < 100; n++)
    add (&post, n);
  for (gint64 now_ms = 0; now_ms < 5000; now_ms += 10)
    while (shop_outbox_next (outbox, now_ms))
      n_sent++;
  g_assert_cmpint (n_sent, ==, SHOP_OUTBOX_FLIGHT);
  g_assert_false (shop_outbox_is_unsure (outbox));
  for (gint64 now_ms = 5000; now_ms < 8000; now_ms += 10) {
    const ShowAdjustment *next = shop_outbox_next (outbox, now_ms);

    n_sent += next != NULL;
    if (n_sent > SHOP_OUTBOX_FLIGHT - 5)
      for (int n = 0; n < n_sent; n++) {
        g_autofree char *id = g_strdup_printf ("%d", n);

        shop_outbox_answer (outbox, id, &answered);
      }
  }
  g_assert_cmpint (n_sent, >=, SHOP_OUTBOX_FLIGHT + 35);
  g_assert_cmpint (n_sent, <=, SHOP_OUTBOX_FLIGHT + 42);
  /* Unanswered for ten seconds: all of it again. */
  g_assert_nonnull (shop_outbox_next (outbox, 8100));
  n_sent++;
  for (gint64 now_ms = 8200; now_ms < 18200; now_ms += 10)
    while (shop_outbox_next (outbox, now_ms))
      n_sent++;
  g_assert_true (shop_outbox_is_unsure (outbox));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/shop/policy/backoff", test_backoff);
  g_test_add_func ("/shop/policy/codes", test_codes);
  g_test_add_func ("/shop/policy/refused", test_refused_comes_again);
  g_test_add_func ("/shop/policy/patience", test_patience);
  g_test_add_func ("/shop/policy/resync", test_resync);
  g_test_add_func ("/shop/policy/property", test_property);
  g_test_add_func ("/shop/outbox/property", test_outbox);
  g_test_add_func ("/shop/outbox/pace", test_outbox_pace);
  return g_test_run ();
}
