#include "cap-options.h"

#include "cap-backends.h"
#include "mix-audio.h"
#include "show-types.h"

static const char *const role_names[] = {[MIX_ROLE_VOICE - 1] = "voice",
                                         [MIX_ROLE_MUSIC - 1] = "music",
                                         [MIX_ROLE_AMBIENT - 1] = "ambient",
                                         NULL};

static const char *const format_names[] = {
    [CAP_FORMAT_AUTO - 1] = "auto", [CAP_FORMAT_I420 - 1] = "i420",
    [CAP_FORMAT_NV12 - 1] = "nv12", [CAP_FORMAT_YUYV - 1] = "yuyv",
    [CAP_FORMAT_UYVY - 1] = "uyvy", [CAP_FORMAT_MJPEG - 1] = "mjpeg",
    [CAP_FORMAT_H264 - 1] = "h264", NULL};

static const CfgOption camera_options[] = {
    {.key = "source",
     .type = CFG_STRING,
     .offset = offsetof (CapCameraOptions, source),
     .required = TRUE,
     .example = "v4l2:/dev/v4l/by-path/platform-xhci-hcd.0-usb-0:1:1.0-video-index0",
     .help = "Where the pictures come from: v4l2:PATH (a USB camera or grabber), rtsp://... or "
             "srt://... (a network camera), file:PATH (a film, again and again), test:PATTERN.",
     .check = cap_camera_check_source},
    {.key = "format",
     .type = CFG_CHOICE,
     .offset = offsetof (CapCameraOptions, format),
     .default_text = "auto",
     .choices = format_names,
     .help =
         "In what format a USB camera or grabber sends, where it offers several: auto takes the "
         "best that its USB port carries. \"tallybox probe\" lists what it offers."},
    {.key = "delay",
     .type = CFG_MS,
     .offset = offsetof (CapCameraOptions, delay_ms),
     .default_text = "0",
     .min = 0,
     .max = CAP_DELAY_MS_MAX,
     .unit = "ms",
     .help = "Shows the picture later by this much, to bring it together with its sound. A second "
             "of it at 1080p30 takes 93 MB of memory."},
    {.key = NULL}};

const CfgSection cap_camera_section = {.name = "camera",
                                       .named = TRUE,
                                       .max = SHOW_CAMERAS_MAX,
                                       .help = "A camera; NAME is what scenes call it.",
                                       .struct_size = sizeof (CapCameraOptions),
                                       .options = camera_options};

static const CfgOption microphone_options[] = {
    {.key = "source",
     .type = CFG_STRING,
     .offset = offsetof (CapMicrophoneOptions, source),
     .required = TRUE,
     .example = "alsa:hw:CARD=Host,DEV=0",
     .help = "Where the sound comes from: alsa:DEVICE (a sound card), camera:NAME (the sound of "
             "that camera), file:PATH (again and again), test:WAVE.",
     .check = cap_microphone_check_source},
    {.key = "gain",
     .type = CFG_DOUBLE,
     .offset = offsetof (CapMicrophoneOptions, gain_db),
     .default_text = "0",
     .min = -60,
     .max = 24,
     .unit = "dB",
     .help = "How much louder or softer than it comes in; -60 is silence."},
    {.key = "mute",
     .type = CFG_BOOL,
     .offset = offsetof (CapMicrophoneOptions, mute),
     .default_text = "no",
     .help = "Starts muted."},
    {.key = "delay",
     .type = CFG_MS,
     .offset = offsetof (CapMicrophoneOptions, delay_ms),
     .default_text = "0",
     .min = 0,
     .max = CAP_DELAY_MS_MAX,
     .unit = "ms",
     .help = "Lets the sound be heard later by this much, to bring it together with the picture."},
    {.key = "role",
     .type = CFG_CHOICE,
     .offset = offsetof (CapMicrophoneOptions, role),
     .default_text = "voice",
     .choices = role_names,
     .help = "voice: people who speak. music: is lowered while somebody speaks. ambient: neither."},
    {.key = "volume",
     .type = CFG_INT,
     .offset = offsetof (CapMicrophoneOptions, volume_percent),
     .default_text = "-1",
     .min = -1,
     .max = 100,
     .unit = "%",
     .help = "The sound card's own recording volume; -1 leaves it as it is."},
    {.key = NULL}};

const CfgSection cap_microphone_section = {.name = "microphone",
                                           .named = TRUE,
                                           .max = SHOW_MICS_MAX,
                                           .help = "A microphone or another source of sound.",
                                           .struct_size = sizeof (CapMicrophoneOptions),
                                           .options = microphone_options};
