#include "enc-types.h"

G_DEFINE_QUARK (enc_error, enc_error)
