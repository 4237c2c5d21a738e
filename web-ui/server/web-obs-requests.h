/* The handlers of requests, by subject; for web-obs-requests*.c only. */
#pragma once
#include "web-obs-private.h"

/* web-obs-requests-general.c */
void web_obs_broadcast_custom_event (WebObsCall *call);
void web_obs_get_hotkey_list (WebObsCall *call);
void web_obs_get_stats (WebObsCall *call);
void web_obs_get_version (WebObsCall *call);
void web_obs_sleep (WebObsCall *call);
void web_obs_trigger_hotkey (WebObsCall *call);

/* web-obs-requests-config.c */
void web_obs_get_monitor_list (WebObsCall *call);
void web_obs_get_profile_list (WebObsCall *call);
void web_obs_get_record_directory (WebObsCall *call);
void web_obs_get_scene_collection_list (WebObsCall *call);
void web_obs_get_stream_service (WebObsCall *call);
void web_obs_get_studio_mode (WebObsCall *call);
void web_obs_get_video_settings (WebObsCall *call);
void web_obs_no_studio_mode (WebObsCall *call);
void web_obs_set_profile (WebObsCall *call);
void web_obs_set_scene_collection (WebObsCall *call);
void web_obs_set_studio_mode (WebObsCall *call);

/* web-obs-requests-scenes.c */
void web_obs_get_group_items (WebObsCall *call);
void web_obs_get_group_list (WebObsCall *call);
void web_obs_get_item_blend_mode (WebObsCall *call);
void web_obs_get_item_enabled (WebObsCall *call);
void web_obs_get_item_id (WebObsCall *call);
void web_obs_get_item_index (WebObsCall *call);
void web_obs_get_item_list (WebObsCall *call);
void web_obs_get_item_locked (WebObsCall *call);
void web_obs_get_item_source (WebObsCall *call);
void web_obs_get_item_transform (WebObsCall *call);
void web_obs_get_program_scene (WebObsCall *call);
void web_obs_get_scene_list (WebObsCall *call);
void web_obs_get_scene_override (WebObsCall *call);
void web_obs_set_item_enabled (WebObsCall *call);
void web_obs_set_program_scene (WebObsCall *call);

/* web-obs-requests-inputs.c */
void web_obs_get_input_audio_balance (WebObsCall *call);
void web_obs_get_input_audio_monitor (WebObsCall *call);
void web_obs_get_input_audio_tracks (WebObsCall *call);
void web_obs_get_input_defaults (WebObsCall *call);
void web_obs_get_input_kind_list (WebObsCall *call);
void web_obs_get_input_list (WebObsCall *call);
void web_obs_get_input_mute (WebObsCall *call);
void web_obs_get_input_settings (WebObsCall *call);
void web_obs_get_input_sync_offset (WebObsCall *call);
void web_obs_get_input_volume (WebObsCall *call);
void web_obs_get_media_status (WebObsCall *call);
void web_obs_get_special_inputs (WebObsCall *call);
void web_obs_set_input_mute (WebObsCall *call);
void web_obs_set_input_sync_offset (WebObsCall *call);
void web_obs_set_input_volume (WebObsCall *call);
void web_obs_toggle_input_mute (WebObsCall *call);

/* web-obs-requests-sources.c */
void web_obs_get_filter_kinds (WebObsCall *call);
void web_obs_get_filter_list (WebObsCall *call);
void web_obs_get_source_active (WebObsCall *call);
gboolean web_obs_is_current (const WebObs *obs, const ShowSetup *setup, guint scene);

/* web-obs-requests-shots.c */
void web_obs_get_screenshot (WebObsCall *call);
void web_obs_save_screenshot (WebObsCall *call);

/* web-obs-requests-transitions.c */
void web_obs_get_transition (WebObsCall *call);
void web_obs_get_transition_cursor (WebObsCall *call);
void web_obs_get_transition_kinds (WebObsCall *call);
void web_obs_get_transition_list (WebObsCall *call);
void web_obs_set_transition (WebObsCall *call);
void web_obs_set_transition_duration (WebObsCall *call);

/* web-obs-requests-outputs.c */
void web_obs_get_absent_output (WebObsCall *call);
void web_obs_get_output_list (WebObsCall *call);
void web_obs_get_output_status (WebObsCall *call);
void web_obs_get_record_status (WebObsCall *call);
void web_obs_get_stream_status (WebObsCall *call);
void web_obs_split_record (WebObsCall *call);
void web_obs_start_output (WebObsCall *call);
void web_obs_start_record (WebObsCall *call);
void web_obs_start_stream (WebObsCall *call);
void web_obs_stop_output (WebObsCall *call);
void web_obs_stop_record (WebObsCall *call);
void web_obs_stop_stream (WebObsCall *call);
void web_obs_toggle_output (WebObsCall *call);
void web_obs_toggle_record (WebObsCall *call);
void web_obs_toggle_stream (WebObsCall *call);

/* web-obs-requests-vendor.c */
void web_obs_call_vendor (WebObsCall *call);
