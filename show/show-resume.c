#include "show-resume.h"

#include "show-draft.h"
#include "show-text.h"
#include "show-time.h"

/* What `kept` has for one named thing of the set-up. */
typedef void (*TakeFunc) (ShowState *state, guint index, const json_t *kept);
typedef json_t *(*TellFunc) (const ShowState *state, const ShowSetup *config, guint index);

static const char *
name_of (const GArray *known, guint index)
{
  return known->data + index * g_array_get_element_size ((GArray *) known);
}

/* --- telling --- */

/* What the config says of the one that is `index` in `known`; one that it has no word of is as it
 * was at the start. */
static gconstpointer
in_config (const GArray *config, const GArray *known, guint index)
{
  guint place;

  return show_setup_find (config, name_of (known, index), &place) ? name_of (config, place)
                                                                  : name_of (known, index);
}

static void
tell_int (json_t *to, const char *key, gint64 value, gint64 configured)
{
  if (value != configured)
    json_object_set_new (to, key, json_integer (value));
}

static void
tell_flag (json_t *to, const char *key, gboolean value, gboolean configured)
{
  if (!value != !configured)
    json_object_set_new (to, key, json_boolean (value));
}

static void
tell_text (json_t *to, const char *key, const char *value, const char *configured)
{
  if (g_strcmp0 (value, configured) != 0)
    json_object_set_new (to, key, value ? json_string (value) : json_null ());
}

static json_t *
tell_mic (const ShowState *state, const ShowSetup *config, guint index)
{
  const ShowMicSetup *setup = in_config (config->mics, state->setup->mics, index);
  const ShowMicState *mic = &state->mics[index];
  json_t *told = json_object ();

  if (mic->gain_db != setup->gain_db)
    json_object_set_new (told, "gain_db", json_real (mic->gain_db));
  tell_flag (told, "mute", mic->mute, setup->mute);
  tell_int (told, "delay_ms", mic->delay_ms, setup->delay_ms);
  return told;
}

static json_t *
tell_card (const ShowState *state, const ShowSetup *config, guint index)
{
  const ShowCardSetup *setup = in_config (config->cards, state->setup->cards, index);
  const ShowCardState *card = &state->cards[index];
  json_t *told = json_object ();

  tell_flag (told, "shown", card->shown, setup->shown);
  tell_text (told, "sku", card->sku, setup->sku);
  tell_text (told, "text", card->text, setup->text);
  tell_text (told, "detail", card->detail, setup->detail);
  tell_int (told, "until_ms", card->until_ms, setup->until_ms);
  return told;
}

static json_t *
tell_output (const ShowState *state, const ShowSetup *config, guint index)
{
  const ShowOutputSetup *setup = in_config (config->outputs, state->setup->outputs, index);
  gboolean wanted = state->outputs[index].wanted;

  return !wanted == !setup->autostart ? NULL : json_boolean (wanted);
}

static void
tell_all (json_t *to, const char *key, const ShowState *state, const ShowSetup *config,
          const GArray *known, TellFunc tell)
{
  json_t *all = json_object ();

  for (guint i = 0; i < known->len; i++) {
    json_t *told = tell (state, config, i);

    if (told && (!json_is_object (told) || json_object_size (told) > 0))
      json_object_set_new (all, name_of (known, i), told);
    else
      json_decref (told);
  }
  if (json_object_size (all) > 0)
    json_object_set_new (to, key, all);
  else
    json_decref (all);
}

static void
tell_scene (json_t *to, const ShowState *state, const ShowSetup *config)
{
  tell_text (to, "scene", name_of (state->setup->scenes, state->scene),
             name_of (config->scenes, 0));
  if (state->back > 0)
    json_object_set_new (to, "back_to",
                         json_string (name_of (state->setup->scenes, state->back - 1)));
}

static void
tell_rundown (json_t *to, const ShowState *state)
{
  json_t *told;

  if (state->cue_on == 0 && state->cue_next <= 1)
    return;
  told = json_object ();
  if (state->cue_on > 0) {
    json_object_set_new (told, "current",
                         json_string (name_of (state->setup->cues, state->cue_on - 1)));
    json_object_set_new (told, "since_ms", json_integer (state->cue_since_ms));
  }
  if (state->cue_next > 0)
    json_object_set_new (told, "next",
                         json_string (name_of (state->setup->cues, state->cue_next - 1)));
  json_object_set_new (to, "rundown", told);
}

json_t *
show_state_to_resume (const ShowState *state, const ShowSetup *config)
{
  const ShowSetup *setup = state->setup;
  json_t *told = json_object ();

  tell_scene (told, state, config);
  tell_int (told, "transition_ms", state->transition_ms, config->transition_ms);
  tell_int (told, "bitrate_kbps", state->bitrate_kbps, config->bitrate_kbps);
  tell_int (told, "buffer", state->oversell_buffer, config->oversell_buffer);
  tell_flag (told, "recording", state->recording.wanted, config->record);
  tell_all (told, "microphones", state, config, setup->mics, tell_mic);
  tell_all (told, "cards", state, config, setup->cards, tell_card);
  tell_all (told, "outputs", state, config, setup->outputs, tell_output);
  tell_rundown (told, state);
  return told;
}

/* --- taking --- */

static gboolean
take_int (const json_t *kept, const char *key, gint64 min, gint64 max, gint64 *ret_value)
{
  const json_t *value = json_object_get (kept, key);

  if (!json_is_integer (value) || json_integer_value (value) < min ||
      json_integer_value (value) > max)
    return FALSE;
  *ret_value = json_integer_value (value);
  return TRUE;
}

static void
take_small_int (const json_t *kept, const char *key, int min, int max, int *value)
{
  gint64 taken = *value;

  if (take_int (kept, key, min, max, &taken))
    *value = (int) taken;
}

static void
take_flag (const json_t *kept, const char *key, gboolean *value)
{
  if (json_is_boolean (json_object_get (kept, key)))
    *value = json_is_true (json_object_get (kept, key));
}

static void
take_text (const json_t *kept, const char *key, gsize max, GRefString **place)
{
  const json_t *value = json_object_get (kept, key);
  const char *text = json_string_value (value);

  if (json_is_null (value) || (text && show_text_check (text, max, "", NULL)))
    show_draft_set_string (place, text);
}

static gboolean
take_name (const json_t *kept, const char *key, const GArray *known, guint *ret_index)
{
  const char *name = json_string_value (json_object_get (kept, key));

  return show_setup_find (known, name, ret_index);
}

static void
take_mic (ShowState *state, guint index, const json_t *kept)
{
  ShowMicState *mic = &state->mics[index];
  double gain_db = json_number_value (json_object_get (kept, "gain_db"));

  if (json_is_number (json_object_get (kept, "gain_db")))
    mic->gain_db = CLAMP (gain_db, SHOW_GAIN_DB_MIN, SHOW_GAIN_DB_MAX);
  take_flag (kept, "mute", &mic->mute);
  take_small_int (kept, "delay_ms", 0, SHOW_DELAY_MS_MAX, &mic->delay_ms);
}

static void
take_card (ShowState *state, guint index, const json_t *kept)
{
  ShowCardState *card = &state->cards[index];

  take_flag (kept, "shown", &card->shown);
  take_text (kept, "sku", SHOW_SKU_MAX, &card->sku);
  take_text (kept, "text", SHOW_TERMS_MAX, &card->text);
  take_text (kept, "detail", SHOW_TEXT_MAX, &card->detail);
  take_int (kept, "until_ms", 0, SHOW_TIME_MAX_MS, &card->until_ms);
}

static void
want (ShowSinkState *sink, gboolean wanted)
{
  if (!sink->wanted == !wanted)
    return;
  sink->wanted = wanted;
  show_report_unref (sink->report);
  sink->report = show_report_new_sink (wanted);
}

static void
take_output (ShowState *state, guint index, const json_t *kept)
{
  if (json_is_boolean (kept))
    want (&state->outputs[index], json_is_true (kept));
}

static void
take_all (ShowState *state, const json_t *kept, const GArray *known, TakeFunc take)
{
  json_t *value;
  const char *name;
  guint index;

  json_object_foreach ((json_t *) kept, name, value)
  {
    if (show_setup_find (known, name, &index))
      take (state, index, value);
  }
}

static void
take_rundown (ShowState *state, const json_t *kept)
{
  gint64 since_ms = state->now_ms;
  guint index;

  if (!json_is_object (kept))
    return;
  if (take_name (kept, "current", state->setup->cues, &index)) {
    take_int (kept, "since_ms", 0, state->now_ms, &since_ms);
    state->cue_on = index + 1;
    state->cue_since_ms = since_ms;
    state->cue_since_mono_ms = state->mono_ms - (state->now_ms - since_ms);
  }
  if (take_name (kept, "next", state->setup->cues, &index))
    state->cue_next = index + 1;
  else if (!json_object_get (kept, "next"))
    state->cue_next = 0;
}

void
show_draft_resume (ShowState *state, const json_t *kept)
{
  const ShowSetup *setup = state->setup;
  gboolean record = state->recording.wanted;
  guint index;

  take_name (kept, "scene", setup->scenes, &state->scene);
  if (take_name (kept, "back_to", setup->scenes, &index))
    state->back = index + 1;
  take_small_int (kept, "transition_ms", 0, SHOW_FADE_MS_MAX, &state->transition_ms);
  take_small_int (kept, "bitrate_kbps", SHOW_BITRATE_KBPS_MIN, SHOW_BITRATE_KBPS_MAX,
                  &state->bitrate_kbps);
  take_int (kept, "buffer", 0, SHOW_QUANTITY_MAX, &state->oversell_buffer);
  take_flag (kept, "recording", &record);
  want (&state->recording, record);
  take_all (state, json_object_get (kept, "microphones"), setup->mics, take_mic);
  take_all (state, json_object_get (kept, "cards"), setup->cards, take_card);
  take_all (state, json_object_get (kept, "outputs"), setup->outputs, take_output);
  take_rundown (state, json_object_get (kept, "rundown"));
}
