"""Words and sentences that readers see, French and English, made from values; mails and pages say them alike."""
