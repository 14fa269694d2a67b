"""Functions that decide whether two notices are the same, based on their texts and metadata.

Pure functions, apart from reading data files of the package.

A *newly fetched* notice (`found` in the code) was just read from a source; a *known* notice is in the store. *Letters*
are the letters, digits and Chinese characters of a normalized text, without punctuation and spaces.
"""
