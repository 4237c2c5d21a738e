#include "dmn-types.h"

#include "cfg-file.h"
#include <sysexits.h>

G_DEFINE_QUARK (dmn_error, dmn_error)

int
dmn_exit_code (const GError *error)
{
  if (error->domain == CFG_ERROR)
    return EX_CONFIG;
  if (error->domain == G_OPTION_ERROR || g_error_matches (error, DMN_ERROR, DMN_ERROR_USAGE))
    return EX_USAGE;
  if (g_error_matches (error, DMN_ERROR, DMN_ERROR_UNAVAILABLE))
    return EX_UNAVAILABLE;
  return 1;
}
