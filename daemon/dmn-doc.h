/* The documents that are generated from the tables of options and commands. */
#pragma once
#include <glib.h>

char *dmn_doc_sample (void);     /* config/tallybox.conf; transfer full */
char *dmn_doc_man (void);        /* tallybox(1), mdoc */
char *dmn_doc_completion (void); /* bash */
