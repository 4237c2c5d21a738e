/* What the stock commands do to a product. Pure. */
#pragma once
#include "show-state.h"

/* Changes `product`, which is not published yet; FALSE leaves it for the bin. args[0] is the SKU,
 * `now_ms` the wall clock. Errors: SHOW_ERROR_BAD_ARGUMENT, SHOW_ERROR_REFUSED. */
typedef gboolean (*ShowStockEdit) (ShowProduct *product, char **args, gint64 now_ms,
                                   GError **error);

typedef struct {
  ShowStockEdit edit;
  ShowAdjustWhy why; /* with a shop: the correction that it is; 0: the shop decides on this */
  gboolean creates;  /* an SKU that is not known yet */
  gboolean counts;   /* what is left changes, and with it live or sold out */
} ShowStockCommand;

/* NULL for a command that edits no product. */
const ShowStockCommand *show_stock_command_get (ShowCommandId id);

/* Live with nothing left is sold out, and the other way. Upcoming, pre-order, paused and ended are
 * decisions of the seller that a count does not touch. */
void show_stock_settle (ShowProduct *product);

/* show-stock-numbers.c */
gboolean show_stock_edit_add (ShowProduct *product, char **args, gint64 now_ms, GError **error);
gboolean show_stock_edit_cap (ShowProduct *product, char **args, gint64 now_ms, GError **error);
gboolean show_stock_edit_hub (ShowProduct *product, char **args, gint64 now_ms, GError **error);
gboolean show_stock_edit_return (ShowProduct *product, char **args, gint64 now_ms, GError **error);
gboolean show_stock_edit_sell (ShowProduct *product, char **args, gint64 now_ms, GError **error);
gboolean show_stock_edit_set (ShowProduct *product, char **args, gint64 now_ms, GError **error);

/* show-stock-facts.c */
gboolean show_stock_edit_preorder (ShowProduct *product, char **args, gint64 now_ms,
                                   GError **error);
gboolean show_stock_edit_price (ShowProduct *product, char **args, gint64 now_ms, GError **error);
gboolean show_stock_edit_state (ShowProduct *product, char **args, gint64 now_ms, GError **error);
gboolean show_stock_edit_title (ShowProduct *product, char **args, gint64 now_ms, GError **error);
gboolean show_stock_edit_url (ShowProduct *product, char **args, gint64 now_ms, GError **error);
gboolean show_stock_edit_was (ShowProduct *product, char **args, gint64 now_ms, GError **error);
gboolean show_stock_edit_window (ShowProduct *product, char **args, gint64 now_ms, GError **error);
