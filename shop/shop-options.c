#include "shop-options.h"

#include "base-file.h"
#include "base-secret.h"
#include "shop-address.h"
#include "shop-message.h"
#include <string.h>

static gboolean
check_url (const char *value, char **ret_why)
{
  g_auto (ShopAddress) address = {0};

  if (!shop_address_parse (value, &address, ret_why))
    return FALSE;
  if (address.websocket)
    return TRUE;
  *ret_why = g_strdup ("it is the address of a web page, not of a stock channel: write one such as "
                       "wss://shop.example.com/stock.");
  return FALSE;
}

static gboolean
check_drop (const char *value, char **ret_why)
{
  gsize length = strlen (value);

  for (const char *c = value; *c; c++)
    if (!g_ascii_isalnum (*c) && !strchr ("._:-", *c))
      length = SHOP_NAME_MAX + 1;
  if (length > 0 && length <= SHOP_NAME_MAX)
    return TRUE;
  *ret_why = g_strdup_printf ("it is not the name of a drop: write up to %d of A-Z a-z 0-9 . _ : -",
                              SHOP_NAME_MAX);
  return FALSE;
}

static gboolean
check_credential (const char *value, char **ret_why)
{
  return base_secret_check_credential (value, "token_file", ret_why);
}

static const CfgOption options[] = {
    {"url", CFG_STRING, G_STRUCT_OFFSET (ShopOptions, url),
     .example = "wss://shop.example.com/stock", .check = check_url,
     .help = "Where the shop serves its stock (stocksync.v1.json, see shop/PROTOCOL.md). Without "
             "it, stock is counted here."},
    {"drop", CFG_STRING, G_STRUCT_OFFSET (ShopOptions, drop), "main", .check = check_drop,
     .help = "Which of the shop's sales this show is about."},
    {"token_file", CFG_PATH, G_STRUCT_OFFSET (ShopOptions, token_file),
     .example = "/etc/tallybox/shop.token", .is_secret = TRUE,
     .help = "A file whose first line is the token that the shop gave for this rig. Keep it "
             "readable by the service alone."},
    {"token_credential", CFG_STRING, G_STRUCT_OFFSET (ShopOptions, token_credential),
     .example = "keys_shop", .check = check_credential,
     .help = "Instead of token_file: the name of a systemd credential that has the token. The "
             "service has keys_NAME for each file NAME in /etc/tallybox-keys."},
    {"tls_ca", CFG_PATH, G_STRUCT_OFFSET (ShopOptions, tls_ca),
     .example = "/etc/tallybox/own-ca.pem",
     .help = "For wss with a certificate authority of your own: its certificate as a PEM file; "
             "then no other is trusted. Without it the system's authorities are."},
    {"insecure", CFG_BOOL, G_STRUCT_OFFSET (ShopOptions, insecure), "no",
     .help = "Allows ws:// without TLS to servers beyond this machine and private networks. "
             "Whoever is on the way can then read the token and change the numbers."},
    {"buffer", CFG_INT, G_STRUCT_OFFSET (ShopOptions, buffer), "0", .min = 0,
     .max = SHOP_BUFFER_MAX, .unit = "pieces",
     .help = "How many pieces of each product are held back from the picture, so that nobody is "
             "promised a last one that is being paid for elsewhere."},
    {NULL},
};

const CfgSection shop_section = {
    .name = "shop",
    .help = "The shop whose stock is shown. Without it, stock is counted on this machine and "
            "changed with \"tallybox ctl stock\".",
    .struct_size = sizeof (ShopOptions),
    .options = options,
};

static gboolean
refuse (const char *key, const char *why, const char **ret_key, char **ret_why)
{
  *ret_key = key;
  *ret_why = g_strdup (why);
  return FALSE;
}

gboolean
shop_options_check (const ShopOptions *self, const char **ret_key, char **ret_why)
{
  g_auto (ShopAddress) address = {0};

  if (self->token_file && self->token_credential)
    return refuse ("token_credential",
                   "the token can come from one place only. Keep token_file or "
                   "token_credential.",
                   ret_key, ret_why);
  if (!self->url)
    return TRUE;
  if (!shop_address_parse (self->url, &address, ret_why)) {
    *ret_key = "url";
    return FALSE;
  }
  if (!address.tls && !self->insecure && !shop_address_is_near (&address))
    return refuse ("url",
                   "ws:// is not encrypted, and this server is not on a private network. "
                   "Write wss://, or set insecure = yes if you know the way is safe.",
                   ret_key, ret_why);
  return TRUE;
}

gboolean
shop_options_check_files (const ShopOptions *self, const char **ret_key, char **ret_why)
{
  const BaseSecretPlace place = {"token",          "token_file", "token_credential",
                                 self->token_file, NULL,         TRUE};

  const char *key = "token_file";
  char *why = self->url ? base_secret_find_fault (&place) : NULL;

  if (!why && self->url && self->tls_ca) {
    key = "tls_ca";
    why = base_file_find_fault (self->tls_ca, "Copy the authority's certificate to it.", NULL);
  }
  if (!why)
    return TRUE;
  *ret_key = key;
  *ret_why = why;
  return FALSE;
}
