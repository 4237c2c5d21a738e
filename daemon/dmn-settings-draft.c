/* Settings that somebody tries out before saving them. */
#include "dmn-settings-private.h"

#include "web-types.h"

/* What is seen of a config in a picture; all else is none of a draft's business, keys above all. */
static const CfgSection *const seen[] = {&ovl_card_section, &ovl_section, &ovl_safe_area_section};

static gboolean
is_seen (const json_t *change)
{
  const char *section = json_string_value (json_object_get (change, "section"));

  for (guint i = 0; i < G_N_ELEMENTS (seen); i++)
    if (g_strcmp0 (section, seen[i]->name) == 0)
      return TRUE;
  return FALSE;
}

static char *
edit (DmnSettings *self, const char *before, const json_t *changes, GError **error)
{
  g_autoptr (CfgEdit) text = cfg_edit_new (before);

  for (size_t i = 0; i < json_array_size (changes); i++) {
    const json_t *change = json_array_get (changes, i);

    if (!is_seen (change)) {
      g_set_error_literal (error, WEB_ERROR, WEB_ERROR_INVALID,
                           "Only cards, their look and safe areas can be tried out.");
      return NULL;
    }
    if (!dmn_settings_edit (self, text, change, error))
      return NULL;
  }
  return cfg_edit_to_text (text);
}

DmnConfig *
dmn_settings_draft (DmnSettings *self, const json_t *changes, GError **error)
{
  g_autofree char *before = self->path ? dmn_settings_read (self, error) : g_strdup ("");
  g_autofree char *after = before ? edit (self, before, changes, error) : NULL;

  return after ? dmn_settings_check (self, after, error) : NULL;
}
