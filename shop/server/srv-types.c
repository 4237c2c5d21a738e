#include "srv-types.h"

#include "show-text.h"
#include <string.h>

G_DEFINE_QUARK (srv_error, srv_error)

static const struct {
  const char *word;
  int status;
} errors[] = {
    [SRV_ERROR_INVALID] = {"invalid", 400},
    [SRV_ERROR_UNAUTHORIZED] = {"unauthorized", 401},
    [SRV_ERROR_FORBIDDEN] = {"forbidden", 403},
    [SRV_ERROR_NOT_FOUND] = {"not_found", 404},
    [SRV_ERROR_METHOD] = {"method_not_allowed", 405},
    [SRV_ERROR_SOLD_OUT] = {"sold_out", 409},
    [SRV_ERROR_CLOSED] = {"closed", 409},
    [SRV_ERROR_KEY_REUSED] = {"key_reused", 422},
    [SRV_ERROR_TOO_LARGE] = {"too_large", 413},
    [SRV_ERROR_RATE] = {"rate_limited", 429},
    [SRV_ERROR_STORE] = {"store", 503},
    [SRV_ERROR_DAMAGED] = {"store", 503},
    [SRV_ERROR_START] = {"internal", 500},
    [SRV_ERROR_USAGE] = {"invalid", 400},
    [SRV_ERROR_REMOTE] = {"internal", 500},
};

static int
index_of (const GError *error)
{
  return error->domain == SRV_ERROR ? error->code : SRV_ERROR_INVALID;
}

const char *
srv_error_to_word (const GError *error)
{
  return errors[index_of (error)].word;
}

int
srv_error_to_status (const GError *error)
{
  return errors[index_of (error)].status;
}

gboolean
srv_refuse (GError **error, SrvError code, const char *format, ...)
{
  g_autofree char *text = NULL;
  va_list args;

  va_start (args, format);
  text = g_strdup_vprintf (format, args);
  va_end (args);
  g_set_error_literal (error, SRV_ERROR, (int) code, text);
  return FALSE;
}

static const char *const drop_states[] = {
    [SRV_DROP_UPCOMING] = "upcoming",
    [SRV_DROP_LIVE] = "live",
    [SRV_DROP_PAUSED] = "paused",
    [SRV_DROP_ENDED] = "ended",
};

const char *
srv_drop_state_to_string (SrvDropState state)
{
  return drop_states[state];
}

SrvDropState
srv_drop_state_from_string (const char *text)
{
  for (guint i = 1; i < G_N_ELEMENTS (drop_states); i++)
    if (g_strcmp0 (text, drop_states[i]) == 0)
      return (SrvDropState) i;
  return 0;
}

SrvDrop *
srv_drop_new (const char *name, const char *title, SrvDropState state)
{
  SrvDrop *drop = g_new0 (SrvDrop, 1);

  g_strlcpy (drop->name, name, sizeof drop->name);
  drop->title = g_strdup (title);
  drop->state = state;
  return drop;
}

void
srv_drop_free (SrvDrop *drop)
{
  if (!drop)
    return;
  g_free (drop->title);
  g_free (drop);
}

gboolean
srv_drop_name_check (const char *name, GError **error)
{
  static const char allowed[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789"
                                "._:-";
  gsize length = name ? strlen (name) : 0;
  g_autofree char *quoted = NULL;

  if (length > 0 && length <= SRV_DROP_NAME_MAX && strspn (name, allowed) == length)
    return TRUE;
  quoted = show_text_quote (name ? name : "");
  g_set_error (error, SRV_ERROR, SRV_ERROR_INVALID,
               "%s cannot be the name of a drop. Use up to %d letters, digits and . _ : -", quoted,
               SRV_DROP_NAME_MAX);
  return FALSE;
}
