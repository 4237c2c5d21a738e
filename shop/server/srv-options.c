#include "srv-options.h"

#include "base-secret.h"
#include "shop-address.h"
#include "srv-poll.h"
#include "srv-source.h"

static gboolean
check_drop (const char *value, char **ret_why)
{
  g_autoptr (GError) error = NULL;

  if (srv_drop_name_check (value, &error))
    return TRUE;
  *ret_why = g_strdup_printf ("it is not the name of a drop: write up to %d of A-Z a-z 0-9 . _ : -",
                              SRV_DROP_NAME_MAX);
  return FALSE;
}

static gboolean
check_web (const char *value, char **ret_why)
{
  g_auto (ShopAddress) address = {0};

  if (!shop_address_parse (value, &address, ret_why))
    return FALSE;
  if (!address.websocket)
    return TRUE;
  *ret_why = g_strdup ("it is not a web address: write one such as https://shop.example.");
  return FALSE;
}

/* What is sent there has a secret in it. */
static gboolean
check_api (const char *value, char **ret_why)
{
  g_auto (ShopAddress) address = {0};

  if (!check_web (value, ret_why))
    return FALSE;
  shop_address_parse (value, &address, NULL);
  if (address.tls || shop_address_is_near (&address))
    return TRUE;
  *ret_why = g_strdup ("a secret is sent there, and anybody on the way could read it: write https "
                       "instead of http.");
  return FALSE;
}

static gboolean
check_secret_credential (const char *value, char **ret_why)
{
  return base_secret_check_credential (value, "secret_file", ret_why);
}

static gboolean
check_api_secret_credential (const char *value, char **ret_why)
{
  return base_secret_check_credential (value, "api_secret_file", ret_why);
}

static const CfgOption server_options[] = {
    {"listen", CFG_STRING, G_STRUCT_OFFSET (SrvServerOptions, listen), "127.0.0.1",
     .help = "The address to listen at. * listens at all of them: then a certificate is needed, or "
             "a proxy in front that has one."},
    {"port", CFG_INT, G_STRUCT_OFFSET (SrvServerOptions, port), "8480", .min = 0, .max = 65535,
     .help = "The port, for websockets and HTTP alike. 0 takes one that is free and tells it."},
    {"certificate", CFG_PATH, G_STRUCT_OFFSET (SrvServerOptions, certificate),
     .example = "/etc/tallybox-shop/fullchain.pem",
     .help = "The certificate with its chain, a PEM file. Without it, no TLS is spoken."},
    {"key", CFG_PATH, G_STRUCT_OFFSET (SrvServerOptions, key),
     .example = "/etc/tallybox-shop/privkey.pem",
     .help = "The certificate's private key, a PEM file."},
    {"store", CFG_PATH, G_STRUCT_OFFSET (SrvServerOptions, store),
     .example = "/var/lib/tallybox-shop/shop.db",
     .help = "The database. Without it, shop.db in the state folder: $STATE_DIRECTORY, or "
             "~/.local/state/tallybox-shop."},
    {"connections", CFG_INT, G_STRUCT_OFFSET (SrvServerOptions, connections), "4000", .min = 1,
     .max = 60000, .help = "Connections at once, of rigs and all others."},
    {"connections_per_address", CFG_INT,
     G_STRUCT_OFFSET (SrvServerOptions, connections_per_address), "200", .min = 0, .max = 60000,
     .help = "Connections at once from one address. 0 is any number: for a server behind a proxy, "
             "where all come from one."},
    {"requests_per_second", CFG_INT, G_STRUCT_OFFSET (SrvServerOptions, requests_per_second), "200",
     .min = 0, .max = 100000, .help = "Requests a second with one token. 0 is any number."},
    {NULL},
};

const CfgSection srv_server_section = {
    .name = "server",
    .help = "Where the shop is served.",
    .struct_size = sizeof (SrvServerOptions),
    .options = server_options,
};

/* In the order of srv_vendors. */
static const char *const vendors[] = {"shopify", "square", "woocommerce", NULL};

static const CfgOption source_options[] = {
    {"vendor", CFG_CHOICE, G_STRUCT_OFFSET (SrvSourceOptions, vendor), .required = TRUE,
     .choices = vendors, .help = "Whose shop it is."},
    {"drop", CFG_STRING, G_STRUCT_OFFSET (SrvSourceOptions, drop), .required = TRUE,
     .example = "spring-01", .check = check_drop, .help = "The drop whose products it counts."},
    {"secret_file", CFG_PATH, G_STRUCT_OFFSET (SrvSourceOptions, secret_file),
     .example = "/etc/tallybox-shop/webhook.secret",
     .help = "A file whose first line is the secret that webhooks are signed with. Without one, "
             "webhooks are refused. They come to /webhooks/NAME."},
    {"secret_credential", CFG_STRING, G_STRUCT_OFFSET (SrvSourceOptions, secret_credential),
     .example = "secrets_webhook", .check = check_secret_credential,
     .help =
         "Instead of secret_file: the name of a systemd credential that has it. The service has "
         "secrets_NAME for each file NAME in /etc/tallybox-shop/secrets."},
    {"webhook_url", CFG_STRING, G_STRUCT_OFFSET (SrvSourceOptions, webhook_url),
     .example = "https://stock.example/webhooks/main", .check = check_web,
     .help = "square: the notification URL of its webhook, letter by letter: it is part of what is "
             "signed."},
    {"url", CFG_STRING, G_STRUCT_OFFSET (SrvSourceOptions, url), .example = "https://shop.example",
     .check = check_api,
     .help = "The shop's address, to ask it now and then for the true counts. Square's is "
             "https://connect.squareup.com. Without it, webhooks alone are believed."},
    {"api_secret_file", CFG_PATH, G_STRUCT_OFFSET (SrvSourceOptions, api_secret_file),
     .example = "/etc/tallybox-shop/api.secret",
     .help = "A file whose first line opens that API. shopify and square: the access token. "
             "woocommerce: KEY:SECRET."},
    {"api_secret_credential", CFG_STRING, G_STRUCT_OFFSET (SrvSourceOptions, api_secret_credential),
     .example = "secrets_api", .check = check_api_secret_credential,
     .help = "Instead of api_secret_file: the name of a systemd credential that has it, as above."},
    {"poll", CFG_MS, G_STRUCT_OFFSET (SrvSourceOptions, poll_ms), "8 s", .min = SRV_POLL_MS_MIN,
     .max = SRV_POLL_MS_MAX,
     .help = "How often it is asked. Rigs mark its numbers as old 15 s after the last good answer "
             "and hide them after 60 s."},
    {NULL},
};

const CfgSection srv_source_section = {
    .name = "source",
    .named = TRUE,
    .max = SRV_SOURCES_MAX,
    .help = "A shop at a vendor's that counts products of ours. Its items and places are given our "
            "names over the REST API (see shop/server/API.md).",
    .struct_size = sizeof (SrvSourceOptions),
    .options = source_options,
};

const CfgSection *const srv_tables[] = {&srv_server_section, &srv_source_section, NULL};
