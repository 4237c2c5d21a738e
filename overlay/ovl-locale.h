/* What a language and country do to a card: numbers, prices, dates, times, words, direction. Data
 * and rules are ICU's. One thread at a time. */
#pragma once
#include "ovl-types.h"
#include "ovl-words.h"

#define OVL_LOCALE_DEFAULT "en"

/* `tag`: a language with or without a country ("de", "de-AT", "de_DE.UTF-8", "ar-u-nu-latn"); one
 * that nobody knows is as OVL_LOCALE_DEFAULT. A language that the overlay has no words in has
 * English words among its own numbers and dates. */
OvlLocale *ovl_locale_new (const char *tag);
void ovl_locale_free (OvlLocale *self); /* NULL is fine */
G_DEFINE_AUTOPTR_CLEANUP_FUNC (OvlLocale, ovl_locale_free)

/* TRUE when ICU knows the language. */
gboolean ovl_locale_is_known (const char *tag);

/* TRUE when it is written from right to left. */
gboolean ovl_locale_is_rtl (const OvlLocale *self);

/* Digits after the decimal mark of an ISO 4217 currency (its "minor unit"); 2 for unknown codes. */
guint ovl_locale_currency_digits (const char *currency);

/* `minor` integer minor units of `currency` (ISO 4217): en "€24.90", de "24,90 €". Transfer full,
 * as are all below. */
char *ovl_locale_format_price (OvlLocale *self, gint64 minor, const char *currency);

/* en "1,204", de "1.204". */
char *ovl_locale_format_count (OvlLocale *self, gint64 count);

/* `day` is "2027-03-15": en "Mar 15, 2027". What is no such day comes back as it is. */
char *ovl_locale_format_day (OvlLocale *self, const char *day);

/* Time until something, `left_s` >= 0: "04:12", "1:04:12", "2d 4h". */
char *ovl_locale_format_time_left (OvlLocale *self, gint64 left_s);

/* `text` is what {0} stands for in the words, where they have a {0} that is a text. */
char *ovl_locale_say (OvlLocale *self, OvlSay say, const char *text);

/* The same for words whose {0} is a number. */
char *ovl_locale_say_number (OvlLocale *self, OvlSay say, gint64 number);
