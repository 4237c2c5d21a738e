#include "cap-soundcard.h"

#include "cap-alsa-pcm.h"
#include "cap-alsa.h"

#include <glib-unix.h>
#include <math.h>
#include <string.h>

struct _CapSoundcard {
  snd_mixer_t *mixer;
  snd_mixer_elem_t *volume, *mute; /* may be NULL, may be the same */
  ShowSoundcard known;             /* as last read */
  CapSoundcardFunc changed;
  gpointer data;
  GPtrArray *watches; /* GSource */
};

#define CENTI_DB 100.0 /* alsa-lib counts in 1/100 dB */

/* --- finding the controls --- */

guint
cap_soundcard_rank_name (const char *control)
{
  static const char *const usual[] = {"Capture", "Mic", "Microphone", "Headset"};

  if (strstr (control, "Boost")) /* comes on top of another one */
    return G_MAXUINT;
  for (guint i = 0; i < G_N_ELEMENTS (usual); i++)
    if (g_str_equal (control, usual[i]))
      return i;
  return strstr (control, "Mic") ? G_N_ELEMENTS (usual) : G_N_ELEMENTS (usual) + 1;
}

static gboolean
has_range (snd_mixer_elem_t *element)
{
  long min = 0, max = 0;

  return snd_mixer_selem_has_capture_volume (element) &&
         snd_mixer_selem_get_capture_volume_range (element, &min, &max) == 0 && min < max;
}

static gboolean
has_switch (snd_mixer_elem_t *element)
{
  return snd_mixer_selem_has_capture_switch (element) != 0;
}

static snd_mixer_elem_t *
find_control (snd_mixer_t *mixer, gboolean (*fits) (snd_mixer_elem_t *element))
{
  snd_mixer_elem_t *best = NULL;
  guint best_rank = G_MAXUINT;

  for (snd_mixer_elem_t *at = snd_mixer_first_elem (mixer); at; at = snd_mixer_elem_next (at)) {
    guint rank = cap_soundcard_rank_name (snd_mixer_selem_get_name (at));

    if (snd_mixer_selem_is_active (at) && fits (at) && rank < best_rank) {
      best = at;
      best_rank = rank;
    }
  }
  return best;
}

/* --- reading --- */

static void
read_volume (snd_mixer_elem_t *element, ShowSoundcard *card)
{
  long min = 0, max = 0, value = 0, min_db = 0, max_db = 0, db = 0;

  if (snd_mixer_selem_get_capture_volume_range (element, &min, &max) < 0 || min >= max ||
      snd_mixer_selem_get_capture_volume (element, SND_MIXER_SCHN_FRONT_LEFT, &value) < 0)
    return;
  card->has_volume = TRUE;
  card->volume_percent = (int) lround ((double) (value - min) * 100 / (double) (max - min));
  if (snd_mixer_selem_get_capture_dB_range (element, &min_db, &max_db) < 0 || min_db >= max_db ||
      snd_mixer_selem_get_capture_dB (element, SND_MIXER_SCHN_FRONT_LEFT, &db) < 0)
    return;
  card->has_db = TRUE;
  card->min_db = (double) min_db / CENTI_DB;
  card->max_db = (double) max_db / CENTI_DB;
  card->volume_db = (double) db / CENTI_DB;
}

static void
read_mute (snd_mixer_elem_t *element, ShowSoundcard *card)
{
  int any = 0;

  for (int i = 0; i <= SND_MIXER_SCHN_LAST; i++) {
    snd_mixer_selem_channel_id_t channel = (snd_mixer_selem_channel_id_t) i;
    int on = 0;

    if (!snd_mixer_selem_has_capture_channel (element, channel) ||
        snd_mixer_selem_get_capture_switch (element, channel, &on) < 0)
      continue;
    card->has_mute = TRUE;
    any |= on;
  }
  card->mute = card->has_mute && !any;
}

static ShowSoundcard
read_card (CapSoundcard *self)
{
  ShowSoundcard card = {0};

  if (self->volume)
    read_volume (self->volume, &card);
  if (self->mute)
    read_mute (self->mute, &card);
  return card;
}

ShowSoundcard
cap_soundcard_get (const CapSoundcard *self)
{
  return self->known;
}

/* --- setting --- */

static int
set_volume (CapSoundcard *self, const ShowSoundcardWish *wish)
{
  long min = 0, max = 0;
  double share = CLAMP (wish->volume, 0, 100) / 100;
  int failure;

  if (wish->unit == SHOW_VOLUME_DB && self->known.has_db)
    return snd_mixer_selem_set_capture_dB_all (
        self->volume,
        lround (CLAMP (wish->volume, self->known.min_db, self->known.max_db) * CENTI_DB), 0);
  if (wish->unit != SHOW_VOLUME_PERCENT)
    return 0;
  failure = snd_mixer_selem_get_capture_volume_range (self->volume, &min, &max);
  if (failure < 0)
    return failure;
  return snd_mixer_selem_set_capture_volume_all (self->volume,
                                                 min + lround (share * (double) (max - min)));
}

gboolean
cap_soundcard_set (CapSoundcard *self, const ShowSoundcardWish *wish)
{
  int failure = 0;

  if (self->volume && wish->unit)
    failure = set_volume (self, wish);
  if (self->mute && wish->has_mute && failure == 0)
    failure = snd_mixer_selem_set_capture_switch_all (self->mute, !wish->mute);
  self->known = read_card (self);
  return failure >= 0;
}

/* --- watching --- */

static void
stop_watching (CapSoundcard *self)
{
  for (guint i = 0; i < self->watches->len; i++)
    g_source_destroy (self->watches->pdata[i]);
  g_ptr_array_set_size (self->watches, 0);
}

/* What we set ourselves comes by here as well: it is known already. */
static gboolean
on_event (int fd, GIOCondition condition, gpointer data)
{
  CapSoundcard *self = data;
  ShowSoundcard before = self->known;

  if (snd_mixer_handle_events (self->mixer) < 0 || condition & (G_IO_ERR | G_IO_HUP | G_IO_NVAL)) {
    stop_watching (self);
    return G_SOURCE_REMOVE;
  }
  self->known = read_card (self);
  if (!show_soundcard_equal (&before, &self->known))
    self->changed (self->data);
  return G_SOURCE_CONTINUE;
}

static void
watch (CapSoundcard *self, BaseWorker *media)
{
  int n = snd_mixer_poll_descriptors_count (self->mixer);
  g_autofree struct pollfd *fds = g_new0 (struct pollfd, MAX (n, 1));

  n = snd_mixer_poll_descriptors (self->mixer, fds, (unsigned int) MAX (n, 0));
  for (int i = 0; i < n; i++) {
    GSource *source = g_unix_fd_source_new (fds[i].fd, G_IO_IN | G_IO_ERR | G_IO_HUP);

    g_source_set_callback (source, G_SOURCE_FUNC (on_event), self, NULL);
    g_source_attach (source, base_worker_get_context (media));
    g_ptr_array_add (self->watches, source);
  }
}

/* --- life --- */

static gboolean
load (CapSoundcard *self, const char *name)
{
  if (snd_mixer_open (&self->mixer, 0) < 0 || snd_mixer_attach (self->mixer, name) < 0 ||
      snd_mixer_selem_register (self->mixer, NULL, NULL) < 0 || snd_mixer_load (self->mixer) < 0)
    return FALSE;
  self->volume = find_control (self->mixer, has_range);
  self->mute = self->volume && has_switch (self->volume) ? self->volume
                                                         : find_control (self->mixer, has_switch);
  return self->volume || self->mute;
}

CapSoundcard *
cap_soundcard_open (const char *device, BaseWorker *media, CapSoundcardFunc changed, gpointer data)
{
  g_autofree char *name = cap_alsa_mixer_name (device);
  g_autoptr (CapSoundcard) self = g_new0 (CapSoundcard, 1);

  g_assert (base_worker_is_current (media));
  self->changed = changed;
  self->data = data;
  self->watches = g_ptr_array_new_with_free_func ((GDestroyNotify) g_source_unref);
  cap_alsa_hush ();
  if (!name || !load (self, name))
    return NULL;
  self->known = read_card (self);
  watch (self, media);
  return g_steal_pointer (&self);
}

void
cap_soundcard_close (CapSoundcard *self)
{
  if (!self)
    return;
  stop_watching (self);
  g_ptr_array_unref (self->watches);
  if (self->mixer)
    snd_mixer_close (self->mixer);
  g_free (self);
}
