"""The register's desk: what an editor asks and does about facts, judgements and decisions."""
