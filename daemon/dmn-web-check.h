/* The tech check as the control room asks for it. Main thread. */
#pragma once
#include "dmn-check-board.h"
#include "web-types.h"

/* Their data is a DmnBoard. */
extern const WebCheckFuncs dmn_web_check_funcs;
