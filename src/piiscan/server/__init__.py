"""Servers over standard streams: for editors what is found while somebody types, for agents tools.

checked.py    one document, scanned: findings, their places, and the edits that would mend them
positions.py  offsets become lines and columns as the client counts them
projects.py   the configuration and the compiled rules of each folder that is open
protocol.py   the messages, by pygls (extra ``server``)
tools.py      what agents may ask for
context_protocol.py  those questions, by mcp (extra ``mcp``)
"""
