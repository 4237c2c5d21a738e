#include "show-types.h"

static const char *const health_names[] = {
    [SHOW_HEALTH_IDLE] = "idle",         [SHOW_HEALTH_CONNECTING] = "connecting",
    [SHOW_HEALTH_LIVE] = "live",         [SHOW_HEALTH_STALLED] = "stalled",
    [SHOW_HEALTH_RETRYING] = "retrying", [SHOW_HEALTH_REJECTED] = "rejected",
    [SHOW_HEALTH_STOPPED] = "stopped",
};

const char *
show_health_to_string (ShowHealth health)
{
  g_assert (health > 0 && health < G_N_ELEMENTS (health_names));
  return health_names[health];
}

static const char *const layout_names[] = {
    [SHOW_LAYOUT_FULL] = "full",
    [SHOW_LAYOUT_PIP] = "pip",
    [SHOW_LAYOUT_SIDE] = "side",
    [SHOW_LAYOUT_SLATE] = "slate",
};

const char *
show_layout_to_string (ShowLayout layout)
{
  g_assert (layout > 0 && layout < G_N_ELEMENTS (layout_names));
  return layout_names[layout];
}

ShowStatus *
show_status_new (ShowHealth health, const char *text, const char *detail)
{
  ShowStatus *status = g_new0 (ShowStatus, 1);

  status->health = health;
  status->text = g_strdup (text);
  status->detail = g_strdup (detail);
  return status;
}

ShowStatus *
show_status_copy (const ShowStatus *status)
{
  ShowStatus *copy = show_status_new (status->health, status->text, status->detail);

  copy->retry_at_ms = status->retry_at_ms;
  return copy;
}

void
show_status_free (ShowStatus *status)
{
  if (!status)
    return;
  g_free (status->text);
  g_free (status->detail);
  g_free (status);
}

gboolean
show_soundcard_equal (const ShowSoundcard *a, const ShowSoundcard *b)
{
  return !a->has_volume == !b->has_volume && !a->has_db == !b->has_db &&
         !a->has_mute == !b->has_mute && a->volume_percent == b->volume_percent &&
         a->volume_db == b->volume_db && a->min_db == b->min_db && a->max_db == b->max_db &&
         !a->mute == !b->mute;
}
