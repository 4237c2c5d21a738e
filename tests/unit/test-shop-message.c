/* The codec of the stock protocol: what is written is read back the same, and what strangers send
 * is read strictly, with a reason for each thing that is not good. */
#include "shop-frames.h"

#include <string.h>

#define AT    "2027-03-01T18:00:00.250Z"
#define AT_MS G_GINT64_CONSTANT (1803924000250)

static ShopMessage *
parse (const char *text, ShopSide from)
{
  g_autoptr (GError) error = NULL;
  ShopMessage *message = shop_message_parse (text, strlen (text), from, &error);

  g_assert_no_error (error);
  return message;
}

/* One item in a delta. */
static ShopItem *
parse_item (const char *text)
{
  g_autofree char *frame = g_strdup_printf ("{\"t\":\"delta\",\"epoch\":\"e\",\"prev\":4,\"seq\":5,"
                                            "\"at\":\"" AT "\",\"items\":[%s]}",
                                            text);
  g_autoptr (ShopMessage) message = parse (frame, SHOP_SIDE_SERVER);

  g_assert_cmpuint (message->items->len, ==, 1);
  return g_ptr_array_steal_index (message->items, 0);
}

static void
test_full_item (void)
{
  g_autoptr (ShopItem) item = parse_item (
      "{\"sku\":\"MUG-01\",\"rev\":7,\"title\":\"Gr\\u00fcne Tasse\",\"cap\":200,\"avail\":37,"
      "\"sold\":163,\"hubs\":{\"b\":20,\"a\":17},"
      "\"pre\":{\"cap\":30,\"sold\":4,\"ship_by\":\"2027-03-15\"},"
      "\"price\":{\"minor\":2490,\"cur\":\"EUR\",\"was\":2990,\"low30\":2790},"
      "\"url\":\"https://shop.example/mug\","
      "\"win\":[{\"tier\":\"late\",\"from\":\"2027-03-02T00:00:00Z\",\"to\":\"2027-03-03T00:00:"
      "00Z\"},"
      "{\"tier\":\"vip\",\"from\":\"2027-03-01T18:00:00+01:00\",\"to\":\"2027-03-02T00:00:00Z\","
      "\"cap\":20}],\"state\":\"preorder\",\"gone\":false,\"colour\":[1,{\"a\":null}]}");
  const ShowProduct *product = item->product;

  g_assert_cmpint (item->kind, ==, SHOP_ITEM_GOOD);
  g_assert_cmpstr (product->title, ==, "Grüne Tasse");
  g_assert_cmpint (product->rev, ==, 7);
  g_assert_cmpint (product->available, ==, 37);
  g_assert_cmpint (product->sold, ==, 163);
  g_assert_cmpint (product->cap, ==, 200);
  g_assert_cmpuint (product->n_hubs, ==, 2);
  g_assert_cmpstr (product->hubs[0].name, ==, "b");
  g_assert_cmpint (product->hubs[1].available, ==, 17);
  g_assert_cmpint (product->pre_cap, ==, 30);
  g_assert_cmpint (product->pre_sold, ==, 4);
  g_assert_cmpstr (product->ship_by, ==, "2027-03-15");
  g_assert_cmpint (product->price_minor, ==, 2490);
  g_assert_cmpint (product->was_minor, ==, 2990);
  g_assert_cmpint (product->low30_minor, ==, 2790);
  g_assert_cmpstr (product->currency, ==, "EUR");
  g_assert_cmpstr (product->url, ==, "https://shop.example/mug");
  g_assert_cmpuint (product->n_windows, ==, 2);
  g_assert_cmpstr (product->windows[0].tier, ==, "vip");
  g_assert_cmpint (product->windows[0].from_ms, ==, AT_MS - 250 - 3600000);
  g_assert_cmpint (product->windows[0].cap, ==, 20);
  g_assert_cmpint (product->state, ==, SHOW_STOCK_PREORDER);
  g_assert_cmpint (product->as_of_ms, ==, AT_MS);
}

/* The least a server must tell, and what the rest then is. */
static void
test_small_item (void)
{
  g_autoptr (ShopItem) live = parse_item ("{\"sku\":\"A\",\"title\":\"T\",\"avail\":3.0}");
  g_autoptr (ShopItem) out =
      parse_item ("{\"sku\":\"A\",\"title\":\"T\",\"avail\":0,\"price\":null,\"gone\":null}");
  g_autoptr (ShopItem) gone = parse_item ("{\"sku\":\"A\",\"gone\":true}");

  g_assert_cmpint (live->product->state, ==, SHOW_STOCK_LIVE);
  g_assert_cmpint (live->product->rev, ==, 5);
  g_assert_cmpint (live->product->cap, ==, 0);
  g_assert_cmpstr (live->product->currency, ==, "");
  g_assert_cmpint (out->product->state, ==, SHOW_STOCK_SOLD_OUT);
  g_assert_cmpint (gone->kind, ==, SHOP_ITEM_GONE);
  g_assert_cmpstr (gone->sku, ==, "A");
  g_assert_cmpint (gone->rev, ==, 5);
}

static void
test_bad_items (void)
{
  static const struct {
    const char *members, *why;
  } cases[] = {
      {"", "title is missing"},
      {",\"title\":\"T\"", "avail is missing"},
      {",\"title\":\"\",\"avail\":1", "The title is empty."},
      {",\"title\":\"a\\nb\",\"avail\":1", "line break"},
      {",\"title\":7,\"avail\":1", "title is not a text"},
      {",\"title\":\"T\",\"avail\":-1", "avail is not a whole number from 0"},
      {",\"title\":\"T\",\"avail\":1.5", "avail is not a whole number"},
      {",\"title\":\"T\",\"avail\":\"1\"", "avail is not a whole number"},
      {",\"title\":\"T\",\"avail\":true", "avail is not a whole number"},
      {",\"title\":\"T\",\"avail\":9007199254740992", "avail is not a whole number"},
      {",\"title\":\"T\",\"avail\":123456789012345678901234567890", "avail is not a whole number"},
      {",\"title\":\"T\",\"avail\":1,\"cap\":1,\"sold\":2", "2 sold is more than the cap of 1."},
      {",\"title\":\"T\",\"avail\":3,\"hubs\":{\"a\":1,\"b\":1}", "2 together, but 3 are left"},
      {",\"title\":\"T\",\"avail\":3,\"hubs\":[3]", "hubs is not an object"},
      {",\"title\":\"T\",\"avail\":3,\"hubs\":{\"a\":null}", "a is missing"},
      {",\"title\":\"T\",\"avail\":3,\"hubs\":{\"\":3}", "The name of a place is empty"},
      {",\"title\":\"T\",\"avail\":9,\"hubs\":{\"1\":1,\"2\":1,\"3\":1,\"4\":1,\"5\":1,\"6\":1,"
       "\"7\":1,\"8\":1,\"9\":1}",
       "more places"},
      {",\"title\":\"T\",\"avail\":0,\"pre\":{\"cap\":1,\"sold\":2}", "2 pre-ordered"},
      {",\"title\":\"T\",\"avail\":0,\"pre\":{\"cap\":1,\"ship_by\":\"2027-02-30\"}", "ship date"},
      {",\"title\":\"T\",\"avail\":0,\"price\":{\"minor\":1}", "cur is missing"},
      {",\"title\":\"T\",\"avail\":0,\"price\":{\"minor\":1,\"cur\":\"EU\"}", "currency"},
      {",\"title\":\"T\",\"avail\":0,\"price\":{\"minor\":1,\"cur\":\"eur\"}", "currency"},
      {",\"title\":\"T\",\"avail\":0,\"url\":\"javascript:x\"", "link"},
      {",\"title\":\"T\",\"avail\":0,\"url\":\"https://a:b@c/\"", "link"},
      {",\"title\":\"T\",\"avail\":0,\"state\":\"LIVE\"", "state is none of"},
      {",\"title\":\"T\",\"avail\":0,\"win\":[7]", "not an object"},
      {",\"title\":\"T\",\"avail\":0,\"win\":[{\"tier\":\"v\",\"from\":\"" AT "\",\"to\":\"" AT
       "\"}]",
       "ends before it begins"},
      {",\"title\":\"T\",\"avail\":0,\"win\":[{\"tier\":\"v\",\"from\":\"now\",\"to\":\"" AT "\"}]",
       "from is not a time"},
      {",\"title\":\"T\",\"avail\":0,\"gone\":1", "gone is neither"},
      {",\"title\":\"T\",\"avail\":0,\"rev\":-1", "rev is not"},
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autofree char *text = g_strdup_printf ("{\"sku\":\"A\"%s}", cases[i].members);
    g_autoptr (ShopItem) item = parse_item (text);

    g_assert_cmpint (item->kind, ==, SHOP_ITEM_REFUSED);
    g_assert_cmpstr (item->sku, ==, "A");
    g_assert_true (g_str_has_prefix (item->why, "A: "));
    if (!strstr (item->why, cases[i].why))
      g_error ("%s: %s", text, item->why);
  }
}

static void
test_items_without_sku (void)
{
  static const char *const texts[] = {
      "7",           "{}",
      "null",        "{\"sku\":\"\"}",
      "{\"sku\":9}", "{\"sku\":\"a\\tb\",\"title\":\"T\",\"avail\":1}"};

  for (guint i = 0; i < G_N_ELEMENTS (texts); i++) {
    g_autoptr (ShopItem) item = parse_item (texts[i]);

    g_assert_cmpint (item->kind, ==, SHOP_ITEM_REFUSED);
    g_assert_null (item->sku);
    g_assert_nonnull (item->why);
  }
}

static void
test_bad_frames (void)
{
  static const char *const texts[] = {
      "",
      "7",
      "[]",
      "null",
      "{",
      "{}x",
      "{\"t\":7}",
      "{\"t\":null}",
      "{\"t\":\"hb\",\"t\":\"hb\"}",
      "{\"t\":\"hb\",\"epoch\":\"\xc0\xaf\",\"seq\":1,\"now\":\"" AT "\"}",
      "{\"t\":\"hb\",\"epoch\":\"\xed\xa0\x80\",\"seq\":1,\"now\":\"" AT "\"}",
      "{\"t\":\"hb\",\"epoch\":\"\\ud800\",\"seq\":1,\"now\":\"" AT "\"}",
      "{\"t\":\"hb\",\"epoch\":\"a\\u0000b\",\"seq\":1,\"now\":\"" AT "\"}",
      "{\"t\":\"hb\",\"epoch\":\"a b\",\"seq\":1,\"now\":\"" AT "\"}",
      "{\"t\":\"hb\",\"epoch\":\"\",\"seq\":1,\"now\":\"" AT "\"}",
      "{\"t\":\"hb\",\"epoch\":\"e\",\"seq\":-1,\"now\":\"" AT "\"}",
      "{\"t\":\"hb\",\"epoch\":\"e\",\"seq\":1,\"now\":\"yesterday\"}",
      "{\"t\":\"hb\",\"epoch\":\"e\",\"seq\":1e999,\"now\":\"" AT "\"}",
      "{\"t\":\"hb\",\"epoch\":\"e\",\"seq\":1}",
      "{\"t\":\"delta\",\"epoch\":\"e\",\"seq\":1,\"items\":[]}",
      "{\"t\":\"delta\",\"epoch\":\"e\",\"prev\":0,\"seq\":1,\"items\":{}}",
      "{\"t\":\"snapshot\",\"epoch\":\"e\",\"seq\":1,\"items\":[],\"part\":2}",
      "{\"t\":\"snapshot\",\"epoch\":\"e\",\"seq\":1,\"items\":[],\"part\":0,\"parts\":2}",
      "{\"t\":\"snapshot\",\"epoch\":\"e\",\"seq\":1,\"items\":[],\"part\":1,\"parts\":10001}",
      "{\"t\":\"welcome\",\"v\":1,\"epoch\":\"e\",\"seq\":1,\"mode\":\"maybe\",\"now\":\"" AT "\"}",
      "{\"t\":\"welcome\",\"v\":1,\"epoch\":\"e\",\"seq\":1,\"mode\":\"resume\",\"hb_ms\":1,"
      "\"now\":\"" AT "\"}",
      "{\"t\":\"adjusted\",\"id\":\"0123456789012345678901234567890123456\",\"ok\":true}",
      "{\"t\":\"adjusted\",\"id\":\"x\"}",
      "{\"t\":[[[[[[[[1]]]]]]]]}",
  };

  for (guint i = 0; i < G_N_ELEMENTS (texts); i++) {
    g_autoptr (GError) error = NULL;

    if (shop_message_parse (texts[i], strlen (texts[i]), SHOP_SIDE_SERVER, &error))
      g_error ("was taken: %s", texts[i]);
    g_assert_error (error, SHOP_ERROR, SHOP_ERROR_MESSAGE);
  }
  /* A NUL behind the object. */
  g_assert_null (shop_message_parse ("{\"t\":\"x\"}\0", 10, SHOP_SIDE_SERVER, NULL));
}

static void
test_limits (void)
{
  g_autofree char *blanks = g_strnfill (SHOP_FRAME_MAX, ' ');
  g_autofree char *brackets = g_strnfill (SHOP_FRAME_MAX, '[');
  g_autoptr (ShopMessage) message = NULL;
  g_autoptr (GError) too_long = NULL, too_deep = NULL;

  memcpy (blanks, "{\"t\":\"x\"}", 9);
  message = shop_message_parse (blanks, SHOP_FRAME_MAX, SHOP_SIDE_SERVER, NULL);
  g_assert_cmpint (message->kind, ==, SHOP_MESSAGE_OTHER);
  g_assert_null (shop_message_parse (blanks, SHOP_FRAME_MAX + 1, SHOP_SIDE_SERVER, &too_long));
  g_assert_error (too_long, SHOP_ERROR, SHOP_ERROR_MESSAGE);
  g_assert_null (shop_message_parse (brackets, SHOP_FRAME_MAX, SHOP_SIDE_SERVER, &too_deep));
  g_assert_true (strstr (too_deep->message, "nested") != NULL);
}

/* A client's message from a server is no message of its side, and the other way. */
static void
test_sides (void)
{
  g_autoptr (ShopMessage) a = parse ("{\"t\":\"hello\"}", SHOP_SIDE_SERVER);
  g_autoptr (ShopMessage) b = parse ("{\"t\":\"hb\"}", SHOP_SIDE_CLIENT);

  g_assert_cmpint (a->kind, ==, SHOP_MESSAGE_OTHER);
  g_assert_cmpint (b->kind, ==, SHOP_MESSAGE_OTHER);
}

static ShowProduct *
make_product (int n)
{
  g_autofree char *sku = g_strdup_printf ("SKU-%05d", n);
  ShowProduct *product = show_product_new (sku, "Größe \"M\" \\ 🎉");
  const ShowHub hubs[] = {{"stall", n}, {"depot", 2}};
  const ShowWindow windows[] = {{"vip", AT_MS, AT_MS + 1000, 5}};

  product->rev = n + 1;
  product->cap = 10000 + n;
  product->available = n + 2;
  product->sold = 3;
  product->price_minor = 1999;
  product->was_minor = 2999;
  product->low30_minor = 2500;
  product->pre_cap = 30;
  product->pre_sold = 4;
  product->as_of_ms = AT_MS;
  g_strlcpy (product->currency, "CHF", sizeof product->currency);
  g_strlcpy (product->ship_by, "2027-03-15", sizeof product->ship_by);
  show_product_set_hubs (product, hubs, 2);
  show_product_set_windows (product, windows, 1);
  show_product_set_url (product, "https://shop.example/?a=1&b=%20");
  return product;
}

static ShopMessage *
make_items_message (ShopMessageKind kind, int n_items)
{
  ShopMessage *message = shop_message_new (kind);

  g_strlcpy (message->epoch, "2027:a_b-c.d", sizeof message->epoch);
  message->seq = 45;
  message->prev = 44;
  message->part = message->parts = 1;
  message->at_ms = AT_MS;
  for (int i = 0; i < n_items; i++) {
    g_autoptr (ShowProduct) product = make_product (i);

    g_ptr_array_add (message->items, shop_item_new (product));
  }
  return message;
}

static ShopMessage *
go_round (const ShopMessage *message, ShopSide from)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *text = shop_message_format (message, &error), *again = NULL;
  ShopMessage *back;

  g_assert_no_error (error);
  back = parse (text, from);
  again = shop_message_format (back, NULL);
  g_assert_cmpstr (text, ==, again);
  g_assert_cmpint (back->kind, ==, message->kind);
  return back;
}

static void
test_round_of_items (void)
{
  g_autoptr (ShopMessage) message = make_items_message (SHOP_MESSAGE_DELTA, 2), back = NULL;
  const ShopItem *item;

  g_ptr_array_add (message->items, shop_item_new_gone ("OLD", 9));
  back = go_round (message, SHOP_SIDE_SERVER);
  g_assert_cmpint (back->prev, ==, 44);
  g_assert_cmpint (back->seq, ==, 45);
  for (guint i = 0; i < 2; i++) {
    const ShopItem *sent = message->items->pdata[i];

    item = back->items->pdata[i];
    g_assert_cmpint (item->kind, ==, SHOP_ITEM_GOOD);
    g_assert_true (show_product_equal_content (item->product, sent->product));
    g_assert_cmpint (item->product->rev, ==, sent->product->rev);
    g_assert_cmpint (item->product->as_of_ms, ==, AT_MS);
  }
  item = back->items->pdata[2];
  g_assert_cmpint (item->kind, ==, SHOP_ITEM_GONE);
  g_assert_cmpint (item->rev, ==, 9);
}

static void
test_round_of_all (void)
{
  for (ShopMessageKind kind = SHOP_MESSAGE_HELLO; kind < SHOP_MESSAGE_OTHER; kind++) {
    g_autoptr (ShopMessage) message = make_items_message (kind, 0), back = NULL;

    message->version = 1;
    g_strlcpy (message->drop, "spring-01", sizeof message->drop);
    g_strlcpy (message->client, "tallybox/0.1", sizeof message->client);
    g_strlcpy (message->code, "source_down", sizeof message->code);
    message->hb_ms = 5000;
    message->stale_ms = 15000;
    message->source_ms = AT_MS - 1;
    message->resumed = TRUE;
    message->retry_ms = 7;
    message->text = g_strdup ("Der Laden schläft");
    message->ok = kind % 2 == 0;
    message->adjustment = (ShowAdjustment){.id = "0b6f7a52-5b0e-4a0e-9f5e-0123456789ab",
                                           .sku = "A",
                                           .hub = "Hall A",
                                           .by = -1,
                                           .why = SHOW_ADJUST_STALL_SALE,
                                           .at_ms = AT_MS};
    back = go_round (message, kind <= SHOP_MESSAGE_ADJUST ? SHOP_SIDE_CLIENT : SHOP_SIDE_SERVER);
    if (kind == SHOP_MESSAGE_ADJUST)
      g_assert_cmpint (back->adjustment.by, ==, -1);
  }
}

static void
test_split_snapshot (void)
{
  const guint n = 2000;
  g_autoptr (ShopMessage) message = make_items_message (SHOP_MESSAGE_SNAPSHOT, (int) n);
  g_autoptr (GPtrArray) frames = make_frames (message);
  guint seen = 0;

  g_assert_null (shop_message_format (message, NULL));
  g_assert_cmpuint (frames->len, >, 5);
  for (guint i = 0; i < frames->len; i++) {
    g_autoptr (ShopMessage) part = parse (frames->pdata[i], SHOP_SIDE_SERVER);

    g_assert_cmpuint (strlen (frames->pdata[i]), <=, SHOP_FRAME_MAX);
    g_assert_cmpuint (part->part, ==, i + 1);
    g_assert_cmpuint (part->parts, ==, frames->len);
    g_assert_cmpint (part->seq, ==, 45);
    for (guint j = 0; j < part->items->len; j++, seen++) {
      const ShopItem *item = part->items->pdata[j], *sent = message->items->pdata[seen];

      g_assert_cmpstr (item->sku, ==, sent->sku);
    }
  }
  g_assert_cmpuint (seen, ==, n);
}

static void
test_split_delta (void)
{
  g_autoptr (ShopMessage) message = make_items_message (SHOP_MESSAGE_DELTA, 500);
  g_autoptr (GPtrArray) frames = make_frames (message);
  gint64 seq = 44;

  for (guint i = 0; i < frames->len; i++) {
    g_autoptr (ShopMessage) part = parse (frames->pdata[i], SHOP_SIDE_SERVER);

    g_assert_cmpint (part->prev, ==, seq);
    g_assert_cmpint (part->seq, ==, seq + 1);
    seq++;
  }
  g_assert_cmpint (seq, >, 45);
}

static void
test_split_nothing (void)
{
  g_autoptr (ShopMessage) message = make_items_message (SHOP_MESSAGE_SNAPSHOT, 0);
  g_autoptr (GPtrArray) frames = make_frames (message);
  g_autoptr (ShopMessage) part = parse (frames->pdata[0], SHOP_SIDE_SERVER);

  g_assert_cmpuint (frames->len, ==, 1);
  g_assert_cmpuint (part->items->len, ==, 0);
}

static void
test_times (void)
{
  static const struct {
    const char *text;
    gint64 ms; /* -1: is refused */
  } cases[] = {
      {"1970-01-01T00:00:00Z", 0},
      {"2027-03-01T18:00:00.25Z", AT_MS},
      {"2027-03-01t18:00:00.2509999999z", AT_MS},
      {"2027-03-01 19:30:00.250+01:30", AT_MS},
      {"2027-03-01T16:00:00.250-02:00", AT_MS},
      {"2016-12-31T23:59:60Z", 1483228799000},
      {"9999-12-31T23:59:59.999Z", 253402300799999},
      {"1969-12-31T23:59:59Z", -1},
      {"1970-01-01T00:00:00+01:00", -1},
      {"2027-02-29T00:00:00Z", -1},
      {"2027-13-01T00:00:00Z", -1},
      {"2027-03-01T24:00:00Z", -1},
      {"2027-03-01T18:00:00", -1},
      {"2027-03-01", -1},
      {"2027-03-01T18:00Z", -1},
      {"2027-03-01T18:00:00.Z", -1},
      {"2027-03-01T18:00:00Zx", -1},
      {"2027-3-1T18:00:00Z", -1},
      {"+027-03-01T18:00:00Z", -1},
      {"2027-03-01T18:00:00+1:00", -1},
      {"2027-03-01T18:00:00.00000000000000000000000000000000000Z", -1},
      {"", -1},
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    gint64 ms = -1;

    shop_time_parse (cases[i].text, &ms);
    g_assert_cmpint (ms, ==, cases[i].ms);
  }
  g_assert_false (shop_time_parse (NULL, NULL));
  g_autofree char *text = shop_time_format (AT_MS);
  g_assert_cmpstr (text, ==, AT);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/shop/message/full-item", test_full_item);
  g_test_add_func ("/shop/message/small-item", test_small_item);
  g_test_add_func ("/shop/message/bad-items", test_bad_items);
  g_test_add_func ("/shop/message/items-without-sku", test_items_without_sku);
  g_test_add_func ("/shop/message/bad-frames", test_bad_frames);
  g_test_add_func ("/shop/message/limits", test_limits);
  g_test_add_func ("/shop/message/sides", test_sides);
  g_test_add_func ("/shop/message/round-of-items", test_round_of_items);
  g_test_add_func ("/shop/message/round-of-all", test_round_of_all);
  g_test_add_func ("/shop/message/split-snapshot", test_split_snapshot);
  g_test_add_func ("/shop/message/split-delta", test_split_delta);
  g_test_add_func ("/shop/message/split-nothing", test_split_nothing);
  g_test_add_func ("/shop/message/times", test_times);
  return g_test_run ();
}
