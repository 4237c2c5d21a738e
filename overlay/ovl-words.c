#include "ovl-words.h"

typedef struct {
  const char *language;
  const char *says[OVL_SAYS];
} Words;

static const Words english = {
    "en",
    {
        [OVL_SAY_SOON] = "Soon",
        [OVL_SAY_SOON_NOTE] = "not on sale\nyet",
        [OVL_SAY_SOLD_OUT] = "Sold out",
        [OVL_SAY_SOLD_OUT_NOTE] = "all gone in\nthis drop",
        [OVL_SAY_PREORDER] = "Pre-order",
        [OVL_SAY_PREORDER_NOTE] = "ships by\n{0}",
        [OVL_SAY_PAUSED] = "Paused",
        [OVL_SAY_PAUSED_NOTE] = "not on sale\nright now",
        [OVL_SAY_ENDED] = "Ended",
        [OVL_SAY_ENDED_NOTE] = "this drop\nis over",
        [OVL_SAY_UPDATING] = "updating…",
        [OVL_SAY_CHECKING] = "checking…",
        [OVL_SAY_OF_CAP] = "of {0}\nin this drop",
        [OVL_SAY_AVAILABLE] = "available",
        [OVL_SAY_LAST] = "{0, plural, one {last piece} other {last pieces}}",
        [OVL_SAY_LOW30] = "Lowest price in 30 days: {0}",
        [OVL_SAY_SCAN] = "Scan to buy",
        [OVL_SAY_NOW] = "now",
        [OVL_SAY_EARLY_ACCESS] = "Early access",
        [OVL_SAY_LEFT] = "{0} left",
        [OVL_SAY_OPENS_FOR] = "Opens for {0} in",
        [OVL_SAY_SET_ASIDE] = "{0, plural, one {# piece set aside} other {# pieces set aside}}",
        [OVL_SAY_STARTING] = "Starting soon",
        [OVL_SAY_STARTING_LINE] = "Make yourself comfortable, we begin in a moment.",
        [OVL_SAY_BREAK] = "Back in a moment",
        [OVL_SAY_BREAK_LINE] = "Stay with us, the show goes on shortly.",
        [OVL_SAY_END] = "Thank you",
        [OVL_SAY_END_LINE] = "It was lovely to have you here. See you next time.",
        [OVL_SAY_CAMERA] = "One moment",
        [OVL_SAY_CAMERA_LINE] = "The picture is on its way.",
    },
};

static const Words german = {
    "de",
    {
        [OVL_SAY_SOON] = "Bald",
        [OVL_SAY_SOON_NOTE] = "noch nicht\nim Verkauf",
        [OVL_SAY_SOLD_OUT] = "Ausverkauft",
        [OVL_SAY_SOLD_OUT_NOTE] = "alle weg in\ndiesem Drop",
        [OVL_SAY_PREORDER] = "Vorbestellen",
        [OVL_SAY_PREORDER_NOTE] = "Versand bis\n{0}",
        [OVL_SAY_PAUSED] = "Pause",
        [OVL_SAY_PAUSED_NOTE] = "gerade nicht\nim Verkauf",
        [OVL_SAY_ENDED] = "Beendet",
        [OVL_SAY_ENDED_NOTE] = "dieser Drop\nist vorbei",
        [OVL_SAY_UPDATING] = "aktualisiere\u00a0…",
        [OVL_SAY_CHECKING] = "wird geprüft\u00a0…",
        [OVL_SAY_OF_CAP] = "von {0}\nin diesem Drop",
        [OVL_SAY_AVAILABLE] = "verfügbar",
        [OVL_SAY_LAST] = "{0, plural, one {letztes Stück} other {letzte Stücke}}",
        [OVL_SAY_LOW30] = "Niedrigster Preis in 30\u00a0Tagen: {0}",
        [OVL_SAY_SCAN] = "Scannen und kaufen",
        [OVL_SAY_NOW] = "jetzt",
        [OVL_SAY_EARLY_ACCESS] = "Vorabzugang",
        [OVL_SAY_LEFT] = "noch {0}",
        [OVL_SAY_OPENS_FOR] = "Öffnet für {0} in",
        [OVL_SAY_SET_ASIDE] = "{0, plural, other {# Stück reserviert}}",
        [OVL_SAY_STARTING] = "Gleich geht’s los",
        [OVL_SAY_STARTING_LINE] = "Macht es euch bequem, wir fangen in Kürze an.",
        [OVL_SAY_BREAK] = "Gleich zurück",
        [OVL_SAY_BREAK_LINE] = "Bleibt dran, die Show geht gleich weiter.",
        [OVL_SAY_END] = "Danke",
        [OVL_SAY_END_LINE] = "Schön, dass ihr da wart. Bis zum nächsten Mal.",
        [OVL_SAY_CAMERA] = "Einen Moment",
        [OVL_SAY_CAMERA_LINE] = "Das Bild kommt gleich.",
    },
};

static const Words french = {
    "fr",
    {
        [OVL_SAY_SOON] = "Bientôt",
        [OVL_SAY_SOON_NOTE] = "pas encore\nen vente",
        [OVL_SAY_SOLD_OUT] = "Épuisé",
        [OVL_SAY_SOLD_OUT_NOTE] = "tout est parti\ndans ce drop",
        [OVL_SAY_PREORDER] = "Précommande",
        [OVL_SAY_PREORDER_NOTE] = "expédié d’ici le\n{0}",
        [OVL_SAY_PAUSED] = "En pause",
        [OVL_SAY_PAUSED_NOTE] = "pas en vente\npour l’instant",
        [OVL_SAY_ENDED] = "Terminé",
        [OVL_SAY_ENDED_NOTE] = "ce drop\nest fini",
        [OVL_SAY_UPDATING] = "mise à jour…",
        [OVL_SAY_CHECKING] = "vérification…",
        [OVL_SAY_OF_CAP] = "sur {0}\ndans ce drop",
        [OVL_SAY_AVAILABLE] = "{0, plural, one {disponible} other {disponibles}}",
        [OVL_SAY_LAST] = "{0, plural, one {dernière pièce} other {dernières pièces}}",
        [OVL_SAY_LOW30] = "Prix le plus bas sur 30\u00a0jours\u00a0: {0}",
        [OVL_SAY_SCAN] = "Scanner pour acheter",
        [OVL_SAY_NOW] = "maintenant",
        [OVL_SAY_EARLY_ACCESS] = "Accès anticipé",
        [OVL_SAY_LEFT] = "encore {0}",
        [OVL_SAY_OPENS_FOR] = "Ouvre pour {0} dans",
        [OVL_SAY_SET_ASIDE] = "{0, plural, one {# pièce réservée} other {# pièces réservées}}",
        [OVL_SAY_STARTING] = "On commence bientôt",
        [OVL_SAY_STARTING_LINE] = "Installez-vous, c’est pour tout de suite.",
        [OVL_SAY_BREAK] = "On revient vite",
        [OVL_SAY_BREAK_LINE] = "Restez avec nous, on reprend tout de suite.",
        [OVL_SAY_END] = "Merci",
        [OVL_SAY_END_LINE] = "Quel plaisir de vous avoir avec nous. À la prochaine.",
        [OVL_SAY_CAMERA] = "Un instant",
        [OVL_SAY_CAMERA_LINE] = "L’image arrive.",
    },
};

static const Words spanish = {
    "es",
    {
        [OVL_SAY_SOON] = "Pronto",
        [OVL_SAY_SOON_NOTE] = "aún no está\na la venta",
        [OVL_SAY_SOLD_OUT] = "Agotado",
        [OVL_SAY_SOLD_OUT_NOTE] = "no quedan más\nen este drop",
        [OVL_SAY_PREORDER] = "Preventa",
        [OVL_SAY_PREORDER_NOTE] = "envío hasta el\n{0}",
        [OVL_SAY_PAUSED] = "En pausa",
        [OVL_SAY_PAUSED_NOTE] = "ahora no está\na la venta",
        [OVL_SAY_ENDED] = "Finalizado",
        [OVL_SAY_ENDED_NOTE] = "este drop\nha terminado",
        [OVL_SAY_UPDATING] = "actualizando…",
        [OVL_SAY_CHECKING] = "comprobando…",
        [OVL_SAY_OF_CAP] = "de {0}\nen este drop",
        [OVL_SAY_AVAILABLE] = "{0, plural, one {disponible} other {disponibles}}",
        [OVL_SAY_LAST] = "{0, plural, one {última pieza} other {últimas piezas}}",
        [OVL_SAY_LOW30] = "Precio más bajo en 30\u00a0días: {0}",
        [OVL_SAY_SCAN] = "Escanea para comprar",
        [OVL_SAY_NOW] = "ahora",
        [OVL_SAY_EARLY_ACCESS] = "Acceso anticipado",
        [OVL_SAY_LEFT] = "quedan {0}",
        [OVL_SAY_OPENS_FOR] = "Abre para {0} en",
        [OVL_SAY_SET_ASIDE] = "{0, plural, one {# pieza reservada} other {# piezas reservadas}}",
        [OVL_SAY_STARTING] = "Empezamos pronto",
        [OVL_SAY_STARTING_LINE] = "Acomódate, comenzamos en un momento.",
        [OVL_SAY_BREAK] = "Volvemos enseguida",
        [OVL_SAY_BREAK_LINE] = "Quédate con nosotros, el programa sigue en breve.",
        [OVL_SAY_END] = "Gracias",
        [OVL_SAY_END_LINE] = "Ha sido un placer tenerte aquí. Hasta la próxima.",
        [OVL_SAY_CAMERA] = "Un momento",
        [OVL_SAY_CAMERA_LINE] = "La imagen está en camino.",
    },
};

static const Words japanese = {
    "ja",
    {
        [OVL_SAY_SOON] = "まもなく",
        [OVL_SAY_SOON_NOTE] = "まだ販売して\nいません",
        [OVL_SAY_SOLD_OUT] = "完売",
        [OVL_SAY_SOLD_OUT_NOTE] = "今回の分は\nなくなりました",
        [OVL_SAY_PREORDER] = "予約受付中",
        [OVL_SAY_PREORDER_NOTE] = "{0}\nまでに発送",
        [OVL_SAY_PAUSED] = "一時休止",
        [OVL_SAY_PAUSED_NOTE] = "ただいま販売を\n休んでいます",
        [OVL_SAY_ENDED] = "終了",
        [OVL_SAY_ENDED_NOTE] = "今回の販売は\n終わりました",
        [OVL_SAY_UPDATING] = "更新中…",
        [OVL_SAY_CHECKING] = "確認中…",
        [OVL_SAY_OF_CAP] = "今回の{0}点中\n残り数",
        [OVL_SAY_AVAILABLE] = "点の在庫",
        [OVL_SAY_LAST] = "残りわずか",
        [OVL_SAY_LOW30] = "過去30日間の最低価格：{0}",
        [OVL_SAY_SCAN] = "スキャンして購入",
        [OVL_SAY_NOW] = "いま",
        [OVL_SAY_EARLY_ACCESS] = "先行販売",
        [OVL_SAY_LEFT] = "残り {0}",
        [OVL_SAY_OPENS_FOR] = "{0}先行販売まで",
        [OVL_SAY_SET_ASIDE] = "{0, plural, other {#点を確保}}",
        [OVL_SAY_STARTING] = "まもなく開始",
        [OVL_SAY_STARTING_LINE] = "もうしばらくお待ちください。",
        [OVL_SAY_BREAK] = "まもなく再開",
        [OVL_SAY_BREAK_LINE] = "そのままお待ちください。",
        [OVL_SAY_END] = "ありがとうございました",
        [OVL_SAY_END_LINE] = "またお会いしましょう。",
        [OVL_SAY_CAMERA] = "お待ちください",
        [OVL_SAY_CAMERA_LINE] = "映像を準備しています。",
    },
};

/* Texts of more than a line. */
static const char arabic_available[] = "{0, plural, two {قطعتان متوفرتان} few {قطع متوفرة} "
                                       "other {قطعة متوفرة}}";
static const char arabic_set_aside[] = "{0, plural, one {قطعة واحدة محجوزة} two {قطعتان محجوزتان} "
                                       "few {# قطع محجوزة} other {# قطعة محجوزة}}";

static const Words arabic = {
    "ar",
    {
        [OVL_SAY_SOON] = "قريباً",
        [OVL_SAY_SOON_NOTE] = "غير معروض\nللبيع بعد",
        [OVL_SAY_SOLD_OUT] = "نفدت الكمية",
        [OVL_SAY_SOLD_OUT_NOTE] = "بيع كل ما في\nهذا العرض",
        [OVL_SAY_PREORDER] = "طلب مسبق",
        [OVL_SAY_PREORDER_NOTE] = "الشحن حتى\n{0}",
        [OVL_SAY_PAUSED] = "متوقف",
        [OVL_SAY_PAUSED_NOTE] = "البيع متوقف\nحالياً",
        [OVL_SAY_ENDED] = "انتهى",
        [OVL_SAY_ENDED_NOTE] = "هذا العرض\nلم يعد متاحاً",
        [OVL_SAY_UPDATING] = "جارٍ التحديث…",
        [OVL_SAY_CHECKING] = "جارٍ التحقق…",
        [OVL_SAY_OF_CAP] = "من {0}\nفي هذا العرض",
        [OVL_SAY_AVAILABLE] = arabic_available,
        [OVL_SAY_LAST] = "{0, plural, one {آخر قطعة} two {آخر قطعتين} other {آخر القطع}}",
        [OVL_SAY_LOW30] = "أدنى سعر في آخر ثلاثين يوماً: {0}",
        [OVL_SAY_SCAN] = "امسح الرمز للشراء",
        [OVL_SAY_NOW] = "الآن",
        [OVL_SAY_EARLY_ACCESS] = "وصول مبكر",
        [OVL_SAY_LEFT] = "يتبقى {0}",
        [OVL_SAY_OPENS_FOR] = "يفتح لأعضاء {0} بعد",
        [OVL_SAY_SET_ASIDE] = arabic_set_aside,
        [OVL_SAY_STARTING] = "نبدأ قريباً",
        [OVL_SAY_STARTING_LINE] = "خذوا راحتكم، سنبدأ بعد لحظات.",
        [OVL_SAY_BREAK] = "نعود بعد لحظات",
        [OVL_SAY_BREAK_LINE] = "ابقوا معنا، البرنامج يستمر بعد قليل.",
        [OVL_SAY_END] = "شكراً لكم",
        [OVL_SAY_END_LINE] = "سعدنا بوجودكم معنا. إلى اللقاء في المرة القادمة.",
        [OVL_SAY_CAMERA] = "لحظة من فضلكم",
        [OVL_SAY_CAMERA_LINE] = "الصورة في طريقها إليكم.",
    },
};

static const Words *const all[] = {&english, &german, &french, &spanish, &japanese, &arabic};

static const Words *
find (const char *language)
{
  for (gsize i = 0; i < G_N_ELEMENTS (all); i++)
    if (g_str_equal (all[i]->language, language))
      return all[i];
  return NULL;
}

const char *
ovl_words_get (const char *language, OvlSay say)
{
  const Words *words = find (language);

  g_assert (say > 0 && say < OVL_SAYS);
  return (words ? words : &english)->says[say];
}

gboolean
ovl_words_speak (const char *language)
{
  return find (language) != NULL;
}
