#include "srv-commands.h"

#include <locale.h>
#include <string.h>

int
main (int argc, char **argv)
{
  /* Not more: the days and months in HTTP's dates are English. */
  setlocale (LC_CTYPE, "");
  if (argc >= 2 && g_str_equal (argv[1], "--demo"))
    argv[1] += strlen ("--");
  return base_front_main (&srv_front, argc, argv);
}
