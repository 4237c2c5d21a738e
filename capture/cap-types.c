#include "cap-types.h"

G_DEFINE_QUARK (cap_error, cap_error)
