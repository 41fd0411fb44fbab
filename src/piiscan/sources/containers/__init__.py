"""What lies inside files: archives and documents. Nothing here is imported unless somebody asks for it.

    entry.py       `InsideEntry`: a file whose members are read too
    walk.py        from a file to the text in it, through archives in archives
    magic.py       what a file is, told from its bytes, whatever it is called
    naming.py      `outer.zip!/inner/file.py`
    budget.py      when to stop
    content.py     bytes that are read once, or anywhere
    unpacking.py   gzip, bzip2, xz, zstd
    zipped.py      zip by its directory; `zip_stream.py` where there is none, or no way to it
    tarred.py      tar
    package.py     docx, xlsx, pptx: what they share; `word.py`, `sheets.py`, `slides.py`
    pdf_.py        PDF, where pypdf or pdfium is installed

Hostile input is the rule: nothing is written to disk, no name is trusted, no size is believed.
"""
