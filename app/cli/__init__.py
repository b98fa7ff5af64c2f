"""The command line: the same use cases as the window, as text or as one JSON object (design text "cli").

One module per noun, loaded only when it is asked for, so that a short command starts quickly.
"""
