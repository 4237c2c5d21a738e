/* Which encoders there are: the table holds together, and what is listed as working works. */
#include "enc-encoders.h"
#include "enc-probe.h"

static void
test_kinds_follow_the_table (void)
{
  guint n = 0;

  g_assert_cmpstr (enc_encoder_kinds[0], ==, "auto");
  for (; enc_encoders[n].element; n++)
    g_assert_cmpstr (enc_encoder_kinds[n + 1], ==, enc_encoders[n].element);
  g_assert_null (enc_encoder_kinds[n + 1]);
  for (guint i = 0; i + 1 < n; i++)
    g_assert_cmpint (enc_encoders[i].hardware, >=, enc_encoders[i + 1].hardware);
}

static void
test_all (void)
{
  g_autoptr (GArray) candidates = enc_probe_all ();
  gboolean x264_works = FALSE;

  for (guint i = 0; i < candidates->len; i++) {
    const EncCandidate *candidate = &g_array_index (candidates, EncCandidate, i);

    g_test_message ("%s: present %d, works %d, %u ms", candidate->element, candidate->present,
                    candidate->works, candidate->took_ms);
    g_assert_true (candidate->present || !candidate->works);
    g_assert_true (candidate->present || candidate->took_ms < 1000);
    x264_works |= candidate->works && g_str_equal (candidate->element, "x264enc");
  }
  g_assert_true (x264_works);
}

static int
kind_of (const char *element)
{
  for (int i = 0; enc_encoder_kinds[i]; i++) {
    if (g_str_equal (enc_encoder_kinds[i], element))
      return i + 1;
  }
  g_assert_not_reached ();
}

static void
test_choose (void)
{
  EncOptions options = {.kind = kind_of ("x264enc")};
  g_autoptr (GError) error = NULL;

  g_assert_cmpstr (enc_probe_choose (&options, &error), ==, "x264enc");
  options.kind = kind_of ("auto");
  g_assert_nonnull (enc_probe_choose (&options, &error));
  g_assert_no_error (error);
}

static void
test_missing_encoder_is_said (void)
{
  EncOptions options = {.kind = kind_of ("mpph264enc")};
  g_autoptr (GstElementFactory) factory = gst_element_factory_find ("mpph264enc");
  g_autoptr (GError) error = NULL;

  if (factory) {
    g_test_skip ("this machine has that encoder");
    return;
  }
  g_assert_null (enc_probe_choose (&options, &error));
  g_assert_error (error, ENC_ERROR, ENC_ERROR_NO_ENCODER);
  g_assert_nonnull (strstr (error->message, "not installed"));
}

static void
test_level_and_bitrate_reach_the_element (void)
{
  EncVideoSettings settings = {1280, 720, 30, 1, 4500, 60, "superfast", 3};
  const EncEncoder *x264 = enc_encoder_find ("x264enc");
  g_autoptr (GError) error = NULL;
  GstElement *encoder = NULL, *bin;
  guint kbps = 0, gop = 0, threads = 0;

  g_assert_null (enc_encoder_find ("auto"));
  bin = gst_object_ref_sink (enc_encoder_make_bin (x264, &settings, &encoder, &error));
  g_assert_no_error (error);
  settings.kbps = 2000;
  enc_encoder_set_bitrate (x264, encoder, &settings);
  g_object_get (encoder, "bitrate", &kbps, "key-int-max", &gop, "threads", &threads, NULL);
  g_assert_cmpuint (kbps, ==, 2000);
  g_assert_cmpuint (gop, ==, 60);
  g_assert_cmpuint (threads, ==, 3);
  gst_object_unref (bin);
}

int
main (int argc, char **argv)
{
  gst_init (NULL, NULL);
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/probe/kinds-follow-the-table", test_kinds_follow_the_table);
  g_test_add_func ("/probe/all", test_all);
  g_test_add_func ("/probe/choose", test_choose);
  g_test_add_func ("/probe/missing-encoder", test_missing_encoder_is_said);
  g_test_add_func ("/probe/settings", test_level_and_bitrate_reach_the_element);
  return g_test_run ();
}
