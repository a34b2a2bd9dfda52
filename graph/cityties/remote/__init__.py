"""Stores of others: what is sent to them, and what comes back.

========= ======================================================================
http      one request: limits of time and size, credentials, no redirect followed
servers   what each kind of server needs
answers   answers of a server to rows, checked before they are used
store     a server that is asked, with the graph that it searches
push      a graph to a server, graph by graph, each counted
compare   every named question there and here
========= ======================================================================
"""
