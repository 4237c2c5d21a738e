/* What happened to the show, besides the cards, that belongs into the record of it. Pure. */
#pragma once
#include "show-state.h"

/* One entry; owned by the list. */
typedef struct {
  gint64 at_ms;     /* wall clock, ms since 1970 */
  gint64 stream_ms; /* position in the programme; -1: not known yet */
  const char
      *kind;  /* static: "programme" "scene" "cue" "output" "recording" "deadline" "link" "stock" */
  char *name; /* of the scene, cue, output or card; may be NULL */
  char *says; /* in plain words */
} ShowRecord;

/* What is otherwise in `after` than in `before` and belongs into the record, of the last event: a
 * GPtrArray of ShowRecord, transfer full. Programme on and off air, scenes, cues, outputs and the
 * recording when they begin or end to run, deadlines that moved, links that died or came back,
 * corrections that were made here and those that the shop did not take. */
GPtrArray *show_record_list (const ShowState *before, const ShowState *after);

/* The position in the programme at that time of the wall clock; -1: not known yet. */
gint64 show_state_get_stream_ms (const ShowState *state, gint64 now_ms);
