"""Vigie, a lookout for public AI partnerships.

The flow, in one line:

sources → sweep → spiders → sink → Document ⇒ captured | normalise → dedupe → detect → extract → resolve → link → Announcement ⇒ announced/updated | assess → Assessment ⇒ assessed | alert → Alert ⇒ raised | deliver ;  digest-due | digest → deliver ;  label ⇒ corrected | link ;  revise ⇒ revised | assess ;  decide ⇒ decided | assess ;  place ⇒ placed | link ;  withdraw ⇒ withdrawn | link ;  query ← store

``→`` is a function call on values, ``⇒`` one commit that also writes the event, ``|`` the queue picking it up.
"""  # noqa: E501  (the line is one line: a test compares it with the handler table)

__version__ = "0.1.0"
