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

const char *const show_layout_names[] = {
    [SHOW_LAYOUT_FULL - 1] = "full",
    [SHOW_LAYOUT_PIP - 1] = "pip",
    [SHOW_LAYOUT_SIDE - 1] = "side",
    [SHOW_LAYOUT_SLATE - 1] = "slate",
    NULL,
};

const char *
show_layout_to_string (ShowLayout layout)
{
  g_assert (layout > 0 && layout <= SHOW_LAYOUT_SLATE);
  return show_layout_names[layout - 1];
}

static const guint n_cameras[] = {
    [SHOW_LAYOUT_FULL] = 1, [SHOW_LAYOUT_PIP] = 2, [SHOW_LAYOUT_SIDE] = 2, [SHOW_LAYOUT_SLATE] = 0};

guint
show_layout_count_cameras (ShowLayout layout)
{
  g_assert (layout > 0 && layout < G_N_ELEMENTS (n_cameras));
  return n_cameras[layout];
}

const char *const show_corner_names[] = {
    [SHOW_CORNER_TOP_LEFT - 1] = "top-left",
    [SHOW_CORNER_TOP_RIGHT - 1] = "top-right",
    [SHOW_CORNER_BOTTOM_LEFT - 1] = "bottom-left",
    [SHOW_CORNER_BOTTOM_RIGHT - 1] = "bottom-right",
    NULL,
};

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
