#include "cap-plug.h"

#include "cap-backends.h"
#include "cap-finder.h"
#include "cap-holder.h"
#include "cap-options.h"

/* Media thread, but for cap_plug_new(), cap_plug_free() and what is said to be of any thread. */
struct _CapPlug {
  const CapContext *context;
  char *label, *path;
  CapMemory *memory;
  CapControls *controls;
  CapChooser *chooser;
  gboolean came_live; /* since it was opened */
  guint false_starts; /* in a row, with one mode */
};

CapPlug *
cap_plug_new (const CapContext *context, const char *label, const char *name, const char *path,
              const char *format)
{
  CapPlug *self = g_new0 (CapPlug, 1);

  self->context = context;
  self->label = g_strdup (label);
  self->path = g_strdup (path);
  self->memory = cap_memory_new (context->state_dir, name);
  self->controls = cap_controls_new (path, self->memory);
  self->chooser = cap_chooser_new (format);
  return self;
}

void
cap_plug_free (CapPlug *self)
{
  if (!self)
    return;
  cap_controls_free (self->controls);
  cap_memory_free (self->memory);
  cap_chooser_free (self->chooser);
  g_free (self->label);
  g_free (self->path);
  g_free (self);
}

CapChooser *
cap_plug_get_chooser (CapPlug *self)
{
  return self->chooser;
}

/* Once before its first picture, and once after: some cameras forget when they start. */
void
cap_plug_follow (CapPlug *self, ShowHealth health)
{
  if (health == SHOW_HEALTH_CONNECTING) {
    self->came_live = FALSE;
    cap_controls_refresh (self->controls);
  } else if (health == SHOW_HEALTH_LIVE && !self->came_live) {
    self->came_live = TRUE;
    self->false_starts = 0;
    cap_chooser_accept (self->chooser);
    cap_controls_refresh (self->controls);
  }
}

void
cap_plug_watch_controls (CapPlug *self, CapControlsFunc func, gpointer data)
{
  cap_controls_watch (self->controls, func, data);
}

void
cap_plug_change (CapPlug *self, const ShowControlChange *change)
{
  cap_controls_change (self->controls, change);
}

/* --- where it may be --- */

/* The node belongs to a camera of the config: this one or another. */
static gboolean
is_taken (CapPlug *self, const char *node)
{
  g_autofree char *own = cap_finder_resolve (self->path);

  if (g_strcmp0 (own, node) == 0)
    return TRUE;
  for (guint i = 0; self->context->cameras && i < self->context->cameras->len; i++) {
    const CapCameraOptions *other = self->context->cameras->pdata[i];
    const char *rest = NULL;
    g_autofree char *other_node = NULL;

    if (cap_backend_find (other->source, TRUE, &rest) != &cap_backend_v4l2)
      continue;
    other_node = cap_finder_resolve (rest);
    if (g_strcmp0 (other_node, node) == 0)
      return TRUE;
  }
  return FALSE;
}

/* With no identity known, any camera may be the one. */
static gboolean
may_be (const CapIdentity *wanted, const CapIdentity *found)
{
  if (!found->model)
    return FALSE;
  return !wanted->model || (g_str_equal (wanted->model, found->model) &&
                            g_strcmp0 (wanted->serial, found->serial) == 0);
}

/* Where the only camera is plugged in that may be this one; NULL: there is none, or several. */
static char *
find_elsewhere (CapPlug *self, const CapIdentity *wanted)
{
  g_autoptr (GPtrArray) list = cap_finder_list (CAP_FINDER_DEV);
  char *where = NULL;
  guint n = 0;

  for (guint i = 0; i < list->len; i++) {
    const CapFound *found = list->pdata[i];
    CapIdentity identity;

    if (is_taken (self, found->node))
      continue;
    cap_controls_identify (found->path, &identity);
    if (may_be (wanted, &identity) && n++ == 0)
      where = g_strdup (found->path);
    cap_identity_clear (&identity);
  }
  if (n > 1)
    g_clear_pointer (&where, g_free);
  return where;
}

/* Never taken by itself: it might be any camera of its make. */
static char *
explain_missing (CapPlug *self)
{
  CapIdentity wanted = cap_memory_get_identity (self->memory);
  g_autofree char *where = find_elsewhere (self, &wanted);
  char *text = NULL;

  cap_chooser_forget (self->chooser);
  if (where && wanted.model)
    text = g_strdup_printf ("%s is now plugged into another port. Plug it back, or set source = "
                            "v4l2:%s",
                            self->label, where);
  else if (where)
    text = g_strdup_printf ("%s: there is no camera at \"%s\". If it is the one that is plugged in "
                            "elsewhere, set source = v4l2:%s",
                            self->label, self->path, where);
  cap_identity_clear (&wanted);
  return text;
}

/* --- other troubles --- */

static char *
explain_busy (CapPlug *self)
{
  g_autofree char *holder = cap_holder_find (self->path);

  return holder ? g_strdup_printf ("%s: %s uses the camera at \"%s\". Close that program.",
                                   self->label, holder, self->path)
                : NULL;
}

static char *
explain_no_room (CapPlug *self)
{
  g_autofree char *next = cap_chooser_refuse (self->chooser, TRUE);

  return next ? g_strdup_printf ("%s: its USB port has no room for its pictures. They will be %s. "
                                 "For more, plug it into another port of the box.",
                                 self->label, next)
              : NULL;
}

static char *
explain_bad_mode (CapPlug *self)
{
  g_autofree char *next = NULL;

  if (self->came_live || ++self->false_starts < CAP_FALSE_STARTS_MAX)
    return NULL;
  self->false_starts = 0;
  next = cap_chooser_refuse (self->chooser, FALSE);
  return next ? g_strdup_printf ("%s does not send the pictures that it offers. %s is tried.",
                                 self->label, next)
              : NULL;
}

static const struct {
  CapTrouble trouble;
  char *(*explain) (CapPlug *self);
} explanations[] = {
    {CAP_TROUBLE_MISSING, explain_missing},     {CAP_TROUBLE_BUSY, explain_busy},
    {CAP_TROUBLE_NO_ROOM, explain_no_room},     {CAP_TROUBLE_NO_MODE, explain_bad_mode},
    {CAP_TROUBLE_BROKEN, explain_bad_mode},     {CAP_TROUBLE_SILENT, explain_bad_mode},
    {CAP_TROUBLE_UNREADABLE, explain_bad_mode},
};

char *
cap_plug_explain (CapPlug *self, CapTrouble trouble)
{
  for (guint i = 0; i < G_N_ELEMENTS (explanations); i++)
    if (explanations[i].trouble == trouble)
      return explanations[i].explain (self);
  return NULL;
}
