"""Where text comes from: trees, given files, standard input, the git index. No detection here.

Every source yields entries (see ``entry.Entry``), tiny and picklable; reading happens later, perhaps in
another process. Whatever cannot be read becomes a ``Notice``, never an exception in the middle.
"""
