/* The grammar of a config file: lines, sections, settings. Pure but for the paths' folder. */
#pragma once
#include "cfg-report.h"
#include "cfg-set.h"

/* Reads `text` into `set` and everything that is wrong with it into `report`, in one pass. When
 * there was anything, the set is incomplete. */
void cfg_parse (CfgSet *set, CfgReport *report, const char *text, gsize length);

/* NULL or why `name` cannot be a section's name, as "what is wrong." */
const char *cfg_parse_check_name (const char *name);
