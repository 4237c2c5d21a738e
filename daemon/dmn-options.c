#include "dmn-options.h"

#include "cap-options.h"
#include "enc-options.h"
#include "ovl-options.h"
#include "shop-options.h"
#include "show-types.h"
#include "web-obs-options.h"
#include "web-options.h"

static const char *const slates[] = {"starting", "break", "end", NULL};

static const CfgOption programme_options[] = {
    {"size", CFG_SIZE, G_STRUCT_OFFSET (DmnProgrammeOptions, size), "1280x720", .min = 160,
     .max = 3840, .unit = "pixels", .help = "Width x height of the picture that goes out."},
    {"fps", CFG_RATE, G_STRUCT_OFFSET (DmnProgrammeOptions, fps), "30", .min = 5, .max = 60,
     .unit = "frames per second", .help = "Frame rate that goes out."},
    {"latency", CFG_MS, G_STRUCT_OFFSET (DmnProgrammeOptions, latency_ms), "120 ms", .min = 20,
     .max = 1000,
     .help =
         "How long the mixer waits for every camera and microphone, so that lips and voice stay "
         "together. Raise it when a slow camera shows its slate now and then."},
    {"transition", CFG_MS, G_STRUCT_OFFSET (DmnProgrammeOptions, transition_ms), "300 ms", .min = 0,
     .max = SHOW_FADE_MS_MAX, .help = "Length of the crossfade between scenes; 0 cuts."},
    {"scene", CFG_STRING, G_STRUCT_OFFSET (DmnProgrammeOptions, scene), .example = "main",
     .help = "The scene to begin with. Without it, the first one."},
    {NULL},
};

const CfgSection dmn_programme_section = {
    .name = "programme",
    .help = "What goes out: size, frame rate, timing.",
    .struct_size = sizeof (DmnProgrammeOptions),
    .options = programme_options,
};

static const CfgOption scene_options[] = {
    {"layout", CFG_CHOICE, G_STRUCT_OFFSET (DmnSceneOptions, layout), "full",
     .choices = show_layout_names,
     .help = "full: one camera. pip: the second camera in a corner of the first. side: two cameras "
             "side by side. slate: a still picture."},
    {"cameras", CFG_LIST, G_STRUCT_OFFSET (DmnSceneOptions, cameras), .example = "main",
     .help = "Names of the cameras: one for full, two for pip and side, none for slate."},
    {"corner", CFG_CHOICE, G_STRUCT_OFFSET (DmnSceneOptions, corner), "top-right",
     .choices = show_corner_names, .help = "pip: where the small picture sits."},
    {"size", CFG_INT, G_STRUCT_OFFSET (DmnSceneOptions, size_percent), "33", .min = 10, .max = 50,
     .unit = "% of the width", .help = "pip: how large the small picture is."},
    {"slate", CFG_CHOICE, G_STRUCT_OFFSET (DmnSceneOptions, slate), "break", .choices = slates,
     .help = "slate: which still picture."},
    {NULL},
};

const CfgSection dmn_scene_section = {
    .name = "scene",
    .named = TRUE,
    .max = SHOW_SCENES_MAX,
    .help = "A picture that can be put on air. Without any, there is one for each camera, and pip, "
            "side, starting, break and end.",
    .struct_size = sizeof (DmnSceneOptions),
    .options = scene_options,
};

static const CfgOption cue_options[] = {
    {"title", CFG_STRING, G_STRUCT_OFFSET (DmnCueOptions, title), .example = "The blue mug",
     .help = "What producer and presenter call it. Without it, its name."},
    {"script", CFG_STRING, G_STRUCT_OFFSET (DmnCueOptions, script),
     .example = "Thrown by hand in Vienna.\\nHolds 300 ml.",
     .help = "What the presenter reads on the phone; \\n begins a new line."},
    {"scene", CFG_STRING, G_STRUCT_OFFSET (DmnCueOptions, scene), .example = "pip",
     .help = "The scene that comes on air. Without it the scene stays."},
    {"show", CFG_LIST, G_STRUCT_OFFSET (DmnCueOptions, show), .example = "mug, buy",
     .help = "Names of cards that come onto the picture."},
    {"hide", CFG_LIST, G_STRUCT_OFFSET (DmnCueOptions, hide), .example = "jug",
     .help = "Names of cards that leave it."},
    {"sku", CFG_STRING, G_STRUCT_OFFSET (DmnCueOptions, sku), .example = "MUG-01",
     .help = "The product that is sold meanwhile. The cards that the cue shows are about it then; "
             "if it shows none, those on the picture. A cue whose product is sold out is not "
             "taken."},
    {"length", CFG_MS, G_STRUCT_OFFSET (DmnCueOptions, length_ms), .min = 0,
     .max = SHOW_CUE_S_MAX * 1000.0, .example = "3 min",
     .help = "How long it is planned to take; the presenter sees it count down."},
    {NULL},
};

const CfgSection dmn_cue_section = {
    .name = "cue",
    .named = TRUE,
    .max = SHOW_CUES_MAX,
    .help = "A step of the run of show: a scene, cards, a product and what is said, taken at once "
            "with GO. The order of the sections is the order of the show.",
    .struct_size = sizeof (DmnCueOptions),
    .options = cue_options,
};

const CfgSection *const dmn_tables[] = {
    &dmn_programme_section, &cap_camera_section, &cap_microphone_section,
    &dmn_scene_section,     &ovl_section,        &ovl_safe_area_section,
    &ovl_card_section,      &dmn_cue_section,    &shop_section,
    &enc_section,           &enc_output_section, &enc_recording_section,
    &web_section,           &web_obs_section,    NULL,
};
