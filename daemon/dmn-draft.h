/* What the cards of a config that is not saved would say in the show as it is now. Main thread. */
#pragma once
#include "dmn-config.h"
#include "show-state.h"

/* `wanted` names one of {"card": a card of `config`} and {"sample": one of ovl-sample.h}; without
 * both it is the whole picture: all cards that are to be seen, and if none is, all. What the show
 * does not know (a product that no shop told of) is stood in for by an example. ShowCardContent,
 * transfer full; NULL with WEB_ERROR. */
GPtrArray *dmn_draft_make_contents (const DmnConfig *config, const ShowState *running,
                                    const json_t *wanted, gboolean *ret_as_picture, GError **error);
