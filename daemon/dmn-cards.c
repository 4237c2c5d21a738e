/* tallybox cards: what the overlay looks like, as pictures. */
#include "dmn-commands.h"
#include "dmn-config.h"
#include "ovl-gallery.h"
#include <stdio.h>

int
dmn_cards (int argc, char **argv)
{
  g_autofree char *config_path = NULL;
  g_auto (GStrv) words = NULL;
  g_autoptr (DmnConfig) config = NULL;
  g_autoptr (GError) error = NULL;
  const GOptionEntry entries[] = {
      {"config", 'c', 0, G_OPTION_ARG_FILENAME, &config_path, "The config", "FILE"}, {NULL}};
  guint written = 0;

  if (!dmn_parse_options (argc, argv, "FOLDER",
                          "Draws every card, the slates and the alignment picture with the safe "
                          "areas, in the theme, language and size of the config.",
                          entries, &words, &error))
    return dmn_fail (error);
  if (!words[0] || words[1])
    g_set_error (&error, DMN_ERROR, DMN_ERROR_USAGE,
                 "Where shall the pictures go? Write: tallybox cards FOLDER");
  else
    config = dmn_config_load (config_path, &error);
  if (config)
    written = ovl_gallery_write (config->look, config->format.width, config->format.height,
                                 words[0], &error);
  if (error)
    return dmn_fail (error);
  printf ("%u pictures are in %s\n", written, words[0]);
  return 0;
}
