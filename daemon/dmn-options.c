#include "base-log.h"
