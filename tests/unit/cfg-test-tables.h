/* A small set of option tables that has every type and rule, for the tests of config/. */
#pragma once
#include "cfg-table.h"

typedef struct {
  CFG_SECTION_HEAD
  int size[2];
  int fps[2];
  int bitrate_kbps;
  int theme;
  gboolean record;
  int plain_int, plain_size[2], plain_rate[2], plain_ms;
  double plain_double;
  char *title;
} TestShow;

typedef struct {
  CFG_SECTION_HEAD
  char *source;
  double gain_db;
  int delay_ms;
  gboolean mirror;
  char **tags;
  char *lut;
  char *sku;
} TestCamera;

typedef struct {
  CFG_SECTION_HEAD
  char *token;
  int tries;
} TestShop;

static gboolean
check_sku (const char *value, char **ret_why)
{
  if (g_ascii_isupper (value[0]))
    return TRUE;
  *ret_why = g_strdup_printf ("\"%s\" does not begin with a capital. Write it as on the label, "
                              "such as MUG-01.",
                              value);
  return FALSE;
}

static const char *const themes[] = {"bright", "dark", "high-contrast", NULL};

static const CfgOption show_options[] = {
    {.key = "size",
     .type = CFG_SIZE,
     .offset = G_STRUCT_OFFSET (TestShow, size),
     .default_text = "1280x720",
     .min = 160,
     .max = 3840,
     .help = "The picture's width and height."},
    {.key = "fps",
     .type = CFG_RATE,
     .offset = G_STRUCT_OFFSET (TestShow, fps),
     .default_text = "30",
     .min = 1,
     .max = 60,
     .unit = "frames per second",
     .help = "Pictures a second."},
    {.key = "bitrate",
     .type = CFG_INT,
     .offset = G_STRUCT_OFFSET (TestShow, bitrate_kbps),
     .default_text = "4500",
     .min = 300,
     .max = 20000,
     .unit = "kbit/s",
     .help = "Of the picture. What the uplink carries with a fifth to spare."},
    {.key = "theme",
     .type = CFG_CHOICE,
     .offset = G_STRUCT_OFFSET (TestShow, theme),
     .default_text = "bright",
     .choices = themes,
     .help = "The looks of the cards."},
    {.key = "record",
     .type = CFG_BOOL,
     .offset = G_STRUCT_OFFSET (TestShow, record),
     .default_text = "yes",
     .help = "Record from the start."},
    {.key = "plain_int",
     .type = CFG_INT,
     .offset = G_STRUCT_OFFSET (TestShow, plain_int),
     .help = "Any whole number."},
    {.key = "plain_size",
     .type = CFG_SIZE,
     .offset = G_STRUCT_OFFSET (TestShow, plain_size),
     .help = "Any size."},
    {.key = "plain_rate",
     .type = CFG_RATE,
     .offset = G_STRUCT_OFFSET (TestShow, plain_rate),
     .help = "Any rate."},
    {.key = "plain_ms",
     .type = CFG_MS,
     .offset = G_STRUCT_OFFSET (TestShow, plain_ms),
     .help = "Any time."},
    {.key = "plain_double",
     .type = CFG_DOUBLE,
     .offset = G_STRUCT_OFFSET (TestShow, plain_double),
     .help = "Any number."},
    {.key = "title",
     .type = CFG_STRING,
     .offset = G_STRUCT_OFFSET (TestShow, title),
     .default_text = "",
     .help = "A line of text with \\ in it, and words that begin with a dot such as .conf or 'so'. "
             "It is long enough that it has to be wrapped more than once in the sample and in the "
             "manual page."},
    {NULL},
};

static const CfgOption camera_options[] = {
    {.key = "source",
     .type = CFG_STRING,
     .offset = G_STRUCT_OFFSET (TestCamera, source),
     .required = TRUE,
     .example = "v4l2:/dev/video0",
     .help = "Where the picture comes from."},
    {.key = "gain",
     .type = CFG_DOUBLE,
     .offset = G_STRUCT_OFFSET (TestCamera, gain_db),
     .default_text = "0",
     .min = -60,
     .max = 24,
     .unit = "dB of change",
     .help = "Louder or softer."},
    {.key = "delay",
     .type = CFG_MS,
     .offset = G_STRUCT_OFFSET (TestCamera, delay_ms),
     .default_text = "0",
     .min = 0,
     .max = 2000,
     .help = "Later by so much."},
    {.key = "mirror",
     .type = CFG_BOOL,
     .offset = G_STRUCT_OFFSET (TestCamera, mirror),
     .help = "Swap left and right."},
    {.key = "tags",
     .type = CFG_LIST,
     .offset = G_STRUCT_OFFSET (TestCamera, tags),
     .help = "Words to find it by."},
    {.key = "lut",
     .type = CFG_PATH,
     .offset = G_STRUCT_OFFSET (TestCamera, lut),
     .help = "A colour table."},
    {.key = "sku",
     .type = CFG_STRING,
     .offset = G_STRUCT_OFFSET (TestCamera, sku),
     .example = "MUG-01",
     .check = check_sku,
     .help = "The product it looks at."},
    {NULL},
};

static const CfgOption shop_options[] = {
    {.key = "token",
     .type = CFG_STRING,
     .offset = G_STRUCT_OFFSET (TestShop, token),
     .required = TRUE,
     .help = "The shop's token."},
    {.key = "tries",
     .type = CFG_INT,
     .offset = G_STRUCT_OFFSET (TestShop, tries),
     .default_text = "3",
     .min = 1,
     .max = 9,
     .help = "How often to try."},
    {NULL},
};

static const CfgSection show_section = {
    "show", FALSE, 0, "The programme as a whole.", sizeof (TestShow), show_options};
static const CfgSection camera_section = {"camera",      TRUE, 3, "A camera.", sizeof (TestCamera),
                                          camera_options};
static const CfgSection shop_section = {
    "shop", FALSE, 0, "The shop that keeps the stock.", sizeof (TestShop), shop_options};
static const CfgSection *const tables[] = {&show_section, &camera_section, &shop_section, NULL};
