/* tallybox-shop verify */
#include "srv-commands.h"

#include "shop-verify.h"

int
srv_command_verify (int argc, char **argv)
{
  g_autofree char *drop = NULL, *token_file = NULL, *tls_ca = NULL;
  gboolean insecure = FALSE, adjust = FALSE;
  const GOptionEntry entries[] = {
      {"drop", 'd', 0, G_OPTION_ARG_STRING, &drop, "The drop; \"main\" by default", "NAME"},
      {"token-file", 't', 0, G_OPTION_ARG_FILENAME, &token_file,
       "A file whose first line is the token", "FILE"},
      {"tls-ca", 0, 0, G_OPTION_ARG_FILENAME, &tls_ca,
       "Trust this certificate authority instead of the system's", "FILE"},
      {"insecure", 0, 0, G_OPTION_ARG_NONE, &insecure, "Allow ws:// across the internet", NULL},
      {"adjust", 0, 0, G_OPTION_ARG_NONE, &adjust,
       "Try corrections, too: one piece is sold and given back", NULL},
      {NULL}};
  g_auto (GStrv) words = NULL;
  g_autoptr (GError) error = NULL;
  ShopVerifyOptions options;

  if (!srv_command_parse (argc, argv, "URL", entries, &words, &error))
    return srv_command_fail (error);
  if (!words[0] || words[1]) {
    srv_refuse (&error, SRV_ERROR_USAGE, "Write one address, such as wss://shop.example/stock.");
    return srv_command_fail (error);
  }
  options = (ShopVerifyOptions){words[0], drop, token_file, tls_ca, insecure, adjust};
  return shop_verify_run (&options);
}
