/* The state as the API gives it. */
#include "show-json.h"
#include "show-text.h"

#define STUTTER_PERCENT 2 /* of the pictures left out: then it can be seen */

/* Where "panic off" leads. */
static json_t *
json_back (const ShowState *state)
{
  return state->back == 0
             ? json_null ()
             : json_string (g_array_index (state->setup->scenes, ShowScene, state->back - 1).name);
}

static gboolean
stutters (const ShowFigures *figures)
{
  return figures->left_out_percent >= STUTTER_PERCENT;
}

/* What is wrong with it. */
static json_t *
json_problem (const ShowFigures *figures)
{
  if (stutters (figures))
    return json_string ("The picture stutters: the rig is too busy and leaves pictures out. Keep "
                        "it cool and on its power supply, or choose a smaller size.");
  if (figures->eased)
    return json_string ("The rig was too busy: since then the picture is coarser, so that none is "
                        "left out. Keep it cool and on its power supply.");
  return json_null ();
}

static json_t *
json_programme (const ShowState *state, gint64 now_ms)
{
  const ShowFigures *figures = &state->figures;
  const ShowSetup *setup = state->setup;
  g_autofree char *encoder = show_text_tidy (figures->encoder, sizeof figures->encoder);
  double fps = (double) setup->fps_n / MAX (setup->fps_d, 1);

  return json_pack (
      "{s:[i,i], s:f, s:b, s:s, s:o, s:{s:s, s:i}, s:o, s:o, s:o, s:o, s:s, s:o, s:o, s:o, s:i, "
      "s:b, s:o}",
      "size", setup->width, setup->height, "fps", fps, "on_air", figures->on_air, "scene",
      show_state_get_scene (state)->name, "back_to", json_back (state), "transition", "kind",
      state->transition_ms > 0 ? "crossfade" : "cut", "ms", state->transition_ms, "position_ms",
      figures->zero_ms ? json_integer (now_ms - figures->zero_ms) : json_null (), "ticks",
      show_json_number (figures->ticks), "missed_ticks", show_json_number (figures->missed_ticks),
      "lost_sound_ms", show_json_number (figures->lost_sound_ms), "encoder", encoder, "encode_ms",
      show_json_level (figures->encode_ms), "bitrate_kbps",
      show_json_number (figures->bitrate_kbps), "since", show_json_time (state->on_air_since_ms),
      "left_out_percent", (int) figures->left_out_percent, "stutters", stutters (figures),
      "problem", json_problem (figures));
}

static json_t *
json_loudness (const ShowFigures *figures)
{
  return json_pack ("{s:o, s:o, s:o, s:o}", "momentary_lufs",
                    show_json_level (figures->momentary_lufs), "short_term_lufs",
                    show_json_level (figures->short_term_lufs), "integrated_lufs",
                    show_json_level (figures->integrated_lufs), "peak_dbfs",
                    show_json_level (figures->peak_dbfs));
}

static gboolean
is_in_scene (const ShowScene *scene, guint camera)
{
  for (guint i = 0; i < show_layout_count_cameras (scene->layout); i++)
    if (scene->cameras[i] == (int) camera)
      return TRUE;
  return FALSE;
}

/* "auto" is null where there is no such thing, and so is "value". */
static json_t *
json_controls (const ShowControls *controls)
{
  json_t *list = json_array ();

  for (guint i = 0; controls && i < controls->n; i++) {
    const ShowControl *control = &controls->items[i];
    json_t *json = json_pack (
        "{s:s, s:s, s:s, s:o, s:o}", "name", control->name, "label", control->label, "unit",
        control->unit, "value", control->has_value ? json_integer (control->value) : json_null (),
        "auto", control->has_auto ? json_boolean (control->is_auto) : json_null ());

    if (control->has_value)
      json_object_update_new (json, json_pack ("{s:i, s:i, s:i}", "min", control->min, "max",
                                               control->max, "default", control->preset));
    json_array_append_new (list, json);
  }
  return list;
}

static json_t *
json_camera (const ShowState *state, guint i)
{
  const ShowStatus *status = state->cameras[i]->status;
  const ShowControls *controls = state->controls[i];

  return json_pack ("{s:s, s:s, s:s, s:o, s:b, s:b, s:o}", "name",
                    g_array_index (state->setup->cameras, ShowCameraSetup, i).name, "state",
                    show_health_to_string (status->health), "text", status->text, "detail",
                    show_json_text (status->detail), "on_programme",
                    is_in_scene (show_state_get_scene (state), i), "locked",
                    controls && controls->locked, "controls", json_controls (controls));
}

/* null: it has none, or is not there. */
static json_t *
json_soundcard (const ShowSoundcard *card)
{
  if (!card->has_volume && !card->has_mute)
    return json_null ();
  return json_pack ("{s:o, s:o, s:o, s:o, s:o}", "volume_percent",
                    card->has_volume ? json_integer (card->volume_percent) : json_null (),
                    "volume_db", card->has_db ? json_real (card->volume_db) : json_null (),
                    "min_db", card->has_db ? json_real (card->min_db) : json_null (), "max_db",
                    card->has_db ? json_real (card->max_db) : json_null (), "mute",
                    card->has_mute ? json_boolean (card->mute) : json_null ());
}

static json_t *
json_mic (const ShowState *state, guint i)
{
  const ShowMicState *mic = &state->mics[i];
  const ShowMicFigures *figures = &state->figures.mics[i];
  const ShowStatus *status = mic->report->status;

  return json_pack ("{s:s, s:s, s:s, s:o, s:f, s:b, s:i, s:o, s:o, s:o, s:o, s:o, s:o}", "name",
                    g_array_index (state->setup->mics, ShowMicSetup, i).name, "state",
                    show_health_to_string (status->health), "text", status->text, "detail",
                    show_json_text (status->detail), "gain_db", mic->gain_db, "mute", mic->mute,
                    "delay_ms", mic->delay_ms, "peak_dbfs", show_json_level (figures->peak_dbfs),
                    "rms_dbfs", show_json_level (figures->rms_dbfs), "drift_ppm",
                    show_json_level (figures->drift_ppm), "lost_ms",
                    show_json_number (figures->lost_ms), "gaps", show_json_number (figures->gaps),
                    "device", json_soundcard (&mic->card));
}

static json_t *
json_scene (const ShowState *state, guint i)
{
  const ShowScene *scene = &g_array_index (state->setup->scenes, ShowScene, i);
  json_t *cameras = json_array ();

  for (guint j = 0; j < show_layout_count_cameras (scene->layout); j++)
    if (scene->cameras[j] >= 0 && scene->cameras[j] < (int) state->setup->cameras->len)
      json_array_append_new (
          cameras,
          json_string (
              g_array_index (state->setup->cameras, ShowCameraSetup, scene->cameras[j]).name));
  return json_pack ("{s:s, s:s, s:o}", "name", scene->name, "layout",
                    show_layout_to_string (scene->layout), "cameras", cameras);
}

/* What outputs and the recording have in common. */
static json_t *
json_report (const ShowReport *report, gint64 now_ms)
{
  const ShowCounters *counters = &report->counters;

  return json_pack ("{s:s, s:s, s:o, s:o, s:o, s:o, s:o, s:o, s:o}", "state",
                    show_health_to_string (report->status->health), "text", report->status->text,
                    "detail", show_json_text (report->status->detail), "sent_bytes",
                    show_json_number (counters->sent_bytes), "dropped_packets",
                    show_json_number (counters->dropped_packets), "retries",
                    show_json_number (counters->retries), "kbps", show_json_number (counters->kbps),
                    "queue_ms", show_json_level (counters->queue_ms), "retry_in_s",
                    show_json_retry (report->status, now_ms));
}

static json_t *
json_outputs (const ShowState *state, gint64 now_ms)
{
  json_t *outputs = json_array ();

  for (guint i = 0; i < state->setup->outputs->len; i++) {
    const ShowOutputSetup *setup = &g_array_index (state->setup->outputs, ShowOutputSetup, i);
    json_t *output = json_report (state->outputs[i].report, now_ms);

    json_object_set_new (output, "name", json_string (setup->name));
    json_array_append_new (outputs, output);
  }
  return outputs;
}

static json_t *
json_recording (const ShowState *state, gint64 now_ms)
{
  json_t *recording = json_report (state->recording.report, now_ms);

  json_object_set_new (recording, "file", show_json_text (state->recording.report->file));
  return recording;
}

static json_t *
json_list (const ShowState *state, guint n, json_t *(*make) (const ShowState *state, guint i))
{
  json_t *list = json_array ();

  for (guint i = 0; i < n; i++)
    json_array_append_new (list, make (state, i));
  return list;
}

static json_t *
json_config (const ShowState *state)
{
  const char *old = state->setup->is_config_old
                        ? "The config has mistakes, so the rig runs with the one before. Mend "
                          "them on the page Settings, or in the file."
                        : NULL;
  const char *lacks = state->setup->lacks_files
                          ? "The config names files that are not there or cannot be read, so the "
                            "rig runs without them. The page Settings lists them."
                          : NULL;
  g_autofree char *both = old && lacks ? g_strconcat (old, " ", lacks, NULL) : NULL;

  return json_pack ("{s:s?}", "problem", both ? both : old ? old : lacks);
}

json_t *
show_json_state (const ShowState *state, gint64 now_ms, gint64 mono_ms)
{
  const ShowSetup *setup = state->setup;

  return json_pack ("{s:I, s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:{s:b}, s:o, s:o}", "rev",
                    (json_int_t) state->rev, "programme", json_programme (state, now_ms),
                    "loudness", json_loudness (&state->figures), "cameras",
                    json_list (state, setup->cameras->len, json_camera), "microphones",
                    json_list (state, setup->mics->len, json_mic), "scenes",
                    json_list (state, setup->scenes->len, json_scene), "cards",
                    json_list (state, setup->cards->len, show_json_card), "shop",
                    show_json_shop (state, now_ms, mono_ms), "outputs",
                    json_outputs (state, now_ms), "recording", json_recording (state, now_ms),
                    "check", "open", state->checking, "rundown", show_json_rundown (state, mono_ms),
                    "config", json_config (state));
}

json_t *
show_state_to_json (const ShowState *state, gint64 now_ms, gint64 mono_ms)
{
  json_t *json = show_json_state (state, now_ms, mono_ms);

  json_object_set_new (json, "cues", json_list (state, state->setup->cues->len, show_json_cue));
  return json;
}

json_t *
show_state_to_whole_json (const ShowState *state, gint64 now_ms, gint64 mono_ms)
{
  json_t *json = show_state_to_json (state, now_ms, mono_ms);

  json_object_set_new (json, "products", show_state_products_to_json (state));
  return json;
}
