/* Contents that show what each card looks like in each of its states: for the gallery and for
 * tests. Pure. */
#pragma once
#include "show-card.h"

guint ovl_sample_get_count (void);

/* "product-sold-out": what to call its picture. */
const char *ovl_sample_get_name (guint index);

/* `logo`: path of the picture for the logo card; NULL: that sample is not drawn. Transfer full. */
ShowCardContent *ovl_sample_new (guint index, const char *logo);
