/* tallybox-shop doc: what is generated from the tables of options and commands. */
#include "cfg-doc.h"
#include "srv-commands.h"
#include "srv-options.h"

#include <stdio.h>

static const char man_head[] =
    ".Dd $Mdocdate$\n"
    ".Dt TALLYBOX-SHOP 1\n"
    ".Os\n"
    ".Sh NAME\n"
    ".Nm tallybox-shop\n"
    ".Nd the shop's end of a live-selling rig's stock channel\n"
    ".Sh SYNOPSIS\n"
    ".Nm\n"
    ".Ar command\n"
    ".Op Ar option ...\n"
    ".Sh DESCRIPTION\n"
    ".Nm\n"
    "counts the products of drops, sells them over a REST API with hard caps, takes in the counts "
    "of\n"
    "shops at Shopify, Square and WooCommerce, and tells rigs what is left, over a websocket.\n"
    "Its protocol is in\n"
    ".Pa shop/PROTOCOL.md ,\n"
    "its REST API in\n"
    ".Pa shop/server/API.md ,\n"
    "both beside the README in the folder of documents\n"
    ".Pq Pa /usr/share/doc/tallybox No or Pa /usr/local/share/doc/tallybox .\n"
    ".Pp\n"
    "The commands are:\n"
    ".Bl -tag -width request\n";

static const char man_tail[] =
    ".Sh ENVIRONMENT\n"
    ".Bl -tag -width STATE_DIRECTORY\n"
    ".It Ev STATE_DIRECTORY\n"
    "Where the store is kept unless the config says otherwise; systemd sets it.\n"
    ".It Ev TALLYBOX_DEBUG\n"
    "When set, the log tells more.\n"
    ".El\n"
    ".Sh EXIT STATUS\n"
    "0 all is well, 1 it was refused or failed, 64 the command line is wrong, 69 the port or the\n"
    "store cannot be had, 78 the config is wrong.\n"
    ".Sh EXAMPLES\n"
    "A drop with two mugs, served on this machine:\n"
    ".Dl tallybox-shop token add stall-rig --rights rig\n"
    ".Dl echo '{}' | tallybox-shop request PUT /v1/drops/spring -\n"
    ".Dl tallybox-shop request PUT /v1/drops/spring/items items.json\n"
    ".Dl tallybox-shop request POST /v1/drops/spring/start\n"
    ".Dl tallybox-shop run\n"
    ".Pp\n"
    "Something to look at, at once:\n"
    ".Dl tallybox-shop demo\n";

static char *
make_sample (void)
{
  return cfg_doc_sample (srv_tables);
}

static char *
make_man (void)
{
  g_autofree char *config = cfg_doc_man (srv_tables);
  g_autoptr (GString) man = g_string_new (man_head);

  base_front_append_man (&srv_front, man);
  g_string_append (man, config);
  g_string_append (man, man_tail);
  return g_string_free (g_steal_pointer (&man), FALSE);
}

static char *
make_completion (void)
{
  return base_front_make_completion (&srv_front,
                                     "    doc) words='completion man sample' ;;\n"
                                     "    request) words='GET POST PUT DELETE' ;;\n"
                                     "    token) words='add list remove' ;;\n"
                                     "    --rights | -r) words='read rig seller admin' ;;\n");
}

static const BaseDocument documents[] = {
    {"completion", make_completion},
    {"man", make_man},
    {"sample", make_sample},
    {NULL},
};

int
srv_command_doc (int argc, char **argv)
{
  g_auto (GStrv) words = NULL;
  g_autofree char *text = NULL;
  g_autoptr (GError) error = NULL;
  const GOptionEntry entries[] = {{NULL}};

  if (!srv_command_parse (argc, argv, "sample|man|completion", entries, &words, &error))
    return srv_command_fail (error);
  text = g_strv_length (words) == 1 ? base_document_make (documents, words[0]) : NULL;
  if (!text) {
    srv_refuse (&error, SRV_ERROR_USAGE, "Write one of: tallybox-shop doc sample, man, completion");
    return srv_command_fail (error);
  }
  fputs (text, stdout);
  return 0;
}
