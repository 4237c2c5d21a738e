/* Sound cards of all kinds, through alsa-lib, as microphones on the table. */
#include "cap-alsa-pcm.h"
#include "cap-alsa.h"
#include "test-cap-desk.h"
#include "test-tone.h"

static TestAlsa alsa;

/* --- kinds --- */

static const struct {
  const char *card, *settings, *device, *described;
} kinds[] = {
    {"usual", "format S16_LE rate 48000 channels 2", "usual", "48 kHz, stereo"},
    {"simple", "format S16_LE rate 44100 channels 1", "simple", "44.1 kHz, mono"},
    {"four", "format S32_LE rate 48000 channels 4", "four", "48 kHz, 4 channels"},
    {"studio", "format S24_3LE rate 96000 channels 2", "studio", "96 kHz, stereo"},
    {"eight", "format S24_LE rate 44100 channels 8", "eight", "44.1 kHz, 8 channels"},
    {"floating", "format FLOAT_LE rate 48000 channels 1", "floating", "48 kHz, mono"},
    {"headset", "format S16_LE rate 16000 channels 1", "headset", "16 kHz, mono"},
    {"plugged", "format S24_3LE rate 44100 channels 1", "plug:plugged", "44.1 kHz, stereo"},
};

static void
test_kind (gconstpointer data)
{
  guint kind = GPOINTER_TO_UINT (data), place;
  g_auto (Desk) desk = {0};
  g_autofree float *samples = NULL;
  MixRingStats stats;
  double rest, level = 0;

  desk_open (&desk, kinds[kind].device, -1);
  place = fixture_wait_for (&desk.fixture, SHOW_HEALTH_LIVE, 0);
  g_assert_cmpstr (fixture_status (&desk.fixture, place)->detail, ==, kinds[kind].described);
  samples = desk_take_sound (&desk, desk_running_now (&desk) + 50 * (gint64) GST_MSECOND, 20);
  for (guint i = 0; i < 20 * MIX_AUDIO_TICK; i++)
    level = fmax (level, fabs ((double) samples[2 * i]));
  rest = tone_rest_db (samples + 1000, 20 * MIX_AUDIO_TICK - 500, 1000);
  mix_ring_get_stats (desk.fixture.ring, &stats);
  g_test_message ("%s: THD+N %.1f dB, %u gaps", kinds[kind].card, rest, stats.gaps);
  if (stats.gaps > 0)
    return; /* the machine stood still for half a second */
  g_assert_cmpfloat_with_epsilon (level, 0.5, 0.01);
  g_assert_cmpfloat (rest, <, -75);
}

static void
test_describes_kinds (void)
{
  g_autofree char *usual = cap_alsa_pcm_describe ("usual");
  g_autofree char *four = cap_alsa_pcm_describe ("four");
  g_autofree char *simple = cap_alsa_pcm_describe ("simple");
  g_autofree char *missing = cap_alsa_pcm_describe ("nothing");

  g_assert_cmpstr (usual, ==, "48 kHz, stereo, 16 bit");
  g_assert_cmpstr (four, ==, "48 kHz, 4 channels, 32 bit");
  g_assert_cmpstr (simple, ==, "44.1 kHz, mono, 16 bit");
  g_assert_null (missing);
}

/* --- time --- */

static void
test_stamps (void)
{
  const gint64 s = (gint64) GST_SECOND;

  g_assert_cmpint (cap_alsa_pcm_stamp (100 * s, 100 * s - 5000, 48000, 48000), ==, 99 * s - 5000);
  g_assert_cmpint (cap_alsa_pcm_stamp (100 * s, 0, 480, 48000), ==, 100 * s - s / 100);
  g_assert_cmpint (cap_alsa_pcm_stamp (100 * s, 1700000000 * s, 480, 48000), ==, 100 * s - s / 100);
  g_assert_cmpint (cap_alsa_pcm_stamp (100 * s, 100 * s + 1000, 0, 44100), ==, 100 * s + 1000);
}

/* The first sample frame of `n` that is loud; `n` when there is none. */
static guint
first_loud (const float *samples, guint n)
{
  guint i = 0;

  while (i < n && fabsf (samples[2 * i]) < 0.05f)
    i++;
  return i;
}

/* A mark at a whole second of the monotonic clock is in its place on the table. */
static void
test_place_in_time (gconstpointer data)
{
  g_auto (Desk) desk = {0};
  g_autofree float *samples = NULL;
  gint64 base_ns, second_ns;
  guint at;

  desk_open (&desk, data, -1);
  fixture_wait_for (&desk.fixture, SHOW_HEALTH_LIVE, 0);
  base_ns = (gint64) desk.fixture.context.base_time;
  second_ns = (desk_running_now (&desk) + base_ns) / (gint64) GST_SECOND * (gint64) GST_SECOND +
              (gint64) GST_SECOND - base_ns;
  if (second_ns - desk_running_now (&desk) < 200 * (gint64) GST_MSECOND)
    second_ns += (gint64) GST_SECOND;
  samples = desk_take_sound (&desk, second_ns - 100 * (gint64) GST_MSECOND, 20);
  at = first_loud (samples, 20 * MIX_AUDIO_TICK);
  g_test_message ("%s: the mark is %+.2f ms off", (const char *) data, (at - 4800.0) / 48);
  g_assert_cmpfloat (fabs (at - 4800.0) / 48, <, 5);
}

/* --- names --- */

static void
test_names (void)
{
  static const struct {
    const char *device, *card;
  } cards[] = {{"hw:CARD=Host,DEV=0", "Host"}, {"plughw:1", "1"}, {"hw:2,0", "2"},
               {"sysdefault:CARD=Mic", "Mic"}, {"default", NULL}, {"plug:voice", NULL},
               {"default:CARD=PCH", "PCH"},    {"hw:", NULL},     {"pulse", NULL}};
  static const struct {
    const char *long_name, *name;
  } names[] = {
      {"Blue Microphones Yeti at usb-0000:00:14.0-2, full speed",
       "Blue Microphones Yeti, USB port 2"},
      {"C-Media USB PnP Sound Device at usb-xhci-hcd.1-1.4, full speed",
       "C-Media USB PnP Sound Device, USB port 1.4"},
      {"HDA Intel PCH at 0x6001100000 irq 144", "HDA Intel PCH"},
      {"Loopback 1", "Loopback 1"},
      {"", ""},
  };

  for (guint i = 0; i < G_N_ELEMENTS (cards); i++) {
    g_autofree char *card = cap_alsa_card_of (cards[i].device);

    g_assert_cmpstr (card, ==, cards[i].card);
  }
  for (guint i = 0; i < G_N_ELEMENTS (names); i++) {
    g_autofree char *name = cap_alsa_friendly_name (names[i].long_name);

    g_assert_cmpstr (name, ==, names[i].name);
  }
}

static void
test_presence (void)
{
  g_autofree char *nowhere = cap_alsa_pcm_name (CAP_ALSA_BY_PATH "/pci-0000:00:14.0-usb-0:9:1.0");
  g_autofree char *link = g_build_filename (alsa.folder, "port", NULL);
  g_autofree char *with_device = g_strconcat (link, ",DEV=2", NULL);
  g_autofree char *pcm = NULL, *second = NULL, *mixer = NULL, *same = NULL;

  g_assert_null (nowhere);
  g_assert_false (cap_alsa_is_present (CAP_ALSA_BY_PATH "/pci-0000:00:14.0-usb-0:9:1.0"));
  g_assert_false (cap_alsa_is_present ("hw:CARD=NoSuchCard"));
  g_assert_true (cap_alsa_is_present ("usual"));
  test_alsa_put (&alsa, "usual", "controlC7", "");
  g_assert_cmpint (symlink ("usual/controlC7", link), ==, 0);
  pcm = cap_alsa_pcm_name (link);
  second = cap_alsa_pcm_name (with_device);
  mixer = cap_alsa_mixer_name (with_device);
  same = cap_alsa_mixer_name ("usual");
  g_assert_cmpstr (pcm, ==, "plughw:CARD=7,DEV=0");
  g_assert_cmpstr (second, ==, "plughw:CARD=7,DEV=2");
  g_assert_cmpstr (mixer, ==, "hw:7");
  g_assert_cmpstr (same, ==, "usual");
}

int
main (int argc, char **argv)
{
  int status;

  gst_init (&argc, &argv);
  g_test_init (&argc, &argv, NULL);
  test_alsa_open (&alsa);
  for (guint i = 0; i < G_N_ELEMENTS (kinds); i++)
    test_alsa_add (&alsa, kinds[i].card, kinds[i].settings);
  test_alsa_add (&alsa, "marks", "signal marks format S32_LE");
  test_alsa_add (&alsa, "marks44", "signal marks rate 44100 channels 1");
  g_string_append (alsa.config, "pcm.plug { @args [ SLAVE ] @args.SLAVE { type string } type plug "
                                "slave.pcm $SLAVE }\n");
  test_alsa_use (&alsa);

  for (guint i = 0; i < G_N_ELEMENTS (kinds); i++) {
    g_autofree char *path = g_strdup_printf ("/cap/alsa/kind/%s", kinds[i].card);

    g_test_add_data_func (path, GUINT_TO_POINTER (i), test_kind);
  }
  g_test_add_func ("/cap/alsa/names", test_names);
  g_test_add_func ("/cap/alsa/presence", test_presence);
  g_test_add_func ("/cap/alsa/describes", test_describes_kinds);
  g_test_add_func ("/cap/alsa/stamps", test_stamps);
  g_test_add_data_func ("/cap/alsa/place/48", "marks", test_place_in_time);
  g_test_add_data_func ("/cap/alsa/place/44.1-mono", "marks44", test_place_in_time);
  status = g_test_run ();
  test_alsa_close (&alsa);
  return status;
}
