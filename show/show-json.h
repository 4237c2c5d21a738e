/* Inside of the JSON of the state, for show-json*.c only. */
#pragma once
#include "show-draft.h"

/* null for what is not finite. */
json_t *show_json_level (double level);
/* At most SHOW_QUANTITY_MAX. */
json_t *show_json_number (guint64 number);
/* null for NULL. Foreign text was made valid when it came in. */
json_t *show_json_text (const char *text);
/* UTC, ISO 8601; null for 0 and for what no calendar has. */
json_t *show_json_time (gint64 ms);
/* Whole seconds until the next try, rounded up: "in 0 s" is now; null when none is planned. */
json_t *show_json_retry (const ShowStatus *status, gint64 now_ms);

/* The state but the cues, which never change. */
json_t *show_json_state (const ShowState *state, gint64 now_ms, gint64 mono_ms);

/* show-json-cues.c */
json_t *show_json_rundown (const ShowState *state, gint64 mono_ms);
json_t *show_json_cue (const ShowState *state, guint index);

/* show-json-stock.c */
json_t *show_json_card (const ShowState *state, guint index);
json_t *show_json_shop (const ShowState *state, gint64 now_ms, gint64 mono_ms);
