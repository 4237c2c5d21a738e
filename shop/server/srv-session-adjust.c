/* Corrections from the stall: each is done once, whatever happens (shop/PROTOCOL.md, 6). */
#include "srv-channel-private.h"

#include <string.h>

/* The protocol's word for why it was not done. */
static const char *
code_of (const GError *error)
{
  if (g_error_matches (error, SRV_ERROR, SRV_ERROR_SOLD_OUT))
    return "sold_out";
  if (g_error_matches (error, SRV_ERROR, SRV_ERROR_NOT_FOUND))
    return "unknown_sku";
  if (g_error_matches (error, SRV_ERROR, SRV_ERROR_FORBIDDEN))
    return "forbidden";
  return "invalid";
}

static gboolean
make_deed (const SrvSession *session, const ShowAdjustment *adjustment, SrvDeed *deed,
           GError **error)
{
  static const SrvVerb verbs[] = {
      [SHOW_ADJUST_STALL_SALE] = SRV_STALL_SALE,
      [SHOW_ADJUST_RETURN] = SRV_RETURN,
      [SHOW_ADJUST_COUNT] = SRV_COUNT,
  };
  gboolean sale = adjustment->why == SHOW_ADJUST_STALL_SALE;

  if (!(session->token.rights & SRV_RIGHT_ADJUST))
    return srv_refuse (error, SRV_ERROR_FORBIDDEN, "This token may not.");
  if (adjustment->by == 0 || (sale && adjustment->by > 0) ||
      (adjustment->why == SHOW_ADJUST_RETURN && adjustment->by < 0))
    return srv_refuse (error, SRV_ERROR_INVALID, "The number has the wrong sign.");
  *deed = (SrvDeed){
      .verb = verbs[adjustment->why],
      .drop = srv_hub_get_drop (session->stage->hub),
      .sku = adjustment->sku,
      .place = *adjustment->hub ? adjustment->hub : NULL,
      .pieces = sale ? -adjustment->by : adjustment->by,
      .who = session->token.name,
      .ref = adjustment->id,
  };
  return TRUE;
}

/* All or nothing. FALSE with an error of the store, or one that says why not. */
static gboolean
try_deed (SrvSession *session, const ShowAdjustment *adjustment, SrvNow now, GError **error)
{
  SrvShop *shop = session->channel->shop;
  g_autoptr (GError) why = NULL;
  SrvDeed deed;
  gboolean ok;

  if (!make_deed (session, adjustment, &deed, error) || !srv_shop_mark (shop, error))
    return FALSE;
  ok = srv_shop_do (shop, &deed, now.wall_ms, NULL, &why);
  if (!srv_shop_release (shop, !ok, ok ? error : NULL))
    return FALSE;
  if (why)
    g_propagate_error (error, g_steal_pointer (&why));
  return ok;
}

/* Does it unless it was done before; `code` is empty when it is done. FALSE: the store does not
 * work. */
static gboolean
do_once (SrvSession *session, const ShowAdjustment *adjustment, SrvNow now, char *code,
         gsize code_size)
{
  SrvShop *shop = session->channel->shop;
  SrvStore *store = srv_shop_get_store (shop);
  g_autofree char *scope = g_strconcat ("adjust/", srv_hub_get_drop (session->stage->hub), NULL);
  g_autoptr (SrvAnswer) known = NULL;
  g_autoptr (GError) why = NULL;
  SrvAnswer answer = {.digest = (char *) adjustment->sku, .body = code};

  *code = '\0';
  if (!srv_shop_begin (shop, NULL) ||
      !store->ops->get_answer (store, scope, adjustment->id, &known, NULL))
    return FALSE;
  if (known) {
    g_strlcpy (code, known->body, code_size);
    return TRUE;
  }
  if (!try_deed (session, adjustment, now, &why)) {
    if (g_error_matches (why, SRV_ERROR, SRV_ERROR_STORE))
      return FALSE;
    g_strlcpy (code, code_of (why), code_size);
  }
  return store->ops->put_answer (store, scope, adjustment->id, &answer, now.wall_ms, NULL);
}

void
srv_session_adjust (SrvSession *session, const ShopMessage *message, SrvNow now)
{
  const ShowAdjustment *adjustment = &message->adjustment;
  SrvVerdict *verdict = g_new0 (SrvVerdict, 1);

  if (!do_once (session, adjustment, now, verdict->code, sizeof verdict->code)) {
    g_free (verdict);
    srv_shop_spoil (session->channel->shop);
    srv_session_hang_up (session, SHOP_CLOSE_INTERNAL, "the store does not work");
    return;
  }
  verdict->session = session;
  g_strlcpy (verdict->id, adjustment->id, sizeof verdict->id);
  g_strlcpy (verdict->sku, adjustment->sku, sizeof verdict->sku);
  srv_channel_add_verdict (session->channel, verdict);
}
