"""The four axes and the claim, as pure functions over findings: exposure, dependence, transparency, sensitivity."""
