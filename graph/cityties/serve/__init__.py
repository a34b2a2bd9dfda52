"""The graph over HTTP: the SPARQL endpoint, the JSON API, and the pages of a site.

`app.make_app` gives a Starlette application, `run` serves it, `site.Site` is what a handler
reaches the graph by, and `pages` is where pages are mounted. Nothing here changes anything.
"""
