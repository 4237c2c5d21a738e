/* A sound card for tests, as a plug-in of alsa-lib: paced by the clock, off by as many ppm as
 * wanted, and with every fault that a card can have. In an asound.conf:
 *
 *   pcm_type.fault { lib "PATH/libasound_module_pcm_fault.so" }
 *   pcm.voice { type fault folder "FOLDER" format S24_3LE rate 44100 channels 4 ppm 100 }
 *
 * `signal` is "tone" (1 kHz, -6 dBFS), "marks" (50 ms of 1 kHz at each whole second of
 * CLOCK_MONOTONIC, silence between) or "room" (soft noise); `only` is the one channel that has it.
 * What the device does is told by files in its folder:
 *
 *   away     it is not there, or is pulled out while it records
 *   busy     somebody else has it
 *   stall    it stays open and delivers nothing
 *   suspend  it sleeps for as long as the file is there
 *   error    reading fails with EIO
 *   silence  digital zero
 *   xrun     once: what waits is lost; the file is removed
 *
 * It writes "opened" with a line for each time that it was set up. */
#include <alsa/asoundlib.h>
#include <alsa/pcm_external.h>

#include <glib.h>
#include <math.h>
#include <string.h>
#include <sys/timerfd.h>
#include <unistd.h>

#define PACKET_MS 1 /* it takes notice of its position as a USB card does, packet by packet */
#define TONE_HZ   1000
#define TONE      0.5
#define MARK_S    0.05
#define ROOM      3e-5

typedef enum { SIGNAL_TONE = 1, SIGNAL_MARKS, SIGNAL_ROOM } Signal;

typedef struct {
  snd_pcm_ioplug_t io;
  char *folder;
  snd_pcm_format_t format;
  guint rate, channels;
  double ppm;
  Signal signal;
  long only; /* -1: all channels */

  gint64 start_ns; /* CLOCK_MONOTONIC of sample 0 */
  gint64 frozen;   /* position at which it stalls; -1: it does not */
  guint32 noise;
} Card;

static gboolean
has_file (Card *card, const char *name)
{
  g_autofree char *path = g_build_filename (card->folder, name, NULL);

  return access (path, F_OK) == 0;
}

static gboolean
take_file (Card *card, const char *name)
{
  g_autofree char *path = g_build_filename (card->folder, name, NULL);

  return unlink (path) == 0;
}

static gint64
now_ns (void)
{
  struct timespec now;

  clock_gettime (CLOCK_MONOTONIC, &now);
  return now.tv_sec * G_GINT64_CONSTANT (1000000000) + now.tv_nsec;
}

static double
true_rate (Card *card)
{
  return card->rate * (1 + card->ppm * 1e-6);
}

/* --- what it records --- */

static double
sample_at (Card *card, guint64 index)
{
  double true_s, into_s;

  if (card->signal == SIGNAL_ROOM) {
    card->noise = card->noise * 1664525 + 1013904223;
    return ROOM * ((gint32) card->noise / 2147483648.0);
  }
  if (card->signal == SIGNAL_TONE)
    return TONE * sin (2 * G_PI * (double) (index * TONE_HZ % card->rate) / card->rate);
  true_s = (double) (card->start_ns % G_GINT64_CONSTANT (1000000000000)) / 1e9 +
           (double) index / true_rate (card);
  into_s = true_s - floor (true_s);
  return into_s < MARK_S ? TONE * sin (2 * G_PI * TONE_HZ * into_s) : 0;
}

static void
put_sample (Card *card, guint8 *at, double value)
{
  gint32 whole = (gint32) lrint (value * 2147483647.0);

  switch (card->format) {
  case SND_PCM_FORMAT_S16_LE:
    *(gint16 *) at = (gint16) (whole >> 16);
    break;
  case SND_PCM_FORMAT_S24_3LE:
    for (int i = 0; i < 3; i++)
      at[i] = (guint8) (whole >> (8 * (i + 1)));
    break;
  case SND_PCM_FORMAT_S24_LE:
    *(gint32 *) at = whole >> 8;
    break;
  case SND_PCM_FORMAT_FLOAT_LE:
    *(float *) at = (float) value;
    break;
  default:
    *(gint32 *) at = whole;
  }
}

static void
fill (Card *card, const snd_pcm_channel_area_t *areas, snd_pcm_uframes_t offset, guint64 first,
      snd_pcm_uframes_t n)
{
  gboolean silent = has_file (card, "silence");

  for (snd_pcm_uframes_t i = 0; i < n; i++) {
    double value = silent ? 0 : sample_at (card, first + i);

    for (guint c = 0; c < card->io.channels; c++) {
      guint8 *at = (guint8 *) areas[c].addr + (areas[c].first + areas[c].step * (offset + i)) / 8;

      put_sample (card, at, card->only < 0 || card->only == (long) c ? value : 0);
    }
  }
}

/* --- callbacks --- */

/* How many sample frames it has recorded by now. */
static gint64
recorded (Card *card)
{
  gint64 packet = card->rate * PACKET_MS / 1000;
  gint64 position = (gint64) ((double) (now_ns () - card->start_ns) * 1e-9 * true_rate (card));

  position -= position % packet;
  if (!has_file (card, "stall"))
    card->frozen = -1;
  else if (card->frozen < 0)
    card->frozen = position;
  return card->frozen >= 0 ? card->frozen : position;
}

static int
on_start (snd_pcm_ioplug_t *io)
{
  Card *card = io->private_data;
  struct itimerspec every = {.it_interval = {.tv_nsec = 5000000}, .it_value = {.tv_nsec = 5000000}};

  if (has_file (card, "away"))
    return -ENODEV;
  if (has_file (card, "suspend"))
    return -ESTRPIPE;
  card->start_ns = now_ns ();
  card->frozen = -1;
  return timerfd_settime (io->poll_fd, 0, &every, NULL);
}

static int
on_stop (snd_pcm_ioplug_t *io)
{
  return 0;
}

static snd_pcm_sframes_t
on_pointer (snd_pcm_ioplug_t *io)
{
  Card *card = io->private_data;
  gint64 position = recorded (card);

  if (has_file (card, "away"))
    return -ENODEV;
  if (has_file (card, "suspend")) {
    snd_pcm_ioplug_set_state (io, SND_PCM_STATE_SUSPENDED);
    return (snd_pcm_sframes_t) (io->appl_ptr % io->buffer_size);
  }
  if (take_file (card, "xrun") || position - (gint64) io->appl_ptr > (gint64) io->buffer_size)
    return -EPIPE;
  return position % (snd_pcm_sframes_t) io->buffer_size;
}

static snd_pcm_sframes_t
on_transfer (snd_pcm_ioplug_t *io, const snd_pcm_channel_area_t *areas, snd_pcm_uframes_t offset,
             snd_pcm_uframes_t size)
{
  Card *card = io->private_data;

  if (has_file (card, "away"))
    return -ENODEV;
  if (has_file (card, "error"))
    return -EIO;
  fill (card, areas, offset, io->appl_ptr, size); /* the same again, if it was not taken */
  return (snd_pcm_sframes_t) size;
}

/* Cards sleep and wake with the machine, but very few go on where they were. (alsa-lib does not
 * look at what is returned here.) */
static int
on_resume (snd_pcm_ioplug_t *io)
{
  if (!has_file (io->private_data, "suspend"))
    snd_pcm_ioplug_set_state (io, SND_PCM_STATE_XRUN);
  return 0;
}

static int
on_revents (snd_pcm_ioplug_t *io, struct pollfd *fds, unsigned int n_fds, unsigned short *revents)
{
  guint64 ticks;

  *revents = fds[0].revents;
  if (read (io->poll_fd, &ticks, sizeof ticks) < 0)
    *revents &= (unsigned short) ~POLLIN;
  return 0;
}

static int
on_close (snd_pcm_ioplug_t *io)
{
  Card *card = io->private_data;

  close (io->poll_fd);
  g_free (card->folder);
  g_free (card);
  return 0;
}

static const snd_pcm_ioplug_callback_t callbacks = {.start = on_start,
                                                    .stop = on_stop,
                                                    .pointer = on_pointer,
                                                    .transfer = on_transfer,
                                                    .resume = on_resume,
                                                    .poll_revents = on_revents,
                                                    .close = on_close};

/* --- opening --- */

static gboolean
take_setting (Card *card, const char *id, snd_config_t *node)
{
  const char *text = NULL;
  long number = 0;

  if (snd_config_get_string (node, &text) < 0 && snd_config_get_integer (node, &number) < 0)
    return FALSE;
  if (g_str_equal (id, "folder") && text)
    card->folder = g_strdup (text);
  else if (g_str_equal (id, "format") && text)
    card->format = snd_pcm_format_value (text);
  else if (g_str_equal (id, "signal") && text)
    card->signal = g_str_equal (text, "marks")  ? SIGNAL_MARKS
                   : g_str_equal (text, "room") ? SIGNAL_ROOM
                                                : SIGNAL_TONE;
  else if (g_str_equal (id, "rate"))
    card->rate = (guint) number;
  else if (g_str_equal (id, "channels"))
    card->channels = (guint) number;
  else if (g_str_equal (id, "ppm"))
    card->ppm = (double) number;
  else if (g_str_equal (id, "only"))
    card->only = number;
  else
    return FALSE;
  return TRUE;
}

static int
constrain (Card *card)
{
  const unsigned int accesses[] = {SND_PCM_ACCESS_RW_INTERLEAVED, SND_PCM_ACCESS_MMAP_INTERLEAVED};
  const unsigned int formats[] = {card->format};
  snd_pcm_ioplug_t *io = &card->io;
  int failure;

  failure = snd_pcm_ioplug_set_param_list (io, SND_PCM_IOPLUG_HW_ACCESS, 2, accesses);
  if (failure == 0)
    failure = snd_pcm_ioplug_set_param_list (io, SND_PCM_IOPLUG_HW_FORMAT, 1, formats);
  if (failure == 0)
    failure = snd_pcm_ioplug_set_param_minmax (io, SND_PCM_IOPLUG_HW_CHANNELS, card->channels,
                                               card->channels);
  if (failure == 0)
    failure = snd_pcm_ioplug_set_param_minmax (io, SND_PCM_IOPLUG_HW_RATE, card->rate, card->rate);
  if (failure == 0)
    failure = snd_pcm_ioplug_set_param_minmax (io, SND_PCM_IOPLUG_HW_PERIODS, 2, 1024);
  return failure;
}

static void
note_opening (Card *card)
{
  g_autofree char *path = g_build_filename (card->folder, "opened", NULL);
  FILE *file = fopen (path, "a");

  if (file) {
    fputs ("opened\n", file);
    fclose (file);
  }
}

static void
card_free (Card *card)
{
  g_free (card->folder);
  g_free (card);
}

/* Takes the card over, also when it fails. */
static int
create (Card *card, const char *name, snd_pcm_stream_t stream, int mode, snd_pcm_t **pcmp)
{
  int failure;

  failure = stream != SND_PCM_STREAM_CAPTURE || !card->folder ? -EINVAL
            : has_file (card, "away")                         ? -ENODEV
            : has_file (card, "busy")                         ? -EBUSY
                                                              : 0;
  if (failure < 0) {
    card_free (card);
    return failure;
  }
  card->io.version = SND_PCM_IOPLUG_VERSION;
  card->io.name = "A sound card for tests";
  card->io.flags = SND_PCM_IOPLUG_FLAG_MONOTONIC;
  card->io.callback = &callbacks;
  card->io.private_data = card;
  card->io.poll_fd = timerfd_create (CLOCK_MONOTONIC, TFD_NONBLOCK | TFD_CLOEXEC);
  card->io.poll_events = POLLIN;
  failure = snd_pcm_ioplug_create (&card->io, name, stream, mode);
  if (failure < 0) {
    close (card->io.poll_fd);
    card_free (card);
    return failure;
  }
  *pcmp = card->io.pcm;
  note_opening (card);
  failure = constrain (card);
  if (failure < 0)
    snd_pcm_ioplug_delete (&card->io); /* closes it, which frees the card */
  return failure;
}

SND_PCM_PLUGIN_DEFINE_FUNC (fault);
SND_PCM_PLUGIN_DEFINE_FUNC (fault)
{
  snd_config_iterator_t at, next;
  Card *card = g_new0 (Card, 1);

  card->format = SND_PCM_FORMAT_S16_LE;
  card->rate = 48000;
  card->channels = 2;
  card->signal = SIGNAL_TONE;
  card->only = -1;
  snd_config_for_each (at, next, conf)
  {
    snd_config_t *node = snd_config_iterator_entry (at);
    const char *id;

    if (snd_config_get_id (node, &id) == 0 && !g_str_equal (id, "type") &&
        !g_str_equal (id, "comment") && !g_str_equal (id, "hint"))
      take_setting (card, id, node);
  }
  return create (card, name, stream, mode, pcmp);
}

SND_PCM_PLUGIN_SYMBOL (fault)
