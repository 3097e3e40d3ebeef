"""How what is known leaves the store as data: public values, feeds, tables, an open-data package, citations.

Whole texts of third parties never leave: a quote has at most as many characters as pages show.
"""
