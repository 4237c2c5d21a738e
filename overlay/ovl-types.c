#include "ovl-types.h"

G_DEFINE_QUARK (ovl_error_quark, ovl_error)
