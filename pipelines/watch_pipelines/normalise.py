"""One form for every document: canonical address, clean text. Every offset downstream refers to what comes out here."""

import re
import unicodedata
from dataclasses import replace

from watch.model import Document
from watch.urls import canonical_url
from watch_pipelines.typography import INVISIBLE, fold, typographic

_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]")
_SPACES_AT_END = re.compile(r"[ \t\u00a0\u202f]+(?=\n|$)")
_EMPTY_LINES = re.compile(r"\n{3,}")
_LONGEST_LEFTOVER = 260
"""Characters: a longer block says more than a page's furniture does."""
_LEFTOVERS = re.compile(
    r"(?:lire aussi|a lire(?: aussi)?|a relire|voir aussi|sur le meme (?:sujet|theme)|read (?:also|more)|lesen sie auch"
    r"|mehr zum thema)\s?[:>-]"
    r"|(?:partager|partagez|share|teilen)(?: cet(?:te)? (?:article|page)| this (?:article|page|story))?"
    r"(?:\s?[:>-]|,? (?:sur|on|auf)\b|$)"
    r"|(?:credits? ?(?:photos?)?|photo|illustration|©|\(c\)).{0,60}$"
    r"|(?:imprimer|envoyer par (?:mail|courriel)|copier le lien|ajouter aux favoris|commenter)\b.{0,60}$"
    r"|(?:inscrivez-vous|abonnez-vous|recevez|suivez-nous|s'inscrire|s'abonner|subscribe|sign up|follow us)\b"
    r".{0,140}(?:lettre|newsletter|infolettre|alertes?|reseaux|linkedin|mastodon|facebook|whatsapp|inbox|notre fil)"
    r"|(?:newsletter|infolettre|anzeige|publicite|advertisement)\b.{0,90}$"
    r"|(?:(?:deja )?abonnee?s? ?\?|reserve aux abonnes|article reserve|contenu reserve|identifiez-vous|il vous reste)"
    r"|(?:nous utilisons|ce site|notre site|en poursuivant|en continuant|we use|this site|by continuing|wir nutzen)\b"
    r".{0,160}\b(?:cookies?|traceurs)\b"
    r"|(?:accepter|refuser|parametrer|gerer)\b.{0,60}\b(?:cookies|traceurs)\b"
    r"|(?:menu|accueil|home)\s?[-|>/].{0,90}$"
    r"|temps de lecture|reading time|lesezeit"
    r"|(?:pour ne plus recevoir|se desinscrire|vous recevez ce (?:message|courriel)|unsubscribe)"
    r"|(?:transferer ce message|retour (?:a la liste|en haut)|haut de page|back to top|mentions legales|plan du site)"
    r"|(?:cet article vous a plu|votre article se poursuit)"
)
"""What a folded block must begin with to be furniture of the page."""


def normalise(document: Document) -> Document:
    """The same document with a canonical address and clean title and text; applying it twice changes nothing."""
    return replace(
        document,
        canonical_url=canonical_url(document.canonical_url or document.url),
        language=document.language.strip().lower()[:2],
        title=" ".join(_clean(document.title).split("\n")).strip(),
        text=_without_leftovers(_clean(document.text)),
    )


def _clean(text: str) -> str:
    """Without what no reader sees: control and zero-width characters, decomposed accents, spaces at line ends."""
    text = unicodedata.normalize("NFC", text.replace("\r\n", "\n").replace("\r", "\n"))
    text = _CONTROL.sub("", text.encode("utf-8", "ignore").decode("utf-8"))
    text = text.translate(dict.fromkeys(map(ord, INVISIBLE)))
    return _EMPTY_LINES.sub("\n\n", _SPACES_AT_END.sub("", text)).strip()


def _without_leftovers(text: str) -> str:
    """Without the blocks that are furniture of a page; a text made of nothing else is left alone."""
    blocks = text.split("\n\n")
    kept = [block for block in blocks if not is_leftover(block)]
    return "\n\n".join(kept) if kept else text


def is_leftover(block: str) -> bool:
    """Return whether a whole block is furniture: links to other pages, sharing, subscription, cookies, credits."""
    folded = fold(typographic(block)).strip(" -•*▪►[]()")
    return len(folded) <= _LONGEST_LEFTOVER and _LEFTOVERS.match(folded) is not None
