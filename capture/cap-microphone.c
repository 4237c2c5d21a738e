#include "cap-microphone.h"

#include "cap-backends.h"
#include "cap-soundcard.h"
#include "cap-source.h"

#include <string.h>

#define ALSA_PREFIX "alsa:"
#define LISTEN_MS   500

/* Media thread, but for cap_microphone_new() and cap_microphone_free(). */
struct _CapMicrophone {
  const CapContext *context;
  CapSource *source;
  MixRing *ring;
  char *label;
  char *alsa_device; /* NULL: it is none */
  CapStatusFunc status;
  CapSoundcardReportFunc report; /* may be NULL */
  gpointer data;

  ShowSoundcardWish wish;
  CapSoundcard *card; /* while it is there */
  ShowStatus *said;   /* by the source */
  char *heard;        /* what is said instead while it is live; may be NULL */
  GSource *listen_timer;
};

const char *
cap_microphone_camera (const CapMicrophoneOptions *options)
{
  return options->source && g_str_has_prefix (options->source, CAP_CAMERA_PREFIX)
             ? options->source + strlen (CAP_CAMERA_PREFIX)
             : NULL;
}

gboolean
cap_microphone_check_source (const char *value, char **ret_why)
{
  if (!g_str_has_prefix (value, CAP_CAMERA_PREFIX))
    return cap_backend_check (value, FALSE, ret_why);
  if (value[strlen (CAP_CAMERA_PREFIX)])
    return TRUE;
  *ret_why = g_strdup ("the camera's name is missing: write it, such as camera:main");
  return FALSE;
}

/* --- what there is to be said --- */

static gboolean
is_live (CapMicrophone *self)
{
  return self->said && self->said->health == SHOW_HEALTH_LIVE;
}

static char *
describe_silence (CapMicrophone *self)
{
  MixRingStats stats;

  if (self->card && cap_soundcard_get (self->card).mute)
    return g_strdup_printf (self->wish.has_mute && self->wish.mute
                                ? "%s is muted at its sound card, as was asked."
                                : "%s is muted on the device itself.",
                            self->label);
  mix_ring_get_stats (self->ring, &stats);
  if (stats.zero_frames < (guint64) CAP_ZERO_MS * MIX_AUDIO_RATE / 1000)
    return NULL;
  return g_strdup_printf ("%s sends digital silence. Is it switched on?", self->label);
}

static void
say (CapMicrophone *self)
{
  const char *text = is_live (self) && self->heard ? self->heard : self->said->text;
  g_autoptr (ShowStatus) status = show_status_new (self->said->health, text, self->said->detail);

  status->retry_at_ms = self->said->retry_at_ms;
  if (self->status)
    self->status (status, self->data);
}

static gboolean
on_listen (gpointer data)
{
  CapMicrophone *self = data;
  g_autofree char *heard = describe_silence (self);

  if (g_strcmp0 (heard, self->heard) == 0)
    return G_SOURCE_CONTINUE;
  g_free (self->heard);
  self->heard = g_steal_pointer (&heard);
  say (self);
  return G_SOURCE_CONTINUE;
}

static void
stop_listening (CapMicrophone *self)
{
  if (self->listen_timer)
    g_source_destroy (self->listen_timer);
  g_clear_pointer (&self->listen_timer, g_source_unref);
  g_clear_pointer (&self->heard, g_free);
}

/* --- its sound card --- */

static void
report_card (CapMicrophone *self, gboolean by_hand)
{
  ShowSoundcard card = self->card ? cap_soundcard_get (self->card) : (ShowSoundcard){0};

  if (self->report)
    self->report (&card, by_hand, self->data);
}

static void
close_card (CapMicrophone *self)
{
  if (!self->card)
    return;
  g_clear_pointer (&self->card, cap_soundcard_close);
  report_card (self, FALSE);
}

/* What a hand has turned is what is wanted from now on; a button that mutes is not pressed again
 * when the device is plugged in the next time. */
static void
on_turned_by_hand (gpointer data)
{
  CapMicrophone *self = data;
  ShowSoundcard card = cap_soundcard_get (self->card);

  if (self->wish.unit && card.has_volume) {
    self->wish.unit = SHOW_VOLUME_PERCENT;
    self->wish.volume = card.volume_percent;
  }
  report_card (self, TRUE);
  if (is_live (self))
    on_listen (self);
}

static const char *
ask_card (CapMicrophone *self, const ShowSoundcardWish *ask)
{
  if (!ask->unit && !ask->has_mute)
    return NULL;
  if (!self->card)
    return "Its recording volume stays as it is: the sound card has no control for it.";
  if (!cap_soundcard_set (self->card, ask))
    return "Its recording volume stays as it is: the sound card does not take it.";
  if (ask->unit && !cap_soundcard_get (self->card).has_volume)
    return "Its recording volume stays as it is: the sound card has no control for it.";
  return NULL;
}

/* Before each opening. Without anything asked, the card is left as it is. */
static char *
set_up_card (gpointer data)
{
  CapMicrophone *self = data;
  const char *remark;

  if (!self->alsa_device)
    return NULL;
  g_clear_pointer (&self->card, cap_soundcard_close);
  self->card =
      cap_soundcard_open (self->alsa_device, self->context->media, on_turned_by_hand, self);
  remark = ask_card (self, &self->wish);
  report_card (self, FALSE);
  return g_strdup (remark);
}

void
cap_microphone_set_soundcard (CapMicrophone *self, const ShowSoundcardWish *wish,
                              const ShowSoundcardWish *ask)
{
  g_assert (base_worker_is_current (self->context->media));
  self->wish = *wish;
  if (!self->card)
    return;
  ask_card (self, ask);
  report_card (self, FALSE);
  if (is_live (self))
    on_listen (self);
}

/* --- life --- */

static void
on_status (const ShowStatus *status, gpointer data)
{
  CapMicrophone *self = data;

  g_clear_pointer (&self->said, show_status_free);
  self->said = show_status_copy (status);
  if (status->health != SHOW_HEALTH_LIVE && status->health != SHOW_HEALTH_CONNECTING)
    close_card (self);
  if (status->health != SHOW_HEALTH_LIVE || !self->alsa_device)
    stop_listening (self);
  else if (!self->listen_timer)
    self->listen_timer = base_worker_add_timeout (self->context->media, LISTEN_MS, on_listen, self);
  if (self->listen_timer) {
    g_free (self->heard);
    self->heard = describe_silence (self);
  }
  say (self);
}

/* An explicit volume in the config means that the microphone is to be heard. */
static ShowSoundcardWish
wish_of (const CapMicrophoneOptions *options)
{
  if (options->volume_percent < 0)
    return (ShowSoundcardWish){0};
  return (ShowSoundcardWish){.unit = SHOW_VOLUME_PERCENT,
                             .volume = options->volume_percent,
                             .has_mute = TRUE,
                             .mute = FALSE};
}

gboolean
cap_microphone_has_soundcard (const CapMicrophoneOptions *options)
{
  return options->source && g_str_has_prefix (options->source, ALSA_PREFIX);
}

CapMicrophone *
cap_microphone_new (const CapMicrophoneOptions *options, const CapContext *context, MixRing *ring,
                    CapStatusFunc status, gpointer data, GError **error)
{
  g_autofree char *why = NULL;
  g_autofree char *label = g_strdup_printf ("Microphone %s", options->name);
  CapMicrophone *self;

  g_assert (!cap_microphone_camera (options));
  if (!options->source || !cap_backend_check (options->source, FALSE, &why)) {
    g_set_error (error, CAP_ERROR, CAP_ERROR_SOURCE, "%s: %s.", label,
                 why ? why : "it has no source: write one, such as source = alsa:default");
    return NULL;
  }
  self = g_new0 (CapMicrophone, 1);
  self->context = context;
  self->ring = mix_ring_ref (ring);
  self->status = status;
  self->data = data;
  if (cap_microphone_has_soundcard (options))
    self->alsa_device = g_strdup (options->source + strlen (ALSA_PREFIX));
  self->wish = wish_of (options);
  self->source =
      cap_source_new (&(CapSourceSpec){.label = label,
                                       .source = options->source,
                                       .backend = cap_backend_find (options->source, FALSE, NULL),
                                       .context = context,
                                       .ring = ring,
                                       .prepare = set_up_card,
                                       .status = on_status,
                                       .data = self});
  self->label = g_steal_pointer (&label);
  return self;
}

void
cap_microphone_watch_soundcard (CapMicrophone *self, CapSoundcardReportFunc report)
{
  self->report = report;
}

void
cap_microphone_start (CapMicrophone *self)
{
  cap_source_start (self->source);
}

void
cap_microphone_stop (CapMicrophone *self)
{
  cap_source_stop (self->source);
  stop_listening (self);
  close_card (self);
}

void
cap_microphone_free (CapMicrophone *self)
{
  if (!self)
    return;
  g_assert (!self->listen_timer && !self->card);
  cap_source_free (self->source);
  mix_ring_unref (self->ring);
  show_status_free (self->said);
  g_free (self->heard);
  g_free (self->label);
  g_free (self->alsa_device);
  g_free (self);
}
