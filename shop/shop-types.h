/* What the files of the room share. */
#pragma once
#include "show-stock.h"

#define SHOP_ERROR (shop_error_quark ())
GQuark shop_error_quark (void);
typedef enum {
  SHOP_ERROR_STORE = 1, /* the file cannot be opened, read or written; the message has a remedy */
  SHOP_ERROR_DAMAGED,   /* what is in the file is not what was written */
  SHOP_ERROR_MESSAGE,   /* the other side sent what is not in the protocol */
} ShopError;

#define SHOP_NAME_MAX 64 /* bytes of an epoch or drop: [A-Za-z0-9._:-]+ */
