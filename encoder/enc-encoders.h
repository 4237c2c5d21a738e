/* The encoders that are known, best first, and how each is told what is wanted of it. */
#pragma once
#include "enc-types.h"

typedef enum {
  ENC_OPTIONAL = 1 << 0, /* not every version of the element has it */
  ENC_LIVE = 1 << 1,     /* set again when the bitrate changes, with the element running */
} EncPropertyFlags;

/* A property as text, in which $NAME stands for a value of EncVideoSettings: $kbps, $bps, $gop
 * (frames), $preset, $slices, $sliced (1 or 0); and $level for the lowest that holds the picture.
 */
typedef struct {
  const char *name;
  const char *value;
  EncPropertyFlags flags;
} EncProperty;

typedef struct {
  const char *element; /* the factory's name */
  const char *title;   /* for people */
  gboolean hardware;
  const char *converter; /* element that brings I420 into the encoder's memory; NULL: none needed */
  const char *caps;      /* what is asked of its output, with $level; NULL: nothing more */
  const EncProperty *properties; /* ends with name = NULL */
} EncEncoder;

/* Best first: hardware, x264, openh264; ends with element = NULL. */
extern const EncEncoder enc_encoders[];

/* "auto" and then the names of enc_encoders in the same order; NULL-terminated. */
extern const char *const enc_encoder_kinds[];

typedef struct {
  int width, height;
  int fps_n, fps_d;
  guint kbps;
  guint gop_frames;   /* the longest distance of two keyframes */
  const char *preset; /* x264's name */
  guint slices;       /* of a picture; 0: whole ones, several at a time, each ready later */
} EncVideoSettings;

const EncEncoder *enc_encoder_find (const char *element); /* NULL: unknown */

/* Of 16 x 16 pixels, those that stick out included: what encoders work by. */
guint enc_count_macroblocks (int width, int height);

/* Whether any of its properties follows `value`, such as "$slices". */
gboolean enc_encoder_heeds (const EncEncoder *self, const char *value);

/* Any thread. A bin with I420 in and H.264 byte-stream out (access units), whose inner encoder is
 * `*ret_encoder` (borrowed). Floating reference; NULL with ENC_ERROR_PIPELINE. */
GstElement *enc_encoder_make_bin (const EncEncoder *self, const EncVideoSettings *settings,
                                  GstElement **ret_encoder, GError **error);

/* Any thread. Sets the properties that follow the bitrate, while the element runs. */
void enc_encoder_set_bitrate (const EncEncoder *self, GstElement *encoder,
                              const EncVideoSettings *settings);

/* The AAC encoders, best first; ends with element = NULL. */
typedef struct {
  const char *element;
  guint delay_samples; /* sample n goes in, sample n + delay_samples comes out of a decoder */
} EncAac;
extern const EncAac enc_aacs[];

/* Any thread. The best one that is installed, set to `kbps`; floating reference. */
GstElement *enc_aac_make (guint kbps, const EncAac **ret_aac, GError **error);
