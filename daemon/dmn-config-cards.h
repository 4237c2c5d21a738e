/* The cards of the config: what each kind needs, checked where it is written. */
#pragma once
#include "dmn-config.h"

/* Adds the cards to the set-up; reports what is wrong at its line. */
void dmn_config_set_up_cards (DmnConfig *config);
