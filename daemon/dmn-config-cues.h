/* The [cue NAME] sections of a config. */
#pragma once
#include "dmn-config.h"

/* Fills config->setup->cues and reports what does not fit; after the scenes and cards. */
void dmn_config_set_up_cues (DmnConfig *config);
