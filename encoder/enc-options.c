#include "enc-options.h"

#include "enc-encoders.h"

const char *const enc_presets[] = {"ultrafast", "superfast", "veryfast", "faster", "fast", NULL};

static const CfgOption encoder_options[] = {
    {"kind", CFG_CHOICE, G_STRUCT_OFFSET (EncOptions, kind), "auto", .choices = enc_encoder_kinds,
     .help = "Which H.264 encoder. auto takes hardware that proves to work, otherwise x264."},
    {"bitrate", CFG_INT, G_STRUCT_OFFSET (EncOptions, bitrate_kbps), "4500",
     .min = ENC_BITRATE_MIN_KBPS, .max = ENC_BITRATE_MAX_KBPS, .unit = "kbit/s",
     .help = "Bitrate of the picture. Twitch takes up to 6000, Facebook 3000 to 6000 at 1080p. The "
             "upload must have this much for each output, and a third more."},
    {"preset", CFG_CHOICE, G_STRUCT_OFFSET (EncOptions, preset), "superfast",
     .choices = enc_presets,
     .help = "x264 only: the slower, the better the picture and the more the processor has to do."},
    {"audio_bitrate", CFG_INT, G_STRUCT_OFFSET (EncOptions, audio_kbps), "160", .min = 64,
     .max = 320, .unit = "kbit/s", .help = "Bitrate of the sound (AAC, stereo)."},
    {NULL},
};

const CfgSection enc_section = {
    .name = "encoder",
    .help = "How picture and sound are encoded, once for all outputs and the recording.",
    .struct_size = sizeof (EncOptions),
    .options = encoder_options,
};

static const CfgOption recording_options[] = {
    {"enabled", CFG_BOOL, G_STRUCT_OFFSET (EncRecordingOptions, enabled), "yes",
     .help = "Record every show from its start. It can be stopped and started while it runs."},
    {"folder", CFG_PATH, G_STRUCT_OFFSET (EncRecordingOptions, folder),
     .example = "/mnt/usb/recordings",
     .help = "Where shows are kept, each in a folder named after its date and time. Without it, "
             "\"recordings\" in Tallybox's own folder. A service may write below /mnt, /media and "
             "/srv, once its user is let: \"sudo install -d -o tallybox FOLDER\"."},
    {"split", CFG_MS, G_STRUCT_OFFSET (EncRecordingOptions, split_ms), "30 min", .min = 0,
     .max = 24.0 * 3600 * 1000,
     .help = "Begin a new file after so much time; no picture is lost in between. 0 makes one file "
             "of the whole show."},
    {"keep_free", CFG_INT, G_STRUCT_OFFSET (EncRecordingOptions, keep_free_mb), "2000", .min = 0,
     .max = 1000000, .unit = "MB",
     .help = "When less than this is free, the oldest recordings of earlier shows are removed. 1 "
             "to 49 count as 50; 0 never removes anything."},
    {NULL},
};

const CfgSection enc_recording_section = {
    .name = "recording",
    .help = "The recording on disk (MP4).",
    .struct_size = sizeof (EncRecordingOptions),
    .options = recording_options,
};
