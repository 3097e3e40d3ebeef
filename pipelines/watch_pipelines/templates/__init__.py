"""The mails: their words, their views of the values, and the Jinja2 templates that lay them out."""
