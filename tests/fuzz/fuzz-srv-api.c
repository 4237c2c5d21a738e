/* Requests of the REST API with anything in them, one after the other to one shop: "METHOD PATH",
 * then the body from the next line on. Whatever it is, the answer is JSON, and nothing that is sold
 * goes beyond its cap or below 0. */
#include "../unit/srv-fixture.h"
#include "srv-api.h"

#include <stdint.h>
#include <string.h>

#define INPUTS 500 /* to one shop; then a new one */

int LLVMFuzzerTestOneInput (const uint8_t *data, size_t size);

static const struct {
  const char *name;
  SrvMethod method;
} methods[] = {{"GET ", SRV_GET}, {"PUT ", SRV_PUT}, {"POST ", SRV_POST}, {"DELETE ", SRV_DELETE}};

static struct {
  SrvShop *shop;
  GPtrArray *sources;
  SrvApi *api;
  guint n_inputs;
} place;

static void
free_source (gpointer source)
{
  srv_source_free (source);
}

static void
open_place (void)
{
  SrvSource *source = srv_source_new ("main", &srv_vendor_square, "spring");

  source->webhook_url = g_strdup ("https://stock.example/webhooks/main");
  source->secret = g_bytes_new_static ("hush", 4);
  place.shop = make_shop ();
  place.sources = g_ptr_array_new_with_free_func (free_source);
  g_ptr_array_add (place.sources, source);
  place.api = srv_api_new (place.shop, place.sources, 0);
  put_product (place.shop, "spring", "MUG-01", 10, 8);
  place.n_inputs = 0;
}

static void
close_place (void)
{
  srv_api_free (place.api);
  srv_shop_free (place.shop);
  g_ptr_array_unref (place.sources);
}

static SrvRequest *
read_request (const char *text, size_t size)
{
  const char *end = memchr (text, '\n', size);
  g_autofree char *line = g_strndup (text, end ? (gsize) (end - text) : size);

  for (guint i = 0; i < G_N_ELEMENTS (methods); i++)
    if (g_str_has_prefix (line, methods[i].name)) {
      const char *path = line + strlen (methods[i].name), *mark = strchr (path, '?');
      g_autofree char *bare = g_strndup (path, mark ? (gsize) (mark - path) : strlen (path));
      SrvRequest *request = srv_request_new (methods[i].method, bare);
      GHashTable *args = mark ? g_uri_parse_params (mark + 1, -1, "&", 0, NULL) : NULL;

      if (args) {
        g_hash_table_unref (request->args);
        request->args = args;
      }
      if (end)
        g_byte_array_append (request->body, (const guint8 *) end + 1,
                             (guint) (text + size - end - 1));
      return request;
    }
  return NULL;
}

static void
check_products (void)
{
  SrvCatalog *catalog = srv_shop_get_catalog (place.shop);
  g_autoptr (GPtrArray) drops = srv_catalog_list_drops (catalog);

  for (guint i = 0; i < drops->len; i++) {
    const GPtrArray *items = srv_catalog_list_items (catalog, ((SrvDrop *) drops->pdata[i])->name);

    for (guint j = 0; j < items->len; j++)
      g_assert_true (show_product_validate (((const SrvItem *) items->pdata[j])->product, NULL));
  }
}

int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
  g_autoptr (SrvRequest) request = read_request ((const char *) data, size);
  g_auto (SrvReply) reply = {0};
  json_auto_t *json = NULL;

  if (!request)
    return 0;
  if (!place.shop)
    open_place ();
  srv_api_handle_local (place.api, request, NOON, &reply);
  flush (place.shop);
  g_assert_true (reply.status == 200 || (reply.status >= 400 && reply.status < 500));
  json = json_loads (reply.body, 0, NULL);
  g_assert_nonnull (json);
  check_products ();
  if (++place.n_inputs == INPUTS) {
    close_place ();
    place.shop = NULL;
  }
  return 0;
}
