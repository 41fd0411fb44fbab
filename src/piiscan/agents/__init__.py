"""What coding agents say and want to hear: their hooks' events, the answers that block, and where hooks are set up.

event.py      JSON from standard input becomes an ``Event``: texts on their way, and files about to be read
answer.py     what stops that agent at that event
install.py    the agents' own settings files

Nothing here scans; ``piiscan.cli.agent_hook`` puts it together.
"""
