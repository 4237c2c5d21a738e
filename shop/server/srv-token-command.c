/* tallybox-shop token */
#include "srv-commands.h"
#include "srv-config.h"
#include "srv-token.h"

#include "show-text.h"
#include <stdio.h>
#include <string.h>

typedef struct {
  char *config, *rights, *drop;
  gboolean replace;
} Options;

static gboolean
check_add (const Options *options, const char *name, GError **error)
{
  if (!show_text_check (name, SHOW_NAME_MAX, "The token's name", error))
    return FALSE;
  if (strlen (name) > SHOW_NAME_MAX)
    return srv_refuse (error, SRV_ERROR_USAGE, "The token's name is longer than %d bytes.",
                       SHOW_NAME_MAX);
  if (!srv_token_rights_from_string (options->rights))
    return srv_refuse (error, SRV_ERROR_USAGE, "Write --rights read, rig, seller or admin.");
  return !options->drop || srv_drop_name_check (options->drop, error);
}

/* Whoever has the token of that name would be locked out. */
static gboolean
check_free (SrvStore *store, const char *name, GError **error)
{
  g_autoptr (GArray) tokens = store->ops->list_tokens (store, error);

  for (guint i = 0; tokens && i < tokens->len; i++)
    if (g_str_equal (g_array_index (tokens, SrvToken, i).name, name))
      return srv_refuse (error, SRV_ERROR_INVALID,
                         "There is a token %s already, and whoever has it could not use it any "
                         "more. Take another name, or write --replace as well.",
                         name);
  return tokens != NULL;
}

/* The token itself is shown here, once; it cannot be found out later. */
static gboolean
add (SrvShop *shop, const Options *options, const char *name, GError **error)
{
  SrvStore *store = srv_shop_get_store (shop);
  g_autofree char *text = srv_token_generate (), *hash = srv_token_hash (text);
  SrvToken token = {.rights = srv_token_rights_from_string (options->rights),
                    .made_ms = g_get_real_time () / 1000};

  if (!check_add (options, name, error))
    return FALSE;
  g_strlcpy (token.name, name, sizeof token.name);
  g_strlcpy (token.drop, options->drop ? options->drop : "", sizeof token.drop);
  if (!srv_shop_begin (shop, error) || (!options->replace && !check_free (store, name, error)) ||
      !store->ops->put_token (store, &token, hash, error) || !srv_shop_flush (shop, error))
    return FALSE;
  puts (text);
  return TRUE;
}

static gboolean
list (SrvShop *shop, const Options *options, const char *name, GError **error)
{
  SrvStore *store = srv_shop_get_store (shop);
  g_autoptr (GArray) tokens = store->ops->list_tokens (store, error);

  for (guint i = 0; tokens && i < tokens->len; i++) {
    const SrvToken *token = &g_array_index (tokens, SrvToken, i);

    printf ("%-32s %-7s %s\n", token->name, srv_token_rights_to_string (token->rights),
            *token->drop ? token->drop : "all drops");
  }
  return tokens != NULL;
}

static gboolean
take_away (SrvShop *shop, const Options *options, const char *name, GError **error)
{
  SrvStore *store = srv_shop_get_store (shop);
  gboolean was_there;

  if (!srv_shop_begin (shop, error) || !store->ops->remove_token (store, name, &was_there, error) ||
      !srv_shop_flush (shop, error))
    return FALSE;
  return was_there ||
         srv_refuse (error, SRV_ERROR_NOT_FOUND, "There is no token of that name. See: token list");
}

static const struct {
  const char *word;
  gboolean named;
  gboolean (*run) (SrvShop *shop, const Options *options, const char *name, GError **error);
} verbs[] = {
    {"add", TRUE, add},
    {"list", FALSE, list},
    {"remove", TRUE, take_away},
};

static gboolean
run (const Options *options, char **words, GError **error)
{
  guint n = g_strv_length (words);

  for (guint i = 0; n > 0 && i < G_N_ELEMENTS (verbs); i++) {
    g_autoptr (SrvConfig) config = NULL;
    g_autoptr (SrvShop) shop = NULL;

    if (!g_str_equal (verbs[i].word, words[0]) || n != (verbs[i].named ? 2u : 1u))
      continue;
    config = srv_config_load (options->config, FALSE, error);
    shop = config ? srv_config_open_shop (config, error) : NULL;
    return shop && verbs[i].run (shop, options, words[1], error);
  }
  return srv_refuse (error, SRV_ERROR_USAGE,
                     "Write one of: token add NAME --rights RIGHTS, token list, token remove NAME");
}

int
srv_command_token (int argc, char **argv)
{
  Options options = {NULL};
  g_auto (GStrv) words = NULL;
  g_autoptr (GError) error = NULL;
  const GOptionEntry entries[] = {
      {"config", 'c', 0, G_OPTION_ARG_FILENAME, &options.config, "The server's config", "FILE"},
      {"rights", 'r', 0, G_OPTION_ARG_STRING, &options.rights,
       "add: read (a rig that shows), rig (and tells what the stall sells), seller (sells and "
       "restocks) or admin",
       "RIGHTS"},
      {"drop", 'd', 0, G_OPTION_ARG_STRING, &options.drop, "add: good for this drop only", "DROP"},
      {"replace", 0, 0, G_OPTION_ARG_NONE, &options.replace,
       "add: instead of the token of that name, which is good for nothing then", NULL},
      {NULL}};
  int status = 0;

  if (!srv_command_parse (argc, argv, "add NAME|list|remove NAME", entries, &words, &error) ||
      !run (&options, words, &error))
    status = srv_command_fail (error);
  g_free (options.config);
  g_free (options.rights);
  g_free (options.drop);
  return status;
}
