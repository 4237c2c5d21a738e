#include "cap-alsa.h"

#include "cap-probe.h"

#include <alsa/asoundlib.h>

#define CARD_NAME_MAX 64

/* "CARD" of "hw:CARD=Host,DEV=0", "plughw:Host,0", "hw:1"; FALSE for names without a card. */
static gboolean
card_of (const char *device, char ret_card[CARD_NAME_MAX])
{
  const char *at = strchr (device, ':');
  gsize length;

  if (!at)
    return FALSE;
  at++;
  if (g_str_has_prefix (at, "CARD="))
    at += strlen ("CARD=");
  length = strcspn (at, ",");
  if (length == 0 || length >= CARD_NAME_MAX)
    return FALSE;
  memcpy (ret_card, at, length);
  ret_card[length] = '\0';
  return TRUE;
}

/* alsa-lib would write to the terminal what we tell in words. */
static void
say_nothing (const char *file, int line, const char *function, int number, const char *format, ...)
{
}

gboolean
cap_alsa_is_present (const char *device)
{
  char card[CARD_NAME_MAX];

  return !card_of (device, card) || snd_card_get_index (card) >= 0;
}

/* --- listing --- */

static void
add_device (GPtrArray *devices, const char *card_id, snd_ctl_t *control, int number)
{
  snd_pcm_info_t *info;
  CapDevice *device;
  snd_ctl_card_info_t *card_info;

  snd_pcm_info_alloca (&info);
  snd_ctl_card_info_alloca (&card_info);
  snd_pcm_info_set_device (info, (unsigned int) number);
  snd_pcm_info_set_stream (info, SND_PCM_STREAM_CAPTURE);
  if (snd_ctl_pcm_info (control, info) < 0 || snd_ctl_card_info (control, card_info) < 0)
    return;
  device = g_new0 (CapDevice, 1);
  device->name = g_strdup_printf ("%s, %s", snd_ctl_card_info_get_name (card_info),
                                  snd_pcm_info_get_name (info));
  /* plughw converts whatever the card cannot do by itself. */
  device->source = g_strdup_printf ("alsa:plughw:CARD=%s,DEV=%d", card_id, number);
  g_ptr_array_add (devices, device);
}

static void
add_card (GPtrArray *devices, int card)
{
  g_autofree char *name = g_strdup_printf ("hw:%d", card);
  snd_ctl_card_info_t *info;
  snd_ctl_t *control = NULL;
  int number = -1;

  snd_ctl_card_info_alloca (&info);
  if (snd_ctl_open (&control, name, SND_CTL_NONBLOCK) < 0)
    return;
  if (snd_ctl_card_info (control, info) == 0)
    while (snd_ctl_pcm_next_device (control, &number) == 0 && number >= 0)
      add_device (devices, snd_ctl_card_info_get_id (info), control, number);
  snd_ctl_close (control);
}

GPtrArray *
cap_alsa_list (void)
{
  GPtrArray *devices = g_ptr_array_new_with_free_func ((GDestroyNotify) cap_device_free);
  int card = -1;

  snd_lib_error_set_handler (say_nothing);
  while (snd_card_next (&card) == 0 && card >= 0)
    add_card (devices, card);
  return devices;
}

/* --- volume --- */

static int
open_mixer (snd_mixer_t *mixer, const char *card)
{
  g_autofree char *name = g_strdup_printf ("hw:%s", card);
  int failure = snd_mixer_attach (mixer, name);

  if (failure == 0)
    failure = snd_mixer_selem_register (mixer, NULL, NULL);
  return failure == 0 ? snd_mixer_load (mixer) : failure;
}

static gboolean
set_element (snd_mixer_elem_t *element, int percent)
{
  long min = 0, max = 0;

  if (!snd_mixer_selem_has_capture_volume (element) ||
      snd_mixer_selem_get_capture_volume_range (element, &min, &max) < 0)
    return FALSE;
  if (snd_mixer_selem_has_capture_switch (element))
    snd_mixer_selem_set_capture_switch_all (element, 1);
  return snd_mixer_selem_set_capture_volume_all (element, min + (max - min) * percent / 100) >= 0;
}

char *
cap_alsa_set_volume (const char *device, int percent)
{
  char card[CARD_NAME_MAX];
  snd_mixer_t *mixer = NULL;
  gboolean done = FALSE;
  int failure;

  if (!card_of (device, card))
    return g_strdup ("Its recording volume stays as it is: only a sound card that is named as in "
                     "plughw:CARD=NAME has one.");
  snd_lib_error_set_handler (say_nothing);
  failure = snd_mixer_open (&mixer, 0);
  if (failure == 0)
    failure = open_mixer (mixer, card);
  for (snd_mixer_elem_t *element = failure == 0 ? snd_mixer_first_elem (mixer) : NULL; element;
       element = snd_mixer_elem_next (element))
    done |= set_element (element, percent);
  if (mixer)
    snd_mixer_close (mixer);
  if (done)
    return NULL;
  return g_strdup_printf ("Its recording volume stays as it is: %s.",
                          failure < 0 ? snd_strerror (failure) : "the card has no control for it");
}
