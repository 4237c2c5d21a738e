/* The settings that belong to no single room, and the list of all sections. */
#pragma once
#include "cfg-table.h"

/* [programme] */
typedef struct {
  CFG_SECTION_HEAD
  int size[2];
  int fps[2];
  int latency_ms;
  int transition_ms;
  char *scene; /* on programme at the start; NULL = the first one */
} DmnProgrammeOptions;
extern const CfgSection dmn_programme_section;

/* [scene NAME] */
typedef struct {
  CFG_SECTION_HEAD
  int layout; /* ShowLayout */
  char **cameras;
  int corner; /* ShowCorner */
  int size_percent;
  int slate; /* ShowSlate */
} DmnSceneOptions;
extern const CfgSection dmn_scene_section;

/* [cue NAME] */
typedef struct {
  CFG_SECTION_HEAD
  char *title, *script, *scene, *sku;
  char **show, **hide;
  int length_ms; /* 0: not planned */
} DmnCueOptions;
extern const CfgSection dmn_cue_section;

/* Every section that a config may have, in the order of the sample; NULL-terminated. */
extern const CfgSection *const dmn_tables[];
