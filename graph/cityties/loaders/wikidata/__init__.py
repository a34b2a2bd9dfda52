"""Twin towns of the world from Wikidata: fetched politely, or read from saved answers.

========= ======================================================================
client    one request at a time to a SPARQL service, with pauses, waits and a cache
queries   the texts of the queries
answers   SPARQL results (JSON) to terms, terms to items and moments
entity    an item's own JSON form
saved     which of these a file is
collect   country by country, batch by batch
choose    one value of several: by rank, then by date
surprises what was odd, with the ids of the items
facts     what is known of a city; redirects and replaced items followed
labels    names that are not damaged
rows      items to rows of the tables
load      a run from its start to the files of a folder
dump      a file of all items in place of a service: passes and checkpoints
========= ======================================================================

The file of a dump and its lines are ``dump_file`` and ``dump_lines``.

A statement is taken as what it is: one item's word about another. Nothing is
made symmetric, and what cannot be used is counted and named.
"""
