"""Mistakes in a query: where they are, and how to mend them, in French and in English."""

from collections.abc import Mapping

from watch.errors import WatchError
from watch.wording.terms import Language, typographic

_SAID: Mapping[str, tuple[str, str]] = {
    "too_long": (
        "La question a {count} caractères ; {most} au plus.",
        "The query has {count} characters; {most} at most.",
    ),
    "too_many": ("La question a plus de {most} conditions.", "The query has more than {most} conditions."),
    "control": (
        "Un caractère invisible ne peut pas être cherché ; retirez-le.",
        "A character that nobody sees cannot be searched; remove it.",
    ),
    "open_quote": (
        "Ce guillemet n’est pas refermé ; ajoutez {quote} à la fin du passage cherché.",
        "This quotation mark is not closed; add {quote} at the end of the phrase.",
    ),
    "empty_phrase": (
        "Il n’y a aucun mot entre ces guillemets.",
        "There is no word between these quotation marks.",
    ),
    "no_word": (
        "« {value} » ne contient aucun mot qui puisse être cherché.",
        "“{value}” holds no word that can be searched.",
    ),
    "unknown_field": (
        "Le champ « {value} » n’existe pas. {near}Pour chercher ces caractères, mettez-les entre guillemets.",
        "There is no field “{value}”. {near}To search these characters, put them between quotation marks.",
    ),
    "no_value": (
        "Il manque une valeur après « {value} », sans espace. Exemple : {example}",
        "A value is missing after “{value}”, without a space. Example: {example}",
    ),
    "unknown_value": (
        "« {value} » n’est pas une valeur de {field}. {near}Valeurs : {choices}.",
        "“{value}” is not a value of {field}. {near}Values: {choices}.",
    ),
    "not_a_number": (
        "« {value} » n’est pas un nombre. Exemple : {example}",
        "“{value}” is not a number. Example: {example}",
    ),
    "not_a_date": (
        "« {value} » n’est pas une date. Écrivez AAAA, AAAA-MM ou AAAA-MM-JJ.",
        "“{value}” is not a date. Write YYYY, YYYY-MM or YYYY-MM-DD.",
    ),
    "upside_down": (
        "Cet intervalle finit avant de commencer : {value}.",
        "This range ends before it begins: {value}.",
    ),
    "one_value": (
        "{field} ne prend qu’une valeur.",
        "{field} takes one value only.",
    ),
    "twice": ("{field} est donné deux fois.", "{field} is given twice."),
    "not_negated": (
        "{field} ne peut pas être exclu ; retirez le signe moins.",
        "{field} cannot be excluded; remove the minus sign.",
    ),
    "future": (
        "{value} n’est pas encore passé : as-of: prend un jour passé.",
        "{value} is not past yet: as-of: takes a past day.",
    ),
    "unknown_dimension": (
        "« {value} » n’est pas une dimension ; il y a : {choices}.",
        "“{value}” is no dimension; there are: {choices}.",
    ),
    "bad_cursor": (
        "La suite demandée n’appartient pas à cette question ; reprenez depuis le début.",
        "The page asked for does not belong to this query; start again from the first.",
    ),
    "too_costly": (
        "Cette question demande plus de {seconds} s ; ajoutez un champ ou une date.",
        "This query takes more than {seconds} s; add a field or a date.",
    ),
    "too_far_back": (
        "as-of: relit chaque version ; au-delà de {most} annonces, utilisez la commande `vigie query`.",
        "as-of: reads every version again; above {most} announcements, use the command `vigie query`.",
    ),
    "relevance_of_nothing": (
        "sort:relevance ordonne selon les mots cherchés ; ajoutez un mot ou retirez ce tri.",
        "sort:relevance orders by the words searched; add a word or remove this order.",
    ),
}


class QuestionError(WatchError):
    """A query that cannot be read; *start* and *end* are the characters at fault."""

    exit_code = 2

    def __init__(self, key: str, text: str, start: int, end: int, **values: object) -> None:
        self.key, self.text, self.start, self.end, self.values = key, text, start, max(end, start + 1), values
        super().__init__(self.said("en"), subject="query")

    def said(self, lang: Language) -> str:
        """What is wrong and what to do, in one or two sentences."""
        values = {name: _near(value, lang) if name == "near" else value for name, value in self.values.items()}
        return typographic(_SAID[self.key][lang == "en"].format(**values), lang)

    def pointing(self) -> str:
        """The query with carets under the characters at fault, at most 100 characters of it."""
        first = max(0, self.start - 40)
        line = "".join(" " if each in "\n\r\t" else each for each in self.text[first : first + 100])
        width = max(1, min(self.end, first + len(line)) - self.start)
        return f"{line}\n{' ' * (self.start - first)}{'^' * width}"

    def __str__(self) -> str:
        return f"query, character {self.start + 1}: {self.said('en')}\n{self.pointing()}"


def _near(value: object, lang: Language) -> str:
    """The words that propose *value* instead; empty when there is nothing near."""
    if not value:
        return ""
    return f"Vouliez-vous dire « {value} » ? " if lang == "fr" else f"Did you mean “{value}”? "
