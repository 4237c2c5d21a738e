/* A microphone's own device: its recording volume and its mute, before all that the mixer does. */
#include "show-draft.h"
#include "show-text.h"
#include "show-words.h"
#include <string.h>

static void
add_effect (ShowDraft *draft, guint index, const ShowSoundcardWish *ask)
{
  ShowEffect *effect = show_draft_add_effect (draft, SHOW_EFFECT_SOUNDCARD, index);

  effect->soundcard = draft->state->mics[index].wish;
  effect->ask = *ask;
}

/* A volume that was turned by hand is what is wanted from now on. A mute is not: a device that is
 * plugged in again is meant to be heard. Nothing is asked of the device: a hand is not fought. */
void
show_reduce_soundcard (ShowDraft *draft, const ShowEvent *event)
{
  ShowMicState *mic = &draft->state->mics[event->soundcard.index];
  const ShowSoundcard *card = event->soundcard.card;
  gboolean turned = card->has_volume && card->volume_percent != mic->card.volume_percent;

  g_assert (event->soundcard.index < draft->state->setup->mics->len);
  if (show_soundcard_equal (&mic->card, card))
    return;
  mic->card = *card;
  draft->changed = TRUE;
  if (!event->soundcard.by_hand || !mic->wish.unit || !turned)
    return;
  mic->wish.unit = SHOW_VOLUME_PERCENT;
  mic->wish.volume = card->volume_percent;
  add_effect (draft, event->soundcard.index, &(ShowSoundcardWish){0});
}

/* --- the command --- */

typedef struct {
  const char *name;  /* of the microphone */
  const char *value; /* the last word */
  const ShowSoundcard *card;
  gboolean known; /* it is there, and `card` is what it can */
  ShowSoundcardWish ask;
} Request;

static gboolean
refuse_volume (const Request *request, GError **error)
{
  const ShowSoundcard *card = request->card;
  g_autofree char *quoted = show_text_quote (request->value);

  if (card->has_db)
    g_set_error (error, SHOW_ERROR, SHOW_ERROR_BAD_ARGUMENT,
                 "The volume of the device must be 0 to 100 percent, or %g to %g dB such as %gdB, "
                 "not %s.",
                 card->min_db, card->max_db, card->min_db, quoted);
  else
    g_set_error (error, SHOW_ERROR, SHOW_ERROR_BAD_ARGUMENT,
                 "The volume of the device must be 0 to 100 percent, such as 70, not %s.", quoted);
  return FALSE;
}

/* "70", "70%" or "-6.5dB". Only digits make the number: strtod also takes "inf" and "0x10". */
static ShowVolumeUnit
parse_volume (const char *word, double *ret_value)
{
  gsize length = strspn (word, "+-.0123456789");
  g_autofree char *number = g_strndup (word, length);
  const char *unit = word + length;
  char *end = NULL;

  *ret_value = g_ascii_strtod (number, &end);
  if (length == 0 || *end)
    return 0;
  if (g_ascii_strcasecmp (unit, "dB") == 0)
    return SHOW_VOLUME_DB;
  return !*unit || g_str_equal (unit, "%") ? SHOW_VOLUME_PERCENT : 0;
}

static gboolean
is_in_range (const Request *request, ShowVolumeUnit unit, double value)
{
  const ShowSoundcard *card = request->card;

  if (unit == SHOW_VOLUME_DB)
    return !request->known || (value >= card->min_db && value <= card->max_db);
  return unit == SHOW_VOLUME_PERCENT && value >= 0 && value <= 100;
}

static gboolean
read_volume (Request *request, GError **error)
{
  const ShowSoundcard *card = request->card;
  double value;
  ShowVolumeUnit unit = parse_volume (request->value, &value);

  if (request->known && !card->has_volume)
    return show_words_refuse (error,
                              "The device of microphone %s has no volume of its own. Use gain "
                              "instead.",
                              request->name);
  if (unit == SHOW_VOLUME_DB && request->known && !card->has_db)
    return show_words_refuse (error,
                              "The device of microphone %s does not know dB: write percent, such "
                              "as 70.",
                              request->name);
  if (!is_in_range (request, unit, value))
    return refuse_volume (request, error);
  request->ask.unit = unit;
  request->ask.volume = value;
  return TRUE;
}

static gboolean
read_mute (Request *request, GError **error)
{
  gboolean on = g_str_equal (request->value, "on");

  if (request->known && !request->card->has_mute)
    return show_words_refuse (error,
                              "The device of microphone %s has no mute of its own. Use mute "
                              "instead.",
                              request->name);
  if (!on && !show_words_is_off (request->value)) {
    g_set_error (error, SHOW_ERROR, SHOW_ERROR_BAD_ARGUMENT,
                 "Write on or off: microphone %s device-mute on", request->name);
    return FALSE;
  }
  request->ask.has_mute = TRUE;
  request->ask.mute = on;
  return TRUE;
}

static const struct {
  const char *word;
  gboolean (*read) (Request *request, GError **error);
} actions[] = {{"device-mute", read_mute}, {"device-volume", read_volume}};

static gboolean
read_request (Request *request, const char *word, GError **error)
{
  for (guint i = 0; i < G_N_ELEMENTS (actions); i++)
    if (g_str_equal (actions[i].word, word))
      return actions[i].read (request, error);
  g_set_error (error, SHOW_ERROR, SHOW_ERROR_BAD_ARGUMENT,
               "Write microphone %s device-volume 70, or microphone %s device-mute on. The mixer's "
               "own are gain, mute and unmute.",
               request->name, request->name);
  return FALSE;
}

gboolean
show_reduce_microphone (ShowDraft *draft, const ShowCommand *command, GError **error)
{
  const ShowSetup *setup = draft->state->setup;
  Request request = {.name = command->args[0], .value = command->args[2]};
  ShowMicState *mic;
  guint index;

  if (!show_words_to_index (command->args[0], setup->mics, "microphone", "Microphones", &index,
                            error))
    return FALSE;
  if (!g_array_index (setup->mics, ShowMicSetup, index).is_soundcard)
    return show_words_refuse (error,
                              "Microphone %s is no sound card: it has no volume and no mute "
                              "of its own. Use gain and mute instead.",
                              request.name);
  mic = &draft->state->mics[index];
  request.card = &mic->card;
  request.known = mic->card.has_volume || mic->card.has_mute;
  if (!read_request (&request, command->args[1], error))
    return FALSE;
  if (request.ask.unit) {
    mic->wish.unit = request.ask.unit;
    mic->wish.volume = request.ask.volume;
  } else {
    mic->wish.has_mute = TRUE;
    mic->wish.mute = request.ask.mute;
  }
  draft->changed = TRUE;
  add_effect (draft, index, &request.ask);
  return TRUE;
}
