#include "shop-store.h"

G_DEFINE_QUARK (shop - error - quark, shop_error)
