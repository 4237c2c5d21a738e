/* The settings of the encoder, outputs and the recording. */
#pragma once
#include "cfg-table.h"

#define ENC_BITRATE_MIN_KBPS 300
#define ENC_BITRATE_MAX_KBPS 20000

/* [encoder] */
extern const char *const enc_presets[]; /* x264's names, NULL-terminated */
typedef struct {
  CFG_SECTION_HEAD
  int kind;         /* "auto" or an encoder's name; index into the list of enc-probe.c + 1 */
  int bitrate_kbps; /* 300..20000 */
  int preset;       /* index into enc_presets + 1 */
  int audio_kbps;   /* 64..320 */
} EncOptions;
extern const CfgSection enc_section;

/* [output NAME] */
typedef struct {
  CFG_SECTION_HEAD
  char *url;            /* rtmp://HOST[:PORT]/APP or rtmps://…; no key in it */
  char *key_file;       /* the stream key: a file's first line */
  char *key_credential; /* or the name of a systemd credential ($CREDENTIALS_DIRECTORY/NAME) */
  char *test_key_file;  /* a key for tests, that nobody watches; NULL: none */
  char *tls_ca;         /* PEM file of an own certificate authority */
  gboolean start;       /* from the start */
} EncOutputOptions;
extern const CfgSection enc_output_section;
/* Of its own, with all that a connection needs. */
EncOutputOptions *enc_output_options_copy (const EncOutputOptions *output);
void enc_output_options_free (EncOutputOptions *output); /* of a copy; NULL is fine */

/* [recording] */
typedef struct {
  CFG_SECTION_HEAD
  gboolean enabled;
  char *folder;     /* default: STATE_DIR/recordings */
  int split_ms;     /* new file after so much, 0 = never */
  int keep_free_mb; /* oldest recordings of other shows go before less than this is free */
} EncRecordingOptions;
extern const CfgSection enc_recording_section;
