/* The whole state of the show as JSON text. Main thread. */
#pragma once
#include "web-types.h"

typedef struct _WebWhole WebWhole;

WebWhole *web_whole_new (void);
void web_whole_free (WebWhole *self); /* NULL is fine */
G_DEFINE_AUTOPTR_CLEANUP_FUNC (WebWhole, web_whole_free)

/* Appends what show_state_to_whole_json() makes. The products are nearly all of it, and few of them
 * change at a time: the text of each is kept until it does. */
void web_whole_append (WebWhole *self, const ShowState *state, GString *text);
