"""What the criteria share: the case, how strong a sentence is, who the parties are, what is said about hosting."""
