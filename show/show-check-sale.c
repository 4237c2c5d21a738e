/* Tech check: the shop, what is on the cards, and whether it can be bought. */
#include "show-check-judge.h"

static const ShowCheckWords local = {"Stock is counted on this rig.",
                                     "Der Bestand wird auf dieser Box gezählt."};
static const ShowCheckWords local_empty = {
    "Stock is counted here, and no number was set yet. Set one on the page “Live”.",
    "Der Bestand wird hier gezählt, aber es ist noch keiner gesetzt. Auf der Seite „Live“ setzen."};
static const ShowCheckWords synced = {"Linked: {0} products.", "Verbunden: {0} Produkte."};
static const ShowCheckWords refused = {
    "Linked, but {1} products cannot be read: {2} Correct them in the shop.",
    "Verbunden, aber {1} Produkte sind nicht lesbar: {2} Im Laden berichtigen."};
static const ShowCheckWords connecting = {"Connecting to the shop.",
                                          "Verbindet sich mit dem Laden."};
static const ShowCheckWords unlinked = {"{0}", "{0}"};

static gboolean
has_card_with_sku (const ShowCheckFacts *facts)
{
  for (guint i = 0; i < facts->n_cards; i++)
    if (facts->cards[i].sku)
      return TRUE;
  return FALSE;
}

void
show_check_shop (const ShowCheckFacts *facts, guint index, ShowCheckLine *line)
{
  gboolean sells = has_card_with_sku (facts);

  if (facts->shop_local && facts->n_products == 0)
    SAY (line, sells ? SHOW_VERDICT_WARN : SHOW_VERDICT_OFF, local_empty);
  else if (facts->shop_local)
    SAY (line, SHOW_VERDICT_GO, local);
  else if (facts->shop_synced && facts->shop_refused > 0)
    SAY (line, SHOW_VERDICT_WARN, refused, NUMBER (facts->n_products, 0),
         NUMBER (facts->shop_refused, 0), TEXT (facts->shop_refused_why));
  else if (facts->shop_synced)
    SAY (line, SHOW_VERDICT_GO, synced, NUMBER (facts->n_products, 0));
  else if (facts->shop == SHOW_HEALTH_CONNECTING)
    SAY (line, SHOW_VERDICT_WAIT, connecting);
  else
    SAY (line, SHOW_VERDICT_NO_GO, unlinked, TEXT (facts->shop_status));
}

static const ShowCheckWords no_sku = {"Not about a product.", "Kein Produkt."};
static const ShowCheckWords unknown = {
    "The shop does not know {0}. Correct the SKU of this card, or add it in the shop.",
    "Der Laden kennt {0} nicht. Die Artikelnummer dieser Karte berichtigen oder im Laden anlegen."};
static const ShowCheckWords unset = {
    "No stock was set for {0}. Set it on the page “Live”.",
    "Für {0} ist kein Bestand gesetzt. Auf der Seite „Live“ setzen."};
static const ShowCheckWords aged = {"The number of {0} is old. Look at the link to the shop.",
                                    "Die Zahl von {0} ist alt. Verbindung zum Laden ansehen."};
static const ShowCheckWords hidden = {
    "The number of {0} is too old to be shown. Look at the link to the shop.",
    "Die Zahl von {0} ist zu alt, um sie zu zeigen. Verbindung zum Laden ansehen."};
static const ShowCheckWords fresh = {"{0} is known, and its number is fresh.",
                                     "{0} ist bekannt, die Zahl ist aktuell."};

void
show_check_sku (const ShowCheckFacts *facts, guint index, ShowCheckLine *line)
{
  const ShowCheckCard *card = &facts->cards[index];

  if (!card->sku)
    SAY (line, SHOW_VERDICT_OFF, no_sku);
  else if (!card->known && facts->shop_local)
    SAY (line, SHOW_VERDICT_NO_GO, unset, TEXT (card->sku));
  else if (!card->known && !facts->shop_synced)
    SAY (line, SHOW_VERDICT_WAIT, connecting);
  else if (!card->known)
    SAY (line, SHOW_VERDICT_NO_GO, unknown, TEXT (card->sku));
  else if (card->freshness == SHOW_UNKNOWN)
    SAY (line, SHOW_VERDICT_NO_GO, hidden, TEXT (card->sku));
  else if (card->freshness == SHOW_AGED)
    SAY (line, SHOW_VERDICT_WARN, aged, TEXT (card->sku));
  else
    SAY (line, SHOW_VERDICT_GO, fresh, TEXT (card->sku));
}

static const ShowCheckWords no_link = {"No link to buy.", "Kein Kauflink."};
static const ShowCheckWords trying = {"The link {0} is being tried.",
                                      "Der Link {0} wird probiert."};
static const ShowCheckWords works = {"The link works: {0}", "Der Link geht: {0}"};
static const ShowCheckWords falls_back = {
    "The link {0} is dead: {1} The other one stands in. Correct it in the shop.",
    "Der Link {0} ist tot: {1} Der andere springt ein. Im Laden berichtigen."};
static const ShowCheckWords dead = {
    "The link {0} is dead: {1} Viewers cannot buy. Correct it in the shop.",
    "Der Link {0} ist tot: {1} So kann niemand kaufen. Im Laden berichtigen."};

void
show_check_link (const ShowCheckFacts *facts, guint index, ShowCheckLine *line)
{
  const ShowCheckCard *card = &facts->cards[index];
  guint first = card->links[0].url ? 0 : 1;
  gboolean spare =
      first == 0 && card->links[1].url && (card->links[1].alive || !card->links[1].tried);

  if (!card->links[first].url)
    SAY (line, SHOW_VERDICT_OFF, no_link);
  else if (!card->links[first].tried)
    SAY (line, SHOW_VERDICT_WAIT, trying, TEXT (card->links[first].url));
  else if (card->links[first].alive)
    SAY (line, SHOW_VERDICT_GO, works, TEXT (card->links[first].url));
  else if (spare)
    SAY (line, SHOW_VERDICT_WARN, falls_back, TEXT (card->links[first].url),
         TEXT (card->links[first].text));
  else
    SAY (line, SHOW_VERDICT_NO_GO, dead, TEXT (card->links[first].url),
         TEXT (card->links[first].text));
}
