/* JSON values as MessagePack (github.com/msgpack/msgpack/blob/master/spec.md), the other encoding
 * of obs-websocket: what obs-websocket-js speaks in Node, and with it Companion and TallyArbiter.
 * Pure.
 */
#pragma once
#include <glib.h>
#include <jansson.h>

#define WEB_OBS_MSGPACK_DEPTH_MAX 32

/* Transfer full. */
GBytes *web_obs_msgpack_pack (const json_t *json);

/* A new reference; NULL for what is malformed, goes on after its value, lies too deep, or is
 * something that JSON does not have (bytes, extensions, keys that are no text). */
json_t *web_obs_msgpack_unpack (const guint8 *data, gsize length);
