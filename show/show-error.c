#include "show-command.h"

GQuark
show_error_quark (void)
{
  return g_quark_from_static_string ("show-error-quark");
}
