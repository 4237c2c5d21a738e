/* Signs a tech check: its board and a picture of each camera become a report. Main thread. */
#pragma once
#include "dmn-check-report.h"
#include "dmn-config.h"
#include "dmn-pictures.h"

/* `board` is taken. All else is borrowed and must outlive dmn_pictures_cancel(). */
void dmn_check_sign (DmnConfig *config, DmnPictures *pictures, DmnReports *reports,
                     const char *name, json_t *board);
