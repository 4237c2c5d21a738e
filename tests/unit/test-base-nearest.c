#include "base-nearest.h"

#include <string.h>

static const char *const known[] = {"bitrate", "camera",     "card",   "encoder",
                                    "fps",     "microphone", "output", "recording",
                                    "source",  "stock",      NULL};

static const struct {
  const char *word, *nearest;
} cases[] = {
    {"bitrate", "bitrate"},
    {"bitrat", "bitrate"},        /* a letter missing */
    {"bittrate", "bitrate"},      /* one too many */
    {"bitrste", "bitrate"},       /* a wrong one */
    {"bitrtae", "bitrate"},       /* two swapped */
    {"BitRate", "bitrate"},       /* capitals */
    {"micorphone", "microphone"}, /* swapped in the middle */
    {"mikrofone", "microphone"},  /* a third of the letters */
    {"mic", "microphone"},        /* a beginning */
    {"rec", "recording"},
    {"cmaera", "camera"},
    {"carmera", "camera"},
    {"fsp", "fps"},
    {"outptu", "output"},
    {"re", NULL}, /* too short a beginning */
    {"x", NULL},
    {"", NULL},
    {"zebra", NULL},
    {"foo", NULL},
    {"photograph", NULL},
};

static void
test_table (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_test_message ("%s", cases[i].word);
    g_assert_cmpstr (base_nearest (cases[i].word, known), ==, cases[i].nearest);
  }
}

static void
test_first_of_equals (void)
{
  const char *const words[] = {"gain", "main", NULL};

  g_assert_cmpstr (base_nearest ("pain", words), ==, "gain");
  g_assert_cmpstr (base_nearest ("maim", words), ==, "main");
}

static void
test_limits (void)
{
  const char *const none[] = {NULL};
  char long_known[BASE_NEAREST_WORD_MAX + 2], longest[BASE_NEAREST_WORD_MAX + 1];
  const char *const words[] = {long_known, longest, NULL};
  char *huge = g_strnfill (1 << 20, 'a');

  memset (long_known, 'a', sizeof long_known - 1);
  long_known[sizeof long_known - 1] = '\0';
  memset (longest, 'a', sizeof longest - 1);
  longest[sizeof longest - 1] = '\0';
  g_assert_null (base_nearest ("word", none));
  g_assert_null (base_nearest (huge, words));
  g_assert_null (base_nearest (long_known, words));
  g_assert_true (base_nearest (longest, words) == longest);
  g_free (huge);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/base/nearest/table", test_table);
  g_test_add_func ("/base/nearest/first-of-equals", test_first_of_equals);
  g_test_add_func ("/base/nearest/limits", test_limits);
  return g_test_run ();
}
