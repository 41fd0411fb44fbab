"""The vault: which replacement stands for which value, encrypted, so that ``piiscan unmask`` puts them back.

book        what stands for what, in memory          series      addresses and numbers with a number
find        where replacements stand in a text       restore     edits that put the values back
writing     what masking writes for a value          vault       all of it, as a run has it
container   the file's layout                        file        opening, locking, replacing it
"""
