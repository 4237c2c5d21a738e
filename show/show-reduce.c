/* The reducer's front: which handler takes an event or a command, and what holds for all of them.
 */
#include "show-draft.h"

static gboolean
do_nothing (ShowDraft *draft, const ShowCommand *command, GError **error)
{
  return TRUE;
}

static const ShowCommandHandler command_handlers[] = {
    [SHOW_CMD_BITRATE] = show_reduce_bitrate,
    [SHOW_CMD_CAMERA] = show_reduce_camera_command,
    [SHOW_CMD_CARD_DETAIL] = show_reduce_card_text,
    [SHOW_CMD_CARD_HIDE] = show_reduce_card,
    [SHOW_CMD_CARD_PRODUCT] = show_reduce_card_product,
    [SHOW_CMD_CARD_SHOW] = show_reduce_card,
    [SHOW_CMD_CARD_TEXT] = show_reduce_card_text,
    [SHOW_CMD_CARD_TOGGLE] = show_reduce_card,
    [SHOW_CMD_CARD_UNTIL] = show_reduce_card_until,
    [SHOW_CMD_CHECK] = do_nothing,
    [SHOW_CMD_CHECK_RECORD] = show_reduce_check_record,
    [SHOW_CMD_CHECK_SIGN] = show_reduce_check_sign,
    [SHOW_CMD_CHECK_START] = show_reduce_check,
    [SHOW_CMD_CHECK_STOP] = show_reduce_check,
    [SHOW_CMD_CHECK_SYNC] = show_reduce_check_sync,
    [SHOW_CMD_CHECK_UPLINK] = show_reduce_check_uplink,
    [SHOW_CMD_CUE_BACK] = show_reduce_cue_back,
    [SHOW_CMD_CUE_CLEAR] = show_reduce_cue_clear,
    [SHOW_CMD_CUE_GO] = show_reduce_cue_go,
    [SHOW_CMD_CUE_NEXT] = show_reduce_cue_next,
    [SHOW_CMD_DELAY] = show_reduce_delay,
    [SHOW_CMD_FADE] = show_reduce_fade,
    [SHOW_CMD_GAIN] = show_reduce_gain,
    [SHOW_CMD_INVITE] = do_nothing,
    [SHOW_CMD_MICROPHONE] = show_reduce_microphone,
    [SHOW_CMD_MUTE] = show_reduce_mute,
    [SHOW_CMD_OUTPUT_START] = show_reduce_output_start,
    [SHOW_CMD_OUTPUT_STOP] = show_reduce_output_stop,
    [SHOW_CMD_PANIC] = show_reduce_panic,
    [SHOW_CMD_RECORD_SPLIT] = show_reduce_record_split,
    [SHOW_CMD_RECORD_START] = show_reduce_record_start,
    [SHOW_CMD_RECORD_STOP] = show_reduce_record_stop,
    [SHOW_CMD_RELOAD] = do_nothing,
    [SHOW_CMD_SCENE] = show_reduce_scene,
    [SHOW_CMD_STATE] = do_nothing,
    [SHOW_CMD_STATE_PRODUCTS] = do_nothing,
    [SHOW_CMD_STOCK_ADD] = show_reduce_stock,
    [SHOW_CMD_STOCK_BUFFER] = show_reduce_stock_buffer,
    [SHOW_CMD_STOCK_CAP] = show_reduce_stock,
    [SHOW_CMD_STOCK_COUNT] = show_reduce_stock,
    [SHOW_CMD_STOCK_HUB] = show_reduce_stock,
    [SHOW_CMD_STOCK_PREORDER] = show_reduce_stock,
    [SHOW_CMD_STOCK_PRICE] = show_reduce_stock,
    [SHOW_CMD_STOCK_RETURN] = show_reduce_stock,
    [SHOW_CMD_STOCK_SELL] = show_reduce_stock,
    [SHOW_CMD_STOCK_SET] = show_reduce_stock,
    [SHOW_CMD_STOCK_STATE] = show_reduce_stock,
    [SHOW_CMD_STOCK_TITLE] = show_reduce_stock,
    [SHOW_CMD_STOCK_URL] = show_reduce_stock,
    [SHOW_CMD_STOCK_WAS] = show_reduce_stock,
    [SHOW_CMD_STOCK_WINDOW] = show_reduce_stock,
    [SHOW_CMD_STOCK_REMOVE] = show_reduce_stock_remove,
    [SHOW_CMD_TRANSITION_CROSSFADE] = show_reduce_crossfade,
    [SHOW_CMD_TRANSITION_CUT] = show_reduce_cut,
    [SHOW_CMD_UNMUTE] = show_reduce_mute,
};

static const ShowEventHandler event_handlers[] = {
    [SHOW_EVENT_COMMAND] = NULL, /* can fail: by the table above */
    [SHOW_EVENT_CAMERA] = show_reduce_camera,
    [SHOW_EVENT_CONTROLS] = show_reduce_controls,
    [SHOW_EVENT_MIC] = show_reduce_mic,
    [SHOW_EVENT_SOUNDCARD] = show_reduce_soundcard,
    [SHOW_EVENT_OUTPUT] = show_reduce_output,
    [SHOW_EVENT_RECORDING] = show_reduce_recording,
    [SHOW_EVENT_PROGRAMME] = show_reduce_programme,
    [SHOW_EVENT_PRODUCTS] = show_reduce_products,
    [SHOW_EVENT_FEED] = show_reduce_feed,
    [SHOW_EVENT_PENDING] = show_reduce_pending,
    [SHOW_EVENT_ADJUSTED] = show_reduce_adjusted,
    [SHOW_EVENT_LINK] = show_reduce_link,
    [SHOW_EVENT_CARD] = show_reduce_card_problem,
    [SHOW_EVENT_TICK] = NULL,  /* settling the cards is all */
    [SHOW_EVENT_SETUP] = NULL, /* can fail */
};

static gboolean
handle_command (ShowDraft *draft, const ShowCommand *command, GError **error)
{
  g_assert (command->id > 0 && command->id < G_N_ELEMENTS (command_handlers));
  return command_handlers[command->id](draft, command, error);
}

static gboolean
handle (ShowDraft *draft, const ShowEvent *event, GError **error)
{
  g_assert (event->kind > 0 && event->kind < G_N_ELEMENTS (event_handlers));
  if (event->kind == SHOW_EVENT_COMMAND)
    return handle_command (draft, event->command, error);
  if (event->kind == SHOW_EVENT_SETUP)
    return show_reduce_setup (draft, event, error);
  if (event_handlers[event->kind])
    event_handlers[event->kind](draft, event);
  return TRUE;
}

ShowState *
show_state_reduce (ShowState *state, const ShowEvent *event, GPtrArray *effects, GError **error)
{
  g_autoptr (ShowState) next = show_state_copy (state);
  ShowDraft draft = {.state = next, .effects = effects, .event = event};
  guint n_effects_before = effects->len;

  next->now_ms = event->now_ms;
  next->mono_ms = event->mono_ms;
  if (!handle (&draft, event, error)) {
    g_assert (effects->len == n_effects_before && !draft.changed);
    return NULL;
  }
  show_draft_settle (&draft);
  if (!draft.changed)
    return show_state_ref (state);
  next->rev++;
  return g_steal_pointer (&next);
}
