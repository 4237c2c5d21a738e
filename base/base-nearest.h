/* "Did you mean …": the known word nearest to a misspelt one. Pure, any thread. */
#pragma once
#include <glib.h>

/* Longer words are never near anything: bounds the work on what a remote party sends. */
#define BASE_NEAREST_WORD_MAX 64

/* The word of `words` (NULL-terminated; may be empty) that `word` was most likely meant to be, or
 * NULL when none is near: at most a third of the letters wrong, where a wrong, missing, added or
 * swapped letter counts one (Damerau 1964, optimal string alignment), and a beginning of three
 * letters or more counts one. Capital and small ASCII letters are the same. The first of equally
 * near words wins. Borrowed from `words`. */
const char *base_nearest (const char *word, const char *const *words);
