"""The notes that criteria write beside a finding, in English there, for readers of either language."""

import re

from watch.wording.terms import Language, typographic

_NOTES: tuple[tuple[str, str], ...] = (
    (r"no public body is a party", "aucun organisme public n'est partie"),
    (r"no company is a party", "aucune entreprise n'est partie"),
    (r"home legal order: EU/EEA", "ordre juridique de l'organisme : Union et Espace économique européen"),
    (r"home legal order: (?P<home>\w+)", "ordre juridique de l'organisme : {home}"),
    (r"described, not named", "décrit, non nommé"),
    (r"seen by detection, not named", "reconnu dans le texte, non nommé"),
    (
        r"(?P<name>.+): not in the register, seat given by the text",
        "{name} : hors du registre, siège donné par le texte",
    ),
    (r"(?P<name>.+): not in the register", "{name} : hors du registre"),
    (r"partners in research", "partenaires de recherche"),
    (r"from the instrument named", "d'après l'instrument nommé"),
    (r"the instrument as named", "l'instrument tel qu'il est nommé"),
    (
        r"usual hosts of the supplier; nothing is known of this contract",
        "hébergeurs habituels du fournisseur ; rien n'est connu de ce contrat",
    ),
    (r"class read in the documents by extraction", "classe lue dans les documents"),
    (r"nature of the body and of the use", "nature de l'organisme et de l'usage"),
    (r"run by (?P<name>.+), a public operator", "exploité par {name}, opérateur public"),
    (r"piloted by (?P<name>.+)", "piloté par {name}"),
    (r"each of them supplies a tool of its own", "chacun fournit un outil qui lui est propre"),
    (r"no exit clause or second supplier known", "aucune clause de sortie ni second fournisseur connus"),
    (r"no such word in the documents", "aucun mot de ce genre dans les documents"),
    (r"conditional", "au conditionnel"),
    (r"tasks described", "tâches décrites"),
)
"""(what the criterion writes, what a French reader is shown); names of parties are taken over as they are."""


def say_note(note: str, lang: Language) -> str:
    """A note in a reader's language; one that is only names comes back as it is."""
    if lang == "en":
        return note
    parts = [_french(part) for part in (note.split("; ") if note.startswith("home legal order") else [note])]
    return typographic(" ; ".join(parts), lang)


def _french(note: str) -> str:
    for english, french in _NOTES:
        found = re.fullmatch(english, note)
        if found:
            return french.format(**found.groupdict())
    return note
