#include "cfg-mask.h"

static const char *const patterns[] = {
    /* Up to the last @, as people write passwords as they are. Blanks may be in one, unless this
     * looks like a port and the text goes on. */
    "(://[^\\s:]*:)(?:(?!\\d{1,5}(?:\\D|$))[^\\n]*|\\S*)(?=@)",
    "([?&;/_](?:passphrase|password|passwd|pass|pwd|token|key|secret|auth|streamid)=)[^&;\\s\"]+",
};

char *
cfg_mask (const char *text)
{
  char *masked = g_strdup (text);

  for (guint i = 0; i < G_N_ELEMENTS (patterns); i++) {
    g_autoptr (GRegex) regex = g_regex_new (patterns[i], G_REGEX_CASELESS, 0, NULL);
    char *next = g_regex_replace (regex, masked, -1, 0, "\\1" CFG_MASK, 0, NULL);

    g_free (masked);
    masked = next;
  }
  return masked;
}
