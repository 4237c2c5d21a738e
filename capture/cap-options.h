/* The settings of cameras and microphones. */
#pragma once
#include "cfg-table.h"

/* In what format a camera of this machine is to send. */
typedef enum {
  CAP_FORMAT_AUTO = 1,
  CAP_FORMAT_I420,
  CAP_FORMAT_NV12,
  CAP_FORMAT_YUYV,
  CAP_FORMAT_UYVY,
  CAP_FORMAT_MJPEG,
  CAP_FORMAT_H264,
} CapFormatWish;

/* [camera NAME] */
typedef struct {
  CFG_SECTION_HEAD
  char *source; /* v4l2:PATH, rtsp://…, srt://…, file:PATH, test:PATTERN */
  int format;   /* CapFormatWish */
  int delay_ms; /* picture later than its stamp by this much */
} CapCameraOptions;
extern const CfgSection cap_camera_section;

/* [microphone NAME] */
typedef struct {
  CFG_SECTION_HEAD
  char *source; /* alsa:DEVICE, camera:NAME, file:PATH, test:WAVE (sine, ticks, silence, beeps) */
  double gain_db;
  gboolean mute;
  int delay_ms;
  int role;           /* MixRole */
  int volume_percent; /* the device's own capture volume, -1 = leave it as it is */
} CapMicrophoneOptions;
extern const CfgSection cap_microphone_section;

#define CAP_DELAY_MS_MAX 2000

/* Any thread. CfgOption.check of `source`: FALSE and why, with what may be written instead. Only
 * the text is looked at: whether the device is there, the source itself finds out. */
gboolean cap_camera_check_source (const char *value, char **ret_why);
gboolean cap_microphone_check_source (const char *value, char **ret_why);
