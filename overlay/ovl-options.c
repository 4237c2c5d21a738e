#include "ovl-options.h"
