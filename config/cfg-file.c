#include "cfg-file.h"

G_DEFINE_QUARK (cfg - error - quark, cfg_error)
