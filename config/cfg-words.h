/* Words about options for people: what may be written, examples, remedies. Pure, any thread. */
#pragma once
#include "cfg-table.h"

/* The name that stands for every [section NAME] in examples. */
#define CFG_EXAMPLE_NAME "main"

/* What may be written: "a whole number from 300 to 20000 (kbit/s)". Transfer full. */
char *cfg_words_describe (const CfgOption *option);

/* A good value: the table's example, else the default, else one made from type and range. Transfer
 * full. */
char *cfg_words_example (const CfgOption *option);

/* "\"fast\" is not a frame rate. Write a number of frames a second from 1 to 60, such as fps = 30."
 * `wrong` is the middle of the first sentence. Transfer full. */
char *cfg_words_value_error (const CfgOption *option, const char *text, const char *wrong);

/* "[camera main]", "[encoder]". `name` NULL for an unnamed section. Transfer full. */
char *cfg_words_section (const char *section, const char *name);

/* What to do about a section or key that nobody knows: names the nearest known one, or all of them.
 * Transfer full. */
char *cfg_words_section_remedy (const CfgSection *const *tables, const char *word);
char *cfg_words_key_remedy (const CfgSection *const *tables, const CfgSection *table,
                            const char *word);
