/* What stands in for sections that a config lacks: the devices that are plugged in, test pictures
 * and a tone. Main thread. */
#pragma once
#include "dmn-config.h"

#define DMN_DEVICES_CAMERAS 2 /* two angles make a show */

/* Their sources, owned; NULL: none was found. */
typedef struct {
  char *cameras[DMN_DEVICES_CAMERAS];
  char *microphone;
} DmnDevices;

/* Looks for what `file` lacks, and for nothing else: that takes time. */
void dmn_devices_look (DmnDevices *found, const CfgFile *file);
/* Those that the start of `running` found: no section of its file has them. */
void dmn_devices_recall (DmnDevices *found, const DmnConfig *running);
/* Adds the sections that `file` lacks. */
void dmn_devices_fill (const DmnDevices *found, CfgFile *file);
void dmn_devices_clear (DmnDevices *found);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (DmnDevices, dmn_devices_clear)
