#include "enc-types.h"

G_DEFINE_QUARK (enc - error - quark, enc_error)
