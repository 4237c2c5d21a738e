#include "base-error.h"

G_DEFINE_QUARK (base_error, base_error)
