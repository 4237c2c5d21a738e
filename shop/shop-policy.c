#include "shop-policy.h"

#include "shop-message.h"

/* rand(0, min(30 s, 0.5 s x 2^n)) */
static const BaseBackoffPolicy waits = {
    .first_ms = 500, .cap_ms = 30000, .floor_ms = 0, .factor = 2};

/* What is refused is mended at the shop, by somebody who cannot reach the rig: a drop that is not
 * there yet, a token that is to be let in. */
static const BaseBackoffPolicy refused_waits = {.first_ms = 10000,
                                                .cap_ms = SHOP_REFUSED_MAX_MS,
                                                .floor_ms = SHOP_REFUSED_MIN_MS,
                                                .factor = 1.5};

static const struct {
  guint code;
  guint http; /* the status that means the same */
  gboolean calls_help;
  const char *text;
} codes[] = {
    {SHOP_CLOSE_BAD_MESSAGE, 400, TRUE,
     "The shop does not understand this rig. Check the address, or update one of the two."},
    {SHOP_CLOSE_AUTH, 401, TRUE,
     "The shop does not take this rig's token. Put the right one into the token's file."},
    {SHOP_CLOSE_FORBIDDEN, 403, TRUE,
     "This rig's token is not for this drop. Get one that is, or set the right drop."},
    {SHOP_CLOSE_NO_DROP, 404, TRUE,
     "The shop has no such drop yet. Set it up there, or check the drop's name and the address."},
    {SHOP_CLOSE_ENDED, 410, TRUE, "The drop has ended."},
    {SHOP_CLOSE_HELLO_TIMEOUT, 408, FALSE, "The shop waited in vain for this rig's first words."},
    {SHOP_CLOSE_SLOW, 429, FALSE, "The shop says that this rig is too slow or asks too much."},
    {SHOP_CLOSE_INTERNAL, 500, FALSE, "The shop has a fault of its own."},
    {1001, 0, FALSE, "The shop goes away."},
    {1012, 0, FALSE, "The shop restarts."},
    {1013, 503, FALSE, "The shop is overloaded."},
};

static const char *const ends[] = {
    [SHOP_END_LOST] = "The link to the shop is lost.",
    [SHOP_END_UNREACHABLE] = "The shop cannot be reached. Check the network and the address.",
    [SHOP_END_TLS] = ("The shop's certificate cannot be trusted. Check the address, this machine's "
                      "clock, and tls_ca if the shop has an authority of its own."),
    [SHOP_END_SETTING] = "The token or the certificate of the authority cannot be read.",
    [SHOP_END_SILENT] = "The shop has gone silent.",
    [SHOP_END_NO_WELCOME] =
        ("The shop does not answer. Check that the address is that of its stock "
         "channel."),
    [SHOP_END_NO_SNAPSHOT] = "The shop does not send its stock.",
    [SHOP_END_BAD_MESSAGE] = "The shop sent something that is not in the protocol.",
    [SHOP_END_CODE] = "The shop has hung up.",
};

/* The only place that sets it. */
static void
set_state (ShopPolicy *self, ShopLinkState state, gint64 now_ms)
{
  static const guint allowed[] = {
      [SHOP_LINK_IDLE] = 1u << SHOP_LINK_WAITING,
      [SHOP_LINK_WAITING] = 1u << SHOP_LINK_WAITING | 1u << SHOP_LINK_CONNECTING,
      [SHOP_LINK_CONNECTING] = 1u << SHOP_LINK_GREETING | 1u << SHOP_LINK_WAITING,
      [SHOP_LINK_GREETING] = 1u << SHOP_LINK_UP | 1u << SHOP_LINK_WAITING,
      [SHOP_LINK_UP] = 1u << SHOP_LINK_WAITING,
  };

  g_assert (state == SHOP_LINK_IDLE || (allowed[self->state] & 1u << state));
  self->state = state;
  self->since_ms = now_ms;
}

void
shop_policy_init (ShopPolicy *self)
{
  *self = (ShopPolicy){.state = SHOP_LINK_IDLE, .asked_ms = SHOP_NEVER_MS};
}

void
shop_policy_start (ShopPolicy *self, gint64 now_ms)
{
  if (self->state != SHOP_LINK_IDLE && self->state != SHOP_LINK_WAITING)
    return;
  set_state (self, SHOP_LINK_WAITING, now_ms);
  self->until_ms = now_ms;
}

void
shop_policy_stop (ShopPolicy *self)
{
  set_state (self, SHOP_LINK_IDLE, 0);
}

void
shop_policy_opened (ShopPolicy *self, gint64 now_ms)
{
  set_state (self, SHOP_LINK_GREETING, now_ms);
  self->heard_ms = now_ms;
  self->wants_snapshot = FALSE;
  self->asked_ms = SHOP_NEVER_MS;
}

void
shop_policy_welcomed (ShopPolicy *self, guint stale_ms, gint64 now_ms)
{
  if (self->state == SHOP_LINK_GREETING)
    set_state (self, SHOP_LINK_UP, now_ms);
  self->stale_ms = stale_ms;
}

void
shop_policy_heard (ShopPolicy *self, gint64 now_ms)
{
  self->heard_ms = now_ms;
}

void
shop_policy_want_snapshot (ShopPolicy *self, gboolean ask, gint64 now_ms)
{
  if (!self->wants_snapshot)
    self->progress_ms = now_ms;
  self->wants_snapshot = TRUE;
  self->must_ask = self->must_ask || ask;
}

void
shop_policy_got_part (ShopPolicy *self, gboolean complete, gint64 now_ms)
{
  self->progress_ms = now_ms;
  if (complete)
    self->wants_snapshot = self->must_ask = FALSE;
}

static const char *
find_text (guint code)
{
  for (guint i = 0; i < G_N_ELEMENTS (codes); i++)
    if (codes[i].code == code)
      return codes[i].text;
  return NULL;
}

static gboolean
calls_help (guint code)
{
  for (guint i = 0; i < G_N_ELEMENTS (codes); i++)
    if (codes[i].code == code)
      return codes[i].calls_help;
  return FALSE;
}

guint
shop_policy_code_from_http (guint status)
{
  for (guint i = 0; i < G_N_ELEMENTS (codes); i++)
    if (codes[i].http == status && status != 0)
      return codes[i].code;
  return status >= 500 ? SHOP_CLOSE_INTERNAL : SHOP_CLOSE_BAD_MESSAGE;
}

gboolean
shop_policy_is_refused (const ShopPolicy *self)
{
  return self->state != SHOP_LINK_IDLE && self->state != SHOP_LINK_UP &&
         self->end == SHOP_END_CODE && calls_help (self->code);
}

void
shop_policy_ended (ShopPolicy *self, ShopEnd end, guint code, gint64 now_ms, double unit)
{
  const BaseBackoffPolicy *policy;

  if (self->state == SHOP_LINK_UP && now_ms - self->since_ms >= SHOP_STEADY_MS)
    base_backoff_reset (&self->backoff);
  set_state (self, SHOP_LINK_WAITING, now_ms);
  self->end = end;
  self->code = code;
  self->wants_snapshot = self->must_ask = FALSE;
  policy = shop_policy_is_refused (self) ? &refused_waits : &waits;
  self->until_ms = now_ms + base_backoff_next (&self->backoff, policy, unit);
}

/* The earliest time for a resync; G_MAXINT64: none is needed. */
static gint64
resync_due_ms (const ShopPolicy *self)
{
  gint64 again_ms = MAX (self->asked_ms, self->progress_ms) + SHOP_RESYNC_AGAIN_MS;
  gint64 soonest_ms =
      self->asked_ms == SHOP_NEVER_MS ? SHOP_NEVER_MS : self->asked_ms + SHOP_RESYNC_MS;

  if (!self->wants_snapshot)
    return G_MAXINT64;
  return self->must_ask ? soonest_ms : MAX (soonest_ms, again_ms);
}

/* When the line is to be given up, and why. */
static gint64
hang_up_due_ms (const ShopPolicy *self, ShopEnd *ret_end)
{
  gint64 silent_ms = self->heard_ms + self->stale_ms;
  gint64 stuck_ms = self->wants_snapshot ? self->progress_ms + SHOP_SNAPSHOT_MS : G_MAXINT64;

  if (self->state == SHOP_LINK_CONNECTING) {
    *ret_end = SHOP_END_UNREACHABLE;
    return self->since_ms + SHOP_CONNECT_MS;
  }
  if (self->state == SHOP_LINK_GREETING) {
    *ret_end = SHOP_END_NO_WELCOME;
    return self->since_ms + SHOP_HELLO_MS;
  }
  *ret_end = silent_ms <= stuck_ms ? SHOP_END_SILENT : SHOP_END_NO_SNAPSHOT;
  return MIN (silent_ms, stuck_ms);
}

ShopDo
shop_policy_tick (ShopPolicy *self, gint64 now_ms, ShopEnd *ret_end)
{
  ShopEnd end;

  if (self->state == SHOP_LINK_IDLE)
    return SHOP_DO_NOTHING;
  if (self->state == SHOP_LINK_WAITING) {
    if (now_ms < self->until_ms)
      return SHOP_DO_NOTHING;
    set_state (self, SHOP_LINK_CONNECTING, now_ms);
    return SHOP_DO_CONNECT;
  }
  if (now_ms >= hang_up_due_ms (self, &end)) {
    *ret_end = end;
    return SHOP_DO_HANG_UP;
  }
  if (self->state != SHOP_LINK_UP || now_ms < resync_due_ms (self))
    return SHOP_DO_NOTHING;
  self->asked_ms = now_ms;
  self->must_ask = FALSE;
  return SHOP_DO_RESYNC;
}

gint64
shop_policy_next_ms (const ShopPolicy *self)
{
  ShopEnd unused;

  if (self->state == SHOP_LINK_IDLE)
    return G_MAXINT64;
  if (self->state == SHOP_LINK_WAITING)
    return self->until_ms;
  if (self->state != SHOP_LINK_UP)
    return hang_up_due_ms (self, &unused);
  return MIN (hang_up_due_ms (self, &unused), resync_due_ms (self));
}

const char *
shop_policy_say (const ShopPolicy *self)
{
  if (self->state == SHOP_LINK_UP)
    return "Linked with the shop.";
  if (self->end == SHOP_END_CODE && find_text (self->code))
    return find_text (self->code);
  return self->end ? ends[self->end] : "Connecting to the shop.";
}

ShowHealth
shop_policy_get_health (const ShopPolicy *self)
{
  if (self->state == SHOP_LINK_IDLE)
    return SHOW_HEALTH_STOPPED;
  if (self->state == SHOP_LINK_UP)
    return SHOW_HEALTH_LIVE;
  if (shop_policy_is_refused (self))
    return SHOW_HEALTH_REJECTED;
  return self->end ? SHOW_HEALTH_RETRYING : SHOW_HEALTH_CONNECTING;
}
