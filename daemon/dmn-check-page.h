/* A signed report of the tech check as one HTML page that needs nothing else. Pure. */
#pragma once
#include "show-check.h"

/* `report`: as dmn-check-sign.c makes it; whatever is missing or of another kind is left out. */
GBytes *dmn_check_make_page (const json_t *report, ShowLanguage language);
