/* Contents that show what each card looks like in each of its states: for the gallery and for
 * tests. Pure. */
#pragma once
#include "show-card.h"

guint ovl_sample_get_count (void);

/* "product-sold-out": what to call its picture. */
const char *ovl_sample_get_name (guint index);

/* `logo`: path of the picture for the logo card; NULL: that sample is not drawn. Transfer full. */
ShowCardContent *ovl_sample_new (guint index, const char *logo);

/* The sample of that name, or NULL. */
ShowCardContent *ovl_sample_find (const char *name, const char *logo);

/* Puts an example in place of what `content` waits for and the show will tell: the product, the
 * time, a link, places. What its settings must say is left alone. */
void ovl_sample_complete (ShowCardContent *content);
