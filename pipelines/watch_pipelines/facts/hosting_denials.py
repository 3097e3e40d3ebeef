"""Wordings that take a hosting statement back or leave it open: negation, refusal, the unreal past, possibility."""

import re
from typing import Final

NEGATION: Final = re.compile(
    r"\b(?:sans (?:recour\w+|passer|transiter|dependre|faire appel|aucun\w*)?|hors(?: de| d'| des)?|aucun\w*|ni\b|"
    r"non (?:sur|dans|chez|pas)|et non|plutot que?|pas question|echapp\w+|a l'abri|soustrai\w+|(?:do|does|will|is|are|"
    r"did) not|ecart\w+|exclu(?:s|e|es|re|ant|ent|t|ait|aient)?\b|a l'exclusion|rather than|"
    r"without|not (?:on|in|to|at)|"
    r"no\b|instead of|ne (?:\w+ ){1,3}pas (?:par|sur|chez|dans)|pas (?:sur|dans|chez|heberg\w+)|ohne|nicht|renonc\w+|"
    r"quitt\w+|sorti\w* d|abandonn\w+|au lieu d\w*|pas (?:de|d'un|d'une|d')|jamais|never|nothing|rien n\w*|"
    r"(?:moved|migrated|away|switch\w*) from|interdi\w+|n'(?:ira|iront|est|sera)\w* (?:pas|jamais|ni)|"
    r"ne (?:saurai\w+|doi\w+|peu\w+|dependr\w+|sera|seront|passe\w*|transite\w*|depend\w*|ser\w+) ?(?:ni|pas|jamais)?|"
    r"kein\w*)\W{0,2}(?:(?! et | and | mais | but | und )[^.;:,]){0,60}$|"
    r"\b(?:sans|hors|without|rather than|plutot que?|renonc\w+|dement\w+ que|adieu|bye)\b(?:(?! et | mais | but |"
    r" und )[^.;]){0,55}$"
)
FORMERLY: Final = re.compile(
    r"\b(?:tournai\w*|fonctionnai\w*|reposai\w*|transitai\w*|etai(?:t|ent) (?:[\w'-]+ )?(?:envoye|heberge|stocke|"
    r"traite|"
    r"installe|deploye|loge)\w*|used to run|previously (?:hosted|run|ran)|prevue?s? au depart|initialement|"
    r"jusqu'(?:a present|ici|alors))[^.;]{0,50}$"
)
"""A host that was left: the imperfect of a verb of running."""
IRREAL: Final = re.compile(
    r"\b(?:aurai\w+ (?:\w+ )?(?:prefere|voulu|pu|souhaite|aime)|voulai\w+|reclamai\w+|avai\w+ (?:d'abord |un temps )?"
    r"(?:propose|envisage|prevu|imagine|songe)|would have(?! to\b)|had (?:proposed|wanted|planned|hoped)|wanted to|"
    r"hatte\w* [^.;]{0,30}(?:vorgeschlagen|gewunscht))\b[^.;]{0,70}$"
)
"""A host that was wished for and not had: the unreal past."""
DENIED_AFTER: Final = re.compile(
    r"[^.;:\n]{0,60}?\b(?:n'(?:est|etait|intervien\w+|a|ont|entre\w*) (?:pas |jamais |plus )?(?:admis\w*|prevue?s?|"
    r"envisage\w*|"
    r"autorise\w*|retenue?s?|ete (?:retenue?s?|prevue?s?|admis\w*))|n'intervien\w+|(?:est|sont|sera|seront|etait|"
    r"etaient) "
    r"(?:contractuellement "
    r"|formellement |expressement )?(?:exclue?s?|interdit\w*|proscrit\w*|ecartee?s?|bannie?s?)|(?:a|"
    r"ont) (?:finalement |aussitot |vite )?ete "
    r"(?:ecartee?s?|"
    r"exclue?s?|abandonnee?s?|rejetee?s?|refusee?s?)|(?:n'a|n'ont|n'avai\w+) (?:pas|jamais) ete|"
    r"(?:a|ont|avai\w+) fini par etre|(?:sera|seront|est|sont) (?:definitivement )?(?:eteinte?s?|debranchee?s?|"
    r"resiliee?s?|"
    r"abandonnee?s?|delaissee?s?|quittee?s?)|(?:has|have|had) been (?:shelved|dropped|rejected|turned down|abandoned|"
    r"ruled out)|(?:was|were|is|are) (?:struck out|turned down|shelved|dropped|abandoned)|will (?:not|lapse|end)|"
    r"(?:ne |n')(?:sera|seront|est|sont|recevr\w+|convi\w+|suffi\w+) (?:pas|jamais|plus) (?:utilise|employe|retenu|"
    r"envisag)\w*|"
    r"schliess\w+ [^.;\n]{0,40}\baus\b|(?:and )?set aside|ruled out|(?:is|are|was|were) (?:excluded|"
    r"rejected|"
    r"barred|not)|ausgeschlossen|(?:ist|sind) nicht|findet nicht|verzichtet|nicht (?:vorgesehen|zulassig))"
)
ABROAD: Final = re.compile(r"(?:hors|outside|en dehors|a l'exterieur) .+")
"""« rien hors de l'Union » denies a place and so states one."""
STAYS: Final = re.compile(
    r"\b(?:n'en|(?:ne |n')\w{0,3} ?(?:quitt|sort|franchi)\w*|rien ne sort|(?:never|not|n't) leave|"
    r"\b(?:no|nothing|none) [a-z' ]{0,30}leaves?|nichts? verlas\w+|"
    r"verlassen|"
    r"nulle part ailleurs)"
)
"""« ne quittent pas la France »: a denial that states a place."""
HYPOTHETICAL: Final = re.compile(
    r"\b(?:pourr\w+|devrai\w+|serai\w+ (?!heberg)|envisag\w+|a l'etude|etudi\w+|reste a|a terme|souhait\w+|evoqu\w+|"
    r"could|might|may\b|would|considering|konnte\w*|soll\b|doit d'abord|le cas echeant|eventuel\w*)"
)
