"""Vietnamese as software needs it: text, order, names, dates, numbers in words, id numbers, sheet codes.

Pure functions over text and standard library only. Each subject is one module; import from the module itself.
"""
