#include "cap-types.h"

G_DEFINE_QUARK (cap - error - quark, cap_error)
