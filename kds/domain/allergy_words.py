"""The words by which a guest's allergy is recognised, one block for each language; how texts are compared is `allergy`'s business.

Every word is the beginning of a word, in lower case, without accents, and with a space for a hyphen. A restaurant adds words of
its own with the setting `allergy_words`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class AllergyWords:
    """What one language says about allergies.

    Attributes:
        names: what makes a text an allergy.
        denials: texts that deny one; they are taken out before looking.
        allergens: allergen of EU Regulation 1169/2011, annex II → what names it, a space between the words.
    """

    names: tuple[str, ...]
    denials: tuple[str, ...]
    allergens: Mapping[str, str]


ENGLISH = AllergyWords(
    names=(
        *("allerg", "anaphyla", "epipen", "intoleran", "coeliac", "celiac"),
        *("gluten free", "wheat free", "nut free", "peanut free", "dairy free", "lactose free"),
        *("egg free", "shellfish free", "soy free"),
    ),
    denials=("no known allergies", "no allergies", "no allergy"),
    allergens={
        "gluten": "gluten wheat rye barley oat spelt coeliac celiac",
        "crustaceans": "crustacean shellfish prawn shrimp crab lobster",
        "eggs": "egg",
        "fish": "fish",
        "peanuts": "peanut groundnut nut",
        "soybeans": "soy soja",
        "milk": "milk dairy lactose cheese butter cream",
        "nuts": "nut almond hazelnut walnut cashew pecan pistachio macadamia",
        "celery": "celery celeriac",
        "mustard": "mustard",
        "sesame": "sesame",
        "sulphites": "sulphit sulfit",
        "lupin": "lupin",
        "molluscs": "mollus shellfish mussel oyster squid clam",
    },
)
"""Of the till's and the sellers' own texts, and of guests from anywhere."""

SLOVAK = AllergyWords(
    names=("alerg", "anafyla", "celiaki", "neznasa", "bezlepk", "bez lepku", "bezlakt", "bez laktozy"),
    denials=("bez alergii", "ziadne alergie"),
    allergens={
        "gluten": "celiaki bezlepk lepok lepk psenic obilnin",
        "crustaceans": "korys krevet",
        "eggs": "vajc vajec",
        "fish": "ryb",
        "peanuts": "arasid orech",
        "soybeans": "soju sojov",
        "milk": "mliek mliec lakto bezlakt",
        "nuts": "orech mandl",
        "celery": "zeler",
        "mustard": "horcic",
        "sesame": "sezam",
        "sulphites": "siricit",
        "lupin": "vlci",
        "molluscs": "makkys",
    },
)
"""Of the till's waiters and their guests."""

DUTCH = AllergyWords(
    names=(
        *("allerg", "anafyla", "intoleran", "coeliak", "overgevoelig"),
        *("glutenvrij", "notenvrij", "lactosevrij", "zonder noten", "zonder gluten"),
    ),
    denials=("geen allergieen", "geen allergie"),
    allergens={
        "gluten": "gluten tarwe rogge gerst haver coeliak",
        "crustaceans": "schaaldier garna krab kreeft",
        "eggs": "eier",
        "fish": "vissen visallerg visproduct",
        "peanuts": "pinda noten",
        "soybeans": "soja",
        "milk": "melk zuivel lactose kaas boter slagroom",
        "nuts": "noten notenvrij amandel hazelno walno",
        "celery": "selder",
        "mustard": "mosterd",
        "sesame": "sesam",
        "sulphites": "sulfiet",
        "lupin": "lupine",
        "molluscs": "weekdier mossel oester",
    },
)
"""Of the web shop's customers."""

RUSSIAN = AllergyWords(
    names=(
        *("аллерг", "анафилак", "непереносим", "целиак", "безглютен", "безлактоз"),
        *("без глютен", "без лактоз", "без орех", "без арахис"),
    ),
    denials=("аллергии нет", "нет аллергии", "без аллергии"),
    allergens={
        "gluten": "глютен безглютен пшени рожь ржан ячмен овес целиак",
        "crustaceans": "ракообраз кревет краб омар",
        "eggs": "яиц яич",
        "fish": "рыб",
        "peanuts": "арахис орех",
        "soybeans": "соя сои соев",
        "milk": "молок молоч лактоз безлактоз сыр сливк",
        "nuts": "орех миндал фундук",
        "celery": "сельдере",
        "mustard": "горчи",
        "sesame": "кунжут",
        "sulphites": "сульфит",
        "lupin": "люпин",
        "molluscs": "моллюск мидии устриц кальмар",
    },
)
"""Of those who buy tickets."""

LANGUAGES: Mapping[str, AllergyWords] = {"en": ENGLISH, "nl": DUTCH, "ru": RUSSIAN, "sk": SLOVAK}
"""Code → words; all of them are looked for, because a guest writes in any language."""
