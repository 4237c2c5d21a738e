/* The settings of the link to the shop. */
#pragma once
#include "cfg-table.h"

#define SHOP_BUFFER_MAX 1000000 /* pieces */

/* [shop]; without `url` there is no shop: stock is counted in the local store. */
typedef struct {
  CFG_SECTION_HEAD
  char *url;              /* wss://… or ws://…; NULL: no shop */
  char *drop;             /* which of the shop's sales */
  char *token_file;       /* the token: a file's first line */
  char *token_credential; /* or the name of a systemd credential; neither: none is sent */
  char *tls_ca;           /* PEM file of an own certificate authority */
  gboolean insecure;      /* ws:// also across the internet */
  int buffer;             /* pieces of each product that are held back from the picture */
} ShopOptions;
extern const CfgSection shop_section;

/* What one setting alone does not show: FALSE with the key that is wrong (static) and why ("…: what
 * to do.", transfer full). For cfg_file_report(). */
gboolean shop_options_check (const ShopOptions *options, const char **ret_key, char **ret_why);
/* The same for the files that are named: whether they are there and can be read. */
gboolean shop_options_check_files (const ShopOptions *options, const char **ret_key,
                                   char **ret_why);
