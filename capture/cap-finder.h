/* The cameras that are plugged in, each by the name that it keeps. Any thread. */
#pragma once
#include "cap-probe.h"
#include "mix-types.h"

typedef struct {
  char *path;      /* to be written into the config */
  char *node;      /* what it leads to now: "/dev/video0" */
  gboolean stable; /* it names the port; a mere number may be another camera's tomorrow */
} CapFound;
void cap_found_free (CapFound *found);

/* CapFound of every video node below `dev` (usually CAP_FINDER_DEV), cameras or not, in the order
 * of their paths. A node with two links in by-path is there once; two nodes that would have the
 * same link are there both, though only one of them can have it. */
GPtrArray *cap_finder_list (const char *dev);
#define CAP_FINDER_DEV "/dev"

/* CapDevice of every camera among them, with the mode that would suit `programme`. */
GPtrArray *cap_finder_list_cameras (const char *dev, const MixFormat *programme);

/* The node to which a path leads; transfer full, NULL when there is none. */
char *cap_finder_resolve (const char *path);
