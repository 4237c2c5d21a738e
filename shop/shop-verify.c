#include "shop-verify-private.h"

#include "base-secret.h"
#include "shop-options.h"
#include <stdio.h>

enum { EXIT_KEPT = 0, EXIT_BROKEN = 1, EXIT_UNKNOWN = 2 };

/* In short what each rule is about. */
static const char *const titles[SHOP_VERIFY_RULES + 1] = {
    [1] = "subprotocol",
    [2] = "no extensions",
    [3] = "tokens",
    [4] = "form of messages",
    [5] = "what is unknown is ignored",
    [6] = "pings",
    [7] = "items",
    [8] = "SKUs",
    [9] = "hello comes first",
    [10] = "welcome",
    [11] = "times of the welcome",
    [12] = "resume",
    [13] = "snapshots",
    [14] = "deltas follow each other",
    [15] = "epochs",
    [16] = "heartbeat",
    [17] = "pace of deltas",
    [18] = "memory for resumes",
    [19] = "slow rigs",
    [20] = "bad messages",
    [21] = "floods",
    [22] = "clock",
    [23] = "answers to corrections",
    [24] = "corrections once only",
    [25] = "corrections and states",
    [26] = "refused corrections",
    [27] = "caps",
    [28] = "after a close",
};

void
shop_verify_keep (ShopVerify *self, guint rule)
{
  if (self->rules[rule] == SHOP_RULE_OPEN)
    self->rules[rule] = SHOP_RULE_KEPT;
}

void
shop_verify_break (ShopVerify *self, guint rule, const char *format, ...)
{
  va_list args;

  if (self->rules[rule] == SHOP_RULE_BROKEN)
    return;
  self->rules[rule] = SHOP_RULE_BROKEN;
  va_start (args, format);
  self->texts[rule] = g_strdup_vprintf (format, args);
  va_end (args);
}

gboolean
shop_verify_check (ShopVerify *self, guint rule, gboolean kept, const char *what)
{
  if (kept)
    shop_verify_keep (self, rule);
  else
    shop_verify_break (self, rule, "%s", what);
  return kept;
}

void
shop_verify_note (ShopVerify *self, const char *format, ...)
{
  va_list args;

  va_start (args, format);
  g_ptr_array_add (self->notes, g_strdup_vprintf (format, args));
  va_end (args);
}

/* Beginning and end */

static gboolean
read_options (ShopVerify *self, char **ret_why)
{
  const ShopVerifyOptions *options = self->options;
  const BaseSecretPlace place = {"token", "--token-file", NULL, options->token_file, NULL, FALSE};
  ShopOptions link = {.url = (char *) options->url,
                      .tls_ca = (char *) options->tls_ca,
                      .insecure = options->insecure};
  const char *key;

  if (!shop_options_check (&link, &key, ret_why) ||
      !shop_options_check_files (&link, &key, ret_why) ||
      !shop_address_parse (options->url, &self->address, ret_why))
    return FALSE;
  if (!self->address.websocket) {
    *ret_why = g_strdup ("The address must begin with wss:// or ws://.");
    return FALSE;
  }
  if (options->token_file)
    self->token = base_secret_read (&place, ret_why);
  return !options->token_file || self->token;
}

/* One line to see whether there is a server at all. */
static gboolean
try_connect (ShopVerify *self, char **ret_why)
{
  g_autoptr (ShopVerifyLine) line = shop_verify_line_open (self, self->token);

  if (line->is_open)
    return TRUE;
  *ret_why =
      g_strdup_printf ("There is no line to %s (%s%s%u).", self->address.host,
                       line->detail ? line->detail : "", line->detail ? ", " : "", line->code);
  return FALSE;
}

static void
check_all (ShopVerify *self)
{
  shop_verify_keep (self, 2);
  shop_verify_session (self);
  if (self->token)
    shop_verify_keep (self, 3);
  shop_verify_refusals (self);
  if (self->options->adjust)
    shop_verify_adjusts (self);
}

static int
report (const ShopVerify *self)
{
  guint n_kept = 0, n_broken = 0;

  for (guint rule = 1; rule <= SHOP_VERIFY_RULES; rule++) {
    static const char *const words[] = {
        [SHOP_RULE_OPEN] = "-", [SHOP_RULE_KEPT] = "kept", [SHOP_RULE_BROKEN] = "BROKEN"};

    printf ("S%-3u %-7s %s%s%s\n", rule, words[self->rules[rule]], titles[rule],
            self->texts[rule] ? ": " : "", self->texts[rule] ? self->texts[rule] : "");
    n_kept += self->rules[rule] == SHOP_RULE_KEPT;
    n_broken += self->rules[rule] == SHOP_RULE_BROKEN;
  }
  for (guint i = 0; i < self->notes->len; i++)
    printf ("Note: %s\n", (const char *) self->notes->pdata[i]);
  printf ("%u rules kept, %u broken, %u not looked at%s.\n", n_kept, n_broken,
          SHOP_VERIFY_RULES - n_kept - n_broken,
          self->options->adjust ? "" : " (some are with --adjust)");
  return n_broken > 0 ? EXIT_BROKEN : EXIT_KEPT;
}

static void
clear (ShopVerify *self)
{
  for (guint rule = 0; rule <= SHOP_VERIFY_RULES; rule++)
    g_free (self->texts[rule]);
  g_ptr_array_unref (self->notes);
  shop_address_clear (&self->address);
  g_free (self->token);
}

int
shop_verify_run (const ShopVerifyOptions *options)
{
  ShopVerify self = {.options = options,
                     .drop = options->drop ? options->drop : "main",
                     .notes = g_ptr_array_new_with_free_func (g_free)};
  g_autofree char *why = NULL;
  int result = EXIT_UNKNOWN;

  if (!read_options (&self, &why) || !try_connect (&self, &why)) {
    fprintf (stderr, "%s\n", why);
  } else {
    check_all (&self);
    result = report (&self);
  }
  clear (&self);
  return result;
}
