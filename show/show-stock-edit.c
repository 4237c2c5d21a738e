#include "show-stock-edit.h"

static const ShowStockCommand stock_commands[] = {
    [SHOW_CMD_STOCK_ADD] = {show_stock_edit_add, SHOW_ADJUST_RETURN, .counts = TRUE},
    [SHOW_CMD_STOCK_CAP] = {show_stock_edit_cap, .creates = TRUE},
    [SHOW_CMD_STOCK_COUNT] = {show_stock_edit_set, SHOW_ADJUST_COUNT, .counts = TRUE},
    [SHOW_CMD_STOCK_HUB] = {show_stock_edit_hub, .creates = TRUE, .counts = TRUE},
    [SHOW_CMD_STOCK_PREORDER] = {show_stock_edit_preorder, .creates = TRUE},
    [SHOW_CMD_STOCK_PRICE] = {show_stock_edit_price, .creates = TRUE},
    [SHOW_CMD_STOCK_RETURN] = {show_stock_edit_return, SHOW_ADJUST_RETURN, .counts = TRUE},
    [SHOW_CMD_STOCK_SELL] = {show_stock_edit_sell, SHOW_ADJUST_STALL_SALE, .counts = TRUE},
    [SHOW_CMD_STOCK_SET] = {show_stock_edit_set, .creates = TRUE, .counts = TRUE},
    [SHOW_CMD_STOCK_STATE] = {show_stock_edit_state},
    [SHOW_CMD_STOCK_TITLE] = {show_stock_edit_title, .creates = TRUE},
    [SHOW_CMD_STOCK_URL] = {show_stock_edit_url, .creates = TRUE},
    [SHOW_CMD_STOCK_WAS] = {show_stock_edit_was, .creates = TRUE},
    [SHOW_CMD_STOCK_WINDOW] = {show_stock_edit_window, .creates = TRUE},
};

const ShowStockCommand *
show_stock_command_get (ShowCommandId id)
{
  return id < G_N_ELEMENTS (stock_commands) && stock_commands[id].edit ? &stock_commands[id] : NULL;
}

void
show_stock_settle (ShowProduct *product)
{
  if (product->state == SHOW_STOCK_LIVE && product->available == 0)
    product->state = SHOW_STOCK_SOLD_OUT;
  else if (product->state == SHOW_STOCK_SOLD_OUT && product->available > 0)
    product->state = SHOW_STOCK_LIVE;
}
