/* What is generated from the option tables. */
#pragma once
#include "cfg-table.h"

/* The commented sample config: every section and key with help, range and default. Transfer full.
 */
char *cfg_doc_sample (const CfgSection *const *tables);
/* The CONFIGURATION section of the man page (mdoc). Transfer full. */
char *cfg_doc_man (const CfgSection *const *tables);
