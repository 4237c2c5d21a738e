#include "enc-output-policy.h"

#include "enc-output.h"

typedef enum {
  DOUBT_NONE = 1,
  DOUBT_HINT, /* an unspoken no */
  DOUBT_SURE, /* a spoken no */
} Doubt;

static const struct {
  Doubt doubt;
  const char *text; /* %s: the output's name */
} faults[ENC_FAULT_END] = {
    [ENC_FAULT_REFUSED] = {DOUBT_NONE, "The server of output %s takes no connections."},
    [ENC_FAULT_NAME] = {DOUBT_NONE, "The server of output %s is not found. Check the url and "
                                    "the internet connection."},
    [ENC_FAULT_NETWORK] = {DOUBT_NONE, "There is no way to the server of output %s. Check the "
                                       "network cable or Wi-Fi."},
    [ENC_FAULT_SILENT] = {DOUBT_NONE, "The server of output %s does not answer."},
    [ENC_FAULT_TRUST] = {DOUBT_NONE, "The certificate of the server of output %s cannot be "
                                     "trusted. Check the url, this machine's clock and tls_ca."},
    [ENC_FAULT_NOT_TLS] = {DOUBT_NONE,
                           "The server of output %s does not speak rtmps there. Check the url."},
    [ENC_FAULT_BUSY] = {DOUBT_NONE, "The server of output %s says that this stream is being sent "
                                    "already. Look for another sender with the same key."},
    [ENC_FAULT_HELD] = {DOUBT_NONE,
                        "The server of output %s still holds on to the connection that broke."},
    [ENC_FAULT_LOST] = {DOUBT_NONE, "The connection of output %s broke."},
    [ENC_FAULT_STALLED] = {DOUBT_NONE, "Nothing gets through to the server of output %s."},
    [ENC_FAULT_APP_HANG_UP] = {DOUBT_HINT, "The server hangs up. Check the url of output %s."},
    [ENC_FAULT_KEY_HANG_UP] = {DOUBT_HINT, "The server hangs up. Check the key of output %s."},
    [ENC_FAULT_APP_DENIED] = {DOUBT_SURE, "The server refuses the address. Check the url of "
                                          "output %s."},
    [ENC_FAULT_KEY_DENIED] = {DOUBT_SURE, "The server refuses the stream key. Check the key of "
                                          "output %s."},
    [ENC_FAULT_UNREADABLE] = {DOUBT_SURE, "The key of output %s cannot be read."},
    [ENC_FAULT_INTERNAL] = {DOUBT_NONE, "Output %s failed on this machine."},
};

/* Unspoken noes that came often enough read like spoken ones. */
static const EncFault spoken[ENC_FAULT_END] = {
    [ENC_FAULT_APP_HANG_UP] = ENC_FAULT_APP_DENIED,
    [ENC_FAULT_KEY_HANG_UP] = ENC_FAULT_KEY_DENIED,
};

#define TO(health) (1u << (health))
static const guint legal_edges[] = {
    [SHOW_HEALTH_IDLE] = TO (SHOW_HEALTH_CONNECTING) | TO (SHOW_HEALTH_STOPPED),
    [SHOW_HEALTH_CONNECTING] = TO (SHOW_HEALTH_LIVE) | TO (SHOW_HEALTH_RETRYING) |
                               TO (SHOW_HEALTH_REJECTED) | TO (SHOW_HEALTH_STOPPED),
    [SHOW_HEALTH_LIVE] =
        TO (SHOW_HEALTH_RETRYING) | TO (SHOW_HEALTH_REJECTED) | TO (SHOW_HEALTH_STOPPED),
    [SHOW_HEALTH_RETRYING] = TO (SHOW_HEALTH_CONNECTING) | TO (SHOW_HEALTH_STOPPED),
    [SHOW_HEALTH_REJECTED] =
        TO (SHOW_HEALTH_CONNECTING) | TO (SHOW_HEALTH_REJECTED) | TO (SHOW_HEALTH_STOPPED),
    [SHOW_HEALTH_STOPPED] = TO (SHOW_HEALTH_CONNECTING),
};

static void
set_health (EncPolicy *self, ShowHealth health, gint64 now_ms)
{
  g_assert (legal_edges[self->health] & TO (health));
  self->health = health;
  self->since_ms = now_ms;
  self->deadline_ms = G_MAXINT64;
  self->retry_at_ms = 0;
}

void
enc_policy_init (EncPolicy *self, gint64 now_ms)
{
  *self = (EncPolicy){.health = SHOW_HEALTH_IDLE, .since_ms = now_ms, .deadline_ms = G_MAXINT64};
}

static gboolean
has_connection (const EncPolicy *self)
{
  return self->health == SHOW_HEALTH_LIVE || self->deadline_ms != G_MAXINT64;
}

EncAction
enc_policy_start (EncPolicy *self, gint64 now_ms)
{
  if (self->health == SHOW_HEALTH_RETRYING)
    self->retry_at_ms = MIN (self->retry_at_ms, now_ms);
  if (self->health != SHOW_HEALTH_IDLE && self->health != SHOW_HEALTH_STOPPED &&
      self->health != SHOW_HEALTH_REJECTED)
    return ENC_ACTION_KEEP;
  enc_policy_init (self, now_ms);
  set_health (self, SHOW_HEALTH_CONNECTING, now_ms);
  return ENC_ACTION_OPEN;
}

EncAction
enc_policy_stop (EncPolicy *self, gint64 now_ms)
{
  EncAction action = !has_connection (self)             ? ENC_ACTION_KEEP
                     : self->health == SHOW_HEALTH_LIVE ? ENC_ACTION_GOODBYE
                                                        : ENC_ACTION_DROP;

  if (self->health != SHOW_HEALTH_STOPPED)
    set_health (self, SHOW_HEALTH_STOPPED, now_ms);
  self->fault = 0;
  return action;
}

EncAction
enc_policy_opened (EncPolicy *self, gint64 now_ms)
{
  g_assert (self->health == SHOW_HEALTH_CONNECTING);
  self->deadline_ms = now_ms + ENC_OUTPUT_CONNECT_MS;
  return ENC_ACTION_KEEP;
}

EncAction
enc_policy_accepted (EncPolicy *self, gint64 now_ms)
{
  if (self->health == SHOW_HEALTH_CONNECTING) {
    set_health (self, SHOW_HEALTH_LIVE, now_ms);
    self->fault = 0;
  }
  return ENC_ACTION_KEEP;
}

static void
prove (EncPolicy *self, gint64 now_ms)
{
  if (self->health != SHOW_HEALTH_LIVE || now_ms - self->since_ms < ENC_POLICY_PROVEN_MS)
    return;
  self->proven = TRUE;
  base_backoff_reset (&self->backoff);
}

/* The server is there and will let go soon: worth asking often. */
static const BaseBackoffPolicy held_backoff = {
    .first_ms = 1000, .cap_ms = 5000, .floor_ms = 500, .factor = 1.5};

static EncFault
judge (EncPolicy *self, EncFault fault)
{
  if (self->health == SHOW_HEALTH_LIVE && fault == ENC_FAULT_LOST && !self->proven)
    fault = ENC_FAULT_KEY_HANG_UP;
  if (self->proven && fault == ENC_FAULT_BUSY)
    fault = ENC_FAULT_HELD;
  if (self->proven && faults[fault].doubt == DOUBT_HINT)
    fault = ENC_FAULT_LOST;
  self->hang_ups = faults[fault].doubt == DOUBT_HINT ? self->hang_ups + 1 : 0;
  return self->hang_ups >= ENC_POLICY_HANG_UPS ? spoken[fault] : fault;
}

/* What is needed for a connection may be missing before it is tried again, too. */
static gboolean
can_fail (const EncPolicy *self, EncFault fault)
{
  return self->health == SHOW_HEALTH_LIVE || self->health == SHOW_HEALTH_CONNECTING ||
         (self->health == SHOW_HEALTH_REJECTED && fault == ENC_FAULT_UNREADABLE);
}

EncAction
enc_policy_failed (EncPolicy *self, gint64 now_ms, EncFault fault, double unit)
{
  g_assert (fault > 0 && fault < ENC_FAULT_END);
  if (!can_fail (self, fault))
    return ENC_ACTION_KEEP;
  prove (self, now_ms);
  self->fault = judge (self, fault);
  self->failures++;
  if (faults[self->fault].doubt == DOUBT_SURE) {
    set_health (self, SHOW_HEALTH_REJECTED, now_ms);
    self->proven = FALSE; /* it may be another key that comes next */
    self->retry_at_ms = now_ms + (fault == ENC_FAULT_UNREADABLE ? ENC_OUTPUT_UNREADABLE_RETRY_MS
                                                                : ENC_OUTPUT_REJECTED_RETRY_MS);
  } else {
    set_health (self, SHOW_HEALTH_RETRYING, now_ms);
    self->retry_at_ms =
        now_ms + base_backoff_next (
                     &self->backoff,
                     self->fault == ENC_FAULT_HELD ? &held_backoff : &base_backoff_default, unit);
  }
  return ENC_ACTION_DROP;
}

EncAction
enc_policy_tick (EncPolicy *self, gint64 now_ms, double unit)
{
  prove (self, now_ms);
  if (self->retry_at_ms && now_ms >= self->retry_at_ms) {
    set_health (self, SHOW_HEALTH_CONNECTING, now_ms);
    return ENC_ACTION_OPEN;
  }
  if (self->health == SHOW_HEALTH_CONNECTING && now_ms >= self->deadline_ms)
    return enc_policy_failed (self, now_ms, ENC_FAULT_SILENT, unit);
  return ENC_ACTION_KEEP;
}

char *
enc_fault_describe (EncFault fault, const char *name)
{
  g_auto (GStrv) parts = g_strsplit (faults[fault].text, "%s", 2);

  return g_strjoinv (name, parts);
}

/* A file's trouble is told in the detail's words: they have the path and the remedy. */
static char *
describe_fault (const EncPolicy *self, gint64 now_ms, const char *name, const char *detail)
{
  gint64 left_s = (MAX (self->retry_at_ms - now_ms, 0) + 999) / 1000;
  g_autofree char *fault = self->fault == ENC_FAULT_UNREADABLE && detail
                               ? g_strdup (detail)
                               : enc_fault_describe (self->fault, name);

  return g_strdup_printf ("%s Trying again in %" G_GINT64_FORMAT " s.", fault, MAX (left_s, 1));
}

static char *
describe_live (const char *name, double queued_ms)
{
  if (queued_ms < ENC_POLICY_SLOW_MS)
    return g_strdup_printf ("Output %s is live.", name);
  return g_strdup_printf ("Output %s is live, but the connection is slow: %.0f s of picture wait.",
                          name, queued_ms / 1000);
}

char *
enc_policy_describe (const EncPolicy *self, gint64 now_ms, const char *name, const char *detail,
                     double queued_ms)
{
  switch (self->health) {
  case SHOW_HEALTH_CONNECTING:
    return g_strdup_printf ("Output %s is connecting.", name);
  case SHOW_HEALTH_LIVE:
    return describe_live (name, queued_ms);
  case SHOW_HEALTH_RETRYING:
  case SHOW_HEALTH_REJECTED:
    return describe_fault (self, now_ms, name, detail);
  case SHOW_HEALTH_STOPPED:
    return g_strdup_printf ("Output %s is stopped.", name);
  default:
    return g_strdup_printf ("Output %s is off.", name);
  }
}

/* TRUE while the other program keeps up, or nothing can be known. */
static gboolean
is_read (const EncSample *since, const EncSample *sample)
{
  guint64 read = sample->window_bytes - MIN (since->window_bytes, sample->window_bytes);

  return !sample->window_bytes || read * 2 >= sample->acked_bytes - since->acked_bytes;
}

gboolean
enc_stall_step (EncStall *self, gint64 now_ms, const EncSample *sample)
{
  const gint64 limit_ms = ENC_OUTPUT_STALL_MS - ENC_STALL_TICK_MS;
  gboolean first = !self->moved_ms;
  gboolean waits = sample->waiting_bytes > 0 || sample->queued_ms >= ENC_STALL_QUEUED_MS;
  gint64 still_ms, unread_ms;

  if (first || !waits || sample->acked_bytes != self->moved.acked_bytes) {
    self->moved = *sample;
    self->moved_ms = now_ms;
  }
  if (first || is_read (&self->read, sample)) {
    self->read = *sample;
    self->read_ms = now_ms;
  }
  still_ms = now_ms - self->moved_ms;
  unread_ms = sample->acked_bytes - self->read.acked_bytes >= ENC_STALL_READ_BYTES
                  ? now_ms - self->read_ms
                  : 0;
  return still_ms >= limit_ms || (unread_ms >= limit_ms && still_ms >= ENC_STALL_FULL_MS) ||
         unread_ms >= ENC_STALL_UNREAD_MS;
}
