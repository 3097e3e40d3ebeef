"""The sentences that only mails say, in French and in English."""

from collections.abc import Mapping

from watch.wording.terms import Language, typographic

TEXTS: Mapping[str, tuple[str, str]] = {
    "alert": ("Alerte", "Alert"),
    "digest": ("Bulletin", "Digest"),
    "new": ("Nouvelle annonce", "New announcement"),
    "changed": ("Mise à jour", "Update"),
    "changes": ("Ce qui change", "What changed"),
    "ended": ("Fin ou démenti", "End or denial"),
    "why": ("Pourquoi vous recevez ce message", "Why you get this message"),
    "why_filters": (
        "Cette annonce passe les filtres de votre abonnement :",
        "It passes the filters you subscribed to:",
    ),
    "why_all": (
        "Votre abonnement n’a pas de filtre : il reçoit toute annonce évaluée.",
        "Your subscription has no filter: it receives every assessed announcement.",
    ),
    "why_digest_daily": (
        "Vous recevez ce bulletin chaque jour, à l’heure choisie dans votre abonnement.",
        "You receive this digest every day, at the hour chosen in your subscription.",
    ),
    "why_digest_weekly": (
        "Vous recevez ce bulletin chaque semaine, au jour et à l’heure choisis dans votre abonnement.",
        "You receive this digest every week, at the day and hour chosen in your subscription.",
    ),
    "why_digest_immediate": (
        "Trop d’annonces en un jour pour un courriel chacune : voici, en une fois, celles qui restaient.",
        "Too many announcements in one day for a mail each: here are the remaining ones, at once.",
    ),
    "why_query": ("Il contient ce que trouve votre requête : {query}", "It holds what your query finds: {query}"),
    "leave": ("Se désabonner de ces messages", "Unsubscribe from these messages"),
    "figure": ("Les huit dernières semaines", "The last eight weeks"),
    "figure_caption": (
        "Annonces de toute la veille, par semaine commençant le",
        "Announcements of the whole watch, by week beginning on",
    ),
    "filter.verdict": ("verdict", "verdict"),
    "filter.reading": ("réponse à la question", "answer to the question"),
    "filter.sector": ("secteur", "sector"),
    "filter.actor": ("acteur", "actor"),
    "filter.word": ("mot", "word"),
    "filter.query": ("requête", "query"),
    "no_quote": ("Aucune phrase publiée ne documente ce verdict.", "No published sentence documents this verdict."),
    "no_change": ("Aucune preuve attendue ne le changerait.", "No expected piece of evidence would change it."),
    "read_at_source": ("lire à la source", "read at the source"),
    "source_lost": ("source non conservée", "source not kept"),
    "framework": (
        "Jugé selon le cadre {version}, règle {rule}, connaissances au {as_of}.",
        "Judged by framework {version}, rule {rule}, with what was known on {as_of}.",
    ),
    "caution": (
        "« Exposition » ne veut pas dire accès : le cadre relève qui pourrait recevoir un ordre, pas ce qui a eu lieu.",
        "“Exposure” does not mean access: the framework notes who could receive an order, not what happened.",
    ),
    "digest_of": ("Bulletin du {day}", "Digest of {day}"),
    "section_new": ("Nouvelles annonces", "New announcements"),
    "section_changed": ("Annonces modifiées", "Changed announcements"),
    "section_ended": ("Fins et démentis", "Ends and denials"),
    "watched": ("Ce qui a été surveillé", "What was watched"),
    "watched_line": ("{sources}, {documents}.", "{sources}, {documents}."),
    "no_issue": (
        "Aucune source en échec ni restée silencieuse.",
        "No source failed or stayed silent.",
    ),
    "issues": ("En échec ou silencieux", "Failed or silent"),
    "since": ("depuis le {day}", "since {day}"),
    "empty": (
        "Aucune annonce nouvelle ni modifiée pour votre abonnement.",
        "No new or changed announcement for your subscription.",
    ),
    "empty_checked": (
        "Ce n’est pas une panne : la veille a eu lieu, voici ce qu’elle a couvert.",
        "This is no outage: the watch took place, here is what it covered.",
    ),
    "empty_doubt": (
        "La veille n’a rien pu lire : ce silence ne prouve rien. Voyez les problèmes ci-dessous.",
        "The watch could read nothing: this silence proves nothing. See the problems below.",
    ),
    "subject_new": ("{count} nouvelle{s}", "{count} new"),
    "subject_changed": ("{count} modifiée{s}", "{count} changed"),
    "subject_ended": ("{count} fin{s} ou démenti{s}", "{count} ended or denied"),
    "subject_empty": ("rien de nouveau", "nothing new"),
    "sources_watched": ("{count} source{s} surveillée{s}", "{count} source{s} watched"),
    "documents_read": ("{count} document{s} lu{s}", "{count} document{s} read"),
}


def tell(key: str, lang: Language, **values: object) -> str:
    """The sentence of *key*; ``{count}`` also settles the plural ``{s}``."""
    count = values.get("count")
    plural = "s" if isinstance(count, int) and count > 1 else ""
    if lang == "en" and count == 0:
        plural = "s"
    sentence = TEXTS[key][lang == "en"].format(s=plural, **values)
    return typographic(sentence, lang)
