/* The server's end of the stock channel, rule by rule (S… in shop/PROTOCOL.md), without sockets: a
 * rig here is a session and what came out of it. */
#include "shop-message.h"
#include "srv-channel.h"
#include "srv-fixture.h"

#include <string.h>

typedef struct {
  SrvSession *session;
  guint closed; /* code; 0: open */
  guint woken;
} Rig;

typedef struct {
  SrvShop *shop;
  GPtrArray *sources;
  SrvChannel *channel;
  SrvNow now;
} Place;

static void
on_wake (gpointer peer)
{
  ((Rig *) peer)->woken++;
}

static void
on_hang_up (gpointer peer, guint code, const char *reason)
{
  g_assert_cmpuint (((Rig *) peer)->closed, ==, 0);
  g_assert_cmpuint (strlen (reason), <=, 120);
  ((Rig *) peer)->closed = code;
}

static const SrvPeerFuncs funcs = {on_wake, on_hang_up};

static void
set_up (Place *place, gconstpointer unused)
{
  place->shop = make_shop ();
  place->sources = g_ptr_array_new ();
  place->channel = srv_channel_new (place->shop, place->sources, &funcs);
  place->now = (SrvNow){NOON, 1000000};
  put_product (place->shop, "spring", "MUG-01", 100, 50);
}

static void
tear_down (Place *place, gconstpointer unused)
{
  srv_channel_free (place->channel);
  srv_shop_free (place->shop);
  g_ptr_array_unref (place->sources);
}

/* Half a second is the longest that the server waits between ticks. */
static void
pass (Place *place, guint ms)
{
  while (ms > 0) {
    guint step = MIN (ms, 50);

    place->now.wall_ms += step;
    place->now.mono_ms += step;
    ms -= step;
    srv_channel_tick (place->channel, place->now);
  }
}

static void
open_rig (Place *place, Rig *rig, guint rights, const char *drop)
{
  SrvToken token = {.name = "rig-1", .rights = rights};

  g_strlcpy (token.drop, drop, sizeof token.drop);
  *rig = (Rig){0};
  rig->session = srv_session_open (place->channel, &token, "hash", rig, place->now);
}

static void
tell (Place *place, Rig *rig, const char *text)
{
  srv_session_receive (rig->session, text, strlen (text), place->now);
  srv_channel_flushed (place->channel, srv_shop_flush (place->shop, NULL), place->now);
}

static void
close_rig (Rig *rig)
{
  g_clear_pointer (&rig->session, srv_session_free);
}

/* The next message; NULL: nothing is told now. Transfer full. */
static ShopMessage *
hear_any (Place *place, Rig *rig)
{
  g_autoptr (SrvFrame) frame = srv_session_take (rig->session, place->now);
  g_autoptr (GError) error = NULL;
  ShopMessage *message;

  if (!frame)
    return NULL;
  g_assert_cmpuint (frame->length, <=, SHOP_FRAME_MAX);
  message =
      shop_message_parse (srv_frame_get_text (frame), frame->length, SHOP_SIDE_SERVER, &error);
  g_assert_no_error (error);
  return message;
}

/* It must be of that kind. Transfer full. */
static ShopMessage *
hear (Place *place, Rig *rig, ShopMessageKind kind)
{
  ShopMessage *message = hear_any (place, rig);

  g_assert_nonnull (message);
  g_assert_cmpint (message->kind, ==, kind);
  return message;
}

static void
hear_nothing (Place *place, Rig *rig)
{
  g_assert_null (srv_session_take (rig->session, place->now));
}

static void
skip (Place *place, Rig *rig)
{
  for (;;) {
    g_autoptr (SrvFrame) frame = srv_session_take (rig->session, place->now);

    if (!frame)
      return;
  }
}

static const ShowProduct *
find (const ShopMessage *message, const char *sku)
{
  for (guint i = 0; i < message->items->len; i++) {
    const ShopItem *item = message->items->pdata[i];

    if (g_str_equal (item->sku, sku))
      return item->product;
  }
  return NULL;
}

#define HELLO "{\"t\":\"hello\",\"v\":1,\"drop\":\"spring\"}"

/* A rig that has the first snapshot. Gives its epoch, transfer full. */
static char *
bring_on (Place *place, Rig *rig, guint rights)
{
  g_autoptr (ShopMessage) welcome = NULL, snapshot = NULL;

  open_rig (place, rig, rights, "");
  tell (place, rig, HELLO);
  welcome = hear (place, rig, SHOP_MESSAGE_WELCOME);
  snapshot = hear (place, rig, SHOP_MESSAGE_SNAPSHOT);
  g_assert_cmpint (welcome->seq, ==, snapshot->seq);
  return g_strdup (welcome->epoch);
}

static void
sell (Place *place, gint64 pieces)
{
  const SrvDeed deed = {.verb = SRV_SELL,
                        .drop = "spring",
                        .sku = "MUG-01",
                        .pieces = pieces,
                        .who = "till",
                        .ref = "x"};

  g_assert_true (srv_shop_do (place->shop, &deed, place->now.wall_ms, NULL, NULL));
  srv_channel_flushed (place->channel, srv_shop_flush (place->shop, NULL), place->now);
}

static void
test_hello (Place *place, gconstpointer unused)
{
  g_autoptr (ShopMessage) welcome = NULL, snapshot = NULL;
  Rig rig;

  open_rig (place, &rig, SRV_RIGHT_READ, "");
  pass (place, 2000);
  hear_nothing (place, &rig); /* S9 */
  tell (place, &rig, HELLO);
  welcome = hear (place, &rig, SHOP_MESSAGE_WELCOME);
  g_assert_false (welcome->resumed);
  g_assert_cmpuint (welcome->stale_ms, >=, 2 * welcome->hb_ms); /* S11 */
  g_assert_cmpint (welcome->at_ms, ==, place->now.wall_ms);
  snapshot = hear (place, &rig, SHOP_MESSAGE_SNAPSHOT);
  g_assert_cmpuint (snapshot->parts, ==, 1);
  g_assert_cmpint (find (snapshot, "MUG-01")->available, ==, 50);
  hear_nothing (place, &rig);
  close_rig (&rig);
}

static void
test_refused (Place *place, gconstpointer unused)
{
  static const struct {
    const char *hello, *token_drop;
    guint code;
  } cases[] = {
      {"{\"t\":\"hello\",\"v\":2,\"drop\":\"spring\"}", "", 4400},
      {"{\"t\":\"hello\",\"v\":1}", "", 4400},
      {"{\"t\":\"hello\",\"v\":1,\"drop\":\"autumn\"}", "", 4404},
      {"{\"t\":\"hello\",\"v\":1,\"drop\":\"spring\"}", "autumn", 4403},
      {"{\"t\":\"resync\"}", "", 4400},
      {"{\"t\":\"adjust\",\"id\":\"1\",\"sku\":\"MUG-01\",\"by\":-1,\"why\":\"stall_sale\"}", "",
       4400},
      {"hello", "", 4400},
      {"{\"t\":\"hello\",\"v\":1,\"drop\":\"sp\xffring\"}", "", 4400},
      {"[1]", "", 4400},
      {"", "", 4400},
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    Rig rig;

    open_rig (place, &rig, SRV_RIGHT_READ, cases[i].token_drop);
    tell (place, &rig, cases[i].hello);
    g_assert_cmpuint (rig.closed, ==, cases[i].code);
    hear_nothing (place, &rig);
    tell (place, &rig, HELLO); /* too late: nothing happens */
    hear_nothing (place, &rig);
    close_rig (&rig);
  }
}

static void
test_hello_timeout (Place *place, gconstpointer unused)
{
  Rig rig;

  open_rig (place, &rig, SRV_RIGHT_READ, "");
  tell (place, &rig, "{\"t\":\"later\",\"x\":1}"); /* unknown types are ignored: S5 */
  pass (place, 9900);
  g_assert_cmpuint (rig.closed, ==, 0);
  pass (place, 700);
  g_assert_cmpuint (rig.closed, ==, 4408);
  close_rig (&rig);
}

static void
test_delta (Place *place, gconstpointer unused)
{
  g_autoptr (ShopMessage) delta = NULL;
  Rig rig;
  g_autofree char *epoch = bring_on (place, &rig, SRV_RIGHT_READ);

  sell (place, 2);
  delta = hear (place, &rig, SHOP_MESSAGE_DELTA);
  g_assert_cmpstr (delta->epoch, ==, epoch);
  g_assert_cmpint (delta->seq, ==, delta->prev + 1);
  g_assert_cmpint (find (delta, "MUG-01")->sold, ==, 2);
  g_assert_cmpint (find (delta, "MUG-01")->available, ==, 48);
  hear_nothing (place, &rig);
  close_rig (&rig);
}

/* S17: not more than 4 deltas a second, and none is late by more than 250 ms. */
static void
test_merged (Place *place, gconstpointer unused)
{
  guint n_deltas = 0;
  gint64 sold = 0;
  Rig rig;
  g_autofree char *epoch = bring_on (place, &rig, SRV_RIGHT_READ);

  for (int i = 0; i < 40; i++) { /* 20 sales a second for 2 s */
    sell (place, 1);
    for (;;) {
      g_autoptr (ShopMessage) delta = hear_any (place, &rig);

      if (!delta)
        break;
      sold = find (delta, "MUG-01")->sold;
      n_deltas++;
    }
    g_assert_cmpint (i + 1 - sold, <=, 6); /* 250 ms are 5 sales, and this one */
    pass (place, 50);
  }
  g_assert_cmpuint (n_deltas, <=, 9);
  g_assert_cmpuint (n_deltas, >=, 7);
  close_rig (&rig);
}

static void
test_resume (Place *place, gconstpointer unused)
{
  g_autoptr (ShopMessage) welcome = NULL;
  g_autofree char *hello = NULL;
  gint64 seq = 1;
  Rig rig;
  g_autofree char *epoch = bring_on (place, &rig, SRV_RIGHT_READ);

  close_rig (&rig);
  for (int i = 0; i < 5; i++) {
    sell (place, 1);
    pass (place, 300);
  }
  hello = g_strdup_printf ("{\"t\":\"hello\",\"v\":1,\"drop\":\"spring\",\"resume\":{\"epoch\":"
                           "\"%s\",\"seq\":%d}}",
                           epoch, 3);
  open_rig (place, &rig, SRV_RIGHT_READ, "");
  tell (place, &rig, hello);
  welcome = hear (place, &rig, SHOP_MESSAGE_WELCOME);
  g_assert_true (welcome->resumed); /* S12 */
  g_assert_cmpint (welcome->seq, ==, 6);
  for (seq = 3; seq < 6; seq++) {
    g_autoptr (ShopMessage) delta = hear (place, &rig, SHOP_MESSAGE_DELTA);

    g_assert_cmpint (delta->prev, ==, seq);
    g_assert_cmpint (delta->seq, ==, seq + 1);
  }
  hear_nothing (place, &rig);
  close_rig (&rig);
}

static void
test_no_resume (Place *place, gconstpointer unused)
{
  Rig rig;
  g_autofree char *epoch = bring_on (place, &rig, SRV_RIGHT_READ);
  g_autofree char *beyond = g_strdup_printf ("\"%s\",\"seq\":99", epoch);
  g_autofree char *before = g_strdup_printf ("\"%s\",\"seq\":0", epoch);
  const char *resumes[] = {beyond, before, "\"another\",\"seq\":1"};

  close_rig (&rig);
  for (guint i = 0; i < G_N_ELEMENTS (resumes); i++) {
    g_autoptr (ShopMessage) welcome = NULL, snapshot = NULL;
    g_autofree char *hello = g_strdup_printf (
        "{\"t\":\"hello\",\"v\":1,\"drop\":\"spring\",\"resume\":{\"epoch\":%s}}", resumes[i]);

    open_rig (place, &rig, SRV_RIGHT_READ, "");
    tell (place, &rig, hello);
    welcome = hear (place, &rig, SHOP_MESSAGE_WELCOME);
    g_assert_false (welcome->resumed);
    snapshot = hear (place, &rig, SHOP_MESSAGE_SNAPSHOT);
    close_rig (&rig);
  }
}

/* S18 */
static void
test_history_is_bounded (Place *place, gconstpointer unused)
{
  SrvCatalog *catalog = srv_shop_get_catalog (place->shop);
  g_autoptr (SrvHub) hub = srv_hub_new (catalog, "spring");
  const char *epoch = srv_hub_get_epoch (hub);

  for (int i = 0; i < SRV_HISTORY_MAX + 10; i++) {
    g_autoptr (ShowProduct) mug = show_product_copy (get_product (place->shop, "spring", "MUG-01"));
    g_autoptr (SrvSnapshot) snapshot = NULL;
    g_autoptr (SrvFrame) frame = NULL;

    mug->rev++;
    srv_catalog_put_item (catalog, "spring", mug);
    srv_hub_touch (hub, "MUG-01", srv_catalog_get_item (catalog, "spring", "MUG-01")->json);
    frame = srv_hub_publish (hub, NOON, &snapshot);
    g_assert_nonnull (frame);
  }
  g_assert_null (srv_hub_resume (hub, epoch, 10));
  {
    g_autoptr (GPtrArray) deltas = srv_hub_resume (hub, epoch, srv_hub_get_seq (hub) - 100);
    g_autoptr (GPtrArray) none = srv_hub_resume (hub, epoch, srv_hub_get_seq (hub));

    g_assert_cmpuint (deltas->len, ==, 100);
    g_assert_cmpuint (none->len, ==, 0);
  }
}

static void
test_resync (Place *place, gconstpointer unused)
{
  Rig rig;
  g_autofree char *epoch = bring_on (place, &rig, SRV_RIGHT_READ);
  guint n_snapshots = 0;

  for (int i = 0; i < 10; i++) /* once a second is enough: S21 */
    tell (place, &rig, "{\"t\":\"resync\",\"reason\":\"gap\"}");
  g_clear_pointer (&epoch, g_free);
  for (int i = 0; i < 4; i++) {
    for (;;) {
      g_autoptr (SrvFrame) frame = srv_session_take (rig.session, place->now);

      if (!frame)
        break;
      n_snapshots++;
    }
    pass (place, 500);
  }
  g_assert_cmpuint (n_snapshots, ==, 2);
  g_assert_cmpuint (rig.closed, ==, 0);
  close_rig (&rig);
}

/* S16 */
static void
test_heartbeat (Place *place, gconstpointer unused)
{
  guint silent_ms = 0, longest_ms = 0;
  Rig rig;
  g_autofree char *epoch = bring_on (place, &rig, SRV_RIGHT_READ);

  for (int i = 0; i < 300; i++) {
    g_autoptr (SrvFrame) frame = NULL;

    pass (place, 100);
    silent_ms += 100;
    longest_ms = MAX (longest_ms, silent_ms);
    frame = srv_session_take (rig.session, place->now);
    if (frame) {
      g_autoptr (ShopMessage) hb =
          shop_message_parse (srv_frame_get_text (frame), frame->length, SHOP_SIDE_SERVER, NULL);

      g_assert_cmpint (hb->kind, ==, SHOP_MESSAGE_HB);
      g_assert_cmpint (hb->seq, ==, 1);
      g_assert_cmpint (hb->source_ms, ==, 0);
      silent_ms = 0;
    }
  }
  g_assert_cmpuint (longest_ms, <=, SRV_HB_MS);
  g_assert_cmpuint (longest_ms, >=, SRV_HB_MS / 2);
  close_rig (&rig);
}

/* S22: how old the source's word is. */
static void
test_source_age (Place *place, gconstpointer unused)
{
  SrvSource *source = srv_source_new ("web", &srv_vendor_woocommerce, "spring");
  g_autoptr (ShopMessage) welcome = NULL, snapshot = NULL, hb = NULL;
  Rig rig;

  source->url = g_strdup ("https://shop.example");
  source->poll_ms = 30000;
  source->heard_ms = NOON - 7000;
  g_ptr_array_add (place->sources, source);
  open_rig (place, &rig, SRV_RIGHT_READ, "");
  tell (place, &rig, HELLO);
  welcome = hear (place, &rig, SHOP_MESSAGE_WELCOME);
  g_assert_cmpuint (welcome->stale_ms, ==, 65000);
  g_assert_cmpint (welcome->source_ms, ==, NOON - 7000);
  snapshot = hear (place, &rig, SHOP_MESSAGE_SNAPSHOT);
  pass (place, 5000);
  hb = hear (place, &rig, SHOP_MESSAGE_HB);
  g_assert_cmpint (hb->source_ms, ==, NOON - 7000);
  close_rig (&rig);
  srv_source_free (source);
}

/* Each good word of a source is told at once, and once. */
static void
test_source_speaks (Place *place, gconstpointer unused)
{
  g_autoptr (SrvSource) source = srv_source_new ("web", &srv_vendor_woocommerce, "spring");
  g_autofree char *epoch = NULL;
  Rig rig;

  source->url = g_strdup ("https://shop.example");
  source->heard_ms = 1;
  g_ptr_array_add (place->sources, source);
  epoch = bring_on (place, &rig, SRV_RIGHT_READ);
  pass (place, 500);
  hear_nothing (place, &rig);
  for (int i = 0; i < 3; i++) {
    g_autoptr (ShopMessage) hb = NULL;

    source->heard_ms = place->now.wall_ms;
    pass (place, 500);
    hb = hear (place, &rig, SHOP_MESSAGE_HB);
    g_assert_cmpint (hb->source_ms, ==, source->heard_ms);
    pass (place, 500);
    hear_nothing (place, &rig);
  }
  close_rig (&rig);
}

/* It is told while others are busy buying, too. */
static void
test_busy_source_age (Place *place, gconstpointer unused)
{
  g_autoptr (SrvSource) source = srv_source_new ("web", &srv_vendor_woocommerce, "spring");
  guint n_heartbeats = 0;
  Rig rig;
  g_autofree char *epoch = bring_on (place, &rig, SRV_RIGHT_READ);

  source->url = g_strdup ("https://shop.example");
  g_ptr_array_add (place->sources, source);
  for (int i = 0; i < 80; i++) { /* a sale each half second, and it is taken at once */
    if (i % 2)
      pass (place, 500);
    else
      sell (place, 1);
    for (;;) {
      g_autoptr (ShopMessage) message = hear_any (place, &rig);

      if (!message)
        break;
      n_heartbeats += message->kind == SHOP_MESSAGE_HB;
    }
  }
  g_assert_cmpuint (n_heartbeats, >=, 20000 / SRV_HB_MS);
  g_assert_cmpuint (n_heartbeats, <=, 20000 / SRV_HB_MS + 2);
  close_rig (&rig);
}

#define ADJUST(id, by, why)                                                                        \
  "{\"t\":\"adjust\",\"id\":\"" id "\",\"sku\":\"MUG-01\",\"by\":" by ",\"why\":\"" why "\"}"

/* S25: the answer comes before the state that has the effect, and names it. */
static void
test_adjust (Place *place, gconstpointer unused)
{
  g_autoptr (ShopMessage) adjusted = NULL, delta = NULL;
  Rig rig;
  g_autofree char *epoch = bring_on (place, &rig, SRV_RIGHT_READ | SRV_RIGHT_ADJUST);

  tell (place, &rig, ADJUST ("a1", "-1", "stall_sale"));
  adjusted = hear (place, &rig, SHOP_MESSAGE_ADJUSTED);
  g_assert_true (adjusted->ok);
  g_assert_cmpstr (adjusted->epoch, ==, epoch);
  delta = hear (place, &rig, SHOP_MESSAGE_DELTA);
  g_assert_cmpint (adjusted->seq, ==, delta->seq);
  g_assert_cmpint (find (delta, "MUG-01")->available, ==, 49);
  g_assert_cmpint (find (delta, "MUG-01")->sold, ==, 1);
  close_rig (&rig);
}

static void
test_adjust_while_merging (Place *place, gconstpointer unused)
{
  g_autoptr (ShopMessage) delta = NULL, adjusted = NULL, second = NULL, snapshot = NULL;
  Rig rig;
  g_autofree char *epoch = bring_on (place, &rig, SRV_RIGHT_READ | SRV_RIGHT_ADJUST);

  sell (place, 1);
  delta = hear (place, &rig, SHOP_MESSAGE_DELTA);
  tell (place, &rig, ADJUST ("a1", "-1", "stall_sale"));
  hear_nothing (place, &rig); /* the next delta may not leave yet, so neither may the answer */
  tell (place, &rig, "{\"t\":\"resync\"}");
  snapshot = hear (place, &rig, SHOP_MESSAGE_SNAPSHOT);
  g_assert_cmpint (snapshot->seq, ==, delta->seq);
  g_assert_cmpint (find (snapshot, "MUG-01")->sold, ==, 1); /* exactly what was told so far */
  pass (place, 250);
  adjusted = hear (place, &rig, SHOP_MESSAGE_ADJUSTED);
  second = hear (place, &rig, SHOP_MESSAGE_DELTA);
  g_assert_cmpint (adjusted->seq, ==, second->seq);
  g_assert_cmpint (find (second, "MUG-01")->sold, ==, 2);
  close_rig (&rig);
}

/* S24 */
static void
test_adjust_once (Place *place, gconstpointer unused)
{
  Rig rig;

  for (int i = 0; i < 3; i++) {
    g_autofree char *epoch = bring_on (place, &rig, SRV_RIGHT_READ | SRV_RIGHT_ADJUST);
    g_autoptr (ShopMessage) adjusted = NULL, refused = NULL;

    tell (place, &rig, ADJUST ("same", "-1", "stall_sale"));
    adjusted = hear (place, &rig, SHOP_MESSAGE_ADJUSTED);
    g_assert_true (adjusted->ok);
    skip (place, &rig);
    tell (place, &rig, ADJUST ("much", "-1000", "stall_sale"));
    refused = hear (place, &rig, SHOP_MESSAGE_ADJUSTED);
    g_assert_false (refused->ok);
    g_assert_cmpstr (refused->code, ==, "sold_out");
    close_rig (&rig);
    pass (place, 1000);
  }
  g_assert_cmpint (get_product (place->shop, "spring", "MUG-01")->sold, ==, 1);
}

static void
test_adjust_codes (Place *place, gconstpointer unused)
{
  static const struct {
    const char *text, *code;
    guint rights;
  } cases[] = {
      {ADJUST ("c1", "-51", "stall_sale"), "sold_out", SRV_RIGHT_ADJUST},
      {ADJUST ("c2", "-1", "stall_sale"), "forbidden", 0},
      {ADJUST ("c3", "1", "stall_sale"), "invalid", SRV_RIGHT_ADJUST},
      {ADJUST ("c4", "-1", "return"), "invalid", SRV_RIGHT_ADJUST},
      {ADJUST ("c5", "9000000", "count"), "invalid", SRV_RIGHT_ADJUST},
      {"{\"t\":\"adjust\",\"id\":\"c6\",\"sku\":\"NONE\",\"by\":-1,\"why\":\"count\"}",
       "unknown_sku", SRV_RIGHT_ADJUST},
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autoptr (ShopMessage) adjusted = NULL;
    Rig rig;
    g_autofree char *epoch = bring_on (place, &rig, SRV_RIGHT_READ | cases[i].rights);

    tell (place, &rig, cases[i].text);
    adjusted = hear (place, &rig, SHOP_MESSAGE_ADJUSTED);
    g_assert_false (adjusted->ok);
    g_assert_cmpstr (adjusted->code, ==, cases[i].code);
    hear_nothing (place, &rig); /* nothing happened: S26 */
    close_rig (&rig);
  }
  g_assert_cmpint (get_available (place->shop, "spring", "MUG-01"), ==, 50);
}

/* What is not on the disk is not answered: the rig is sent away and comes again. */
static void
test_store_fails (Place *place, gconstpointer unused)
{
  Rig rig;
  g_autofree char *epoch = bring_on (place, &rig, SRV_RIGHT_READ | SRV_RIGHT_ADJUST);

  srv_session_receive (rig.session, ADJUST ("f1", "-1", "stall_sale"),
                       strlen (ADJUST ("f1", "-1", "stall_sale")), place->now);
  srv_shop_spoil (place->shop);
  srv_channel_flushed (place->channel, srv_shop_flush (place->shop, NULL), place->now);
  g_assert_cmpuint (rig.closed, ==, 4500);
  close_rig (&rig);
  g_assert_cmpint (get_available (place->shop, "spring", "MUG-01"), ==, 50);
}

/* S19 */
static void
test_slow (Place *place, gconstpointer unused)
{
  Rig slow, quick;
  g_autofree char *epoch = bring_on (place, &slow, SRV_RIGHT_READ);
  g_autofree char *epoch2 = bring_on (place, &quick, SRV_RIGHT_READ);
  g_autofree char *title = g_strnfill (190, 'x');
  gsize waiting = 0;

  for (int i = 0; i < 3000 && !slow.closed; i++) {
    g_autoptr (ShowProduct) mug = show_product_new ("MUG-01", title);
    g_autoptr (SrvFrame) frame = NULL;

    mug->available = i;
    g_assert_true (srv_shop_put_product (place->shop, "spring", mug, FALSE, NOON + i, NULL));
    srv_channel_flushed (place->channel, srv_shop_flush (place->shop, NULL), place->now);
    frame = srv_session_take (quick.session, place->now);
    waiting += frame->length;
    place->now.mono_ms += 260;
    place->now.wall_ms += 260;
  }
  g_assert_cmpuint (slow.closed, ==, 4429);
  g_assert_cmpuint (waiting, >, 255 * 1024);
  g_assert_cmpuint (waiting, <, 257 * 1024);
  g_assert_cmpuint (quick.closed, ==, 0);
  close_rig (&slow);
  close_rig (&quick);
}

static void
test_stuck (Place *place, gconstpointer unused)
{
  Rig rig;
  g_autofree char *epoch = bring_on (place, &rig, SRV_RIGHT_READ);

  sell (place, 1);
  pass (place, SRV_STUCK_MS + 100);
  g_assert_cmpuint (rig.closed, ==, 4429);
  close_rig (&rig);
}

/* S21 */
static void
test_flood (Place *place, gconstpointer unused)
{
  Rig rig;
  g_autofree char *epoch = bring_on (place, &rig, SRV_RIGHT_READ);

  for (int i = 0; i < 18; i++)
    tell (place, &rig, "{\"t\":\"x\"}");
  g_assert_cmpuint (rig.closed, ==, 0);
  for (int i = 0; i < 10; i++)
    tell (place, &rig, "{\"t\":\"x\"}");
  g_assert_cmpuint (rig.closed, ==, 4429);
  close_rig (&rig);
}

static void
test_ended (Place *place, gconstpointer unused)
{
  g_autoptr (ShopMessage) delta = NULL;
  Rig rig, late;
  g_autofree char *epoch = bring_on (place, &rig, SRV_RIGHT_READ);

  g_assert_true (
      srv_shop_set_drop_state (place->shop, "spring", SRV_DROP_ENDED, place->now.wall_ms, NULL));
  srv_channel_flushed (place->channel, srv_shop_flush (place->shop, NULL), place->now);
  delta = hear (place, &rig, SHOP_MESSAGE_DELTA);
  g_assert_cmpint (find (delta, "MUG-01")->state, ==, SHOW_STOCK_ENDED);
  g_assert_cmpuint (rig.closed, ==, 0);
  hear_nothing (place, &rig);
  g_assert_cmpuint (rig.closed, ==, 4410);
  close_rig (&rig);
  open_rig (place, &late, SRV_RIGHT_READ, "");
  tell (place, &late, HELLO);
  g_assert_cmpuint (late.closed, ==, 4410);
  close_rig (&late);
}

static void
test_gone (Place *place, gconstpointer unused)
{
  g_autoptr (ShopMessage) delta = NULL;
  const ShopItem *item;
  Rig rig;
  g_autofree char *epoch = bring_on (place, &rig, SRV_RIGHT_READ);

  g_assert_true (srv_shop_remove_product (place->shop, "spring", "MUG-01", NULL));
  srv_channel_flushed (place->channel, srv_shop_flush (place->shop, NULL), place->now);
  delta = hear (place, &rig, SHOP_MESSAGE_DELTA);
  item = delta->items->pdata[0];
  g_assert_cmpint (item->kind, ==, SHOP_ITEM_GONE);
  g_assert_cmpstr (item->sku, ==, "MUG-01");
  close_rig (&rig);
}

static void
put_many (Place *place, int n, const char *title)
{
  for (int i = 0; i < n; i++) {
    g_autofree char *sku = g_strdup_printf ("SKU-%05d", i);
    g_autoptr (ShowProduct) product = show_product_new (sku, title);

    product->available = i;
    g_assert_true (srv_shop_put_product (place->shop, "spring", product, FALSE, NOON, NULL));
  }
  srv_channel_flushed (place->channel, srv_shop_flush (place->shop, NULL), place->now);
}

/* Takes a snapshot's parts and gives how many items are in them. */
static guint
hear_parts (Place *place, Rig *rig, gint64 *ret_seq)
{
  guint n = 0, part = 0, parts = 1;

  while (part < parts) {
    g_autoptr (ShopMessage) snapshot = hear (place, rig, SHOP_MESSAGE_SNAPSHOT);

    g_assert_cmpuint (snapshot->part, ==, ++part);
    g_assert_true (part == 1 || snapshot->parts == parts);
    g_assert_cmpuint (snapshot->items->len, >, 0);
    parts = snapshot->parts;
    n += snapshot->items->len;
    *ret_seq = snapshot->seq;
  }
  g_test_message ("%u items in %u parts", n, parts);
  return n;
}

/* S13; and a change that is too large for a delta is a snapshot for everybody. */
static void
test_large (Place *place, gconstpointer unused)
{
  g_autoptr (ShopMessage) welcome = NULL, delta = NULL;
  Rig early, late;
  g_autofree char *epoch = bring_on (place, &early, SRV_RIGHT_READ);
  gint64 seq, late_seq;

  put_many (place, 3000, "A product with a title of some length, so that it takes several frames");
  g_assert_cmpuint (hear_parts (place, &early, &seq), ==, 3001);
  g_assert_cmpint (seq, ==, 2);
  open_rig (place, &late, SRV_RIGHT_READ, "");
  tell (place, &late, HELLO);
  welcome = hear (place, &late, SHOP_MESSAGE_WELCOME);
  sell (place, 1); /* while the snapshot is on its way: waits behind it */
  pass (place, 300);
  g_assert_cmpuint (hear_parts (place, &late, &late_seq), ==, 3001);
  g_assert_cmpint (late_seq, ==, seq);
  delta = hear (place, &late, SHOP_MESSAGE_DELTA);
  g_assert_cmpint (delta->prev, ==, seq); /* S14 */
  close_rig (&early);
  close_rig (&late);
}

/* A drop without products has one part, without items. */
static void
test_empty (Place *place, gconstpointer unused)
{
  g_autoptr (ShopMessage) welcome = NULL, snapshot = NULL;
  Rig rig;

  g_assert_true (srv_shop_put_drop (place->shop, "empty", NULL, NULL));
  flush (place->shop);
  open_rig (place, &rig, SRV_RIGHT_READ, "");
  tell (place, &rig, "{\"t\":\"hello\",\"v\":1,\"drop\":\"empty\"}");
  welcome = hear (place, &rig, SHOP_MESSAGE_WELCOME);
  snapshot = hear (place, &rig, SHOP_MESSAGE_SNAPSHOT);
  g_assert_cmpuint (snapshot->items->len, ==, 0);
  g_assert_cmpuint (snapshot->parts, ==, 1);
  close_rig (&rig);
}

/* Rigs that stay at old states do not fill the memory with them. */
static void
test_old_snapshots (Place *place, gconstpointer unused)
{
  g_autofree char *title = g_strnfill (SHOW_TEXT_MAX, 'x');
  Rig rigs[40];
  guint n_closed = 0;

  put_many (place, SHOW_PRODUCTS_MAX - 1, title); /* about 2.7 MB a snapshot */
  for (guint i = 0; i < G_N_ELEMENTS (rigs); i++) {
    open_rig (place, &rigs[i], SRV_RIGHT_READ, "");
    tell (place, &rigs[i], HELLO);
    sell (place, 1);
    place->now.mono_ms += 260;
    srv_channel_tick (place->channel, place->now);
  }
  for (guint i = 0; i < G_N_ELEMENTS (rigs); i++) {
    n_closed += rigs[i].closed == 4429;
    close_rig (&rigs[i]);
  }
  g_assert_cmpuint (n_closed, >, 5);
  g_assert_cmpuint (n_closed, <, 35);
}

/* However a rig's luck is (it comes, goes, resumes, loses what was in flight), what it has in the
 * end is what the shop has. */
static void
test_property (Place *place, gconstpointer unused)
{
  Rig rig;
  g_autofree char *epoch = NULL;
  gint64 seq = 0, sold = 0;
  gboolean on = FALSE;

  for (int i = 0; i < 3000; i++) {
    int luck = g_test_rand_int_range (0, 100);

    if (luck < 3 && on) {
      close_rig (&rig);
      on = FALSE;
    } else if (luck < 20 && !on) {
      g_autofree char *hello =
          g_strdup_printf ("{\"t\":\"hello\",\"v\":1,\"drop\":\"spring\",\"resume\":{\"epoch\":\"%"
                           "s\",\"seq\":%" G_GINT64_FORMAT "}}",
                           epoch ? epoch : "none", seq);

      open_rig (place, &rig, SRV_RIGHT_READ, "");
      tell (place, &rig, hello);
      on = TRUE;
    } else if (luck < 60) {
      const SrvDeed deed = {.verb = luck < 50 ? SRV_SELL : SRV_RETURN,
                            .drop = "spring",
                            .sku = "MUG-01",
                            .pieces = 1,
                            .who = "till",
                            .ref = "x"};

      srv_shop_do (place->shop, &deed, place->now.wall_ms, NULL, NULL);
      srv_channel_flushed (place->channel, srv_shop_flush (place->shop, NULL), place->now);
    } else {
      pass (place, (guint) g_test_rand_int_range (1, 400));
    }
    for (int n = g_test_rand_int_range (0, 4); on && n > 0; n--) {
      g_autoptr (ShopMessage) message = hear_any (place, &rig);

      if (!message)
        break;
      if (message->kind == SHOP_MESSAGE_DELTA)
        g_assert_cmpint (message->prev, ==, seq);
      if (message->kind == SHOP_MESSAGE_HB)
        g_assert_cmpint (message->seq, ==, seq);
      if (message->kind == SHOP_MESSAGE_DELTA || message->kind == SHOP_MESSAGE_SNAPSHOT) {
        seq = message->seq;
        sold = find (message, "MUG-01")->sold;
        g_free (epoch);
        epoch = g_strdup (message->epoch);
      }
    }
  }
  if (!on) {
    g_free (epoch);
    epoch = bring_on (place, &rig, SRV_RIGHT_READ);
  } else {
    pass (place, 300);
    for (;;) {
      g_autoptr (ShopMessage) message = hear_any (place, &rig);

      if (!message)
        break;
      if (message->items->len > 0)
        sold = find (message, "MUG-01")->sold;
    }
    g_assert_cmpint (sold, ==, get_product (place->shop, "spring", "MUG-01")->sold);
  }
  close_rig (&rig);
}

/* A token that was taken away, or lost rights. */
static void
test_revoked (Place *place, gconstpointer unused)
{
  Rig rig;
  g_autofree char *epoch = bring_on (place, &rig, SRV_RIGHT_READ);

  srv_channel_check_tokens (place->channel);
  g_assert_cmpuint (rig.closed, ==, 4401);
  close_rig (&rig);
}

#define ADD(name, func) g_test_add ("/srv/channel/" name, Place, NULL, set_up, func, tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  ADD ("hello", test_hello);
  ADD ("refused", test_refused);
  ADD ("hello timeout", test_hello_timeout);
  ADD ("delta", test_delta);
  ADD ("merged", test_merged);
  ADD ("resume", test_resume);
  ADD ("no resume", test_no_resume);
  ADD ("history is bounded", test_history_is_bounded);
  ADD ("resync", test_resync);
  ADD ("heartbeat", test_heartbeat);
  ADD ("source age", test_source_age);
  ADD ("source speaks", test_source_speaks);
  ADD ("busy source age", test_busy_source_age);
  ADD ("adjust", test_adjust);
  ADD ("adjust while merging", test_adjust_while_merging);
  ADD ("adjust once", test_adjust_once);
  ADD ("adjust codes", test_adjust_codes);
  ADD ("store fails", test_store_fails);
  ADD ("slow", test_slow);
  ADD ("stuck", test_stuck);
  ADD ("flood", test_flood);
  ADD ("ended", test_ended);
  ADD ("gone", test_gone);
  ADD ("large", test_large);
  ADD ("empty", test_empty);
  ADD ("old snapshots", test_old_snapshots);
  ADD ("property", test_property);
  ADD ("revoked", test_revoked);
  return g_test_run ();
}
