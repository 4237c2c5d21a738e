#include "dmn-commands.h"

#include <locale.h>

int
main (int argc, char **argv)
{
  setlocale (LC_ALL, "");
  return base_front_main (&dmn_front, argc, argv);
}
