/* Prices and counts as people write them. Pure; results are transfer full. */
#pragma once
#include <glib.h>

/* Where a caller has no better knowledge: the words on the cards are English too. */
#define OVL_LOCALE_DEFAULT "en"

/* Digits after the decimal mark of an ISO 4217 currency (its "minor unit"); 2 for unknown codes. */
guint ovl_price_digits (const char *currency);

/* `minor` integer minor units of `currency` (ISO 4217), written as `locale` does: en "€24.90",
 * de "24,90 €". `locale` is a language with or without a country ("de", "de-AT", "de_DE.UTF-8");
 * an unknown one reads as OVL_LOCALE_DEFAULT. Patterns, separators and symbols are CLDR's. Blanks
 * inside a price do not break. */
char *ovl_price_format (gint64 minor, const char *currency, const char *locale);

/* A count with the separators of `locale`: en "1,204", de "1.204". */
char *ovl_price_format_count (gint64 count, const char *locale);
