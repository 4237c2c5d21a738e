/* CallVendorRequest "tallybox": stock, cues, and every command of the show's table. */
#include "web-obs-requests.h"

#include <string.h>

#define LIST_MAX 500 /* products in one answer */

/* A vendor's request has fields of its own: the call is about them from here on. */
static void
reply (WebObsCall *call, const char *type, json_t *data)
{
  web_obs_call_succeed (call,
                        json_pack ("{s:s, s:s, s:o}", "vendorName", WEB_OBS_VENDOR, "requestType",
                                   type, "responseData", data ? data : json_object ()));
}

/* {"first":0, "limit":500} -> {"products":[…], "total":N} */
static void
stock_list (WebObsCall *call)
{
  double first = 0, limit = LIST_MAX;
  const GPtrArray *all;
  json_t *part;

  if ((web_obs_call_has (call, "first") &&
       !web_obs_call_number (call, "first", 0, SHOW_PRODUCTS_MAX, &first)) ||
      (web_obs_call_has (call, "limit") &&
       !web_obs_call_number (call, "limit", 1, LIST_MAX, &limit)))
    return;
  web_obs_call_setup (call); /* takes the newest state */
  all = show_state_get_products (call->obs->state);
  part = json_array ();
  for (guint i = (guint) first; i < all->len && i < (guint) first + (guint) limit; i++)
    json_array_append_new (part, show_product_to_json (all->pdata[i]));
  reply (call, "StockList",
         json_pack ("{s:o, s:I}", "products", part, "total", (json_int_t) all->len));
}

/* The product as it is now. */
static void
reply_product (WebObsCall *call, const char *type, const char *sku)
{
  json_t *product;

  web_obs_call_setup (call); /* takes the newest state */
  product = show_state_product_to_json (call->obs->state, sku);
  if (product)
    reply (call, type, json_pack ("{s:o}", "product", product));
  else
    web_obs_call_fail (call, WEB_OBS_NOT_FOUND, "There is no product \"%s\".", sku);
}

static void
stock_get (WebObsCall *call)
{
  const char *sku;

  if (web_obs_call_string (call, "sku", &sku))
    reply_product (call, "StockGet", sku);
}

/* stock VERB SKU N [PLACE] */
static void
change_stock (WebObsCall *call, const char *type, const char *verb, const char *count_key,
              gboolean one_by_itself)
{
  const char *sku, *place = NULL;
  g_autofree char *count = NULL;
  double n = 1;

  if (!web_obs_call_string (call, "sku", &sku))
    return;
  if ((!one_by_itself || web_obs_call_has (call, count_key)) &&
      !web_obs_call_number (call, count_key, 0, G_MAXINT, &n))
    return;
  if (web_obs_call_has (call, "place") && !web_obs_call_string (call, "place", &place))
    return;
  count = g_strdup_printf ("%d", (int) n);
  if (web_obs_call_command (call, "stock", verb, sku, count, place))
    reply_product (call, type, sku);
}

static void
stock_set (WebObsCall *call)
{
  change_stock (call, "StockSet", "set", "available", FALSE);
}

static void
stock_sell (WebObsCall *call)
{
  change_stock (call, "StockSell", "sell", "count", TRUE);
}

static void
stock_return (WebObsCall *call)
{
  change_stock (call, "StockReturn", "return", "count", TRUE);
}

/* The run of show as it is now; with `cues` all of them, too. */
static void
reply_rundown (WebObsCall *call, const char *type, gboolean cues)
{
  json_t *state = web_obs_call_state (call);
  json_t *rundown = json_deep_copy (json_object_get (state, "rundown"));

  if (cues)
    json_object_set (rundown, "cues", json_object_get (state, "cues"));
  reply (call, type, rundown);
}

static void
cue_list (WebObsCall *call)
{
  reply_rundown (call, "CueList", TRUE);
}

/* cue VERB [NAME] */
static void
change_cue (WebObsCall *call, const char *type, const char *verb, gboolean needs_name)
{
  const char *name = NULL;

  if ((needs_name || web_obs_call_has (call, "name")) && !web_obs_call_string (call, "name", &name))
    return;
  if (web_obs_call_command (call, "cue", verb, name))
    reply_rundown (call, type, FALSE);
}

/* {} takes the one on standby, {"name":"mug"} that one. */
static void
cue_go (WebObsCall *call)
{
  change_cue (call, "CueGo", "go", FALSE);
}

static void
cue_next (WebObsCall *call)
{
  change_cue (call, "CueNext", "next", TRUE);
}

static void
cue_back (WebObsCall *call)
{
  if (web_obs_call_command (call, "cue", "back"))
    reply_rundown (call, "CueBack", FALSE);
}

/* {"cmd":["card","text","host","Mia"]}: whatever `tallybox ctl` may. */
static void
command (WebObsCall *call)
{
  g_auto (GStrv) words = show_command_words_from_json (json_object_get (call->data, "cmd"));

  if (!words)
    web_obs_call_fail (call, WEB_OBS_INVALID_FIELD, "Send {\"cmd\":[\"scene\",\"pip\"]}.");
  else if (web_obs_call_command_words (call, (const char *const *) words))
    reply (call, "Command", NULL);
}

static const WebObsRequest vendor_requests[] = {
    {"Command", command},      {"CueBack", cue_back},         {"CueGo", cue_go},
    {"CueList", cue_list},     {"CueNext", cue_next},         {"StockGet", stock_get},
    {"StockList", stock_list}, {"StockReturn", stock_return}, {"StockSell", stock_sell},
    {"StockSet", stock_set},
};

void
web_obs_call_vendor (WebObsCall *call)
{
  const char *vendor, *type;
  json_t *data = NULL;

  if (!web_obs_call_string (call, "vendorName", &vendor) ||
      !web_obs_call_string (call, "requestType", &type) ||
      (web_obs_call_has (call, "requestData") && !web_obs_call_object (call, "requestData", &data)))
    return;
  for (guint i = 0; g_str_equal (vendor, WEB_OBS_VENDOR) && i < G_N_ELEMENTS (vendor_requests); i++)
    if (g_str_equal (vendor_requests[i].name, type)) {
      call->data = data;
      vendor_requests[i].handler (call);
      return;
    }
  web_obs_call_fail (call, WEB_OBS_NOT_FOUND, "There is no such vendor or request.");
}
