/* The stream key: where it is read, and how it is kept out of what people see. */
#pragma once
#include "enc-options.h"

/* Any thread; reads a small file. The key of `options`, registered with the log's mask. Transfer
 * full. ENC_ERROR_KEY with a remedy; never a part of the file's content. */
char *enc_key_read (const EncOutputOptions *options, GError **error);

/* Any thread. NULL, or why its file cannot be read: "There is no file …". Transfer full. */
char *enc_key_find_fault (const EncOutputOptions *options);

/* Any thread. A library's words, fit to be shown: addresses and all known keys replaced. Transfer
 * full. */
char *enc_key_strip (const char *text);
