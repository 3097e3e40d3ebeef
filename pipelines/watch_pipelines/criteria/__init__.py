"""The seventeen criteria of the framework: ``criteria/<theme>.py:<name>`` answers criterion ``<theme>.<name>``."""
